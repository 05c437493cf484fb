"""What a peer is given of a day: one visit a ticket, who may make it and when, and stops that are fixed.

Tickets of several visits, and those tied to others, are beyond every peer: ``linked`` names them, and visits of theirs
that somebody else has placed are stops which are fixed. Facts and plans in force are beyond the peers as well.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from solver.curve import Curve
from solver.search.draft import DraftRoute
from solver.search.reach import Reach
from solver.tables import Bools, Ints, Tables

NEAREST = 5  # visits whose ways are averaged after a break, for peers to whom a break is a stop

# By used shift: its visits in order, each with the start the peer gave it.
Sequences = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class FixedStop:
    """Where the person of a shift is from ``start`` to ``end``, whatever is planned.

    ``visit`` is that of a linked ticket; None: an absence with a place.
    """

    shift: int
    site: int
    start: int
    end: int
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A break, or what blocks a shift: it begins within [earliest, latest]."""

    earliest: int
    latest: int
    minutes: int


class PeerDay:
    """The part of a day that peers are given.

    Parameters
    ----------
    placed
        Routes of linked visits, by shift, that are to stay.

    Raises
    ------
    ValueError
        If the day is not planned from nothing.
    """

    def __init__(self, tables: Tables, reach: Reach, placed: Mapping[int, DraftRoute] | None = None) -> None:
        problem = tables.problem
        if problem.has_published or any(row.head.used for row in tables.shifts) or tables.musts or tables.nexts:
            raise ValueError("not supported: a plan in force, facts or locks")
        self.tables = tables
        self.reach = reach
        self.placed = placed or {}

    @cached_property
    def linked(self) -> frozenset[int]:
        """Tickets that no peer models: of several visits, or tied to other tickets."""
        tables = self.tables
        owner = [visit.ticket for visit in tables.problem.visits]
        tied = {owner[visit] for row in tables.orders for visit in (row.before, row.after)}
        tied |= {ticket for row in tables.requires for ticket in (row.ticket, row.other)}
        tied |= {owner[visit] for row in tables.among for visit in (*row.visits, *row.others)}
        tied |= {row.other for row in tables.among}
        several = {t for t, visits in enumerate(tables.problem.open_visits_by_ticket) if len(visits) > 1}
        return frozenset(tied | several)

    def tied_to(self, tickets: Set[int]) -> frozenset[int]:
        """Return tickets with all that are tied to them, directly or through others."""
        tables = self.tables
        owner = [visit.ticket for visit in tables.problem.visits]
        ties = [{owner[row.before], owner[row.after]} for row in tables.orders]
        ties += [{row.ticket, row.other} for row in tables.requires]
        ties += [{owner[visit] for visit in (*row.visits, *row.others)} | {row.other} for row in tables.among]
        found, before = set(tickets), -1
        while len(found) != before:
            before = len(found)
            found |= {ticket for tie in ties if tie & found for ticket in tie}
        return frozenset(found)

    @cached_property
    def visits(self) -> tuple[int, ...]:
        """The visits to plan, ascending: those of all other tickets that can be planned at all."""
        closed = {limit.index for limit in self.tables.closed}
        return tuple(
            visit
            for ticket, visits in enumerate(self.tables.problem.open_visits_by_ticket)
            if ticket not in self.linked and ticket not in closed
            for visit in visits
            if self.allowed[visit].any()
        )

    @cached_property
    def allowed(self) -> Bools:
        """Array (V, S): the visit may be made on the shift."""
        allowed = self.reach.possible.copy()
        owner = np.array([row.technician for row in self.tables.shifts], dtype=np.int64)
        for row in self.tables.one_by:
            if len(row.visits) == 1:
                allowed[row.visits[0]] &= owner == row.technician
        return allowed

    @cached_property
    def fixed_stops(self) -> tuple[FixedStop, ...]:
        """Absences with a place, and placed visits."""
        away = [
            FixedStop(shift, int(away.site or 0), away.start, away.end)
            for shift, row in enumerate(self.tables.shifts)
            for away in row.absences
        ]
        visits = [
            FixedStop(shift, stop.site, stop.start, stop.end, stop.visit)
            for shift, route in self.placed.items()
            for stop in route.stops
            if stop.visit is not None
        ]
        return (*away, *visits)

    def room(self, shift: int) -> int | None:
        """Return how many more visits a shift takes beside those placed; None: any number."""
        capacity = self.tables.shifts[shift].capacity
        taken = sum(stop.shift == shift and stop.visit is not None for stop in self.fixed_stops)
        return None if capacity is None else max(0, capacity - taken)

    def price(self, visit: int) -> int:
        """Return what leaving a visit's ticket out costs."""
        return int(self.tables.drop_price[self.tables.problem.visits[visit].ticket])

    def site(self, visit: int) -> int:
        """Return where a visit is."""
        return self.tables.problem.tickets[self.tables.problem.visits[visit].ticket].site

    def longest(self, visit: int) -> int:
        """Return its minutes of service with the slowest who may make it."""
        return int(self.tables.minutes[visit, self.allowed[visit]].max())

    def leave(self, shift: int) -> int:
        """Return the earliest departure of a shift."""
        row = self.tables.shifts[shift]
        return max(row.head.free, row.departure, self.tables.problem.now)

    def regular_end(self, shift: int) -> int:
        """Return the minute from which on being back costs something; the latest return where nothing does."""
        returns = self.tables.return_costs
        points = [point for cost in returns if cost.shift == shift for point, _ in hinges(cost.curve)]
        return min([*points, self.tables.shifts[shift].latest_return])

    def rests(self, shift: int) -> list[Rest]:
        """Return the breaks of a shift that it cannot end before, and what blocks it, by the time they may begin."""
        row = self.tables.shifts[shift]
        due = [rest for rest in row.breaks if rest.latest < row.latest_return]
        rests = [Rest(rest.earliest, rest.latest, rest.minutes) for rest in due]
        rests += [Rest(away.start, away.start, away.end - away.start) for away in row.blocked]
        return sorted(rests, key=lambda rest: (rest.earliest, rest.latest))

    def ways_after_rest(self) -> Ints:
        """Return minutes to each visit from wherever somebody rests: as far as the nearest visits are on average."""
        sites = [self.site(visit) for visit in self.visits]
        ways = self.tables.travel[np.ix_(sites, sites)].astype(np.float64)
        np.fill_diagonal(ways, np.inf)
        nearest = np.sort(ways, axis=0)[:NEAREST]
        found = np.isfinite(nearest)
        means = np.where(found, nearest, 0).sum(axis=0) / np.maximum(1, found.sum(axis=0))
        minutes: Ints = np.rint(means).astype(np.int64)
        return minutes

    def due(self, visit: int) -> int | None:
        """Return the last start before the visit is late by any clock; None: it never is."""
        tables, minutes = self.tables, self.longest(visit)
        dues = [_due(row.curve) for row in tables.start_costs if row.visit == visit]
        ends = [_due(row.curve) for row in tables.end_costs if row.visit == visit]
        dues += [None if end is None else end - minutes for end in ends]
        return min((due for due in dues if due is not None), default=None)

    def windows(self, visit: int, *, in_time: bool) -> tuple[tuple[int, int], ...]:
        """Return the closed ranges of a visit's starts.

        Parameters
        ----------
        in_time
            Leave out starts that are late; a visit that can only be late keeps all of its starts.
        """
        domain = self.reach.domains[visit]
        due = self.due(visit) if in_time else None
        if due is None:
            return domain
        return tuple((low, min(high, due)) for low, high in domain if low <= due) or domain


def hinges(curve: Curve) -> list[tuple[int, int]]:
    """Return a convex curve that begins flat at 0 as (point, slope added there)."""
    slopes = pairwise(curve.slopes)
    rises = [(point, after - before) for point, (before, after) in zip(curve.points[1:], slopes, strict=True)]
    return [(point, rise) for point, rise in rises if rise]


def _due(curve: Curve) -> int | None:
    """Return the first point from which a cost grows; None if it never does."""
    return next((point for point, slope in zip(curve.points, curve.slopes, strict=True) if slope > 0), None)
