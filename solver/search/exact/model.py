"""The complete model, its hint from a plan, and the plan in its solution."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np

from solver.plan import Plan, PlannedVisit
from solver.problem import Interval
from solver.search.assemble import NewRoute, assemble
from solver.search.exact.changes import count_changes
from solver.search.exact.costs import Objective
from solver.search.exact.links import add_links
from solver.search.exact.routes import DEPOT, RouteVariables, add_route
from solver.search.exact.variables import Truth, Variables
from solver.search.reach import Reach
from solver.tables import Tables

MOST_ARCS = 120_000  # beyond it the model offers each visit fewer shifts, and proves nothing
FEWEST_SHIFTS = 3


class ExactModel:
    """The complete CP-SAT model of the tables.

    Attributes
    ----------
    complete
        Whether it holds every legal plan; only then its bound and its infeasibility are proofs.
    """

    def __init__(self, tables: Tables, reach: Reach, hint: Plan | None = None, most_arcs: int = MOST_ARCS) -> None:
        reach, self.complete = _within_size(tables, reach, hint, most_arcs)
        self.tables = tables
        self.variables = Variables(tables, reach)
        self.routes: list[RouteVariables | None] = [add_route(self.variables, s) for s in range(len(tables.shifts))]
        add_links(self.variables)
        self.objective = Objective(self.variables, self.routes)
        self.proto = self.variables.model
        self.proto.minimize(self.objective.total())

    def minimize_changes(self) -> None:
        """Ask for the fewest changed visits instead of the least cost."""
        self.proto.clear_objective()  # type: ignore[no-untyped-call]
        self.proto.minimize(count_changes(self.variables))

    def limit_changes(self, most: int) -> None:
        """Forbid plans that change more visits than this."""
        self.proto.add(count_changes(self.variables) <= most)

    def add_hint(self, plan: Plan) -> None:
        """Tell the solver to start from a plan."""
        facts = self.tables.problem.visits
        placed = {
            p.visit: (route.shift, p.start) for route in plan.routes for p in route.visits if not facts[p.visit].is_fact
        }
        variables, model = self.variables, self.proto
        for ticket, planned in variables.planned.items():
            model.add_hint(planned, self.tables.problem.open_visits_by_ticket[ticket][0] in placed)
        for pair, on in variables.on.items():
            model.add_hint(on, placed.get(pair[0], (-1, 0))[0] == pair[1])
        for visit, start in variables.start.items():
            model.add_hint(start, placed[visit][1] if visit in placed else variables.lowest[visit])
        breaks = {route.shift: route.breaks for route in plan.routes}
        for route_variables in self.routes:
            if route_variables is not None:
                self._hint_route(route_variables, placed, breaks.get(route_variables.shift, ()))

    def _hint_route(
        self, route: RouteVariables, placed: dict[int, tuple[int, int]], breaks: tuple[Interval, ...]
    ) -> None:
        """Hint the arcs and breaks of one route."""
        stops = [
            (placed[node.visit][1] if node.visit is not None else node.earliest, k)
            for k, node in enumerate(route.nodes, start=1)
            if node.visit is None or placed.get(node.visit, (-1, 0))[0] == route.shift
        ]
        used = any(route.nodes[k - 1].visit is not None for _, k in stops)
        if not used and not self.tables.shifts[route.shift].head.used:
            stops = []
        order = [DEPOT, *(k for _, k in sorted(stops)), DEPOT]
        taken = set(pairwise(order)) if stops else set()
        for arc, (literal, _) in route.arcs.items():
            if not isinstance(literal, int):
                self.proto.add_hint(literal, arc in taken)
        self.proto.add_hint(route.visited, used)
        rows = self.tables.shifts[route.shift].breaks
        for row, flag, start in zip(rows, route.taken, route.break_starts, strict=True):
            match = next((b for b in breaks if row.earliest <= b.start <= row.latest), None)
            self.proto.add_hint(flag, used and match is not None)
            if used and match is not None:
                self.proto.add_hint(start, match.start)

    def read(self, value: Callable[[Truth], int]) -> Plan:
        """Return the plan of a solution, given the function that reads a variable's value."""
        new: dict[int, NewRoute] = {}
        for route in self.routes:
            if route is None or not value(route.visited):
                continue
            visits = [v for v in self.variables.candidates[route.shift] if value(self.variables.on[v, route.shift])]
            rows = self.tables.shifts[route.shift].breaks
            new[route.shift] = NewRoute(
                tuple(self._planned(v, route.shift, value(self.variables.start[v])) for v in visits),
                tuple(
                    Interval(value(start), value(start) + row.minutes)
                    for row, flag, start in zip(rows, route.taken, route.break_starts, strict=True)
                    if value(flag)
                ),
            )
        return assemble(self.tables.problem, new)

    def _planned(self, visit: int, shift: int, start: int) -> PlannedVisit:
        return PlannedVisit(visit, start, start + int(self.tables.minutes[visit, shift]))


def _within_size(tables: Tables, reach: Reach, hint: Plan | None, most_arcs: int) -> tuple[Reach, bool]:
    """Return the reach, cut to fewer shifts per visit if the model would be too large to build."""
    loads = reach.possible.sum(axis=0)
    if int((loads * loads).sum()) <= most_arcs:
        return reach, True
    keep = max(FEWEST_SHIFTS, int(reach.possible.sum(axis=1).max()))
    possible = reach.possible
    while keep > FEWEST_SHIFTS and int((possible.sum(axis=0) ** 2).sum()) > most_arcs:
        keep = max(FEWEST_SHIFTS, keep * 2 // 3)
        possible = _cheapest_shifts(tables, reach, keep)
    for route in hint.routes if hint else ():
        for planned in route.visits:
            possible[planned.visit, route.shift] = reach.possible[planned.visit, route.shift]
    return replace(reach, possible=possible), False


def _cheapest_shifts(tables: Tables, reach: Reach, keep: int) -> np.ndarray:
    """Return a mask of each visit's ``keep`` possible shifts of least fit cost, spread by position."""
    visits, shifts = tables.shape
    spread = (np.arange(shifts)[None, :] - np.arange(visits)[:, None]) % max(1, shifts)
    order = np.lexsort((spread, np.where(reach.possible, tables.fit, np.iinfo(np.int64).max)), axis=1)
    mask = np.zeros(tables.shape, dtype=np.bool_)
    np.put_along_axis(mask, order[:, :keep], True, axis=1)
    return mask & reach.possible
