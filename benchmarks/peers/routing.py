"""A peer: the routing library of OR-Tools with guided local search, one core.

A vehicle is a shift, a node is a piece of a visit's starts (see ``pieces``), and a ticket is a disjunction of its
nodes with its drop price. Everything the tables say of a day without links is modeled exactly but for three things,
which the library's Python interface cannot say: a break may fall into a ride (ours never does), service that differs
by technician is taken at its longest where the end is priced, and work is shared fairly among technicians of one shift
alone.
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
KEPT = 100  # solutions, to be timed by our layout: the cheapest by the peer's reckoning need not be the cheapest then


class RoutingPeer:
    """The library's model of one day.

    Parameters
    ----------
    strategy
        The first solution, by the library's name.
    """

    def __init__(self, day: PeerDay, strategy: str = STRATEGY) -> None:
        began = time.monotonic()
        tables = day.tables
        self.day = day
        self.tables = tables
        self.pieces = [piece for visit in day.visits for piece in self._cut(visit)]
        # Fixed stops come after the pieces, then places: those of starts before those of ends; None: a
        # route may end anywhere.
        starts = sorted({row.head.site for row in tables.shifts})
        ends = sorted({row.end_site for row in tables.shifts}, key=lambda site: -1 if site is None else site)
        self.places: list[int | None] = [*(stop.site for stop in day.fixed_stops), *starts, *ends]
        first = len(self.pieces) + len(day.fixed_stops)
        self.manager = pywrapcp.RoutingIndexManager(
            len(self.pieces) + len(self.places),
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
        """Return minutes of travel between nodes; none to the place that is anywhere."""
        problem = self.tables.problem
        sites = [problem.tickets[problem.visits[piece.visit].ticket].site for piece in self.pieces]
        known = np.array([*sites, *(0 if place is None else place for place in self.places)], dtype=np.int64)
        travel: Ints = self.tables.travel[np.ix_(known, known)].copy()
        for k, place in enumerate(self.places, len(self.pieces)):
            if place is None:
                travel[:, k] = 0
        return travel

    def _by_piece(self, values: Ints) -> Ints:
        """Return values of visits as values of nodes, 0 for places."""
        nodes = np.zeros(len(self.pieces) + len(self.places), dtype=np.int64)
        nodes[: len(self.pieces)] = values[[piece.visit for piece in self.pieces]]
        return nodes

    def _service(self, shift: int) -> Ints:
        """Return minutes at each node for a shift: of service, of a fixed stop."""
        service = self._by_piece(self.tables.minutes[:, shift])
        first = len(self.pieces)
        service[first : first + len(self.day.fixed_stops)] = [stop.end - stop.start for stop in self.day.fixed_stops]
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
        for shift, row in enumerate(tables.shifts):
            leave = self.day.leave(shift)
            self.time.CumulVar(self.model.Start(shift)).SetRange(leave, row.latest_return)
            self.time.CumulVar(self.model.End(shift)).SetRange(leave, row.latest_return)
            self._add_breaks(shift)
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


def _parameters(strategy: str) -> Any:
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.Value.Value(strategy)
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.guided_local_search_lambda_coefficient = GUIDANCE
    parameters.time_limit.FromSeconds(1)  # replaced when it is known; without any the library warns
    return parameters
