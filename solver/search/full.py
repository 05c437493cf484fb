"""The default engine's first part: chains on all cores, and on large days a choice among the routes they have seen.

Importing this module compiles the chains or loads what was compiled before.
"""

import os
from collections.abc import Callable
from dataclasses import replace

from solver.search.chains.chain import read_plan
from solver.search.chains.pool import Pool
from solver.search.chains.team import Team
from solver.search.incumbent import Incumbent
from solver.search.limits import Effort, SearchLimits, Stop, Timer
from solver.search.reach import Reach
from solver.search.selection import Selection, select
from solver.tables import Tables

SMALL = 60  # visits; the complete model proves little on larger days
SMALL_SHARE = 0.2  # of the seconds left, at most, for the chains of a small day
SMALL_SECONDS = 2.0  # and no more than this
SMALL_ITERATIONS = 500  # nor more iterations a visit
SELECTION_SHARE = 0.15  # of the seconds left, at most, for choosing among the routes of a large day
SELECTION_SECONDS = 10.0  # and no more than this
SELECTION_ITERATIONS = 2000  # the same where iterations are the limit
SHORTEST_SELECTION = 0.1  # seconds below which it is not begun


class FullSearch:
    """Chains and selection over one problem; every better plan goes to the incumbent.

    Parameters
    ----------
    left
        Gives the seconds left; None: iterations are the limit.

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
    ) -> None:
        self.tables = tables
        self.limits = limits
        self.incumbent = incumbent
        self.left = left
        self.timer = timer
        self.stop = stop
        self.visits = int(reach.possible.any(axis=1).sum())
        self.small = self.visits <= SMALL
        chains = 1 if limits.iterations is not None else limits.workers or os.cpu_count() or 1
        self.selection_seconds: float | None = None
        self.team = Team(tables, reach, [limits.seed + (k << 32) for k in range(chains)], timer)

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
        self.team.start(self.incumbent.offer)
        if self.small:
            self._anneal_briefly()
            return
        self.team.pool = Pool(self.team.day)
        left = self.left()
        if left is None:
            self.team.run_iterations(self.limits.iterations or 0, self.incumbent.offer, self.stop)
        else:
            kept = min(SELECTION_SECONDS, SELECTION_SHARE * left)
            self.team.run_seconds(left - kept, None, self.incumbent.offer, self.stop)
        if self.incumbent.plan is not None and not self.stop():
            self._select(self.team.pool)

    def _anneal_briefly(self) -> None:
        """Anneal a small day for as long as its size deserves: the complete model has the rest of the time."""
        left, most = self.left(), SMALL_ITERATIONS * self.visits
        if left is None:
            self.team.run_iterations(min(self.limits.iterations or 0, most), self.incumbent.offer, self.stop)
        elif most:
            seconds = min(SMALL_SECONDS, SMALL_SHARE * left)
            self.team.run_seconds(seconds, most, self.incumbent.offer, self.stop)

    def _select(self, pool: Pool) -> None:
        """Let CP-SAT choose among the routes the chains have seen, if there is time."""
        left = self.left()
        if left is not None and left < SHORTEST_SELECTION:
            return
        began = self.timer()
        known = pool.of(self.team.best)
        selection = Selection(self.tables, list(pool.columns.values()))
        selection.hint(known)
        limits, seconds = self.limits, self.left()
        if limits.iterations is not None:
            limits = replace(limits, iterations=min(limits.iterations, SELECTION_ITERATIONS))
        columns = select(selection, limits, seconds, self.timer, self.stop)
        if columns is not None:
            self.incumbent.offer(read_plan(self.tables, self.team.day, pool.routes_of(columns)))
        self.selection_seconds = self.timer() - began
