"""Prices found by small steps, one shift after the other: quick to come near, where a linear program is slow to begin.

Incremental subgradient method (Nedic, Bertsekas 2001, doi:10.1137/S1052623499362111): whatever a shift's best route
makes is worth less from then on, all other visits a little more. The prices of the last passes are averaged.
"""

from collections.abc import Callable, Sequence

import numpy as np

from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import SCALE

FIRST_STEP, LAST_STEP = 0.05, 0.01  # of what a visit is worth on average
AGAIN = 20  # passes after which it is found out again which visits of a shift are promising
MEMORY = 0.8  # of the average, after each pass


class Descent:
    """Steps over the shifts of a day.

    Parameters
    ----------
    pricer
        Finds the routes, promising visits alone.
    add
        Takes the best route of each shift at each step.
    """

    def __init__(self, relaxation: Relaxation, pricer: Pricer, add: Callable[[Column], bool]) -> None:
        self.relaxation = relaxation
        self.pricer = pricer
        self.add = add
        self.visits = np.array(relaxation.visits, dtype=np.int64)
        tables = relaxation.tables
        own = tables.problem.open_visits_by_ticket
        self._most = np.zeros(len(tables.problem.visits))  # what leaving out its ticket costs, shared by its visits
        for ticket in relaxation.tickets:
            self._most[list(own[ticket])] = SCALE * int(tables.drop_price[ticket]) / len(own[ticket])

    def run(self, prices: Prices, seconds: float, timer: Timer, over: Stop) -> Prices:
        """Return the prices of visits that so many seconds of steps lead to from some prices."""
        rng, began = np.random.default_rng(0), timer()
        worth, average = prices.visits.astype(np.float64), prices.visits.astype(np.float64)
        first = FIRST_STEP * worth[self.visits].mean()
        self._passes = 0
        while not over() and (spent := timer() - began) < seconds:
            step = first * (LAST_STEP / FIRST_STEP) ** (spent / seconds)
            mean = self._pass(prices, worth, step, rng.permutation(len(self.relaxation.graphs or [])).tolist())
            average = MEMORY * average + (1.0 - MEMORY) * mean
        return prices._replace(visits=np.rint(average).astype(np.int64))

    def _pass(self, prices: Prices, worth: np.ndarray, step: float, order: Sequence[int]) -> np.ndarray:
        """Step once over every shift, changing what visits are worth; return what they were worth on average."""
        graphs, total = self.relaxation.graphs or [], np.zeros_like(worth)
        self._passes += 1
        for number in order:
            asked = prices._replace(visits=np.rint(worth).astype(np.int64))
            promising = (self._passes + number) % AGAIN != 0
            _, columns = self.pricer.price(graphs[number], asked, exact=False, promising=promising)
            worth[self.visits] += step / len(graphs)
            if columns:
                self.add(columns[0])
                np.subtract.at(worth, list(columns[0].visits), step)
            np.clip(worth, 0.0, self._most, out=worth)
            total += worth
        return total / max(1, len(graphs))
