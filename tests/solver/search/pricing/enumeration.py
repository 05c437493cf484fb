"""The least value of a route by enumeration: every order, every place of a break, every start where that matters.

Written from the tables, without what the pricing reads: costs of starts and returns are those then or later, visits
that are tied to others may wait, technicians' minutes cost what they add to those of his shifts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from solver.curve import Curve
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.chains import layout as day_at

SCALE = 1024
MOST_ROUTES = 5000


@dataclass(frozen=True)
class Trip:
    """A route so far: where he is, when, for how much, which breaks are taken, absences passed, visits and starts."""

    site: int
    free: int
    cost: int
    taken: frozenset[int]
    passed: int
    visits: tuple[int, ...]
    starts: tuple[int, ...]


class Enumeration:
    """All routes of one shift that has nothing blocked."""

    def __init__(self, relaxation: Relaxation, shift: int) -> None:
        self.relaxation, self.shift = relaxation, shift
        self.tables, self.windows = relaxation.tables, relaxation.windows
        self.row = self.tables.shifts[shift]
        self.visits = [v for v in relaxation.visits if self.windows.possible[v, shift]]
        orders = [v for order in self.tables.orders for v in (order.before, order.after)]
        self.tied = {*orders, *(v for group in self.tables.same_start for v in group.visits)}
        self.tied |= {v for v in self.visits if self._may_wait(v)}
        known = relaxation.day[int(relaxation.day[day_at.SHIFT]) + shift * day_at.SHIFT_ROW :]
        self.idle, self.first = int(known[day_at.SHIFT_IDLE]), int(known[day_at.SHIFT_FIRST])

    def is_plain(self) -> bool:
        """Whether nothing is blocked, the starts of every visit are one range, and the routes are few enough."""
        plain = not self.row.blocked and all(len(self.tables.start_domain[v]) <= 1 for v in self.visits)
        return plain and len(self.routes) < MOST_ROUTES

    def least(self, prices: Prices) -> int:
        """Return the least of cost less prices, in 1/1024 of a minute of travel, over all routes; at most 0."""
        return min(0, *(self.value_of(trip, prices) for trip in self.routes), 0)

    def value(self, visits: tuple[int, ...], starts: tuple[int, ...], prices: Prices) -> int | None:
        """Return the same of one route, the cheapest with these starts; None if there is none."""
        found = (self.value_of(trip, prices) for trip in self.routes if (trip.visits, trip.starts) == (visits, starts))
        return min(found, default=None)

    @cached_property
    def routes(self) -> list[Trip]:
        """Every route with a visit, with the cost of its way and times; no more than ``MOST_ROUTES``."""
        begin = max(self.row.head.free, self.row.departure)
        return list(islice(self._go(Trip(self.row.head.site, begin, 0, frozenset(), 0, (), ())), MOST_ROUTES))

    def _go(self, trip: Trip) -> Iterator[Trip]:
        yield from self._home(trip)
        for number, rest in enumerate(self.row.breaks):
            begin = max(trip.free, rest.earliest)
            over = begin + rest.minutes
            taken = trip.taken | {number}
            if number not in trip.taken and begin <= rest.latest and over <= min(self._due(taken), self._until):
                yield from self._go(Trip(trip.site, over, trip.cost, taken, trip.passed, trip.visits, trip.starts))
        if trip.passed < len(self.row.absences):
            yield from self._pass(trip)
        for visit in self.visits:
            yield from self._visit(trip, visit)

    def _pass(self, trip: Trip) -> Iterator[Trip]:
        away = self.row.absences[trip.passed]
        assert away.site is not None
        way, over = self._way(trip.site, away.site), max(trip.free, away.end)
        if trip.free + way <= away.start and over <= min(self._due(trip.taken), self._until):
            cost = trip.cost + self.tables.travel_rate * way
            yield from self._go(Trip(away.site, over, cost, trip.taken, trip.passed + 1, trip.visits, trip.starts))

    def _visit(self, trip: Trip, visit: int) -> Iterator[Trip]:
        tables, capacity = self.tables, self.row.capacity
        taken_by = {v for group in tables.different_people if visit in group.visits for v in group.visits}
        if {visit, *taken_by} & set(trip.visits) or (capacity is not None and len(trip.visits) >= capacity):
            return
        if visit == self.first and trip.visits:
            return
        site = tables.problem.tickets[tables.problem.visits[visit].ticket].site
        way, minutes = self._way(trip.site, site), int(tables.minutes[visit, self.shift])
        low, high = int(self.windows.earliest[visit, self.shift]), int(self.windows.latest[visit, self.shift])
        start = max(max(trip.free, int(tables.set_out[visit])) + way, low)
        begins = [a.start for a in self.row.absences[trip.passed :][:1]]
        limit = min([self._due(trip.taken), self._until, *begins])
        for begin in range(start, high + 1) if visit in self.tied else [start][: start <= high]:
            if begin + minutes <= limit:
                cost = trip.cost + tables.travel_rate * way + int(tables.fit[visit, self.shift])
                cost += self._time_cost(visit, begin)
                visits, starts = (*trip.visits, visit), (*trip.starts, begin)
                yield from self._go(Trip(site, begin + minutes, cost, trip.taken, trip.passed, visits, starts))

    def _home(self, trip: Trip) -> Iterator[Trip]:
        way = 0 if self.row.end_site is None else self._way(trip.site, self.row.end_site)
        back = trip.free + way
        if not trip.visits or trip.passed < len(self.row.absences) or back > min(self._due(trip.taken), self._until):
            return
        curves = [row.curve for row in self.tables.return_costs if row.shift == self.shift]
        late = min(sum(curve.at(minute) for curve in curves) for minute in range(back, self._until + 1))
        cost = trip.cost + self.tables.travel_rate * way + late + sum(self.row.use_cost.values()) - self.idle
        yield Trip(trip.site, back, cost, trip.taken, trip.passed, trip.visits, trip.starts)

    def _may_wait(self, visit: int) -> bool:
        """Whether a later start of a visit costs less."""
        low, high = int(self.windows.earliest[visit, self.shift]), int(self.windows.latest[visit, self.shift])
        return any(self._time_cost(visit, start) > self._time_cost(visit, start + 1) for start in range(low, high))

    def _time_cost(self, visit: int, start: int) -> int:
        end = start + int(self.tables.minutes[visit, self.shift])
        return _sum(self.tables.start_costs, visit, start) + _sum(self.tables.end_costs, visit, end)

    def value_of(self, trip: Trip, prices: Prices) -> int:
        """Return the cost of a route less prices, in 1/1024 of a minute."""
        tables, technician, visits = self.tables, self.row.technician, list(trip.visits)
        load, cost = int(tables.work[visits].sum()), trip.cost
        for row in tables.technician_costs:
            if row.technician == technician and technician in self.relaxation.single:
                cost += row.curve.at(row.base + load) - row.curve.at(row.base)
        total = SCALE * cost - int(prices.visits[visits].sum()) + load * int(prices.minutes[technician])
        column = Column(self.shift, 0, trip.visits, trip.starts)
        factors = (row.factor(tables, column) for row in self.relaxation.rows)
        return total - sum(factor * int(price) for factor, price in zip(factors, prices.rows, strict=True))

    @property
    def _until(self) -> int:
        return self.row.latest_return

    def _due(self, taken: frozenset[int]) -> int:
        return min((rest.latest for k, rest in enumerate(self.row.breaks) if k not in taken), default=self._until)

    def _way(self, origin: int, target: int) -> int:
        return int(self.tables.travel[origin, target])


def _sum(rows: list, visit: int, minute: int) -> int:  # type: ignore[type-arg]
    curves: list[Curve] = [row.curve for row in rows if row.visit == visit]
    return sum(curve.at(minute) for curve in curves)
