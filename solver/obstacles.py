"""Why a technician cannot make a visit: the hard rule in the way, proved by relaxing it alone.

First who may go at all (the masks of the tables), then whether an empty route has a place: between what is settled,
with breaks and absences. Who has one could go were it not for his other visits; of who has none, the first rule of the
contract is named without which he would have one, the length of his day last.
"""

from collections import defaultdict
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property

from solver.problem import Minute, Minutes
from solver.rows import FAR_FUTURE, Limit, ShiftRow, StartRange
from solver.rules import HARD_RULES
from solver.search.draft import Drafter
from solver.search.reach import Reach, shortest_ways
from solver.tables import Ints, Tables

NO_ROOM = "no_room_found"  # he could go, but not beside what he has
SEVERAL = "several_rules"  # no rule alone is to blame
# Days without an end would cure almost everything, so that rule is blamed last.
RELAXED = tuple(sorted((r.name for r in HARD_RULES if r.can_be_reason), key=lambda name: name == "working_hours"))
_ON_SHIFTS = ("working_hours", "break_taken", "available", "max_visits", "frozen_visit")  # what is said of shifts
Ranges = tuple[tuple[Minute, Minute], ...]


class Obstacles:
    """Names what is in the way of pairs of a visit and a technician."""

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.tables = tables
        self.reach = reach
        self._known_ways: dict[tuple[int, int], tuple[Minutes, Minutes]] = {}

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
        window = (low, high)
        if any(self._fits(visit, shift, window) for shift in shifts):
            return NO_ROOM
        said = {*self.tables.earliest, *_ON_SHIFTS, *(row.rule for row in self._latest[visit])}
        said |= {row.rule for row in self._ranges[visit]}
        names = (name for name in RELAXED if name in said)
        return next((name for name in names if any(self._fits(visit, s, window, name) for s in shifts)), SEVERAL)

    def _fits(self, visit: int, shift: int, window: tuple[Minute, Minute], without: str | None = None) -> bool:
        """Whether a visit has a place on a route with nothing else but facts, absences and breaks, but for a rule."""
        drafter, row = self._drafter, self.tables.shifts[shift]
        ranges = self._starts(visit, shift, window, without)
        if not ranges:
            return False
        first = drafter.first.pop(shift, None) if without == "frozen_visit" else None
        drafter.tables.shifts[shift] = _relaxed(row, without)
        drafter.reach = replace(
            self.reach,
            earliest=_with(self.reach.earliest, visit, shift, ranges[0][0]),
            latest=_with(self.reach.latest, visit, shift, ranges[-1][1]),
            domains=(*self.reach.domains[:visit], ranges, *self.reach.domains[visit + 1 :]),
        )
        low, high = window
        found = any(True for _ in drafter.insertions(drafter.empty(shift), visit, low, high))
        drafter.tables.shifts[shift] = row
        if first is not None:
            drafter.first[shift] = first
        return found

    def _starts(self, visit: int, shift: int, window: tuple[Minute, Minute], without: str | None) -> Ranges:
        """Return the starts within a window that every rule but one leaves by itself."""
        tables, row = self.tables, self.tables.shifts[shift]
        site = tables.problem.tickets[tables.problem.visits[visit].ticket].site
        reached, home = self._ways(shift, site)
        minutes, last_leg = int(tables.minutes[visit, shift]), int(tables.travel[:, site].min())
        # What is past is no obstacle to name: facts and ``now`` are left in place whatever the rule.
        settled = max(row.head.free + reached, int(tables.set_out[visit]) + last_leg)
        lower = [("", settled), ("working_hours", row.departure + reached)]
        lower += [(rule, int(rows[visit, shift])) for rule, rows in tables.earliest.items()]
        upper = [("working_hours", row.latest_return - home - minutes)]
        upper += [(limit.rule, limit.value - minutes) for limit in self._latest[visit]]
        first = max([window[0], *(value for rule, value in lower if rule != without)])
        last = min([window[1], *(value for rule, value in upper if rule != without)])
        ranges: Ranges = ((first, last),)
        for wanted in self._ranges[visit]:
            if wanted.rule != without:
                ranges = tuple((max(a, c), min(b, d)) for a, b in ranges for c, d in wanted.ranges)
        return tuple(sorted((a, b) for a, b in ranges if a <= b))

    def _ways(self, shift: int, site: int) -> tuple[Minutes, Minutes]:
        """Return the least minutes from where a shift stands to a site, and from there home."""
        if (shift, site) not in self._known_ways:
            travel, row = self.tables.travel, self.tables.shifts[shift]
            ways = shortest_ways(travel.T, [row.head.site])[0, site], shortest_ways(travel, [row.end_site])[0, site]
            self._known_ways[shift, site] = (int(ways[0]), int(ways[1]))
        return self._known_ways[shift, site]

    @cached_property
    def _latest(self) -> Mapping[int, list[Limit]]:
        """The latest ends of each visit."""
        rows: dict[int, list[Limit]] = defaultdict(list)
        for limit in self.tables.latest_ends:
            rows[limit.index].append(limit)
        return rows

    @cached_property
    def _ranges(self) -> Mapping[int, list[StartRange]]:
        """The ranges of starts of each visit."""
        rows: dict[int, list[StartRange]] = defaultdict(list)
        for wanted in self.tables.start_ranges:
            rows[wanted.visit].append(wanted)
        return rows

    @cached_property
    def _drafter(self) -> Drafter:
        """A drafter whose rows of shifts are its own."""
        tables = copy(self.tables)
        tables.shifts = list(self.tables.shifts)
        return Drafter(tables, self.reach)


def _relaxed(row: ShiftRow, rule: str | None) -> ShiftRow:
    """Return a shift without what one rule says of it."""
    if rule == "working_hours":
        return replace(row, departure=-FAR_FUTURE, latest_return=FAR_FUTURE)
    if rule == "break_taken":
        return replace(row, breaks=[])
    if rule == "available":
        return replace(row, blocked=[], absences=())
    return replace(row, capacity=None) if rule == "max_visits" else row


def _with(rows: Ints, visit: int, shift: int, value: int) -> Ints:
    """Return a copy of a table with one other entry."""
    other = rows.copy()
    other[visit, shift] = value
    return other
