"""Whether some single shift, its visits put into another order exactly, takes a ticket for less than it saves.

Where none does, the ticket is crowded out of every route (proof ``routes``); where one does, the plan was improvable
and the better plan is handed back. A shift may leave out visits of its own, each alone in its ticket and tied to no
other, at their price; everything on other shifts, and the times of what is tied to it, stay.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.checker import Report, check
from solver.explain.bench import Bench
from solver.plan import Plan, PlannedVisit
from solver.problem import Interval, Problem
from solver.search.assemble import NewRoute, assemble
from solver.search.chains import layout as at
from solver.search.chains.remainder import MOST_STOPS
from solver.search.chains.reorder import TOO_MANY, reorder
from solver.search.terms import Pricing


@dataclass(frozen=True, slots=True)
class Crowding:
    """What re-ordering single shifts said of a ticket.

    ``proved``: no shift takes it for less than it saves. ``better``: a checked plan that costs less.
    """

    proved: bool
    better: Plan | None = None


UNKNOWN = Crowding(False)
MOST_IMPROVEMENTS = 50  # of one plan, so that a run without a clock ends


class Crowd:
    """One plan, and what its shifts could take in place of what they have.

    Attributes
    ----------
    report
        Of the plan in hand.
    sound
        Whether the tables price the plan as the checker does; if not, nothing is proved here.
    """

    def __init__(self, bench: Bench, report: Report) -> None:
        self.problem: Problem = bench.problem
        self.tables, self.reach, self.links = bench.tables, bench.reach, bench.links
        self.day, self.desk = bench.day, bench.desk
        self.pricing = Pricing(self.tables)
        self.free_visits = {v for unit in self.links.units if (v := self._alone(unit)) is not None}
        self.musts = {limit.index for limit in self.tables.musts}
        self.closed = {limit.index for limit in self.tables.closed}
        self.out = np.zeros(4 * MOST_STOPS, dtype=np.int64)
        self.dull: dict[
            tuple[tuple[int, ...], int], object
        ] = {}  # what a shift held when it was proved not to take a ticket
        self.take(report)

    def _alone(self, unit: Sequence[int]) -> int | None:
        """Return the only visit of a ticket that is tied to nothing but, perhaps, its technician; None of others."""
        groups = self.links.groups[unit[0]]
        if len(unit) > 1 or len(groups) > 1 or len(groups[0][0]) > 1 or self.links.needs[unit[0]]:
            return None
        visit = groups[0][0][0]
        return None if visit in self.links.linked or visit in self.links.among else visit

    def take(self, report: Report) -> None:
        """Look at another plan of the same problem."""
        self.proved: set[int] = set()  # crowded out of this plan
        self.report = report
        schedule = report.schedule
        self.routes = {route.shift: route for route in schedule.plan.routes}
        shifts = range(len(self.tables.shifts))
        self.prices = [self.pricing.route(shift, self.routes.get(shift)).total() for shift in shifts]
        self.sound = report.is_legal and self.pricing.plan(schedule.plan).total() == report.total
        visits = self.problem.visits
        self.kept = {
            line.shift: [stop.visit for stop in line.stops if stop.visit is not None and not stop.fact]
            for line in report.schedule.timelines
        }
        self.load: Counter[int] = Counter()
        for shift, own in self.kept.items():
            self.load[self.tables.shifts[shift].technician] += sum(int(self.tables.work[v]) for v in own)
        self.starts = {v: report.schedule.placed[v].start for v in report.schedule.placed if not visits[v].is_fact}

    def improve(self, out_of_time: Callable[[], bool]) -> None:
        """Go from plan to better plan for as long as a shift takes a ticket for less than it saves."""
        for _ in range(MOST_IMPROVEMENTS):
            dearest = sorted(self.report.schedule.unassigned_tickets, key=lambda t: (-self.tables.drop_price[t], t))
            found = (self._note(ticket) for ticket in dearest if not out_of_time())
            better = next((plan for plan in found if plan is not None), None)
            if better is None:
                return
            self.take(check(self.problem, better))

    def _note(self, ticket: int) -> Plan | None:
        """Judge a ticket, keep a proof, and return a better plan."""
        found = self.judge(ticket)
        if found.proved:
            self.proved.add(ticket)
        return found.better

    def judge(self, ticket: int, shifts: Collection[int] | None = None) -> Crowding:
        """Say whether a ticket that is left out is crowded out of the routes, or of some shifts alone.

        A ticket of several visits is, if what each of them costs at least on a shift of its own adds up to what the
        ticket saves; nothing is said of one whose visits might share a shift in other ways than two steps do.
        """
        own = self.problem.open_visits_by_ticket[ticket]
        if not self.sound or ticket in self.closed or self._waits(ticket):
            return UNKNOWN
        price = int(self.tables.drop_price[ticket])
        if len(own) == 1:
            return self._judge_alone(own[0], price, shifts)
        if not self._adds_up(own):
            return UNKNOWN
        if len(self.links.groups[ticket]) > 1 and self._least(own, price) != price:
            return UNKNOWN
        total = 0
        for visit in own:
            least = self._least((visit,), price)
            if least is None:
                return UNKNOWN
            total += least
        return Crowding(total >= price)

    def is_crowded_out(self, ticket: int) -> bool:
        """Whether it is proved that no shift takes the ticket for less than it saves."""
        return ticket in self.proved or self.judge(ticket).proved

    def cheapest(self, visit: int, shift: int, most: int) -> Plan | None:
        """Return the cheapest plan with a left-out visit on a shift; None if it costs at least ``most`` more."""
        return self._order((visit,), shift, most)[1] if self.sound and shift in self._shifts(visit) else None

    def _judge_alone(self, visit: int, price: int, shifts: Collection[int] | None) -> Crowding:
        """Try every shift until one takes the visit for less than the price."""
        proved = True
        for shift in self._shifts(visit):
            if shifts is not None and shift not in shifts:
                continue
            change, plan = self._order((visit,), shift, price)
            if plan is not None:
                report = check(self.problem, plan)
                if report.is_legal and report.total < self.report.total:
                    return Crowding(False, plan)
            proved = proved and change == price
        return Crowding(proved)

    def _adds_up(self, own: tuple[int, ...]) -> bool:
        """Whether visits are a crew, or two steps, by people with one shift each: then their costs add up."""
        groups = self.links.groups[self.problem.visits[own[0]].ticket]
        people = {self.tables.shifts[s].technician for v in own for s in self._shifts(v)}
        return (len(groups) == 1 or len(own) == 2) and all(len(self.problem.technicians[k].shifts) == 1 for k in people)

    def _least(self, visits: tuple[int, ...], most: int) -> int | None:
        """Return the least change of one shift that takes all of some visits, ``most`` at most; None: not known."""
        least = most
        for shift in set.intersection(*(set(self._shifts(v)) for v in visits)):
            change, _ = self._order(visits, shift, least)
            if change is None:
                return None
            least = min(least, change)
        return least

    def _waits(self, ticket: int) -> bool:
        """Whether a ticket it must follow is left out as well."""
        return any(other in self.report.schedule.unassigned_tickets for other in self.links.needs[ticket])

    def _shifts(self, visit: int) -> Iterator[int]:
        """Yield the shifts on which a visit could be, the people it must be by taken into account."""
        required = {row.technician for row in self.tables.one_by if visit in row.visits}
        people = [self._people(k) for k, _ in self.links.among.get(visit, ())]
        for shift in np.flatnonzero(self.reach.possible[visit]).tolist():
            person = self.tables.shifts[shift].technician
            if required <= {person} and all(some is None or person in some for some in people):
                yield shift

    def _people(self, k: int) -> set[int] | None:
        """Return who may serve what a row of ``among`` binds; None: anybody."""
        row, schedule = self.tables.among[k], self.report.schedule
        if not row.always and row.other in schedule.unassigned_tickets:
            return None
        return set(row.people) | {schedule.placed[v].technician for v in row.others if v in schedule.placed}

    def _order(self, visits: tuple[int, ...], shift: int, most: int) -> tuple[int | None, Plan | None]:
        """Order a shift's visits anew with some more.

        Returns
        -------
        change, plan
            The least change of the cost and its plan; ``most`` and None when it is not less; None: not known.
        """
        rows = self._rows(visits, shift)
        if len(rows) > MOST_STOPS:
            return None, None
        person = self.tables.shifts[shift].technician
        mine = sum(int(self.tables.work[v]) for v in self.kept.get(shift, ()))
        load = self.load[person] - mine
        rows_of_work = (row for row in self.tables.technician_costs if row.technician == person)
        now = self.prices[shift] + sum(row.curve.at(row.base + load + mine) for row in rows_of_work)
        key = (tuple(rows), load, now + most, int(self.day[self._row(shift) + at.SHIFT_LATEST_RETURN]))
        if self.dull.get((visits, shift)) == key:
            return most, None
        stops = np.array(rows, dtype=np.int64).reshape(-1)
        cost, length = reorder(self.day, shift, stops, len(rows), load, now + most, self.desk, self.out)
        if cost == TOO_MANY:
            return None, None
        if cost >= now + most:
            self.dull[visits, shift] = key
            return most, None
        return cost - now, self._with(shift, self.out[: 2 * length].reshape(-1, 2).tolist())

    def _row(self, shift: int) -> int:
        return int(self.day[at.SHIFT]) + shift * at.SHIFT_ROW

    def least_return(self, visit: int, shift: int, low: int, high: int) -> int:
        """Return the least limit of a return, above ``low``, with which a shift takes a visit."""
        place = self._row(shift) + at.SHIFT_LATEST_RETURN
        price = int(self.tables.drop_price[self.problem.visits[visit].ticket])
        kept = int(self.day[place])
        while high - low > 1:
            middle = (low + high) // 2
            self.day[place] = middle
            change, plan = self._order((visit,), shift, price)
            low, high = (low, middle) if plan is not None and change is not None else (middle, high)
        self.day[place] = kept
        return high

    def _rows(self, visits: tuple[int, ...], shift: int) -> list[tuple[int, int, int, int]]:
        """Return the stops to be ordered: new visits, those the shift has, and its absences."""
        first = int(self.day[self._row(shift) + at.SHIFT_ABSENT])
        rows = [(visit, *self._held(visit, shift), at.MUST) for visit in visits]
        for other in self.kept.get(shift, ()):
            ticket = self.problem.visits[other].ticket
            leaves = other in self.free_visits and ticket not in self.musts
            price = int(self.tables.drop_price[ticket]) if leaves else at.MUST
            rows.append((other, *self._held(other, shift), price))
        absences = range(first, first + len(self.tables.shifts[shift].absences))
        return rows + [(node, at.LONG_AGO, at.NEVER, at.MUST) for node in absences]

    def _held(self, visit: int, shift: int) -> tuple[int, int]:
        """Return the starts that the times of visits on other shifts leave to one of this shift."""
        low, high = at.LONG_AGO, at.NEVER
        if visit not in self.links.linked:
            return low, high
        together = next((g.visits for g in self.tables.same_start if visit in g.visits), ())
        for other in together:
            if other != visit and other in self.starts:
                low, high = max(low, self.starts[other]), min(high, self.starts[other])
        placed = self.report.schedule.placed
        for order in self.tables.orders:
            other = order.before if order.after == visit else order.after
            if visit not in (order.before, order.after) or other not in placed or placed[other].shift == shift:
                continue
            if order.after == visit:
                low = max(low, placed[other].end + order.min_gap)
                high = high if order.max_gap is None else min(high, placed[other].end + order.max_gap)
            else:
                minutes = int(self.tables.minutes[visit, shift])
                high = min(high, placed[other].start - order.min_gap - minutes)
                low = low if order.max_gap is None else max(low, placed[other].start - order.max_gap - minutes)
        return low, high

    def _with(self, shift: int, stops: list[list[int]]) -> Plan:
        """Return the plan with another route on one shift."""
        new = {other: self._route(other) for other in self.routes}
        row, lengths = self.tables.shifts[shift], self.tables.minutes[:, shift]
        first = int(self.day[self._row(shift) + at.SHIFT_BREAK_FIRST])
        rows = self.day[self.day[at.BREAK] + 3 * first :]
        breaks = [int(rows[3 * k + 2]) for k in range(len(row.breaks))]
        visits = [PlannedVisit(k, start, start + int(lengths[k])) for k, start in stops if 0 <= k < len(lengths)]
        rests = [Interval(start, start + breaks[-1 - k]) for k, start in stops if k < 0]
        new[shift] = NewRoute(tuple(visits), tuple(rests))
        return assemble(self.problem, {s: route for s, route in new.items() if route.visits})

    def _route(self, shift: int) -> NewRoute:
        """Return what a route plans beside its facts."""
        line = self.routes[shift]
        past = self.problem.shifts[shift].past_breaks
        visits = tuple(p for p in line.visits if not self.problem.visits[p.visit].is_fact)
        return NewRoute(visits, tuple(rest for rest in line.breaks if rest not in past))
