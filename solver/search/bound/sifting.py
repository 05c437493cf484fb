"""Raises a bound over routes that have all been listed: better prices and ever more cuts, without any pricing.

Where all routes of the plans below a cost are known, the least of them is found by looking at each, and a cut costs
nothing (Baldacci, Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). What prices say is exact arithmetic, as
in the generation; routes that are worth too much more than the least of their shift are no route of such a plan.
"""

from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np

from solver.search.bound.choosing import State
from solver.search.bound.cuts import Cuts
from solver.search.bound.inspection import Inspection
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.roster import Roster
from solver.search.bound.rows import Row
from solver.search.limits import Stop
from solver.search.pricing.layout import SCALE
from solver.tables import Ints

LEAST_CUT = 0.02  # of a route, where it is cut off
MOST_AT_ONCE = 40  # cuts
LITTLE = 0.02  # of the gap: what a round of cuts gains at the least, or they are of no more use
ROUNDS = 3  # of cuts that gain no more than this


class Sifted(NamedTuple):
    """The day with its cuts, prices and bound, and the routes that plans below a cost can have."""

    relaxation: Relaxation
    state: State
    routes: Roster

    @property
    def excess(self) -> Ints:
        """What each route costs more at the prices than the least of its shift: an array (R)."""
        table: Ints = np.zeros(len(self.relaxation.tables.shifts), dtype=np.int64)
        table[list(self.state.values)] = list(self.state.values.values())
        return self.routes.values - table[self.routes.shifts]


class Sifter:
    """Sifts the routes of plans below a cost.

    Parameters
    ----------
    known
        What is known of them: every route of such a plan is there, or one that stands for it whatever the prices.
    goal
        The cost.
    """

    def __init__(self, known: Sifted, goal: int) -> None:
        self.relaxation = copy(known.relaxation)
        self.relaxation.rows = [*known.relaxation.rows]  # cuts that pricing would have to pay for stay here
        self.goal = goal
        self.state = known.state
        self.program = Inspection(self.relaxation, known.routes)
        self._cuts = Cuts(MOST_AT_ONCE)

    def run(self, cuts: Sequence[Row], over: Stop) -> Sifted:
        """Go on until cuts gain little, no plan below the cost is left, or it is over.

        Parameters
        ----------
        cuts
            Those that have been found before.
        """
        self._cuts.know([*self.relaxation.rows, *cuts])
        self._tie(cuts)
        idle, last = 0, self.state.bound
        while idle < ROUNDS and self.program.solve(over, self._hear) and self.gap >= 0:
            idle = 0 if self.state.bound - last > LITTLE * self.gap else idle + 1
            last = self.state.bound
            if not self._tie(self._cuts.broken(self.program.master.used(), LEAST_CUT)):
                break
        return self._sifted()

    @property
    def gap(self) -> int:
        """What a plan below the cost may lose against the bound, in 1/1024; below 0 there is none."""
        return (self.goal - 1) * SCALE - self.state.bound

    def _tie(self, rows: Sequence[Row]) -> int:
        """Take some cuts; return how many."""
        self.program.master.tie(rows)
        self.program.ledger.tie(rows)
        return len(rows)

    def _hear(self, prices: Prices, values: Ints) -> bool:
        """Take what some prices prove; return whether it is that there is no plan below the cost."""
        least = self.program.ledger.roster.least(values, list(self.state.values))
        bound = self.relaxation.value(prices, list(least.values()))
        if bound > self.state.bound:
            self.state = State(prices, least, bound)
        return self.gap < 0

    def _sifted(self) -> Sifted:
        """Return what is left: routes that cost too much more than the least are those of no plan below the cost."""
        rows = self.state.prices.rows
        prices = self.state.prices._replace(rows=np.pad(rows, (0, len(self.relaxation.rows) - len(rows))))
        ledger = self.program.ledger
        roster = ledger.roster._replace(values=ledger.values(prices))
        known = Sifted(self.relaxation, self.state._replace(prices=prices), roster)
        return known._replace(routes=roster.only(known.excess <= self.gap))
