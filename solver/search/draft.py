"""Routes under construction: stops at fixed times into whose gaps further visits are inserted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.curve import Curve
from solver.plan import PlannedVisit
from solver.problem import Interval
from solver.rows import ShiftRow
from solver.search.assemble import NewRoute
from solver.search.reach import Reach
from solver.tables import Tables


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit (or a located absence: None) at fixed times."""

    start: int
    end: int
    site: int
    visit: int | None


@dataclass(frozen=True, slots=True)
class DraftRoute:
    """A shift's stops with its breaks, laid out legally; ``cost`` is what the route alone costs."""

    shift: int
    stops: tuple[Stop, ...]
    breaks: tuple[Interval, ...]
    back: int
    cost: int

    @property
    def planned(self) -> NewRoute:
        """What is planned on the route."""
        visits = (PlannedVisit(stop.visit, stop.start, stop.end) for stop in self.stops if stop.visit is not None)
        return NewRoute(tuple(visits), self.breaks)

    @property
    def visits(self) -> tuple[int, ...]:
        """The visits on the route, in order."""
        return tuple(stop.visit for stop in self.stops if stop.visit is not None)


class Drafter:
    """Lays out routes over the tables."""

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.tables = tables
        self.reach = reach
        self.travel = tables.travel.tolist()
        self.sites = [tables.problem.tickets[v.ticket].site for v in tables.problem.visits]
        self.costs: dict[int, list[tuple[Curve, bool]]] = {}
        for row in tables.start_costs:
            self.costs.setdefault(row.visit, []).append((row.curve, False))
        for row in tables.end_costs:
            self.costs.setdefault(row.visit, []).append((row.curve, True))
        self.returns: dict[int, list[Curve]] = {}
        for cost in tables.return_costs:
            self.returns.setdefault(cost.shift, []).append(cost.curve)
        self.first = {row.shift: row.visit for row in tables.nexts}

    def empty(self, shift: int) -> DraftRoute:
        """Return the route of a shift without new visits; it costs 0 by definition."""
        row = self.tables.shifts[shift]
        stops = tuple(Stop(a.start, a.end, int(a.site or 0), None) for a in row.absences)
        return DraftRoute(shift, stops, (), row.departure, 0)

    def lay_out_stops(self, shift: int, stops: list[Stop]) -> DraftRoute | None:
        """Return the route of some visits at fixed times beside the shift's absences; None if there is none."""
        route = self.empty(shift)
        return self.lay_out(replace(route, stops=tuple(sorted((*route.stops, *stops), key=lambda s: s.start))))

    def insertions(self, route: DraftRoute, visit: int, low: int, high: int) -> Iterator[DraftRoute]:
        """Yield the routes with the visit inserted, one per gap that can take it within [low, high]."""
        minutes = int(self.tables.minutes[visit, route.shift])
        low = max(low, int(self.reach.earliest[visit, route.shift]))
        high = min(high, int(self.reach.latest[visit, route.shift]))
        for position in range(len(route.stops) + 1):
            for start in self._starts(route, visit, position, low, high):
                stop = Stop(start, start + minutes, self.sites[visit], visit)
                laid = self.lay_out(replace(route, stops=(*route.stops[:position], stop, *route.stops[position:])))
                if laid is not None:
                    yield laid
                    break

    def _starts(self, route: DraftRoute, visit: int, position: int, low: int, high: int) -> Iterator[int]:
        """Yield the starts worth trying in one gap, earliest first."""
        row = self.tables.shifts[route.shift]
        before = route.stops[position - 1] if position else None
        place = before.site if before else row.head.site
        leg = self.travel[place][self.sites[visit]]
        ready = before.end if before else max(row.head.free, row.departure)
        ready = max(ready, int(self.tables.set_out[visit])) + leg
        latest = high
        if position < len(route.stops):
            after = route.stops[position]
            minutes = int(self.tables.minutes[visit, route.shift])
            latest = min(high, after.start - self.travel[self.sites[visit]][after.site] - minutes)
        waits = [ready, *(away.end + leg for away in row.blocked), *(b.earliest + b.minutes + leg for b in row.breaks)]
        tried = set()
        for begin, end in self.reach.domains[visit]:
            for wait in sorted(waits):
                start = max(begin, low, wait, ready)
                if start <= min(end, latest) and start not in tried:
                    tried.add(start)
                    yield start

    def lay_out(self, route: DraftRoute) -> DraftRoute | None:
        """Return the route with its breaks placed and its cost; None when its stops cannot be."""
        row = self.tables.shifts[route.shift]
        visits = route.visits
        if row.capacity is not None and len(visits) > row.capacity:
            return None
        if visits and self.first.get(route.shift, visits[0]) != visits[0]:
            return None
        place, free, travel = row.head.site, max(row.head.free, row.departure), 0
        blocks: list[Interval] = []
        ways: list[Interval] = []
        for stop in route.stops:
            leg = self.travel[place][stop.site]
            if stop.start - leg < free or (stop.visit is not None and self._too_soon(stop.visit, stop.start - leg)):
                return None
            blocks.append(Interval(stop.start - leg, stop.end))
            # Two absences may overlap; only the way to one of them is work.
            ways.append(Interval(stop.start - leg, stop.start if stop.visit is None else stop.end))
            place, free, travel = stop.site, stop.end, travel + leg
        home = 0 if row.end_site is None else self.travel[place][row.end_site]
        if any(_overlap(block, away) for block in ways for away in row.blocked):
            return None
        breaks = _place_breaks(row, blocks, free, home)
        if breaks is None:
            return None
        leave = max([free, *(rest.end for rest in breaks)])
        back = leave + home
        if back > row.latest_return or any(_overlap(Interval(leave, back), away) for away in row.blocked):
            return None
        return DraftRoute(route.shift, route.stops, tuple(breaks), back, self._cost(route, row, travel + home, back))

    def _too_soon(self, visit: int, depart: int) -> bool:
        return depart < int(self.tables.set_out[visit])

    def _cost(self, route: DraftRoute, row: ShiftRow, travel: int, back: int) -> int:
        """Add up fit, time, travel and return costs of a laid-out route."""
        total = travel * self.tables.travel_rate + sum(row.use_cost.values())
        total += sum(curve.at(back) for curve in self.returns.get(route.shift, ()))
        for stop in route.stops:
            if stop.visit is not None:
                total += int(self.tables.fit[stop.visit, route.shift])
                for curve, at_end in self.costs.get(stop.visit, ()):
                    total += curve.at(stop.end if at_end else stop.start)
        return total


def _overlap(left: Interval, right: Interval) -> bool:
    return left.start < right.end and right.start < left.end


def _place_breaks(row: ShiftRow, blocks: list[Interval], free: int, home: int) -> list[Interval] | None:
    """Return breaks placed as early as they fit; None when one is due and fits nowhere."""
    placed: list[Interval] = []
    for rest in sorted(row.breaks, key=lambda b: b.latest):
        busy = sorted([*blocks, *row.blocked, *placed], key=lambda i: i.start)
        leave = max([free, *(p.end for p in placed)])
        if leave + home <= rest.latest:
            continue
        start = max(rest.earliest, row.head.free)
        for interval in busy:
            if interval.start < start + rest.minutes and start < interval.end:
                start = interval.end
        if start > rest.latest:
            return None
        placed.append(Interval(start, start + rest.minutes))
    leave = max([free, *(p.end for p in placed)])
    due = [rest for rest in row.breaks if leave + home > rest.latest]
    return placed if len(due) <= len(placed) else None
