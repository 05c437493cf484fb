"""Large days with a cap on changed visits: chains under a price on changes that finds its height round by round."""

from collections.abc import Callable
from dataclasses import replace

from solver.changes import changed_visits
from solver.search.chains.chain import pack_day, read_plan
from solver.search.full import FullSearch
from solver.search.incumbent import Incumbent
from solver.search.limits import SearchLimits, Stop, Timer
from solver.search.reach import Reach
from solver.search.repair import repair
from solver.search.steadiness import with_change_price
from solver.tables import Tables
from solver.timeline import Schedule

ROUNDS = 4
FIRST_PRICE = 60  # of a changed visit
STEP = 4  # by which the price rises where too much was changed, and falls where more may be
WARMTH = 0.1  # of the first temperature: the plan in force is a good one


class CappedSearch:
    """The cheapest plan among those that change few visits.

    Attributes
    ----------
    iterations
        Of all chains.
    """

    def __init__(
        self,
        tables: Tables,
        reach: Reach,
        limits: SearchLimits,
        incumbent: Incumbent,
        *,
        left: Callable[[], float | None],
        timer: Timer,
        stop: Stop,
    ) -> None:
        self.tables = tables
        self.reach = reach
        self.limits = limits
        self.incumbent = incumbent
        self.left = left
        self.timer = timer
        self.stop = stop
        self.iterations = 0

    def run(self, most: int) -> bool:
        """Search; False if what can be kept of the plan in force is not legal, so that nothing was capped.

        Parameters
        ----------
        most
            Changes beyond those of what can be kept of the plan in force, which no legal plan is known to avoid.
        """
        kept = repair(self.tables, self.reach, pack_day(self.tables, self.reach))
        self.incumbent.offer(kept, ours=False)
        fewest = self.incumbent.changes
        if fewest is None:
            return False
        fewest = min(fewest, len(changed_visits(self.tables.problem, Schedule(self.tables.problem, kept))))
        self.incumbent.cap(fewest + most)
        self.incumbent.offer(kept, ours=False)
        price = FIRST_PRICE
        for part in range(ROUNDS):
            if not self.stop():
                price = max(1, price * STEP if self._round(price, part) > fewest + most else price // STEP)
        return True

    def _round(self, price: int, part: int) -> int:
        """Run one round; return how many visits its cheapest routes change."""
        left, began = self.left(), self.timer()
        limits = self.limits
        if limits.iterations is not None:
            limits = replace(limits, iterations=max(1, limits.iterations // ROUNDS))
        seconds = None if left is None else left / (ROUNDS - part)
        full = FullSearch(
            with_change_price(self.tables, price),
            self.reach,
            limits,
            self.incumbent,
            left=lambda: None if seconds is None else max(0.05, seconds - (self.timer() - began)),
            timer=self.timer,
            stop=self.stop,
            warmth=WARMTH,
            proves=False,  # the price of changes is in these tables, and is no cost
        )
        full.run()
        self.iterations += full.iterations
        found = read_plan(self.tables, full.team.day, full.team.best)
        return len(changed_visits(self.tables.problem, Schedule(self.tables.problem, found)))
