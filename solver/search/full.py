"""The default engine's first part: chains and lower bound on all cores, and a choice among the routes both have seen.

Importing this module compiles the chains or loads what was compiled before.
"""

import os
from collections.abc import Callable

from solver.search.bound.prover import Prover
from solver.search.chains.chain import longest_route
from solver.search.chains.pool import Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.chains.team import TICK, WARM, Team
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
PROOF_FROM = 21  # visits; the complete model proves smaller days faster
PROOF_UP_TO = 120  # visits; of larger days nothing useful is proved in a minute, and their plans get worse
PROOF_SECONDS = 3.0  # of a search, at least, for a bound beside it
PROOF_ALONE = 0.25  # of the seconds, where one core does both
LEARNED = 3  # routes of the bound that the pool learns, times those of a shift it has room for
PROOF_AFTER = 0.5  # of the seconds left, at most, for the bound of a small day after its chains


class FullSearch:
    """Chains, bound and selection over one problem; every better plan and bound goes to the incumbent.

    Parameters
    ----------
    left
        Gives the seconds left; None: iterations are the limit.
    warmth
        See ``Team``.
    proves
        Whether a bound of what these tables cost is one of what the plan costs.

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
        proves: bool = True,
    ) -> None:
        self.tables = tables
        self.reach = reach
        self.limits = limits
        self.incumbent = incumbent
        self.left = left
        self.timer = timer
        self._stop = stop
        self.visits = int(reach.possible.any(axis=1).sum())
        self.small = self.visits <= SMALL
        chains = 1 if limits.iterations is not None else limits.workers or os.cpu_count() or 1
        self.selection_seconds: float | None = None
        self.team = Team(tables, reach, [limits.seed + (k << 32) for k in range(chains)], timer, warmth)
        self.prover = self._make_prover() if proves else None

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

    def stop(self) -> bool:
        """Whether to stop: somebody wants it, or the plan is proved good enough. Takes what the prover has proved."""
        if self.prover is not None:
            while not self.prover.plans.empty():
                self.incumbent.offer(self.prover.plans.get(), ours=False)  # links between its routes may be broken
            self.incumbent.raise_bound(self.prover.bound)
            if self.incumbent.is_best or self.incumbent.within(self.limits.target_gap):
                return True
        return self._stop()

    def run(self) -> None:
        """Build, anneal, prove and select."""
        plan = self.incumbent.plan
        if plan is None and self.tables.problem.has_published:
            plan = repair(self.tables, self.reach, self.team.day)
        self.team.start(self.incumbent.offer, self._stop, plan)
        if not self.small or self.prover is not None:
            self.team.pool = Pool(self.team.day)
        try:
            self._search()
        finally:
            if self.prover is not None:
                self.prover.close()
                self.stop()
                self.incumbent.refused += len(self.prover.failures)  # a defect, but no reason to lose the plan

    def _search(self) -> None:
        if self.small:
            self._anneal_briefly()
            if self.prover is not None:
                self._prove(PROOF_AFTER)
        else:
            self._search_large()

    def _search_large(self) -> None:
        pool = self.team.pool
        if pool is None:
            return
        choice = Choice(self.tables, pool, self.limits, self.timer, self._stop)
        for part in range(ROUNDS):
            if self.stop():
                break
            if part == ROUNDS - 1 and len(self.team.chains) > 1:
                self._begin_proof()
            self._anneal(part)
            if part == ROUNDS - 1 and self.prover is not None and not self.prover.has_begun:
                self._await_proof(self._alone())
            left = self.left()
            share = None if left is None else min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self._select(choice, share if part < ROUNDS - 1 else left)

    def _make_prover(self) -> Prover | None:
        """Return what works out the bound; None where there is none to be had."""
        left = self.left()
        if left is None or left < PROOF_SECONDS or self.incumbent.change_price:
            return None
        if not PROOF_FROM <= self.visits <= PROOF_UP_TO:
            return None
        day = self.team.day
        rewalk = Rewalk(Pool(day), longest_route(day))
        return Prover(self.tables, self.reach, day, rewalk, self.timer, lambda: self.incumbent.cost)

    def _begin_proof(self) -> None:
        if self.prover is not None and self.team.pool is not None and not self.prover.has_begun:
            self.prover.start(self.team.pool.of(self.team.best))

    def _await_proof(self, seconds: float) -> None:
        """Let the prover go on alone for some seconds."""
        self._begin_proof()
        until = self.timer() + seconds
        while self.prover is not None and not (self.prover.is_over or self.stop() or self.timer() > until):
            self.team.over.clear()
            self.team.over.wait(TICK)

    def _prove(self, share: float) -> None:
        """Let the prover go on for a share of the seconds left, then choose among its routes too."""
        left, pool = self.left(), self.team.pool
        if left is None or pool is None or self.stop():
            return
        self._await_proof(share * left)
        self._select(Choice(self.tables, pool, self.limits, self.timer, self._stop), SELECTION_SHARE * left)

    def _alone(self) -> float:
        """Return the seconds that are kept for the bound where it cannot run beside the chains."""
        if self.prover is None or self.prover.has_begun:
            return 0.0
        return PROOF_ALONE * (self.left() or 0.0)

    def _chains(self) -> int:
        """Return how many chains run: one less while the bound is worked out."""
        proving = self.prover is not None and self.prover.has_begun and not self.prover.is_over
        return max(1, len(self.team.chains) - proving)

    def _anneal(self, part: int) -> None:
        """Run the chains for one round of a large day, the last one leaving time for bound and last selection."""
        left, span = self.left(), (part / ROUNDS, (part + 1) / ROUNDS)
        if left is None:
            wanted = (self.limits.iterations or 0) * (part + 1) // ROUNDS - self.team.iterations
            self.team.run_iterations(wanted, self.incumbent.offer, self.stop, span)
        else:
            kept = min(SELECTION_SECONDS, SELECTION_SHARE * left) + self._alone()
            seconds = (left - kept) / (ROUNDS - part)
            self.team.run_seconds(seconds, None, self.incumbent.offer, self.stop, span, self._chains())

    def _anneal_briefly(self) -> None:
        """Anneal a small day for as long as its size deserves: bound and complete model have the rest of the time."""
        left, most = self.left(), SMALL_ITERATIONS * self.visits**2
        if left is None:
            self.team.run_iterations(min(self.limits.iterations or 0, most), self.incumbent.offer, self.stop)
        elif most:
            seconds = SMALL_SHARE * left
            self.team.run_seconds(seconds, most, self.incumbent.offer, self.stop, chains=self._chains())

    def _select(self, choice: Choice, seconds: float | None) -> None:
        """Let CP-SAT choose among the routes that chains and bound have seen, and the chains go on from its choice."""
        if self.incumbent.plan is None or self.stop():
            return
        self._learn(choice.pool)
        plan = choice.improve(self.team.best, seconds)
        self.selection_seconds = choice.seconds
        if plan is not None:
            self.incumbent.offer(plan)
            self.team.adopt(plan)

    def _learn(self, pool: Pool) -> None:
        """Let the pool have what the bound was found with, as far as it makes legal routes."""
        if self.prover is None:
            return
        rewalk = Rewalk(pool, longest_route(self.team.day))
        for column in self.prover.routes(LEARNED * pool.most):
            rewalk.column(column.shift, column.visits, dict(zip(column.visits, column.starts, strict=True)), keep=True)
