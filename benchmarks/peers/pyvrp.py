"""A peer: PyVRP, one core. It knows hard windows, prizes, overtime and ways of a kind of vehicle.

A due time is the end of a hard window, or a visit is offered several times, of which one at most is made: in time for
its whole prize, in bands of lateness for less. A prize is the price of leaving the ticket out. Who may go, and what a
visit by this or that person costs, is a part of the way to it, in a matrix per shift. A break is a client without a
place: the way to it takes no time, the way from it as long as the nearest visits are away on average. Fair shares of
work are not modeled.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyvrp
from pyvrp.search import NeighbourhoodParams

from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay, Rest, Sequences, hinges
from benchmarks.peers.pieces import bands, cut
from solver.tables import Ints

NEIGHBORS = 50  # of a client, the library's own number
CROWD = 3  # more of them for each break, which are near to every client
MOST_BYTES = 2**31  # of matrices; a larger day is not tried


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to make a visit: its starts, and the prize."""

    visit: int
    low: int
    high: int
    prize: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """Ends a search when a moment has come, its preparation included."""

    moment: float

    def __call__(self, _best_cost: float) -> bool:
        """Say whether it has."""
        return time.monotonic() >= self.moment


class PyvrpPeer:
    """The library's model of one day.

    Parameters
    ----------
    alternatives
        Whether a visit is offered late, too; False: due times end windows.

    Raises
    ------
    MemoryError
        If the day is too large for a matrix per shift.
    """

    def __init__(self, day: PeerDay, *, alternatives: bool) -> None:
        began = time.monotonic()
        self.day = day
        shifts = day.tables.shifts
        self.rests = [(shift, rest) for shift in range(len(shifts)) for rest in day.rests(shift)]
        # Locations: visits, fixed stops, breaks, places to start from, places to end at (None: anywhere).
        self.starts = sorted({row.head.site for row in shifts})
        self.ends = sorted({row.end_site for row in shifts}, key=lambda site: -1 if site is None else site)
        self.first_stop = len(day.visits)
        self.first_rest = self.first_stop + len(day.fixed_stops)
        self.first_start = self.first_rest + len(self.rests)
        self.first_end = self.first_start + len(self.starts)
        self.size = self.first_end + len(self.ends)
        if 16 * len(shifts) * self.size**2 > MOST_BYTES:
            raise MemoryError("not supported: a matrix per shift of so large a day")
        self.offers = list(self._offers(alternatives))
        self.data = self._data()
        self.build_seconds = time.monotonic() - began

    def _offers(self, alternatives: bool) -> Iterator[Offer]:
        for visit in self.day.visits:
            price = self.day.price(visit)
            if alternatives:
                pieces = cut(self.day.tables, visit, self.day.reach.domains[visit], self.day.longest(visit))
                rows = [Offer(visit, piece.low, piece.high, price - piece.constant) for piece in bands(pieces)]
                yield from (row for row in rows if row.prize > 0)
            else:
                windows = self.day.windows(visit, in_time=True)
                yield from (Offer(visit, low, high, price) for low, high in windows)

    def _data(self) -> pyvrp.ProblemData:
        shifts = range(len(self.day.tables.shifts))
        depots = [pyvrp.Depot(location) for location in range(self.first_start, self.size)]
        clients, groups = self._clients()
        return pyvrp.ProblemData(
            [pyvrp.Location(0, 0) for _ in range(self.size)],
            clients,
            depots,
            [self._vehicle(shift) for shift in shifts],
            [self._distances(shift) for shift in shifts],
            [self._durations(shift) for shift in shifts],
            groups,
        )

    def _clients(self) -> tuple[list[pyvrp.Client], list[pyvrp.ClientGroup]]:
        """Return the offers, then fixed stops, then breaks; and the offers of each visit that has several."""
        place = {visit: location for location, visit in enumerate(self.day.visits)}
        by_visit: dict[int, list[int]] = {}
        for k, offer in enumerate(self.offers):
            by_visit.setdefault(offer.visit, []).append(k)
        several = [ks for ks in by_visit.values() if len(ks) > 1]
        group = {k: g for g, ks in enumerate(several) for k in ks}
        clients = [
            pyvrp.Client(
                place[offer.visit],
                delivery=[1],
                service_duration=self._shortest(offer.visit),
                tw_early=max(0, offer.low),
                tw_late=offer.high,
                prize=offer.prize,
                required=False,
                group=group.get(k),
            )
            for k, offer in enumerate(self.offers)
        ]
        for k, stop in enumerate(self.day.fixed_stops):
            minutes = stop.end - stop.start
            clients.append(pyvrp.Client(self.first_stop + k, [0], [], minutes, tw_early=stop.start, tw_late=stop.start))
        clients += [self._rest(self.first_rest + k, shift, rest) for k, (shift, rest) in enumerate(self.rests)]
        return clients, [pyvrp.ClientGroup(ks, required=False) for ks in several]

    def _rest(self, location: int, shift: int, rest: Rest) -> pyvrp.Client:
        """Return a break: required, or, where a shift costs something to use, worth a little less than using it."""
        use = sum(self.day.tables.shifts[shift].use_cost.values())
        return pyvrp.Client(
            location,
            delivery=[0],
            service_duration=rest.minutes,
            tw_early=max(0, rest.earliest),
            tw_late=rest.latest,
            prize=max(0, use - 1),
            required=not use,
        )

    def _shortest(self, visit: int) -> int:
        return int(self.day.tables.minutes[visit, self.day.allowed[visit]].min())

    def _vehicle(self, shift: int) -> pyvrp.VehicleType:
        tables, row, leave = self.day.tables, self.day.tables.shifts[shift], self.day.leave(shift)
        room = self.day.room(shift)
        rises = [rise for cost in tables.return_costs if cost.shift == shift for rise in hinges(cost.curve)]
        due, rate = min(rises, default=(row.latest_return, 0))
        return pyvrp.VehicleType(
            capacity=[len(self.day.visits) if room is None else room],
            start_depot=self.starts.index(row.head.site),
            end_depot=len(self.starts) + self.ends.index(row.end_site),
            fixed_cost=sum(row.use_cost.values()),
            tw_early=leave,
            tw_late=row.latest_return,
            start_late=leave,
            shift_duration=max(0, due - leave),
            max_overtime=max(0, row.latest_return - max(leave, due)),
            unit_overtime_cost=rate,
            profile=shift,
        )

    @cached_property
    def _travel(self) -> Ints:
        """Array (location, location) of minutes; after a break as long as the nearest visits are away."""
        day = self.day
        sites = [day.site(visit) for visit in day.visits] + [stop.site for stop in day.fixed_stops]
        sites += [0] * len(self.rests) + self.starts + [site or 0 for site in self.ends]
        travel: Ints = day.tables.travel[np.ix_(sites, sites)].copy()
        rests = slice(self.first_rest, self.first_start)
        ways = day.ways_after_rest()
        travel[rests, :] = round(ways.mean()) if len(ways) else 0
        travel[rests, : self.first_stop] = ways
        travel[:, rests] = 0
        for k, site in enumerate(self.ends):
            if site is None:
                travel[:, self.first_end + k] = 0
        np.fill_diagonal(travel, 0)
        return travel

    def _distances(self, shift: int) -> Ints:
        """Return the prices of ways on a shift: higher than any prize to what it may not make."""
        day = self.day
        never = 2 * max([1, *(day.price(visit) for visit in day.visits)])
        price = np.zeros(self.size, dtype=np.int64)
        visits = list(day.visits)
        price[: self.first_stop] = np.where(day.allowed[visits, shift], day.tables.fit[visits, shift], never)
        owners = [stop.shift for stop in day.fixed_stops] + [owner for owner, _ in self.rests]
        price[self.first_stop : self.first_start] = [0 if owner == shift else never for owner in owners]
        distances = self._travel * day.tables.travel_rate + price[None, :]
        np.fill_diagonal(distances, 0)
        return distances

    def _durations(self, shift: int) -> Ints:
        """Return minutes of ways on a shift, with what service takes longer than with the quickest."""
        longer = np.zeros(self.size, dtype=np.int64)
        minutes = self.day.tables.minutes
        longer[: self.first_stop] = [max(0, minutes[v, shift] - self._shortest(v)) for v in self.day.visits]
        durations = self._travel + longer[:, None]
        np.fill_diagonal(durations, 0)
        return durations

    def solve(self, seconds: float, seed: int) -> Answer:
        """Search for some seconds on one core, the library's own preparation included.

        A solution that breaks windows or limits of the model is an answer, too: what has no legal times is given up.
        """
        began = time.monotonic()
        params = pyvrp.SolveParams(neighbourhood=NeighbourhoodParams(num_neighbours=self._neighbours()))
        result = pyvrp.solve(self.data, Deadline(began + seconds), seed, collect_stats=False, params=params)
        spent = time.monotonic() - began
        return Answer((self._sequences(result.best),), self.build_seconds, spent)

    def _neighbours(self) -> int:
        """Return how many neighbors of a client are looked at: offers of one visit, and breaks, crowd others out."""
        several = len(self.offers) / max(1, len(self.day.visits))
        return round(NEIGHBORS * several) + CROWD * len(self.rests)

    def _sequences(self, solution: pyvrp.Solution) -> Sequences:
        rows = []
        for route in solution.routes():
            steps = [step for step in route.schedule() if step.is_client() and step.idx < len(self.offers)]
            visits = tuple((self.offers[step.idx].visit, int(step.start_time)) for step in steps)
            if visits:
                rows.append((route.vehicle_type(), visits))
        return tuple(sorted(rows))
