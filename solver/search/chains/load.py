"""A plan as routes of the compiled search: chains go on from what is in force, or from what CP-SAT has chosen."""

from collections.abc import Mapping

import numpy as np

from solver.plan import Plan
from solver.search.chains import layout as at
from solver.search.chains.anneal import clear_routes, walk_all, work_out_cost
from solver.search.chains.arena import new_routes
from solver.search.chains.compiled import Block
from solver.search.chains.edit import holds, walk_one
from solver.tables import Tables

Stops = dict[int, list[int]]  # nodes of each route in order, by shift


def load_plan(tables: Tables, day: Block, plan: Plan, longest: int) -> Block:
    """Return the routes of a plan, its visits as early as they may start; linked ones keep their starts.

    Where a route cannot be walked so, or costs less as it is planned, all its visits are held to their starts: in a
    plan that waits on purpose. Where it cannot be walked so either, because something has happened since, the visits
    whose loss costs least are left out, with all of their unit; so is a unit whose links do not hold any more.

    Parameters
    ----------
    longest
        Stops a route may have.
    """
    starts = {p.visit: p.start for r in plan.routes for p in r.visits if not tables.problem.visits[p.visit].is_fact}
    return _Loading(tables, day, starts, longest).load(plan)


class _Loading:
    """Routes on their way from a plan."""

    def __init__(self, tables: Tables, day: Block, starts: Mapping[int, int], longest: int) -> None:
        self.tables = tables
        self.day = day
        self.starts = starts
        self.longest = longest
        self.manners: dict[tuple[int, ...], bool | None] = {}  # by shift and nodes
        self.scratch = new_routes(day, longest)
        clear_routes(day, self.scratch)

    def load(self, plan: Plan) -> Block:
        stops = self._stops(plan)
        while True:
            gone = {unit for shift in stops for unit in self._in_the_way(shift, stops[shift])}
            if not gone:
                break
            stops = self._without(stops, gone)
        routes = self._walked(stops)
        while broken := {unit for unit in self._units(stops) if not holds(self.day, routes, unit)}:
            stops = self._without(stops, broken)
            routes = self._walked(stops)
        return routes

    def _walked(self, stops: Stops) -> Block:
        """Return the routes of some stops, each made in the manner that suits it."""
        routes = new_routes(self.day, self.longest)
        clear_routes(self.day, routes)
        for shift, nodes in stops.items():
            self._write(routes, shift, nodes, hold=bool(self._manner(shift, nodes)))
        walk_all(self.day, routes, np.ones(int(self.day[at.SHIFTS]), dtype=np.int64))
        routes[at.COST] = work_out_cost(self.day, routes)
        return routes

    def _units(self, stops: Stops) -> list[int]:
        """Return the units on the routes that something ties together."""
        nodes = (node for own in stops.values() for node in own if node < self.day[at.VISITS])
        units = dict.fromkeys(self._field(node, at.NODE_UNIT) for node in nodes)
        return [unit for unit in units if int(self.day[self.day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_SINGLE]) < 0]

    def _stops(self, plan: Plan) -> Stops:
        """Return the new visits of each route that has any, and its absences, in order of time."""
        absent, stops = len(self.tables.problem.visits), {}
        absences: dict[int, list[tuple[int, int]]] = {}
        for shift, row in enumerate(self.tables.shifts):
            absences[shift] = [(away.start, absent + k) for k, away in enumerate(row.absences)]
            absent += len(row.absences)
        for route in plan.routes:
            new = [p for p in route.visits if p.visit in self.starts]
            visits = [(p.start, p.visit) for p in new if self._field(p.visit, at.NODE_UNIT) >= 0]  # else: not possible
            if visits:
                stops[route.shift] = [node for _, node in sorted(visits + absences[route.shift])]
        return stops

    def _total(self, shift: int, nodes: list[int], *, hold: bool) -> int | None:
        """Return what a route costs, its visits as early as they may be or held to their starts; None: infeasible."""
        if not self._may_be(shift, nodes):
            return None
        routes = self.scratch
        self._write(routes, shift, nodes, hold=hold)
        fine = bool(walk_one(self.day, routes, shift))
        for node in nodes:
            if node < self.day[at.VISITS]:
                routes[routes[at.WHERE] + node], routes[routes[at.FIXED] + node] = -1, at.UNFIXED
        return int(routes[routes[at.TOTAL] + shift]) if fine else None

    def _may_be(self, shift: int, nodes: list[int]) -> bool:
        """Whether a shift takes that many visits, and one that has to come first does."""
        row = self.day[self.day[at.SHIFT] + shift * at.SHIFT_ROW :][: at.SHIFT_ROW]
        visits = [node for node in nodes if node < self.day[at.VISITS]]
        first = int(row[at.SHIFT_FIRST])
        return (
            len(nodes) <= self.longest
            and len(visits) <= row[at.SHIFT_CAPACITY]
            and (first not in visits or visits[0] == first)
        )

    def _manner(self, shift: int, nodes: list[int]) -> bool | None:
        """Say how a route is made: held to its starts, if that costs less or is the only way; None: it cannot be."""
        key = (shift, *nodes)
        if key not in self.manners:
            self.manners[key] = self._found_manner(shift, nodes)
        return self.manners[key]

    def _found_manner(self, shift: int, nodes: list[int]) -> bool | None:
        early = self._total(shift, nodes, hold=False)
        planned = self._total(shift, nodes, hold=True)
        if planned is None:
            return None if early is None else False
        return early is None or planned < early

    def _in_the_way(self, shift: int, nodes: list[int]) -> set[int]:
        """Return units without which a route can be made; none if it can be made as it is."""
        gone: set[int] = set()
        while any(node < self.day[at.VISITS] for node in nodes) and self._manner(shift, nodes) is None:
            gone.add(self._least_loss(shift, nodes))
            nodes = self._kept(nodes, gone)
        return gone

    def _least_loss(self, shift: int, nodes: list[int]) -> int:
        """Return the unit whose loss lets a route be walked at the least cost, else the one that is lost cheapest."""
        units = list(dict.fromkeys(self._field(node, at.NODE_UNIT) for node in nodes if node < self.day[at.VISITS]))
        found: list[tuple[bool, int, int]] = []
        for place, unit in enumerate(units):
            rest = self._kept(nodes, {unit})
            empty = all(node >= self.day[at.VISITS] for node in rest)
            total = 0 if empty else self._total(shift, rest, hold=False)
            price = int(self.day[self.day[at.UNIT] + unit * at.UNIT_ROW + at.UNIT_DROP])
            found.append((total is None, price + (total or 0), -place))
        return units[-min(found)[2]]

    def _write(self, routes: Block, shift: int, nodes: list[int], *, hold: bool) -> None:
        """Write the stops of a route; it has still to be walked."""
        first = int(routes[at.ROUTE] + shift * routes[at.STRIDE])
        nodes = nodes[: self.longest]
        visits = [node for node in nodes if node < self.day[at.VISITS]]
        routes[routes[at.LENGTH] + shift], routes[routes[at.COUNT] + shift] = len(nodes), len(visits)
        for k, node in enumerate(nodes):
            routes[first + (k + 1) * at.STOP_ROW + at.STOP_NODE] = node
        owner = self.day[self.day[at.SHIFT] + shift * at.SHIFT_ROW + at.SHIFT_OWNER]
        for visit in visits:
            routes[routes[at.WHERE] + visit] = shift
            routes[routes[at.LOAD] + owner] += self._field(visit, at.NODE_WORK)
            if hold or self._field(visit, at.NODE_LINKED):
                routes[routes[at.FIXED] + visit] = self.starts[visit]

    def _field(self, node: int, field: int) -> int:
        return int(self.day[self.day[at.NODE] + node * at.NODE_ROW + field])

    def _kept(self, nodes: list[int], gone: set[int]) -> list[int]:
        visits = int(self.day[at.VISITS])
        return [node for node in nodes if node >= visits or self._field(node, at.NODE_UNIT) not in gone]

    def _without(self, stops: Stops, gone: set[int]) -> Stops:
        """Return the stops without the visits of some units; routes without visits are left out."""
        kept = {shift: self._kept(nodes, gone) for shift, nodes in stops.items()}
        return {shift: nodes for shift, nodes in kept.items() if any(n < self.day[at.VISITS] for n in nodes)}
