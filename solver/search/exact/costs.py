"""The objective of the complete model: every entry of the tables, kept apart by the rule it came from."""

from collections import defaultdict

from ortools.sat.python import cp_model

from solver.curve import Curve
from solver.search.exact.routes import RouteVariables
from solver.search.exact.variables import Expression, Variables


def curve_cost(model: cp_model.CpModel, x: Expression, curve: Curve, low: int, high: int, name: str) -> Expression:
    """Return an expression equal to the curve at ``x``, which lies in [low, high]."""
    if curve.is_convex:
        return _convex_cost(model, x, curve, low, high, name)
    return _jumping_cost(model, x, curve, low, high, name)


def _convex_cost(model: cp_model.CpModel, x: Expression, curve: Curve, low: int, high: int, name: str) -> Expression:
    """Add up what each change of slope costs beyond its point."""
    cost: Expression = curve.values[0] + curve.slopes[0] * (x - curve.points[0])
    for k in range(1, len(curve.points)):
        steeper, point = curve.slopes[k] - curve.slopes[k - 1], curve.points[k]
        if not steeper or point >= high:
            continue
        if point <= low:
            cost = cost + steeper * (x - point)
            continue
        beyond = model.new_int_var(0, high - point, f"{name}_{k}")
        model.add_max_equality(beyond, [x - point, 0])
        cost = cost + steeper * beyond
    return cost


def _jumping_cost(model: cp_model.CpModel, x: Expression, curve: Curve, low: int, high: int, name: str) -> Expression:
    """Choose the piece ``x`` lies on."""
    pieces: list[cp_model.IntVar] = []
    cost: Expression = 0
    for k, point in enumerate(curve.points):
        begin, end = max(low, point), high if k + 1 == len(curve.points) else min(high, curve.points[k + 1] - 1)
        if begin > end:
            continue
        piece = model.new_bool_var(f"{name}_piece_{k}")
        model.add_linear_constraint(x, begin, end).only_enforce_if(piece)
        pieces.append(piece)
        cost = cost + curve.at(begin) * piece
        if curve.slopes[k]:
            climb = model.new_int_var(0, end - begin, f"{name}_climb_{k}")
            model.add(climb == x - begin).only_enforce_if(piece)
            model.add(climb == 0).only_enforce_if(~piece)
            cost = cost + curve.slopes[k] * climb
    model.add_exactly_one(pieces)
    return cost


class Objective:
    """The sum of named terms that a model minimizes."""

    def __init__(self, variables: Variables, routes: list[RouteVariables | None]) -> None:
        self.variables = variables
        self.terms: dict[str, list[Expression]] = defaultdict(list)
        for rule, cost in variables.tables.constants.items():
            self.terms[rule].append(cost)
        self._add_choices()
        self._add_times()
        for route in routes:
            if route is not None:
                self._add_route(route)
        self._add_technicians()

    def total(self) -> Expression:
        """Return the whole cost."""
        return sum(expression for expressions in self.terms.values() for expression in expressions)

    def _add_choices(self) -> None:
        """Charge who does what, and what is left out."""
        tables = self.variables.tables
        for rule, cost in tables.fit_costs.items():
            self.terms[rule] += [int(cost[pair]) * on for pair, on in self.variables.on.items() if cost[pair]]
        for rule, prices in tables.drops.items():
            self.terms[rule] += [
                int(prices[ticket]) * (1 - planned) for ticket, planned in self.variables.planned.items()
            ]

    def _add_times(self) -> None:
        """Charge starts and ends; what a pinned start of an unplanned visit would cost is given back."""
        tables, variables = self.variables.tables, self.variables
        for k, row in enumerate(tables.start_costs):
            if row.visit in variables.start:
                domain = variables.reach.domains[row.visit]
                x = variables.start[row.visit]
                self._add_gated(row.rule, row.visit, row.curve, x, (domain[0][0], domain[-1][1]), f"start_cost_{k}")
        for k, row in enumerate(tables.end_costs):
            if row.visit in variables.start:
                domain = variables.reach.domains[row.visit]
                minutes = {s: int(tables.minutes[row.visit, s]) for v, s in variables.on if v == row.visit}
                end = variables.start[row.visit] + sum(m * variables.on[row.visit, s] for s, m in minutes.items())
                bounds = (domain[0][0], domain[-1][1] + max(minutes.values()))
                self._add_gated(row.rule, row.visit, row.curve, end, bounds, f"end_cost_{k}")

    def _add_gated(
        self, rule: str, visit: int, curve: Curve, x: Expression, bounds: tuple[int, int], name: str
    ) -> None:
        planned = self.variables.planned[self.variables.tables.problem.visits[visit].ticket]
        cost = curve_cost(self.variables.model, x, curve, *bounds, name)
        self.terms[rule].append(cost - curve.at(bounds[0]) * (1 - planned))

    def _add_route(self, route: RouteVariables) -> None:
        """Charge travel, use and return of one shift."""
        tables = self.variables.tables
        row = tables.shifts[route.shift]
        for rule, rate in tables.travel_rates.items():
            self.terms[rule] += [rate * travel * literal for literal, travel in route.arcs.values() if travel]
            self.terms[rule].append(rate * route.idle_home * route.idle)
        for rule, price in row.use_cost.items():
            self.terms[rule].append(price * route.visited)
        for k, cost in enumerate(tables.return_costs):
            if cost.shift == route.shift:
                x = curve_cost(self.variables.model, route.back, cost.curve, *route.bounds, f"back_{k}")
                rest = 0 if row.head.used else cost.curve.at(route.base)
                self.terms[cost.rule].append(x - rest * (1 - route.visited))

    def _add_technicians(self) -> None:
        """Charge minutes summed over all shifts of a technician."""
        variables, tables = self.variables, self.variables.tables
        for k, row in enumerate(tables.technician_costs):
            mine = set(tables.problem.technicians[row.technician].shifts)
            work = {v: int(tables.work[v]) for v, s in variables.on if s in mine}
            minutes = row.base + sum(work[v] * on for (v, s), on in variables.on.items() if s in mine)
            high = row.base + sum(work.values())
            cost = curve_cost(variables.model, minutes, row.curve, row.base, high, f"work_{k}")
            self.terms[row.rule].append(cost)
