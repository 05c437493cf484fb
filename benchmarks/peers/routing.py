"""A peer: the routing library of OR-Tools with guided local search, on days without linked visits.

A vehicle is a shift, a node is a piece of a visit's starts (see ``pieces``), and a ticket is a disjunction of its
nodes with its drop price. Everything the tables say of such a day is modeled exactly but for two things, which the
library's Python interface cannot say: a break may fall into a ride (ours never does), and service that differs by
technician is taken at its longest where the end is priced.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.peers.pieces import Piece, cut
from solver.curve import Curve
from solver.search.reach import Reach
from solver.tables import Ints, Tables

STRATEGY = "PARALLEL_CHEAPEST_INSERTION"
GUIDANCE = 0.02  # penalty factor of guided local search; chosen like the strategy, see benchmarks/HISTORY.md
KEPT = 100  # solutions, to be timed by our layout: the cheapest by the peer's reckoning need not be the cheapest then


# By used shift: its visits in order, each with the start the peer gave it.
Sequences = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the peer found: its cheapest solutions, cheapest first; the objective of the first; seconds spent."""

    solutions: tuple[Sequences, ...]
    objective: int | None
    build_seconds: float
    search_seconds: float


def unsupported(tables: Tables) -> Iterator[str]:
    """Yield what a day holds that this peer does not model."""
    problem = tables.problem
    if any(len(visits) > 1 for visits in problem.open_visits_by_ticket):
        yield "tickets of several visits"
    if tables.orders or tables.requires or tables.among or tables.one_by or tables.nexts:
        yield "linked visits"
    if problem.has_published or any(row.head.used for row in tables.shifts):
        yield "a plan in force or facts"
    if any(row.absences for row in tables.shifts):
        yield "located absences"
    if len({row.technician for row in tables.shifts}) < len(tables.shifts) and tables.technician_costs:
        yield "technicians of several shifts"
    if not all(row.curve.is_convex for row in (*tables.return_costs, *tables.technician_costs)):
        yield "prices of a return or of minutes that jump or fall"
    if any(len(_hinges(row.curve)) > 1 for row in tables.return_costs):
        yield "returns priced in tiers"


