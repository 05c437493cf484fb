"""The default engine's first part: chains and lower bound on all cores, and a choice among the routes both have seen.

Importing this module compiles the chains or loads what was compiled before.
"""

import os
from collections.abc import Callable

from solver.search.bound.prover import Prover
from solver.search.chains.chain import longest_route
from solver.search.chains.pool import Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.chains.team import TICK, WARM, WHOLE, Span, Team
from solver.search.choice import Choice
from solver.search.incumbent import Incumbent
from solver.search.limits import SMALL, Effort, SearchLimits, Stop, Timer
from solver.search.proof import make_prover
from solver.search.reach import Reach
from solver.search.repair import repair
from solver.tables import Tables

SMALL_SHARE = 0.5  # of the seconds left, at most, for the chains of a small day
SMALL_ITERATIONS = 100  # nor more of each chain, times the square of the visits
ROUNDS = 2  # of a large day: chains, then a choice among the routes they have seen
SELECTION_SHARE = 0.08  # of the seconds left, at most, for choosing after a round
SELECTION_SECONDS = 10.0  # and no more than this
PROOF_ALONE = 0.25  # of the seconds, at least, where one core does both
LEARNED = 3  # routes of the bound that the pool learns, times those of a shift it has room for
FIRST_SHARE = 0.5  # of the seconds, at most, for the chains before the bound begins
FIRST_SHARE_SMALL = 0.4  # the same of a small day
PROOF_FIRST = 0.65  # of the seconds that are left of a small day then, at most, for the bound alone
FIRST_SECONDS, FIRST_MORE = 5.0, 0.1  # nor more than these, and a share of all beyond
REHEATED: Span = (0.3, 1.0)  # the part of the cooling that good routes go through again
COMPLETE_SHARE = 0.15  # of the seconds of a small day, for the complete model
SHORTEST = 0.2  # seconds below which no round is begun


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
        gap = limits.target_gap
        self.prover = (
            make_prover(self.team, reach, incumbent, self.visits, left, timer, target_gap=gap) if proves else None
        )

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
        if self.prover is not None:
            self._search_beside(self.prover)
        elif self.small:
            self._anneal_briefly()
        else:
            self._search_large()

    def _search_large(self) -> None:
        choice = self._make_choice()
        for part in range(ROUNDS):
            if self.stop():
                break
            self._anneal(part)
            left = self.left()
            share = None if left is None else min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self._select(choice, share if part < ROUNDS - 1 else left)

    def _search_beside(self, prover: Prover) -> None:
        """Anneal, then prove; beside it one chain less anneals again and again.

        A single core anneals until there is only time to prove.
        """
        kept = COMPLETE_SHARE * (self.left() or 0.0) if self.small else 0.0
        choice, several = self._make_choice(), len(self.team.chains) > 1
        alone = 0.0 if several else PROOF_ALONE * self._spare(kept)
        self._anneal_round(kept + alone, self._first_share(kept) if several else 1.0, WHOLE, meets=True)
        if several:
            self._begin(prover)
        self._select(choice, SELECTION_SHARE * self._spare(kept))
        if not several:
            self._anneal_again(choice, kept + alone)
            self._begin(prover)
        if not prover.has_begun:
            return
        prover.cores = len(self.team.chains)
        if self.small or not several:
            self._await(prover, self._spare(kept) * (PROOF_FIRST if several else 1.0 - SELECTION_SHARE))
            self._select(choice, SELECTION_SHARE * self._spare(kept))
        prover.cores = max(1, len(self.team.chains) - 1)
        if several or prover.is_over:
            self._anneal_again(choice, kept)

    def _begin(self, prover: Prover) -> None:
        """Let the prover begin, from the routes of the best plan, unless it is time to stop."""
        if self.team.pool is not None and not self.stop():
            prover.start(self.team.pool.of(self.team.best))

    def _anneal_again(self, choice: Choice, kept: float) -> None:
        """Anneal from the best routes and from the first ones in turn, as long as more seconds are left than kept."""
        anew = False
        while not self.stop() and self._spare(kept) > SHORTEST:
            self.follow()
            self.team.begin_anew(self.team.first if anew and self.team.first is not None else self.team.best)
            self._anneal_round(kept, 1.0 - SELECTION_SHARE, WHOLE if anew else REHEATED, meets=False)
            self._select(choice, SELECTION_SHARE * self._spare(kept))
            anew = not anew

    def follow(self) -> None:
        """Let the chains have the best plan, which may be the bound's."""
        if self.incumbent.plan is not None:
            self.team.adopt(self.incumbent.plan)

    def _first_share(self, kept: float) -> float:
        """Return the share of the seconds for the first round: long searches need not wait long for a bound."""
        spare = max(SHORTEST, self._spare(kept))
        return min(FIRST_SHARE_SMALL if self.small else FIRST_SHARE, FIRST_SECONDS / spare + FIRST_MORE)

    def _make_choice(self) -> Choice:
        pool = self.team.pool if self.team.pool is not None else Pool(self.team.day)
        return Choice(self.tables, pool, self.limits, self.timer, self._stop)

    def _spare(self, kept: float) -> float:
        """Return the seconds left but for those that are kept."""
        return max(0.0, (self.left() or 0.0) - kept)

    def _await(self, prover: Prover, seconds: float) -> None:
        """Let the prover go on alone for some seconds."""
        until = self.timer() + seconds
        while not (prover.is_over or self.stop() or self.timer() > until):
            self.team.over.clear()
            self.team.over.wait(TICK)

    def _chains(self) -> int:
        """Return how many chains run: one less while the bound is worked out."""
        proving = self.prover is not None and self.prover.has_begun and not self.prover.is_over
        return max(1, len(self.team.chains) - proving)

    def _anneal(self, part: int) -> None:
        """Run the chains for one round of a large day, the last one leaving time for the last selection."""
        left, span = self.left(), (part / ROUNDS, (part + 1) / ROUNDS)
        if left is None:
            wanted = (self.limits.iterations or 0) * (part + 1) // ROUNDS - self.team.iterations
            self.team.run_iterations(wanted, self.incumbent.offer, self.stop, span)
        else:
            kept = min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self.team.run_seconds((left - kept) / (ROUNDS - part), None, self.incumbent.offer, self.stop, span)

    def _anneal_round(self, kept: float, share: float, span: Span, *, meets: bool) -> None:
        """Anneal for as long as the size of the day deserves, at most a share of the seconds that are not kept."""
        most, seconds = SMALL_ITERATIONS * self.visits**2, share * self._spare(kept)
        self.team.run_seconds(seconds, most, self.incumbent.offer, self.stop, span, self._chains(), meets=meets)

    def _anneal_briefly(self) -> None:
        """Anneal a small day for as long as its size deserves: bound and complete model have the rest of the time."""
        left, most = self.left(), SMALL_ITERATIONS * self.visits**2
        if left is None:
            self.team.run_iterations(min(self.limits.iterations or 0, most), self.incumbent.offer, self.stop)
        elif most:
            self.team.run_seconds(SMALL_SHARE * left, most, self.incumbent.offer, self.stop)

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
