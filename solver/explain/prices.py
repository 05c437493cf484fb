"""What every route of a plan costs by the tables, at the times the plan says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from solver.checker import Report
from solver.curve import Curve
from solver.problem import Minutes
from solver.tables import Tables
from solver.timeline import Timeline


@dataclass(frozen=True, slots=True)
class RoutePrices:
    """A plan's cost in parts.

    Attributes
    ----------
    route
        By shift with a route: its travel, times, return and use, from its facts on.
    load
        By technician: minutes of his visits still to be made.
    work
        By technician: what all his minutes cost.
    whole
        Sum of everything, what is left out and constants included: equal to the checker's total, or the tables mean
        something else than the checker.
    """

    route: Mapping[int, int]
    load: Mapping[int, Minutes]
    work: Mapping[int, int]
    whole: int


def price_routes(tables: Tables, report: Report) -> RoutePrices:
    """Price a plan by the tables."""
    curves = _Curves(tables)
    route = {line.shift: _price(tables, curves, line) for line in report.schedule.timelines}
    load: dict[int, int] = defaultdict(int)
    for line in report.schedule.timelines:
        load[line.technician] += sum(int(tables.work[stop.visit]) for stop in line.stops if _is_new(stop.visit, stop.fact))
    work: dict[int, int] = defaultdict(int)
    for row in tables.technician_costs:
        work[row.technician] += row.curve.at(row.base + load[row.technician])
    left_out = sum(int(tables.drop_price[ticket]) for ticket in report.schedule.unassigned_tickets)
    whole = sum(route.values()) + sum(work.values()) + left_out + tables.constant_cost
    return RoutePrices(route, dict(load), dict(work), whole)


def _is_new(visit: int | None, fact: bool) -> bool:
    return visit is not None and not fact


class _Curves:
    """The curves of the tables by what they price."""

    def __init__(self, tables: Tables) -> None:
        self.start: dict[int, list[Curve]] = defaultdict(list)
        self.end: dict[int, list[Curve]] = defaultdict(list)
        self.back: dict[int, list[Curve]] = defaultdict(list)
        for cost in tables.start_costs:
            self.start[cost.visit].append(cost.curve)
        for cost in tables.end_costs:
            self.end[cost.visit].append(cost.curve)
        for shift_cost in tables.return_costs:
            self.back[shift_cost.shift].append(shift_cost.curve)


def _price(tables: Tables, curves: _Curves, line: Timeline) -> int:
    """Return what a route costs from its facts on."""
    row = tables.shifts[line.shift]
    ahead = {(absence.start, absence.end, absence.site) for absence in row.absences}
    travel, cost = line.home, sum(curve.at(line.return_at) for curve in curves.back[line.shift])
    cost += 0 if line.facts_only else sum(row.use_cost.values())
    for stop in line.stops:
        if _is_new(stop.visit, stop.fact):
            visit = int(stop.visit or 0)
            travel += stop.travel
            cost += int(tables.fit[visit, line.shift])
            cost += sum(curve.at(stop.start) for curve in curves.start[visit])
            cost += sum(curve.at(stop.end) for curve in curves.end[visit])
        elif stop.visit is None and (stop.start, stop.end, stop.site) in ahead:
            travel += stop.travel
    return cost + travel * tables.travel_rate