class RoutingPeer:
    """The library's model of one day.

    Raises
    ------
    ValueError
        If the day holds something it does not model.
    """

    def __init__(self, tables: Tables, reach: Reach) -> None:
        if faults := list(unsupported(tables)):
            raise ValueError(f"the routing peer does not model {', '.join(faults)}")
        began = time.monotonic()
        self.tables = tables
        self.reach = reach
        self.pieces = self._pieces()
        # Places come after the pieces, those of starts before those of ends; None: a route may end anywhere.
        starts = sorted({row.head.site for row in tables.shifts})
        ends = sorted({row.end_site for row in tables.shifts}, key=lambda site: -1 if site is None else site)
        self.places: list[int | None] = [*starts, *ends]
        first = len(self.pieces)
        self.manager = pywrapcp.RoutingIndexManager(
            first + len(self.places),
            len(tables.shifts),
            [first + starts.index(row.head.site) for row in tables.shifts],
            [first + len(starts) + ends.index(row.end_site) for row in tables.shifts],
        )
        self.model = pywrapcp.RoutingModel(self.manager)
        self._price_ways()
        self._add_time()
        self._add_tickets()
        self._add_sums()
        self.build_seconds = time.monotonic() - began

    def _pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        for visits in self.tables.problem.open_visits_by_ticket:
            for visit in visits:
                if self.reach.domains[visit]:
                    minutes = int(self.tables.minutes[visit, self.reach.possible[visit]].max())
                    pieces += cut(self.tables, visit, self.reach.domains[visit], minutes)
        return pieces

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
            service = self._by_piece(tables.minutes[:, shift])
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
        for shift, row in enumerate(tables.shifts):
            leave = max(row.head.free, row.departure, tables.problem.now)
            self.time.CumulVar(self.model.Start(shift)).SetRange(leave, row.latest_return)
            self.time.CumulVar(self.model.End(shift)).SetRange(leave, row.latest_return)
            self._add_breaks(shift)
        for cost in tables.return_costs:
            for due, rate in _hinges(cost.curve):
                self.time.SetCumulVarSoftUpperBound(self.model.End(cost.shift), due, rate)

    def _add_breaks(self, shift: int) -> None:
        """Add the breaks of a shift and what blocks it; a break after the return is none, as in the contract."""
        row, solver = self.tables.shifts[shift], self.model.solver()
        rests = [(rest.earliest, rest.latest, rest.minutes) for rest in row.breaks]
        rests += [(away.start, away.start, away.end - away.start) for away in row.blocked]
        intervals = [
            solver.FixedDurationIntervalVar(low, high, minutes, False, f"break_{shift}_{k}")
            for k, (low, high, minutes) in enumerate(rests)
        ]
        if intervals:
            service = self._by_piece(self.tables.minutes[:, shift])
            by_index = [int(service[self.manager.IndexToNode(k)]) for k in range(self.model.Size())]
            self.time.SetBreakIntervalsOfVehicle(intervals, shift, by_index)

    def _add_tickets(self) -> None:
        """Let a ticket be made by one node at most, on shifts that may, or be left out at its price."""
        nodes: dict[int, list[int]] = defaultdict(list)
        for node, piece in enumerate(self.pieces):
            index = self.manager.NodeToIndex(node)
            nodes[self.tables.problem.visits[piece.visit].ticket].append(index)
            allowed = np.flatnonzero(self.reach.possible[piece.visit])
            # -1: left out. The wrapper of SetAllowedVehiclesForIndex takes no list.
            self.model.VehicleVar(index).SetValues([-1, *allowed.tolist()])
        must, closed = ({limit.index for limit in rows} for rows in (self.tables.musts, self.tables.closed))
        for ticket, indexes in nodes.items():
            if ticket in closed:
                self.model.AddDisjunction(indexes, 0, 0)
            elif ticket in must:
                self.model.AddDisjunction(indexes)
            else:
                self.model.AddDisjunction(indexes, int(self.tables.drop_price[ticket]), 1)

    def _add_sums(self) -> None:
        """Cap the visits of shifts; price minutes of technicians: a curve is a sum of hinges, a dimension each."""
        tables, model = self.tables, self.model
        capacities = [row.capacity for row in tables.shifts]
        if any(capacity is not None for capacity in capacities):
            ones = self._by_piece(np.ones(len(tables.problem.visits), dtype=np.int64)).tolist()
            most = [len(self.pieces) if capacity is None else capacity for capacity in capacities]
            model.AddDimensionWithVehicleCapacity(model.RegisterUnaryTransitVector(ones), 0, most, True, "visits")
        shift_of = {row.technician: shift for shift, row in enumerate(tables.shifts)}
        hinges: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for cost in tables.technician_costs:
            for k, (point, rate) in enumerate(_hinges(cost.curve)):
                hinges[k].append((shift_of[cost.technician], point - cost.base, rate))
        work = model.RegisterUnaryTransitVector(self._by_piece(tables.work).tolist())
        for k, rows in hinges.items():
            model.AddDimension(work, 0, int(tables.work.sum()), True, f"work_{k}")
            dimension = model.GetDimensionOrDie(f"work_{k}")
            for shift, point, rate in rows:
                dimension.SetCumulVarSoftUpperBound(model.End(shift), max(0, point), rate)

    def solve(self, seconds: float, strategy: str = STRATEGY) -> Answer:
        """Search for some seconds, on one core: the library has no more."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.Value.Value(strategy)
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.guided_local_search_lambda_coefficient = GUIDANCE
        parameters.time_limit.FromMilliseconds(max(1, int(1000 * seconds)))
        best: dict[Sequences, int] = {}

        def note() -> None:
            cost = self.model.CostVar().Min()
            if len(best) < KEPT or cost < max(best.values()):
                best.setdefault(self._sequences(), cost)
            if len(best) > KEPT:
                del best[max(best, key=lambda rows: best[rows])]

        self.model.AddAtSolutionCallback(note)
        began = time.monotonic()
        self.model.SolveWithParameters(parameters)
        spent = time.monotonic() - began
        ranked = sorted(best, key=lambda rows: best[rows])
        return Answer(tuple(ranked), min(best.values(), default=None), self.build_seconds, spent)

    def _sequences(self) -> Sequences:
        """Return the solution at hand."""
        rows = ((shift, tuple(self._visits(shift))) for shift in range(len(self.tables.shifts)))
        return tuple((shift, visits) for shift, visits in rows if visits)

    def _visits(self, shift: int) -> Iterator[tuple[int, int]]:
        index = self.model.NextVar(self.model.Start(shift)).Value()
        while not self.model.IsEnd(index):
            piece = self.pieces[self.manager.IndexToNode(index)]
            yield piece.visit, self.time.CumulVar(index).Min()
            index = self.model.NextVar(index).Value()


def _hinges(curve: Curve) -> list[tuple[int, int]]:
    """Return a convex curve that begins flat at 0 as (point, slope added there)."""
    slopes = pairwise(curve.slopes)
    rises = [(point, after - before) for point, (before, after) in zip(curve.points[1:], slopes, strict=True)]
    return [(point, rise) for point, rise in rises if rise]
