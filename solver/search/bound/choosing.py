"""The choice among listed routes, as CP-SAT is told of it."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from ortools.sat.python import cp_model

from solver.search.bound.ledger import Ledger
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.roster import Roster
from solver.search.bound.rows import Row
from solver.search.exact.costs import curve_cost
from solver.search.exact.variables import Expression
from solver.search.pricing.layout import SCALE

MOST_SPARE = 1000  # of a row


class State(NamedTuple):
    """Prices, the least value of a route on each shift at them, and the bound that follows, in 1/1024 of a minute."""

    prices: Prices
    values: dict[int, int]
    bound: int


class Choosing:
    """The model: a literal per route and one per ticket that is left out; costs in 1/1024 of a minute.

    The cost is written as the bound is: what routes are worth more than the least of their shifts, and what rows have
    to spare at their prices. Hardly any of it is negative: the solver sees at once what no plan below a cost can have.

    Parameters
    ----------
    by_span
        Whether rows that tie starts are kept; else starts are only priced.
    """

    def __init__(self, relaxation: Relaxation, state: State, routes: Roster, *, by_span: bool) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.state = state
        self.routes = routes
        self.ledger = Ledger(relaxation, routes)
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var(f"route_{k}") for k in range(routes.size)]
        self.left_out = {t: self.model.new_bool_var(f"left_out_{t}") for t in relaxation.tickets}
        self.having: dict[int, list[int]] = defaultdict(list)  # visit -> routes
        for k, visit in zip(routes.route.tolist(), routes.visits.tolist(), strict=True):
            self.having[visit].append(k)
        self.constant = relaxation.constant * SCALE
        self.terms: list[tuple[Expression, int]] = []
        self._add_routes()
        self._add_tickets()
        self._add_rows(by_span=by_span)
        self._add_loads()

    def below(self, cost: int) -> cp_model.CpModel:
        """Return the model of plans below a cost."""
        variables, factors = zip(*self.terms, strict=True) if self.terms else ((), ())
        total = cp_model.LinearExpr.weighted_sum(variables, factors) + self.constant
        self.model.add(total <= (cost - 1) * SCALE)
        self.model.minimize(total)
        return self.model

    def _add_routes(self) -> None:
        """One route per shift, or none."""
        own, values = defaultdict(list), self.routes.values.tolist()
        for k, shift in enumerate(self.routes.shifts.tolist()):
            own[shift].append(k)
        for shift, least in self.state.values.items():
            idle = self.model.new_bool_var(f"idle_{shift}")
            self.model.add_exactly_one([idle, *(self.chosen[k] for k in own[shift])])
            self.constant += least
            self.terms.append((idle, -least))
            self.terms += [(self.chosen[k], values[k] - least) for k in own[shift]]

    def _add_tickets(self) -> None:
        """Each visit is made once, or its ticket left out."""
        prices, own = self.state.prices, self.tables.problem.open_visits_by_ticket
        for ticket, left_out in self.left_out.items():
            for visit in own[ticket]:
                self.model.add_exactly_one([*(self.chosen[k] for k in self.having[visit]), left_out])
            worth = int(prices.visits[list(own[ticket])].sum())
            for row, price in zip(self.relaxation.rows, prices.rows.tolist(), strict=False):
                worth += row.tickets.get(ticket, 0) * price
            self.constant += int(prices.visits[list(own[ticket])].sum())
            self.terms.append((left_out, int(self.tables.drop_price[ticket]) * SCALE - worth))
            if ticket in self.relaxation.musts:
                self.model.add(left_out == 0)

    def _add_rows(self, *, by_span: bool) -> None:
        """Keep what ties routes together, and charge what a row has to spare at its price."""
        prices = self.state.prices.rows.tolist()
        for number, row in enumerate(self.relaxation.rows):
            price = prices[number] if number < len(prices) else 0  # newer rows have none
            self.constant += row.least * price
            if row.starts and not by_span:
                continue
            total = self._total(number, row)
            if row.exact or not price:
                self.model.add(total == row.least if row.exact else total >= row.least)
            else:
                spare = self.model.new_int_var(0, MOST_SPARE, f"spare_{number}")
                self.model.add(total == row.least + spare)
                self.terms.append((spare, price))

    def _total(self, number: int, row: Row) -> Expression:
        """Return what a row adds up."""
        factors = self.ledger.factors[number]
        own = np.flatnonzero(factors).tolist()
        return cp_model.LinearExpr.weighted_sum(
            [*(self.chosen[k] for k in own), *(self.left_out[ticket] for ticket in row.tickets)],
            [*factors[own].tolist(), *row.tickets.values()],
        )

    def _add_loads(self) -> None:
        """Charge minutes of technicians with several shifts, less what they are priced at."""
        tables = self.tables
        for technician, curves in self.relaxation.loads.items():
            his = [tables.shifts[shift].technician == technician for shift in self.routes.shifts.tolist()]
            own = np.flatnonzero(his).tolist()
            loads = self.ledger.work[own].tolist()
            done = cp_model.LinearExpr.weighted_sum([self.chosen[k] for k in own], loads)
            price = int(self.state.prices.minutes[technician])
            self.terms += [(self.chosen[k], -price * load) for k, load in zip(own, loads, strict=True)]
            for k, (base, curve) in enumerate(curves):
                name = f"work_{technician}_{k}"
                self.terms.append((curve_cost(self.model, base + done, curve, base, base + sum(loads), name), SCALE))
