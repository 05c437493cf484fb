"""A plan held ready for questions: what if this ticket went there, at that time, or were taken out?

Each answer is a whole plan in which only the routes that had to change differ, found by insertion, if need be in the
place of other visits, over tables and routes that are built once. The answer is as legal as the tables are true; who
gives it out lets the checker judge it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from solver.clock import Minute
from solver.plan import Plan
from solver.search.assemble import NewRoute, facts_by_shift, make_route
from solver.search.chains import layout as at
from solver.search.chains.arena import new_desk, new_routes
from solver.search.chains.chain import longest_route, pack_day, read_route
from solver.search.chains.compiled import Block
from solver.search.chains.edit import insert_best, place_units, remove_units
from solver.search.chains.load import load_plan
from solver.search.reach import Reach
from solver.search.terms import Pricing
from solver.tables import Tables

MOST_ASIDE = 24  # units of several visits that an answer tries to plan anew after what it puts in


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visit is held to in an answer.

    ``shifts`` are those it may be on (None: any); it starts within [``earliest``, ``latest``] (None: any time).
    """

    visit: int
    shifts: frozenset[int] | None = None
    earliest: Minute | None = None
    latest: Minute | None = None


class WhatIf:
    """Answers over one plan; every answer starts from that plan again.

    Parameters
    ----------
    plan
        A plan of the tables' problem. Where it cannot be kept as it is, ``plan`` is what can be kept of it.
    steady
        Whether visits that stay on their shift start no earlier than the plan says, in any answer: their owners may
        have been told. Later they may start.
    """

    def __init__(
        self, tables: Tables, reach: Reach, plan: Plan, day: Block | None = None, *, steady: bool = False
    ) -> None:
        self.tables = tables
        self.reach = reach
        self.day = pack_day(tables, reach) if day is None else day.copy() if steady else day
        self.holds: dict[int, tuple[int, Minute, Minute]] = {}  # by visit: place in the day, start, earliest without
        self.pricing = Pricing(tables)
        self.prices: dict[int, Counter[str]] = {}  # of routes of the plan, as far as they were asked for
        self.facts = facts_by_shift(tables.problem)
        longest = longest_route(self.day)
        if steady:
            self._hold(plan, longest)
        self.base = load_plan(tables, self.day, plan, longest)
        self.routes = new_routes(self.day, longest)
        self.kept = new_routes(self.day, longest)
        self.desk = new_desk(self.day)
        self.desk[at.LUCK], self.desk[at.BLINK], self.desk[at.WIDE] = 1, 1, 1
        self.known = self._stops(self.base)
        self.plan = self._as_loaded(plan)

    def insert(
        self,
        tickets: Sequence[int],
        wishes: Iterable[Wish] = (),
        *,
        at_any_price: bool = False,
        eject: bool = True,
        without: Sequence[int] = (),
        aside: bool = False,
    ) -> Plan | None:
        """Return the plan with tickets put where they cost least; those that are planned are taken out first.

        Parameters
        ----------
        wishes
            Where and when some visits have to be; they bind only in this answer.
        at_any_price
            Whether a ticket goes in although leaving it out costs less. Otherwise that is what happens to it.
        eject
            Whether a ticket that fits nowhere may take the place of others, which then look for another one.
        without
            Tickets that are taken out and stay out.
        aside
            Whether tickets of several visits, or tied to others, may be planned anew after one that is put in: they
            keep their times otherwise.

        Returns
        -------
        Plan
            None if a ticket that has to be planned (at any price, or because of a lock) is not, or a route cannot
            be made without one that was taken out.
        """
        units = [self._unit(ticket) for ticket in tickets]
        if at_any_price and -1 in units:
            return None
        np.copyto(self.routes, self.base)
        out = [unit for unit in dict.fromkeys([*units, *(self._unit(t) for t in without)]) if unit >= 0]
        with self._free(out), self._bound(wishes), self._dear(units if at_any_price else ()):
            if not remove_units(self.day, self.routes, self.desk, np.array(out, dtype=np.int64)):
                return None
            rows = np.array([unit for unit in dict.fromkeys(units) if unit >= 0], dtype=np.int64)
            if eject:
                others = self._tied_units(rows) if aside else np.zeros(0, dtype=np.int64)
                insert_best(self.day, self.routes, self.kept, self.desk, rows, others)
            else:
                place_units(self.day, self.routes, self.desk, rows)
            musts = [limit.index for limit in self.tables.musts]
            if not all(self._is_planned(ticket) for ticket in ([*tickets, *musts] if at_any_price else musts)):
                return None
            return self._read()

    def change(self, plan: Plan) -> dict[str, int]:
        """Return what each term of the cost changes from the plan asked about to another."""
        return self.pricing.change(self.plan, plan, self.prices)

    def left_out(self) -> tuple[int, ...]:
        """Return the tickets that could be planned but are not in the plan asked about, the dearest first."""
        tickets = [t for t, own in enumerate(self.tables.problem.open_visits_by_ticket) if own]
        absent = [t for t in tickets if self._unit(t) >= 0 and not self._is_planned(t, self.base)]
        return tuple(sorted(absent, key=lambda t: (-self._price(t), t)))

    def tied(self, ticket: int) -> tuple[int, ...]:
        """Return the tickets that are taken out and put back together with one, itself among them."""
        unit = self._unit(ticket)
        return (ticket,) if unit < 0 else tuple(self._tickets(unit))

    def _tickets(self, unit: int) -> list[int]:
        row = int(self.day[at.UNIT]) + unit * at.UNIT_ROW
        names = self.day[self.day[at.UNIT_TICKET] :][self.day[row + at.UNIT_FIRST] : self.day[row + at.UNIT_END]]
        return [int(name) for name in names]

    def _unit(self, ticket: int) -> int:
        return int(self.day[self.day[at.TICKET] + ticket * at.TICKET_ROW + at.TICKET_UNIT])

    def _tied_units(self, units: Block) -> Block:
        """Return planned units of several visits on shifts where some units could be, the earliest first."""
        own, out = self.tables.problem.open_visits_by_ticket, set(units.tolist())
        where = self.base[self.base[at.WHERE] :][: len(self.tables.problem.visits)]
        shifts = np.zeros(int(self.day[at.SHIFTS]), dtype=np.bool_)
        for unit in out:
            shifts |= self.reach.possible[[v for t in self._tickets(unit) for v in own[t]]].any(axis=0)
        found: list[tuple[int, int]] = []
        for unit in range(int(self.day[at.UNITS])):
            if unit in out or int(self.day[int(self.day[at.UNIT]) + unit * at.UNIT_ROW + at.UNIT_SINGLE]) >= 0:
                continue
            visits = [v for ticket in self._tickets(unit) for v in own[ticket]]
            if all(int(where[v]) >= 0 for v in visits) and any(shifts[int(where[v])] for v in visits):
                found.append((min(int(self.base[self.base[at.FIXED] + v]) for v in visits), unit))
        return np.array([unit for _, unit in sorted(found)[:MOST_ASIDE]], dtype=np.int64)

    def _price(self, ticket: int) -> int:
        return int(self.day[self.day[at.TICKET] + ticket * at.TICKET_ROW + at.TICKET_DROP])

    def _is_planned(self, ticket: int, routes: Block | None = None) -> bool:
        routes = self.routes if routes is None else routes
        own = self.tables.problem.open_visits_by_ticket[ticket]
        return all(int(routes[routes[at.WHERE] + visit]) >= 0 for visit in own)

    def _hold(self, plan: Plan, longest: int) -> None:
        """Let planned visits start no earlier than planned, on routes that can be made so."""
        new = {r.shift: [p for p in r.visits if not self.tables.problem.visits[p.visit].is_fact] for r in plan.routes}
        for shift, visits in new.items():
            for p in visits:
                place = int(self.day[at.PAIR]) + (p.visit * int(self.day[at.SHIFTS]) + shift) * at.PAIR_ROW
                place += at.PAIR_EARLIEST
                if p.start > self.day[place]:
                    self.holds[p.visit] = (place, p.start, int(self.day[place]))
                    self.day[place] = p.start
        routes = load_plan(self.tables, self.day, plan, longest)
        for shift, visits in new.items():
            if any(int(routes[routes[at.WHERE] + p.visit]) != shift for p in visits):
                for p in visits:
                    if p.visit in self.holds:
                        place, _, free = self.holds.pop(p.visit)
                        self.day[place] = free

    @contextmanager
    def _free(self, units: Iterable[int]) -> Iterator[None]:
        """Let the visits of units that are put back start whenever they could, for a while."""
        own = self.tables.problem.open_visits_by_ticket
        held = [self.holds[v] for unit in units for t in self._tickets(unit) for v in own[t] if v in self.holds]
        for place, _, free in held:
            self.day[place] = free
        try:
            yield
        finally:
            for place, start, _ in held:
                self.day[place] = start

    @contextmanager
    def _bound(self, wishes: Iterable[Wish]) -> Iterator[None]:
        """Hold visits to wishes for a while, by the rows of their pairs."""
        shifts, kept = int(self.day[at.SHIFTS]), []
        for wish in wishes:
            first = int(self.day[at.PAIR]) + wish.visit * shifts * at.PAIR_ROW
            rows = self.day[first : first + shifts * at.PAIR_ROW].reshape(shifts, at.PAIR_ROW)
            kept.append((rows, rows.copy()))
            if wish.shifts is not None:
                others = [shift for shift in range(shifts) if shift not in wish.shifts]
                rows[others, at.PAIR_LATEST] = at.LONG_AGO
            if wish.earliest is not None:
                rows[:, at.PAIR_EARLIEST] = np.maximum(rows[:, at.PAIR_EARLIEST], wish.earliest)
            if wish.latest is not None:
                rows[:, at.PAIR_LATEST] = np.minimum(rows[:, at.PAIR_LATEST], wish.latest)
            rows[rows[:, at.PAIR_LATEST] < rows[:, at.PAIR_EARLIEST], at.PAIR_LATEST] = at.LONG_AGO
        try:
            yield
        finally:
            for rows, before in reversed(kept):
                np.copyto(rows, before)

    @contextmanager
    def _dear(self, units: Iterable[int]) -> Iterator[None]:
        """Let nothing be dearer than leaving out the tickets of some units, for a while."""
        kept: list[tuple[int, int]] = []
        for unit in dict.fromkeys(units):
            row = int(self.day[at.UNIT]) + unit * at.UNIT_ROW
            kept.append((row + at.UNIT_DROP, int(self.day[row + at.UNIT_DROP])))
            self.day[row + at.UNIT_DROP] = at.MUST
            for ticket in self._tickets(unit):
                place = int(self.day[at.TICKET]) + ticket * at.TICKET_ROW + at.TICKET_DROP
                kept.append((place, int(self.day[place])))
                if not self._is_planned(ticket):
                    self.routes[at.COST] += at.MUST - self.day[place]
                self.day[place] = at.MUST
        try:
            yield
        finally:
            for place, price in reversed(kept):
                self.day[place] = price

    def _changed(self) -> list[int]:
        """Return the shifts whose routes have other stops, or visits held to other starts, than in the plan."""
        new, old = self._stops(self.routes), self.known
        lengths, before = (routes[routes[at.LENGTH] :][: len(new)] for routes in (self.routes, self.base))
        # What lies behind the last stop of a route is left over from earlier ones.
        on_route = np.arange(1, new.shape[1] + 1)[None, :] <= lengths[:, None]
        other = ((new != old).any(axis=2) & on_route).any(axis=1)
        return [int(shift) for shift in np.flatnonzero((lengths != before) | other)]

    def _stops(self, routes: Block) -> Block:
        """Return the node and the end of every stop after the head, by shift."""
        shifts, first, stride = int(self.day[at.SHIFTS]), int(routes[at.ROUTE]), int(routes[at.STRIDE])
        rows = routes[first : first + shifts * stride].reshape(shifts, stride // at.STOP_ROW, at.STOP_ROW)
        return rows[:, 1:, (at.STOP_NODE, at.STOP_OVER)]

    def _read(self) -> Plan:
        """Return the plan of the routes: the routes that have not changed stay as they are."""
        rows = {shift: read_route(self.tables, self.day, self.routes, shift) for shift in self._changed()}
        return self._with(self.plan, rows)

    def _with(self, plan: Plan, new: Mapping[int, NewRoute]) -> Plan:
        """Return a plan with other routes on some shifts."""
        problem, facts = self.tables.problem, self.facts
        routes = {route.shift: route for route in plan.routes if route.shift not in new}
        for shift, row in new.items():
            if row.visits or row.breaks or shift in facts:
                routes[shift] = make_route(problem, shift, facts.get(shift, ()), row)
        return Plan(tuple(routes[shift] for shift in sorted(routes)))

    def _as_loaded(self, plan: Plan) -> Plan:
        """Return the plan; of a route that the compiled search cannot make at all, what it could keep."""
        problem, rows = self.tables.problem, {}
        for route in plan.routes:
            own = {p.visit for p in route.visits if not problem.visits[p.visit].is_fact}
            if any(int(self.base[self.base[at.WHERE] + visit]) != route.shift for visit in own):
                rows[route.shift] = read_route(self.tables, self.day, self.base, route.shift)
        return self._with(plan, rows) if rows else plan
