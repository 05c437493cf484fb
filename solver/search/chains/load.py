"""A plan as routes of the compiled search: chains go on from what is in force, or from what CP-SAT has chosen."""

from collections.abc import Iterable

import numpy as np

from solver.plan import Plan
from solver.search.chains import layout as at
from solver.search.chains.anneal import clear_routes, walk_all, work_out_cost
from solver.search.chains.arena import new_routes
from solver.search.chains.compiled import Block
from solver.tables import Tables

Stops = dict[int, list[int]]  # nodes of each route in order, by shift


def load_plan(tables: Tables, day: Block, plan: Plan, longest: int) -> Block:
    """Return the routes of a plan, its visits as early as they may start; linked ones keep their starts.

    Parameters
    ----------
    longest
        Stops a route may have.

    Returns
    -------
    Block
        Units with a visit on a route that cannot be walked so are left out.
    """
    starts = {p.visit: p.start for r in plan.routes for p in r.visits if not tables.problem.visits[p.visit].is_fact}
    stops = _stops(tables, plan, starts)
    while True:
        routes = new_routes(day, longest)
        clear_routes(day, routes)
        for shift, nodes in stops.items():
            _write(day, routes, shift, nodes, starts)
        feasible = np.ones(int(day[at.SHIFTS]), dtype=np.int64)
        walk_all(day, routes, feasible)
        bad = [shift for shift in stops if not feasible[shift] or len(stops[shift]) > longest]
        if not bad:
            routes[at.COST] = work_out_cost(day, routes)
            return routes
        stops = _without(day, stops, {_field(day, node, at.NODE_UNIT) for shift in bad for node in stops[shift]})


def _stops(tables: Tables, plan: Plan, starts: dict[int, int]) -> Stops:
    """Return the new visits of each route that has any, and its absences, in order of time."""
    absent, stops = len(tables.problem.visits), {}
    absences: dict[int, list[tuple[int, int]]] = {}
    for shift, row in enumerate(tables.shifts):
        absences[shift] = [(away.start, absent + k) for k, away in enumerate(row.absences)]
        absent += len(row.absences)
    for route in plan.routes:
        visits = [(p.start, p.visit) for p in route.visits if p.visit in starts]
        if visits:
            stops[route.shift] = [node for _, node in sorted(visits + absences[route.shift])]
    return stops


def _write(day: Block, routes: Block, shift: int, nodes: list[int], starts: dict[int, int]) -> None:
    """Write the stops of a route; it has still to be walked."""
    first = int(routes[at.ROUTE] + shift * routes[at.STRIDE])
    visits = [node for node in nodes if node < day[at.VISITS]]
    routes[routes[at.LENGTH] + shift], routes[routes[at.COUNT] + shift] = len(nodes), len(visits)
    for k, node in enumerate(nodes):
        routes[first + (k + 1) * at.STOP_ROW + at.STOP_NODE] = node
    owner = day[day[at.SHIFT] + shift * at.SHIFT_ROW + at.SHIFT_OWNER]
    for visit in visits:
        routes[routes[at.WHERE] + visit] = shift
        routes[routes[at.LOAD] + owner] += _field(day, visit, at.NODE_WORK)
        if _field(day, visit, at.NODE_LINKED):
            routes[routes[at.FIXED] + visit] = starts[visit]


def _field(day: Block, node: int, field: int) -> int:
    return int(day[day[at.NODE] + node * at.NODE_ROW + field])


def _without(day: Block, stops: Stops, units: Iterable[int]) -> Stops:
    """Return the stops without the visits of some units; routes without visits are left out."""
    gone, visits = set(units), int(day[at.VISITS])
    kept = {
        shift: [node for node in nodes if node >= visits or _field(day, node, at.NODE_UNIT) not in gone]
        for shift, nodes in stops.items()
    }
    return {shift: nodes for shift, nodes in kept.items() if any(node < visits for node in nodes)}
