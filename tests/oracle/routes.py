"""Every way one shift can make given visits in a given order: all start minutes, all places of its breaks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from solver.problem import Break, Interval, Shift
from tests.oracle.reading import FixedStop, Reading


@dataclass(frozen=True, slots=True)
class Row:
    """One timed route: the new visits' starts and ends in order, new breaks, return and travel."""

    spans: tuple[tuple[int, int], ...]
    breaks: tuple[Interval, ...]
    return_at: int
    travel: int


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a route has come.

    ``free`` is the earliest departure from ``place``; ``next_fixed`` the next fixed stop; ``busy`` the
    stretches of travel and stay so far; ``facts`` and ``chosen`` say what has been passed.
    """

    place: int
    free: int
    next_fixed: int = 0
    travel: int = 0
    busy: tuple[tuple[int, int], ...] = ()
    facts: bool = False
    chosen: bool = False


def _overlaps(start: int, end: int, rows: tuple[tuple[int, int], ...]) -> bool:
    """Whether a stretch of positive length meets another one."""
    return start < end and any(start < b and a < end for a, b in rows)


class ShiftRoutes:
    """The timed routes of one shift."""

    def __init__(self, reading: Reading, shift_idx: int) -> None:
        self.reading = reading
        self.shift_idx = shift_idx
        self.shift: Shift = reading.problem.shifts[shift_idx]
        self.fixed = reading.fixed_stops[shift_idx]
        self.blocked = tuple((a.start, a.end) for a in self.shift.absences if a.site is None and a.start < a.end)
        self.past = tuple((b.start, b.end) for b in self.shift.past_breaks)
        self.last_fact = max((k for k, stop in enumerate(self.fixed) if stop.visit is not None), default=-1)
        self.starts: dict[int, list[int]] = {}

    def _leg(self, place: int, site: int) -> int:
        return int(self.reading.problem.travel[place, site])

    def _begin(self) -> _Walk:
        return _Walk(self.shift.start_site, self.shift.start)

    # --- one stop ---------------------------------------------------------------------------------------------

    def _pass_fixed(self, walk: _Walk, stop: FixedStop) -> _Walk | None:
        """Go to the next fixed stop; None if chosen visits make that impossible.

        What only facts make impossible is theirs: the route goes on where and when the stop leaves it (reading 4).
        """
        fact = stop.visit is not None
        begins_here = walk.next_fixed == 0 and not walk.chosen and not fact and stop.start <= self.shift.start
        leg = 0 if begins_here else self._leg(walk.place, stop.site)
        depart = stop.start - leg
        settled = walk.next_fixed <= self.last_fact or walk.facts
        on_time = begins_here or (depart >= walk.free and not _overlaps(depart, stop.start, self.blocked))
        free = max(walk.free, stop.end)
        if not on_time:
            if walk.chosen or not settled:
                return None
            if walk.next_fixed > self.last_fact:
                free = max(stop.end, walk.free + leg)
        return replace(
            walk,
            place=stop.site,
            free=free,
            next_fixed=walk.next_fixed + 1,
            travel=walk.travel + leg,
            busy=(*walk.busy, (depart, stop.end)),
            facts=walk.facts or fact,
        )

    def _pass_fixed_before(self, walk: _Walk, start: int, end: int) -> _Walk | None:
        """Go to every fixed stop that comes before a stop from ``start`` to ``end``."""
        current: _Walk | None = walk
        while current is not None and current.next_fixed < len(self.fixed):
            stop = self.fixed[current.next_fixed]
            if (stop.start, stop.end) > (start, end):
                break
            current = self._pass_fixed(current, stop)
        return current

    def _pass_visit(self, walk: _Walk, visit_idx: int, start: int) -> _Walk | None:
        """Go to a chosen visit that starts at ``start``; None if that is impossible."""
        end = start + self.reading.length(visit_idx, self.shift_idx)
        before = self._pass_fixed_before(walk, start, end)
        if before is None:
            return None
        leg = self._leg(before.place, self.reading.site(visit_idx))
        depart = start - leg
        if depart < max(before.free, self.reading.earliest_departure(visit_idx)):
            return None
        if _overlaps(depart, end, self.blocked) or _overlaps(depart, end, self.past):
            return None
        site = self.reading.site(visit_idx)
        busy = (*before.busy, (depart, end))
        return replace(before, place=site, free=end, travel=before.travel + leg, busy=busy, chosen=True)

    # --- breaks and the way home ------------------------------------------------------------------------------

    def _is_missed(self, row: Break) -> bool:
        return row.latest_start < self.reading.settled[self.shift_idx]

    def _new_breaks(self, row: Break, busy: tuple[tuple[int, int], ...]) -> Iterator[Interval]:
        earliest = max(row.earliest_start, self.reading.settled[self.shift_idx], self.shift.start)
        for start in range(earliest, row.latest_start + 1):
            end = start + row.minutes
            if not _overlaps(start, end, busy):
                yield Interval(start, end)

    def _break_choices(
        self, rows: tuple[Break, ...], past: tuple[Interval, ...], busy: tuple[tuple[int, int], ...]
    ) -> Iterator[tuple[tuple[Interval, ...], tuple[Break, ...]]]:
        """Yield every (new breaks, breaks not taken): each is taken by a past one, by a new one, or not."""
        if not rows:
            yield (), ()
            return
        row, rest = rows[0], rows[1:]
        for k, old in enumerate(past):
            if row.earliest_start <= old.start <= row.latest_start and old.end - old.start >= row.minutes:
                yield from self._break_choices(rest, past[:k] + past[k + 1 :], busy)
        for new, missing in self._break_choices(rest, past, busy):
            yield new, (row, *missing)
        for interval in self._new_breaks(row, busy):
            taken = (interval.start, interval.end)
            for new, missing in self._break_choices(rest, past, (*busy, taken)):
                yield (interval, *new), missing

    def _return_at(self, walk: _Walk, new: tuple[Interval, ...]) -> tuple[int, int]:
        ends = [end for _, end in (*walk.busy, *self.past)] + [interval.end for interval in new]
        home = 0 if self.shift.end_site is None else self._leg(walk.place, self.shift.end_site)
        return max(ends) + home, home

    def _closed(self, walk: _Walk) -> Row | None:
        """Take the breaks so that the route returns earliest, and go home; None if there is no legal way.

        The return is all that breaks change once the visits have their starts, and neither overtime nor what is
        due gets worse with an earlier one.
        """
        best: Row | None = None
        busy = (*walk.busy, *self.past, *self.blocked)
        for new, missing in self._break_choices(self.shift.breaks, self.shift.past_breaks, busy):
            return_at, home = self._return_at(walk, new)
            if best is not None and return_at >= best.return_at:
                continue
            if not walk.chosen or self._may_end(return_at, home, missing):
                best = Row((), new, return_at, walk.travel + home)
        return best

    def _may_end(self, return_at: int, home: int, missing: tuple[Break, ...]) -> bool:
        """Whether a route with a chosen visit may end so; what a route of nothing but facts breaks is a warning."""
        if any(return_at > row.latest_start and not self._is_missed(row) for row in missing):
            return False
        if return_at > self.shift.overtime_until:
            return False
        return not _overlaps(return_at - home, return_at, self.blocked)

    # --- whole routes -----------------------------------------------------------------------------------------

    def rows(self, sequence: tuple[int, ...]) -> Iterator[Row]:
        """Yield every legal timing of the visits in this order; one row without visits if facts use the shift."""
        yield from self._extend(self._begin(), sequence, ())

    def _extend(self, walk: _Walk, rest: tuple[int, ...], spans: tuple[tuple[int, int], ...]) -> Iterator[Row]:
        if not rest:
            end = self._pass_fixed_before(walk, 10**6, 10**6)
            row = None if end is None else self._closed(end)
            if row is not None:
                yield replace(row, spans=spans)
            return
        visit_idx = rest[0]
        length = self.reading.length(visit_idx, self.shift_idx)
        for start in self.starts_of(visit_idx):
            if walk.chosen and start < walk.free:
                continue  # the visit before has not ended
            after = self._pass_visit(walk, visit_idx, start)
            if after is not None:
                yield from self._extend(after, rest[1:], (*spans, (start, start + length)))

    def starts_of(self, visit_idx: int) -> list[int]:
        """Return every minute at which the visit may start on this shift, the route left aside."""
        if visit_idx not in self.starts:
            self.starts[visit_idx] = self.reading.starts(visit_idx, self.shift_idx)
        return self.starts[visit_idx]

    def least_travel(self, sequence: tuple[int, ...]) -> int:
        """Return the travel of the sequence, or 0 where absences may come anywhere between."""
        if any(stop.visit is None for stop in self.fixed):
            return 0
        sites = [self.shift.start_site, *(stop.site for stop in self.fixed), *map(self.reading.site, sequence)]
        if self.shift.end_site is not None:
            sites.append(self.shift.end_site)
        return sum(self._leg(a, b) for a, b in pairwise(sites))

    def earliest_starts(self, sequence: tuple[int, ...]) -> list[int] | None:
        """Return a lower bound on each start of any row of the sequence; None if it has no row.

        Each visit is tried as early as the one before it allows with a leg from anywhere, so that no row
        starts earlier.
        """
        free, bounds = -(10**6), []
        for visit_idx in sequence:
            start = next((t for t in self.starts_of(visit_idx) if t >= free), None)
            if start is None:
                return None
            bounds.append(start)
            free = start + self.reading.length(visit_idx, self.shift_idx)
        return bounds
