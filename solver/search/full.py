"""The default engine's first part: chains on all cores, and on large days a choice among the routes they have seen.

Importing this module compiles the chains or loads what was compiled before.
"""

import os
from collections.abc import Callable

from solver.search.chains.pool import Pool
from solver.search.chains.team import WARM, Team
from solver.search.choice import Choice
from solver.search.incumbent import Incumbent
from solver.search.limits import SMALL, Effort, SearchLimits, Stop, Timer
from solver.search.reach import Reach
from solver.search.repair import repair
from solver.tables import Tables

SMALL_SHARE = 0.5  # of the seconds left, at most, for the chains of a small day
SMALL_ITERATIONS = 100  # nor more of each chain, times the square of the visits
ROUNDS = 2  # of a large day: chains, then a choice among the routes they have seen
SELECTION_SHARE = 0.08  # of the seconds left, at most, for choosing after a round
SELECTION_SECONDS = 10.0  # and no more than this


class FullSearch:
    """Chains and selection over one problem; every better plan goes to the incumbent.

    Parameters
    ----------
    left
        Gives the seconds left; None: iterations are the limit.
    warmth
        See ``Team``.

    Attributes
    ----------
    small
        Whether the complete model should go on from here.
    iterations
        What the chains have made.
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
        warmth: float = WARM,
    ) -> None:
        self.tables = tables
        self.reach = reach
        self.limits = limits
        self.incumbent = incumbent
        self.left = left
        self.timer = timer
        self.stop = stop
        self.visits = int(reach.possible.any(axis=1).sum())
        self.small = self.visits <= SMALL
        chains = 1 if limits.iterations is not None else limits.workers or os.cpu_count() or 1
        self.selection_seconds: float | None = None
        self.team = Team(tables, reach, [limits.seed + (k << 32) for k in range(chains)], timer, warmth)

    @property
    def iterations(self) -> int:
        """Iterations of all chains."""
        return self.team.iterations

    @property
    def effort(self) -> Effort:
        """What all chains and the selection did."""
        figures = [chain.figures for chain in self.team.chains]
        removed, insertions = sum(row.removed for row in figures), sum(row.evaluated for row in figures)
        return Effort(removed, insertions, self.selection_seconds)

    def run(self) -> None:
        """Build, anneal, and on large days select."""
        plan = self.incumbent.plan
        if plan is None and self.tables.problem.has_published:
            plan = repair(self.tables, self.reach, self.team.day)
        self.team.start(self.incumbent.offer, self.stop, plan)
        if self.small:
            self._anneal_briefly()
            return
        self.team.pool = Pool(self.team.day)
        choice = Choice(self.tables, self.team.pool, self.limits, self.timer, self.stop)
        for part in range(ROUNDS):
            if self.stop():
                break
            self._anneal(part)
            left = self.left()
            share = None if left is None else min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self._select(choice, share if part < ROUNDS - 1 else left)

    def _anneal(self, part: int) -> None:
        """Run the chains for one round of a large day, the last one leaving time for the last selection."""
        left, span = self.left(), (part / ROUNDS, (part + 1) / ROUNDS)
        if left is None:
            wanted = (self.limits.iterations or 0) * (part + 1) // ROUNDS - self.team.iterations
            self.team.run_iterations(wanted, self.incumbent.offer, self.stop, span)
        else:
            kept = min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self.team.run_seconds((left - kept) / (ROUNDS - part), None, self.incumbent.offer, self.stop, span)

    def _anneal_briefly(self) -> None:
        """Anneal a small day for as long as its size deserves: the complete model has the rest of the time."""
        left, most = self.left(), SMALL_ITERATIONS * self.visits**2
        if left is None:
            self.team.run_iterations(min(self.limits.iterations or 0, most), self.incumbent.offer, self.stop)
        elif most:
            self.team.run_seconds(SMALL_SHARE * left, most, self.incumbent.offer, self.stop)

    def _select(self, choice: Choice, seconds: float | None) -> None:
        """Let CP-SAT choose among the routes the chains have seen, and the chains go on from its choice."""
        if self.incumbent.plan is None or self.stop():
            return
        plan = choice.improve(self.team.best, seconds)
        self.selection_seconds = choice.seconds
        if plan is not None:
            self.incumbent.offer(plan)
            self.team.adopt(plan)
