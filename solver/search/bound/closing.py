"""Closes the gap: all routes that a better plan can have, and what CP-SAT proves of any choice among them.

At given prices a plan costs no less than their bound and, on each shift, what its route is worth more than the least
there. So a plan better than the one that is known has only routes that are worth more by less than the gap (Baldacci,
Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). Of those that make the same visits the cheapest stands for
all. What ties starts and cuts routes off stays in the prices; all else is a rule of the choice.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from solver.search.bound.pricer import Listed, Pricer
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.exact.costs import curve_cost
from solver.search.exact.solve import attend
from solver.search.exact.variables import Expression
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import SCALE

MOST_ROUTES = 20_000  # of all shifts
SECONDS = 20.0  # for the choice, at most


class State(NamedTuple):
    """Prices, the least value of a route on each shift at them, and the bound that follows, in 1/1024 of a minute."""

    prices: Prices
    values: dict[int, int]
    bound: int


class Closing:
    """Proves more than prices can, once the gap is small.

    Attributes
    ----------
    choices
        What CP-SAT has chosen: routes of plans that may be better, if they are legal together.
    """

    def __init__(self, relaxation: Relaxation, pricer: Pricer, timer: Timer) -> None:
        self.relaxation = relaxation
        self.pricer = pricer
        self.timer = timer
        self.choices: list[list[Column]] = []

    def bound(self, state: State, cost: int, stop: Stop) -> int | None:
        """Return a bound, at most the cost of a plan that is known; None if there are too many routes, or no time."""
        gap = (cost - 1) * SCALE - state.bound  # what a better plan may lose against the bound
        if gap < 0:
            return cost
        routes = self._routes(state, gap, stop)
        return None if routes is None else self._choose(state.prices, routes, cost, stop)

    def _routes(self, state: State, gap: int, stop: Stop) -> list[Listed] | None:
        """Return the cheapest route of every set of visits that a shift of a better plan can have."""
        found: list[Listed] = []
        for graph in self.relaxation.graphs or ():
            value = state.values[graph.shift]
            own = self.pricer.routes_below(graph, state.prices, value + gap + 1, MOST_ROUTES - len(found))
            if own is None or stop():
                return None
            found += own
        return found

    def _choose(self, prices: Prices, routes: Sequence[Listed], cost: int, stop: Stop) -> int | None:
        """Return the least that a choice costs, as far as it is proved, at most the cost of the plan that is known."""
        model = Choosing(self.relaxation, prices, routes)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        outcome: list[cp_model.CpSolverStatus] = []
        thread = threading.Thread(target=lambda: outcome.append(solver.solve(model.below(cost))), daemon=True)
        thread.start()
        attend(thread, solver, SECONDS, self.timer, stop, lambda: False)
        if not outcome or outcome[0] in (cp_model.UNKNOWN, cp_model.MODEL_INVALID):
            return None
        if outcome[0] == cp_model.INFEASIBLE:
            return cost
        if outcome[0] in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.choices.append([r.column for r, x in zip(routes, model.chosen, strict=True) if solver.value(x)])
        return min(cost, math.ceil(solver.best_objective_bound / SCALE - 1e-6))


class Choosing:
    """The model: a literal per route and one per ticket that is left out; costs in 1/1024 of a minute."""

    def __init__(self, relaxation: Relaxation, prices: Prices, routes: Sequence[Listed]) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.routes = routes
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var(f"route_{k}") for k in range(len(routes))]
        self.left_out = {t: self.model.new_bool_var(f"left_out_{t}") for t in relaxation.tickets}
        self._add_choice()
        self._add_rows()
        self._add_cost(prices)

    def below(self, cost: int) -> cp_model.CpModel:
        """Return the model of plans below a cost."""
        self.model.add(self.total <= (cost - 1) * SCALE)
        self.model.minimize(self.total)
        return self.model

    def _add_choice(self) -> None:
        """One route per shift at most; each visit is made once, or its ticket left out."""
        having, own = defaultdict(list), defaultdict(list)
        for literal, route in zip(self.chosen, self.routes, strict=True):
            own[route.column.shift].append(literal)
            for visit in route.column.visits:
                having[visit].append(literal)
        for literals in own.values():
            self.model.add_at_most_one(literals)
        for ticket, left_out in self.left_out.items():
            for visit in self.tables.problem.open_visits_by_ticket[ticket]:
                self.model.add_exactly_one([*having[visit], left_out])
            if ticket in self.relaxation.musts:
                self.model.add(left_out == 0)

    def _add_rows(self) -> None:
        """Keep what ties routes together whenever they start."""
        for row in self.relaxation.rows:
            if row.starts or row.cut:
                continue
            total: Expression = sum(
                row.factor(self.tables, r.column) * x for r, x in zip(self.routes, self.chosen, strict=True)
            )
            total += sum(factor * self.left_out[ticket] for ticket, factor in row.tickets.items())
            if not isinstance(total, int):
                self.model.add(total == row.least if row.exact else total >= row.least)

    def _add_cost(self, prices: Prices) -> None:
        """Charge routes, what is left out, minutes of technicians with several shifts, and prices of starts."""
        relaxation, tables = self.relaxation, self.tables
        total: Expression = relaxation.constant * SCALE
        total += sum(r.cost * x for r, x in zip(self.routes, self.chosen, strict=True))
        total += sum(int(tables.drop_price[t]) * SCALE * x for t, x in self.left_out.items())
        for row, price in zip(relaxation.rows, prices.rows.tolist(), strict=False):  # newer rows have no price
            if row.starts:
                total += price * row.least - sum(price * f * self.left_out[t] for t, f in row.tickets.items())
        for technician, curves in relaxation.loads.items():
            loads = [
                (sum(int(tables.work[visit]) for visit in route.column.visits), literal)
                for route, literal in zip(self.routes, self.chosen, strict=True)
                if tables.shifts[route.column.shift].technician == technician
            ]
            for k, (base, curve) in enumerate(curves):
                minutes = base + sum(load * x for load, x in loads)
                most = base + sum(load for load, _ in loads)
                total += SCALE * curve_cost(self.model, minutes, curve, base, most, f"work_{technician}_{k}")
        self.total = total
