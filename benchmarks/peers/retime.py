"""The best times of given sequences, by our own layout: a peer is judged by whom it sends where, in what order.

Each route is timed with its breaks in every gap, as early as can be and waiting for wished windows, and at the
peer's own starts; the cheapest legal times count, of these the earliest back. Fixed stops stand where they are by the
clock, between the visits before and after them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from benchmarks.peers.day import FixedStop, PeerDay
from solver.search.draft import Drafter, DraftRoute, Stop


@dataclass(frozen=True, slots=True)
class Retimed:
    """Routes of sequences by shift; ``given_up`` are the visits without which alone a sequence could be timed."""

    routes: Mapping[int, DraftRoute]
    given_up: tuple[int, ...]


class Retimer:
    """Times sequences of visits that are not linked, around the stops of a day that are fixed."""

    def __init__(self, day: PeerDay) -> None:
        self.tables = tables = day.tables
        self.reach = reach = day.reach
        self.fixed: dict[int, list[FixedStop]] = {}
        for stop in sorted(day.fixed_stops, key=lambda stop: stop.start):
            self.fixed.setdefault(stop.shift, []).append(stop)
        self.drafter = Drafter(tables, reach)
        self.known: dict[tuple[int, tuple[tuple[int, int], ...]], DraftRoute | None] = {}

    def retime(self, starts: Mapping[int, Mapping[int, int]]) -> Retimed:
        """Return the cheapest routes found for sequences.

        Parameters
        ----------
        starts
            By shift: its visits in order, each with the start the peer gave it.
        """
        routes: dict[int, DraftRoute] = {}
        given_up: list[int] = []
        for shift in sorted({*starts, *self.fixed}):
            left = dict(starts.get(shift, {}))
            route = self.best(shift, left)
            while route is None and left:
                # A break in a ride, say: go on without the one visit that is cheapest to leave out.
                visit = self._worst(shift, left)
                given_up.append(visit)
                del left[visit]
                route = self.best(shift, left)
            if route is not None and route.visits:
                routes[shift] = route
        return Retimed(routes, tuple(given_up))

    def best(self, shift: int, starts: Mapping[int, int]) -> DraftRoute | None:
        """Return the cheapest legal times of one sequence; None without any."""
        key = shift, tuple(starts.items())
        if key not in self.known:
            self.known[key] = min(
                self._layouts(shift, starts), key=lambda route: (route.cost, route.back), default=None
            )
        return self.known[key]

    def _layouts(self, shift: int, starts: Mapping[int, int]) -> Iterator[DraftRoute]:
        """Yield the legal times of one sequence that are tried."""
        fixed = self.fixed.get(shift, [])
        tried = []
        if all(self._may_start(shift, visit, start) for visit, start in starts.items()):
            tried = [dict(starts) | {stop.visit: stop.start for stop in fixed if stop.visit is not None}]
        steps: list[int | FixedStop] = [*starts]
        for stop in fixed:
            steps.insert(sum(isinstance(s, FixedStop) or starts[s] < stop.start for s in steps), stop)
        gaps = range(len(steps) + 1)
        for waits in (False, True):
            for rests in product(gaps, repeat=len(self.tables.shifts[shift].breaks)):
                walked = self._walk(shift, steps, rests, waits)
                if walked is not None and walked not in tried:
                    tried.append(walked)
        for times in tried:
            laid = self._lay_out(shift, times)
            if laid is not None:
                yield laid

    def _worst(self, shift: int, starts: Mapping[int, int]) -> int:
        """Return the visit without which the rest can be timed, the cheapest to leave out; else the cheapest of all."""
        problem, prices = self.tables.problem, self.tables.drop_price

        def rank(visit: int) -> tuple[bool, int]:
            rest = {other: start for other, start in starts.items() if other != visit}
            return self.best(shift, rest) is None, int(prices[problem.visits[visit].ticket])

        return min(starts, key=rank)

    def _lay_out(self, shift: int, starts: Mapping[int, int]) -> DraftRoute | None:
        minutes, sites = self.tables.minutes[:, shift], self.drafter.sites
        stops = [Stop(start, start + int(minutes[v]), sites[v], v) for v, start in starts.items()]
        return self.drafter.lay_out_stops(shift, stops)

    def _walk(
        self, shift: int, steps: Sequence[int | FixedStop], rests: tuple[int, ...], waits: bool
    ) -> dict[int, int] | None:
        """Return the earliest starts with each break before a given step; with ``waits``, wishes are waited for."""
        row, travel = self.tables.shifts[shift], self.drafter.travel
        site, free = row.head.site, max(row.head.free, row.departure)
        starts: dict[int, int] = {}
        for k, step in enumerate(steps):
            for rest, gap in sorted(zip(row.breaks, rests, strict=True), key=lambda pair: pair[0].latest):
                if gap == k:
                    free = max(free, rest.earliest) + rest.minutes
            if isinstance(step, FixedStop):
                if step.visit is not None:
                    starts[step.visit] = step.start
                site, free = step.site, max(free, step.end)
                continue
            leg = travel[site][self.drafter.sites[step]]
            low = max(free, int(self.tables.set_out[step])) + leg
            start = next(self._starts(shift, step, low, leg, waits), None)
            if start is None:
                return None
            starts[step] = start
            site, free = self.drafter.sites[step], start + int(self.tables.minutes[step, shift])
        return starts

    def _may_start(self, shift: int, visit: int, start: int) -> bool:
        """Whether somebody may start then: a peer may have taken the service of somebody quicker."""
        if not self.reach.earliest[visit, shift] <= start <= self.reach.latest[visit, shift]:
            return False
        return any(low <= start <= high for low, high in self.reach.domains[visit])

    def _starts(self, shift: int, visit: int, low: int, leg: int, waits: bool) -> Iterator[int]:
        """Yield the allowed starts from one minute on, before and after what blocks the shift."""
        minutes = int(self.tables.minutes[visit, shift])
        for begin, end in self.reach.domains[visit]:
            start = max(begin, low, int(self.reach.earliest[visit, shift]))
            for away in sorted(self.tables.shifts[shift].blocked, key=lambda away: away.start):
                if start - leg < away.end and away.start < start + minutes:
                    start = away.end + leg
            wished = self._cheaper(visit, start) if waits else start
            for choice in (wished, start):
                if choice <= min(end, int(self.reach.latest[visit, shift])):
                    yield choice

    def _cheaper(self, visit: int, start: int) -> int:
        """Return the next start from which one costs less than at ``start``; itself without any."""
        curves = [curve for curve, at_end in self.drafter.costs.get(visit, ()) if not at_end]
        now = sum(curve.at(start) for curve in curves)
        later = sorted(point for curve in curves for point in curve.points if point > start)
        return next((point for point in later if sum(curve.at(point) for curve in curves) < now), start)
