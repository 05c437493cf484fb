"""A peer: the routing library of OR-Tools with guided local search, one core.

A vehicle is a shift, a node is a piece of a visit's starts (see ``pieces``), and a ticket is a disjunction of its
nodes with its drop price. Everything the tables say of a day without links is modeled exactly but for three things,
which the library's Python interface cannot say: a break may fall into a ride (ours never does), service that differs
by technician is taken at its longest where the end is priced, and work is shared fairly among technicians of one shift
alone. Breaks as stops are faster, and about right.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.peers.answer import Answer
from benchmarks.peers.day import PeerDay, Sequences, hinges
from benchmarks.peers.pieces import Piece, cut
from solver.tables import Ints

STRATEGY = "PARALLEL_CHEAPEST_INSERTION"
GUIDANCE = 0.02  # penalty factor of guided local search; chosen like the strategy, see benchmarks/HISTORY.md
# First solutions, and whether breaks are stops, for ``solve``; it was tried which are worth their seconds.
WAYS = ((STRATEGY, True), (STRATEGY, False), ("PATH_CHEAPEST_ARC", True))
SHORT = 3.0  # seconds
KEPT = 100  # solutions, to be timed by our layout: the cheapest by the peer's reckoning need not be the cheapest then


class RoutingPeer:
    """The library's model of one day.

    Parameters
    ----------
    strategy
        The first solution, by the library's name.
    breaks_are_stops
        Whether a break is a stop without a place, which the library is quick with, or an interval of a vehicle,
        which is exact but for rides, and slow.
    """

    def __init__(self, day: PeerDay, strategy: str = STRATEGY, *, breaks_are_stops: bool = False) -> None:
        began = time.monotonic()
        tables = day.tables
        self.day = day
        self.strategy = strategy
        self.breaks_are_stops = breaks_are_stops
        self.tables = tables
        self.pieces = [piece for visit in day.visits for piece in self._cut(visit)]
        # Fixed stops come after the pieces, then breaks, then places: those of starts before those of ends; None: a
        # route may end anywhere.
        starts = sorted({row.head.site for row in tables.shifts})
        ends = sorted({row.end_site for row in tables.shifts}, key=lambda site: -1 if site is None else site)
        shifts = range(len(tables.shifts))
        self.rests = [(shift, rest) for shift in shifts for rest in day.rests(shift)] if breaks_are_stops else []
        self.first_rest = len(self.pieces) + len(day.fixed_stops)
        first = self.first_rest + len(self.rests)
        self.places: list[int | None] = [*starts, *ends]
        self.size = first + len(self.places)
        self.manager = pywrapcp.RoutingIndexManager(
            self.size,
            len(tables.shifts),
            [first + starts.index(row.head.site) for row in tables.shifts],
            [first + len(starts) + ends.index(row.end_site) for row in tables.shifts],
        )
        self.model = pywrapcp.RoutingModel(self.manager)
        self._price_ways()
        self._add_time()
        self._add_tickets()
        self._add_sums()
        self.parameters = _parameters(strategy)
        self.model.CloseModelWithParameters(self.parameters)
        self.build_seconds = time.monotonic() - began

    def _cut(self, visit: int) -> Iterator[Piece]:
        return cut(self.tables, visit, self.day.reach.domains[visit], self.day.longest(visit))

    def _travel(self) -> Ints:
        """Return minutes of travel between nodes; none to a break, nor to the place that is anywhere."""
        problem, day = self.tables.problem, self.day
        sites = [problem.tickets[problem.visits[piece.visit].ticket].site for piece in self.pieces]
        sites += [stop.site for stop in day.fixed_stops] + [0] * len(self.rests)
        sites += [0 if place is None else place for place in self.places]
        travel: Ints = self.tables.travel[np.ix_(sites, sites)].copy()
        rests = slice(self.first_rest, self.first_rest + len(self.rests))
        ways = dict(zip(day.visits, day.ways_after_rest().tolist(), strict=True))
        travel[rests, :] = round(sum(ways.values()) / max(1, len(ways)))
        travel[rests, : len(self.pieces)] = [ways[piece.visit] for piece in self.pieces]
        travel[:, rests] = 0
        for k, place in enumerate(self.places, rests.stop):
            if place is None:
                travel[:, k] = 0
        return travel

    def _by_piece(self, values: Ints) -> Ints:
        """Return values of visits as values of nodes, 0 for places."""
        nodes = np.zeros(self.size, dtype=np.int64)
        nodes[: len(self.pieces)] = values[[piece.visit for piece in self.pieces]]
        return nodes

    def _service(self, shift: int) -> Ints:
        """Return minutes at each node for a shift: of service, of a fixed stop, of a break."""
        service = self._by_piece(self.tables.minutes[:, shift])
        stops = [stop.end - stop.start for stop in self.day.fixed_stops]
        service[len(self.pieces) : self.size - len(self.places)] = stops + [rest.minutes for _, rest in self.rests]
        return service

    def _price_ways(self) -> None:
        """Price travel, who makes a visit, and the piece it starts in on the ways that lead to it."""
        self.travel = self._travel()
        constant = np.zeros(len(self.travel), dtype=np.int64)
        constant[: len(self.pieces)] = [piece.constant for piece in self.pieces]
        known: dict[bytes, int] = {}
        for shift, row in enumerate(self.tables.shifts):
            price = self._by_piece(self.tables.fit[:, shift]) + constant
            if price.tobytes() not in known:
                matrix = self.travel * self.tables.travel_rate + price[None, :]
                known[price.tobytes()] = self.model.RegisterTransitMatrix(matrix.tolist())
            self.model.SetArcCostEvaluatorOfVehicle(known[price.tobytes()], shift)
            self.model.SetFixedCostOfVehicle(sum(row.use_cost.values()), shift)

    def _add_time(self) -> None:
        """Let service and travel take time; bound and price starts, returns and breaks."""
        tables = self.tables
        known: dict[bytes, int] = {}
        transits = []
        for shift in range(len(tables.shifts)):
            service = self._service(shift)
            if service.tobytes() not in known:
                matrix = self.travel + service[:, None]
                known[service.tobytes()] = self.model.RegisterTransitMatrix(matrix.tolist())
            transits.append(known[service.tobytes()])
        latest = max(row.latest_return for row in tables.shifts)
        self.model.AddDimensionWithVehicleTransits(transits, latest, latest, False, "time")
        self.time = self.model.GetDimensionOrDie("time")
        for node, piece in enumerate(self.pieces):
            index = self.manager.NodeToIndex(node)
            self.time.CumulVar(index).SetRange(piece.low, piece.high)
            if piece.rate:
                self.time.SetCumulVarSoftUpperBound(index, piece.due, piece.rate)
        for node, stop in enumerate(self.day.fixed_stops, len(self.pieces)):
            index = self.manager.NodeToIndex(node)
            self.time.CumulVar(index).SetRange(stop.start, stop.start)
            self.model.VehicleVar(index).SetValues([stop.shift])
        self._add_stops_for_breaks()
        for shift, row in enumerate(tables.shifts):
            if not self.breaks_are_stops:
                self._add_breaks(shift)
            leave = self.day.leave(shift)
            self.time.CumulVar(self.model.Start(shift)).SetRange(leave, row.latest_return)
            self.time.CumulVar(self.model.End(shift)).SetRange(leave, row.latest_return)
        for cost in tables.return_costs:
            for due, rate in hinges(cost.curve)[:1]:
                self.time.SetCumulVarSoftUpperBound(self.model.End(cost.shift), due, rate)

    def _add_breaks(self, shift: int) -> None:
        """Add the breaks of a shift and what blocks it; a break after the return is none, as in the contract."""
        solver = self.model.solver()
        intervals = [
            solver.FixedDurationIntervalVar(rest.earliest, rest.latest, rest.minutes, False, f"break_{shift}_{k}")
            for k, rest in enumerate(self.day.rests(shift))
        ]
        if intervals:
            service = self._service(shift)
            by_index = [int(service[self.manager.IndexToNode(k)]) for k in range(self.model.Size())]
            self.time.SetBreakIntervalsOfVehicle(intervals, shift, by_index)

    def _add_stops_for_breaks(self) -> None:
        """Let each shift make its breaks, or, where using it costs something, leave them out for a little less."""
        for node, (shift, rest) in enumerate(self.rests, self.first_rest):
            index = self.manager.NodeToIndex(node)
            self.time.CumulVar(index).SetRange(rest.earliest, rest.latest)
            use = sum(self.tables.shifts[shift].use_cost.values())
            self.model.VehicleVar(index).SetValues([-1, shift] if use else [shift])
            if use:
                self.model.AddDisjunction([index], use - 1)

    def _add_tickets(self) -> None:
        """Let a ticket be made by one node at most, on shifts that may, or be left out at its price."""
        nodes: dict[int, list[int]] = defaultdict(list)
        for node, piece in enumerate(self.pieces):
            index = self.manager.NodeToIndex(node)
            nodes[self.tables.problem.visits[piece.visit].ticket].append(index)
            allowed = np.flatnonzero(self.day.allowed[piece.visit])
            # -1: left out. The wrapper of SetAllowedVehiclesForIndex takes no list.
            self.model.VehicleVar(index).SetValues([-1, *allowed.tolist()])
        for ticket, indexes in nodes.items():
            self.model.AddDisjunction(indexes, int(self.tables.drop_price[ticket]), 1)

    def _add_sums(self) -> None:
        """Cap the visits of shifts; price minutes of technicians: a curve is a sum of hinges, a dimension each."""
        tables, model = self.tables, self.model
        rooms = [self.day.room(shift) for shift in range(len(tables.shifts))]
        if any(room is not None for room in rooms):
            ones = self._by_piece(np.ones(len(tables.problem.visits), dtype=np.int64)).tolist()
            most = [len(self.pieces) if room is None else room for room in rooms]
            model.AddDimensionWithVehicleCapacity(model.RegisterUnaryTransitVector(ones), 0, most, True, "visits")
        shifts: dict[int, list[int]] = defaultdict(list)
        for shift, row in enumerate(tables.shifts):
            shifts[row.technician].append(shift)
        tiers: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for cost in tables.technician_costs:
            if len(shifts[cost.technician]) == 1:
                for k, (point, rate) in enumerate(hinges(cost.curve)):
                    tiers[k].append((shifts[cost.technician][0], point - cost.base, rate))
        minutes = self._by_piece(tables.work)
        first = len(self.pieces)
        minutes[first : first + len(self.day.fixed_stops)] = [
            0 if stop.visit is None else tables.work[stop.visit] for stop in self.day.fixed_stops
        ]
        work = model.RegisterUnaryTransitVector(minutes.tolist())
        for k, rows in tiers.items():
            model.AddDimension(work, 0, int(tables.work.sum()), True, f"work_{k}")
            dimension = model.GetDimensionOrDie(f"work_{k}")
            for shift, point, rate in rows:
                dimension.SetCumulVarSoftUpperBound(model.End(shift), max(0, point), rate)

    def solve(self, seconds: float) -> Answer:
        """Search for some seconds, on one core: the library has no more, and no seed."""
        self.parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds)))
        best: dict[Sequences, int] = {}

        def note() -> None:
            cost = self.model.CostVar().Min()
            if len(best) < KEPT or cost < max(best.values()):
                best.setdefault(self._sequences(), cost)
            if len(best) > KEPT:
                del best[max(best, key=lambda rows: best[rows])]

        self.model.AddAtSolutionCallback(note)
        began = time.monotonic()
        self.model.SolveWithParameters(self.parameters)
        spent = time.monotonic() - began
        ranked = sorted(best, key=lambda rows: best[rows])
        return Answer(tuple(ranked), self.build_seconds, spent, min(best.values(), default=None))

    def _sequences(self) -> Sequences:
        """Return the solution at hand."""
        rows = ((shift, tuple(self._visits(shift))) for shift in range(len(self.tables.shifts)))
        return tuple((shift, visits) for shift, visits in rows if visits)

    def _visits(self, shift: int) -> Iterator[tuple[int, int]]:
        index = self.model.NextVar(self.model.Start(shift)).Value()
        while not self.model.IsEnd(index):
            node = self.manager.IndexToNode(index)
            if node < len(self.pieces):
                yield self.pieces[node].visit, self.time.CumulVar(index).Min()
            index = self.model.NextVar(index).Value()


def solve(day: PeerDay, seconds: float) -> Answer:
    """Ask the library in every way of ``WAYS``, each with a share of the seconds; few seconds are for the first alone.

    Its search does not get away from a poor first descent within a minute, and which way leads to one differs by day.
    """
    ways = WAYS if seconds >= SHORT else WAYS[:1]
    peers = [RoutingPeer(day, strategy, breaks_are_stops=stops) for strategy, stops in ways]
    answers = [peer.solve(seconds / len(peers)) for peer in peers]
    return Answer(
        tuple(dict.fromkeys(rows for answer in answers for rows in answer.solutions)),
        sum(answer.build_seconds for answer in answers),
        sum(answer.search_seconds for answer in answers),
    )


def _parameters(strategy: str) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.Value.Value(strategy)
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.guided_local_search_lambda_coefficient = GUIDANCE
    parameters.time_limit.FromSeconds(1)  # replaced when it is known; without any the library warns
    return parameters
