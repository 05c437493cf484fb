"""The routes of plans below a cost, and the steps in which it is found out what such a plan costs at the least."""

from typing import NamedTuple

import numpy as np

from solver.search.bound.roster import Roster
from solver.search.bound.sifting import Sifted
from solver.search.pricing.layout import SCALE

FEWEST_ROUTES = 1_000  # that are chosen among first
MORE = 1.5  # times as many, the next time


class Within(NamedTuple):
    """The routes of plans below a cost, listed when there were so many rows, and what is known of such plans."""

    goal: int
    rows: int
    known: Sifted

    @property
    def least(self) -> int:
        """What none of these plans costs less than, at most ``goal``."""
        return min(self.goal, -(-self.known.state.bound // SCALE))

    def below(self, goal: int) -> Roster:
        """Return the routes of plans below another cost."""
        return self.known.routes.only(self.known.excess <= (goal - 1) * SCALE - self.known.state.bound)

    def goals(self) -> list[int]:
        """Return ever higher costs, below which plans have ever more of the routes; the last is its own."""
        excess, bound = np.sort(self.known.excess).tolist(), self.known.state.bound
        found, size = list[int](), FEWEST_ROUTES
        while size < len(excess):
            goal = (bound + excess[size]) // SCALE + 1
            if goal < self.goal and (goal - 1) * SCALE > bound and goal not in found:
                found.append(goal)
            size = int(MORE * size)
        return [*found, self.goal]
