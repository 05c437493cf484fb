"""Why a technician cannot make a visit: the hard rule in the way, proved by relaxing it alone.

First who may go at all (the masks of the tables), then when (bounds on the start, without one rule each), then
whether his empty route has a place (breaks, absences, its number of visits). Who passes all of that could go if it
were not for his other visits.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property

from solver.problem import Minute
from solver.rows import FAR_FUTURE
from solver.rules import HARD_RULES
from solver.search.draft import Drafter
from solver.search.reach import Reach, shortest_ways
from solver.tables import Tables

NO_ROOM = "no_room_found"  # he could go, but not beside what he has
SEVERAL = "several_rules"  # no rule alone is to blame
Ranges = Sequence[tuple[Minute, Minute]]


class Obstacles:
    """Names what is in the way of pairs of a visit and a technician."""

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.tables = tables
        self.reach = reach

    def shared(self, ticket: int, visit: int) -> str | None:
        """Return the rule that keeps everybody from a ticket, whoever makes the visit; None if there is none."""
        if any(limit.index == ticket for limit in self.tables.closed):
            return "step_order"
        own = self.tables.problem.open_visits_by_ticket[ticket]
        return "whole_ticket" if any(not self.reach.possible[v].any() for v in own if v != visit) else None

    def ban(self, visit: int, technician: int) -> str | None:
        """Return the first rule that keeps a technician from a visit on all of his shifts."""
        shifts = list(self.tables.problem.technicians[technician].shifts)
        if not self.tables.banned[visit, shifts].all():
            return None
        names = [rule.name for rule in HARD_RULES if rule.name in self.tables.bans]
        rows = {name: self.tables.bans[name][visit, shifts] for name in names}
        every = next((name for name, row in rows.items() if row.all()), None)
        return every or next(name for name, row in rows.items() if row.any())

    def name(self, visit: int, technician: int, low: Minute = -FAR_FUTURE, high: Minute = FAR_FUTURE) -> str:
        """Return the rule that keeps a technician from a visit that starts within [``low``, ``high``].

        Returns
        -------
        str
            The name of a hard rule; ``several_rules`` if none alone is to blame; ``no_room_found`` if he could make
            the visit were it not for what else he has to do.
        """
        banned = self.ban(visit, technician) or self.shared(self.tables.problem.visits[visit].ticket, visit)
        if banned is not None:
            return banned
        shifts = [s for s in self.tables.problem.technicians[technician].shifts if not self.tables.banned[visit, s]]
        able = [s for s in shifts if self._starts(visit, s, low, high)]
        if not able:
            names = (rule.name for rule in HARD_RULES)
            return next((n for n in names if any(self._starts(visit, s, low, high, n) for s in shifts)), SEVERAL)
        if any(self._fits(visit, s, low, high) for s in able):
            return NO_ROOM
        return next((name for s in able for name in self._makes_room(visit, s, low, high)), SEVERAL)

    def _starts(self, visit: int, shift: int, low: Minute, high: Minute, without: str = "") -> bool:
        """Whether some start within bounds is left by every rule but one."""
        tables, row = self.tables, self.tables.shifts[shift]
        site = tables.problem.tickets[tables.problem.visits[visit].ticket].site
        reached = int(shortest_ways(tables.travel.T, [row.head.site])[0, site])
        home = int(shortest_ways(tables.travel, [row.end_site])[0, site])
        minutes, last_leg = int(tables.minutes[visit, shift]), int(tables.travel[:, site].min())
        lower = [("one_place_at_a_time", row.head.free + reached), ("working_hours", row.departure + reached)]
        lower += [(limit.rule, limit.value + last_leg) for limit in tables.set_outs if limit.index == visit]
        lower += [(rule, int(rows[visit, shift])) for rule, rows in tables.earliest.items()]
        upper = [("working_hours", row.latest_return - home - minutes)]
        upper += [(limit.rule, limit.value - minutes) for limit in tables.latest_ends if limit.index == visit]
        first = max([low, *(value for rule, value in lower if rule != without)])
        last = min([high, *(value for rule, value in upper if rule != without)])
        ranges: Ranges = [(first, last)]
        for wanted in tables.start_ranges:
            if wanted.visit == visit and wanted.rule != without:
                ranges = [(max(a, c), min(b, d)) for a, b in ranges for c, d in wanted.ranges]
        return any(a <= b for a, b in ranges)

    def _fits(self, visit: int, shift: int, low: Minute, high: Minute) -> bool:
        """Whether the visit has a place on a route with nothing else but facts, absences and breaks."""
        route = self._drafter.empty(shift)
        return any(True for _ in self._drafter.insertions(route, visit, low, high))

    def _makes_room(self, visit: int, shift: int, low: Minute, high: Minute) -> Iterator[str]:
        """Yield the rules without any one of which an empty route has a place for the visit."""
        row, rows = self.tables.shifts[shift], self._drafter.tables.shifts
        relaxed = {
            "break_taken": replace(row, breaks=[]),
            "available": replace(row, blocked=[], absences=()),
            "max_visits": replace(row, capacity=None),
        }
        for name, other in relaxed.items():
            rows[shift] = other
            if self._fits(visit, shift, low, high):
                yield name
            rows[shift] = row
        first = self._drafter.first.pop(shift, None)
        if first is not None and self._fits(visit, shift, low, high):
            yield "frozen_visit"
        if first is not None:
            self._drafter.first[shift] = first

    @cached_property
    def _drafter(self) -> Drafter:
        """A drafter whose rows of shifts are its own."""
        tables = copy(self.tables)
        tables.shifts = list(self.tables.shifts)
        return Drafter(tables, self.reach)
