"""The program over routes that have all been listed: they are priced by looking at each."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from solver.search.bound.ledger import Ledger
from solver.search.bound.master import Master
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.roster import Roster
from solver.search.bound.rows import Column
from solver.search.limits import Stop
from solver.search.pricing.layout import SCALE
from solver.tables import Bools, Ints

FIRST = 40  # routes of a shift that the program begins with
EACH = 20  # that it is given of each shift at a time
WORTH = -1.0  # of a route that it is given, in 1/1024 of a minute, at the most


class Inspection:
    """A program that is given the routes it can use.

    Attributes
    ----------
    ledger
        All the routes.
    master
        The program over some of them.
    """

    def __init__(self, relaxation: Relaxation, routes: Roster) -> None:
        self.ledger = Ledger(relaxation, routes)
        self.master = Master(relaxation)
        self._add(routes.values, FIRST, np.inf)

    def solve(self, over: Stop, hear: Callable[[Prices, Ints], bool] = lambda prices, values: False) -> bool:
        """Solve the program over all routes; return whether that was done.

        Parameters
        ----------
        hear
            Told prices on the way, and what each route costs at them; True: that is enough.
        """
        while not over():
            solved = self.master.solve()
            if solved is None:
                return False
            values = self.ledger.values(solved[1])
            if hear(solved[1], values) or not self._add(values, EACH, WORTH):
                return True
        return False

    def _add(self, values: Ints, most: int, below: float) -> int:
        """Let the program have the best routes of each shift; return how many were new."""
        roster = self.ledger.roster
        return sum(self.master.add(_whole(roster.column(k))) for k in roster.best(values, most, below))

    def choose(self, column: Column) -> None:
        """Let a shift have one of the program's routes, and no other."""
        others: Bools = self.ledger.roster.shifts != column.shift
        self.ledger.keep(others)
        self.master.forget(lambda other: other.shift == column.shift and other != column)
        self.master.hold(column)


def _whole(column: Column) -> Column:
    """Return a route as the program has it, its cost in minutes of travel."""
    return replace(column, cost=column.cost // SCALE)
