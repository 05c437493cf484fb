"""The lower bound of a search, worked out in a thread beside the chains; its routes are for selection."""

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import numpy as np

from solver.plan import Plan
from solver.search.assemble import assemble
from solver.search.bound.closing import Closing
from solver.search.bound.generation import Generation
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.rows import Column
from solver.search.chains.compiled import Block
from solver.search.chains.pool import Column as Seen
from solver.search.chains.rewalk import Rewalk
from solver.search.draft import Drafter, Stop
from solver.search.limits import Timer
from solver.search.reach import Reach
from solver.tables import Ints, Tables

CLOSING = 0.1  # seconds, at most, that its end is waited for
GENERATING = 0.7  # of the seconds left, after which a small gap is closed though prices could still get better
NEAR = 0.05  # of the cost: a small gap
TICK = 0.1  # seconds between looks whether a better plan is known


class Prover:
    """Runs column generation over a day until it is told to stop.

    Parameters
    ----------
    day
        The arena of the tables.
    rewalk
        Walks the routes it begins with, and those it has found.
    cost
        Gives the cost of the best plan that is known; None: there is none.
    left
        Gives the seconds left; None: there is no end.

    Attributes
    ----------
    bound
        No legal plan costs less; None: nothing is known yet.
    has_begun
        Whether it has been started.
    cores
        How many it may use; who runs beside it sets that.
    plans
        Plans that may be better than any that is known; whoever asks for them takes them.
    is_over
        Whether there is nothing more to be had from it, unless a better plan makes the gap smaller.
    failures
        What went wrong in its thread; what was proved before still holds.
    """

    def __init__(
        self,
        tables: Tables,
        reach: Reach,
        day: Block,
        rewalk: Rewalk,
        timer: Timer,
        cost: Callable[[], int | None],
        left: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.tables, self.reach, self.day, self.rewalk, self.timer = tables, reach, day, rewalk, timer
        self.cost = cost
        self.left = left
        self.has_begun = False
        self.cores = 1
        self.bound: int | None = None
        self.plans: SimpleQueue[Plan] = SimpleQueue()
        self.is_over = False
        self.failures: list[Exception] = []
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._generation: Generation | None = None

    def start(self, columns: Sequence[Seen]) -> None:
        """Begin, from the routes of a plan."""
        self.has_begun = True
        # Not a daemon: a process that ends while a program is being solved in one would be aborted.
        self._thread = threading.Thread(target=self._run, args=(columns,), name="bound", daemon=False)
        self._thread.start()

    def close(self) -> None:
        """End; a program that is just being solved is not waited for, but by the end of the process."""
        self._ending.set()
        if self._generation is not None:
            self._generation.crew.stop()
        if self._thread is not None:
            self._thread.join(CLOSING)

    def _run(self, columns: Sequence[Seen]) -> None:
        try:
            relaxation = Relaxation(self.tables, self.reach, self.day)
            if relaxation.graphs and not self._is_ending():
                known = [self._priced(relaxation, column) for column in columns]
                worth = self._worth(relaxation, columns)
                self._generation = Generation(relaxation, self.timer, known, worth, lambda: self.cores, self.left)
                self._prove(relaxation, self._generation)
        except Exception as error:  # the search goes on without it, and counts it
            self.failures.append(error)
        self.is_over = True

    def _prove(self, relaxation: Relaxation, generation: Generation) -> None:
        """Find prices and close the gap, in turn; once there are no better prices, whenever a plan makes it smaller."""
        closing, tried = Closing(relaxation, generation.crew.first, generation.timing, self.timer, self._take), None
        is_whole = False
        while not self._is_ending():
            is_whole = is_whole or self._generate(generation, closing)
            cost = self.cost()
            if generation.state is not None and cost is not None and (tried is None or cost < tried or not is_whole):
                tried = cost
                closing.bound(generation.state, cost, self._is_ending, self._tell)
            if is_whole:
                self.is_over = True
                self._ending.wait(TICK)
            if self.bound is not None and tried is not None and self.bound >= tried:
                return

    def _generate(self, generation: Generation, closing: Closing) -> bool:
        """Find better prices until it is time to close the gap; return whether there are none any more."""
        left = self.left()
        until = float("inf") if left is None else self.timer() + GENERATING * left

        def is_to_close() -> bool:
            return closing.may_prove and self.timer() > until and self._is_near()

        return generation.run(float("inf"), self._tell, lambda: self._is_ending() or is_to_close())

    def _take(self, columns: Sequence[Column]) -> None:
        """Keep the plan of a choice of routes, if it is one."""
        plan = plan_of(self.tables, self.reach, columns)
        if plan is not None:
            self.plans.put(plan)

    def _is_ending(self) -> bool:
        """Whether it is to end; also where the process ends and nobody has said so."""
        return self._ending.is_set() or not threading.main_thread().is_alive()

    def _is_near(self) -> bool:
        """Whether the bound is so near the best plan that the gap may be closed."""
        cost = self.cost()
        return cost is not None and self.bound is not None and cost - self.bound <= NEAR * max(1, cost)

    def _tell(self, bound: int) -> None:
        if bound > max(0, self.bound or 0):  # no plan costs less than nothing
            self.bound = bound

    def _priced(self, relaxation: Relaxation, seen: Seen) -> Column:
        """Return a route as a column of the relaxation."""
        visits = tuple(node for node in seen.nodes if node in seen.starts)
        column = Column(seen.shift, seen.cost, visits, tuple(seen.starts[visit] for visit in visits))
        return relaxation.with_own_cost(column)

    def _worth(self, relaxation: Relaxation, columns: Sequence[Seen]) -> Ints:
        """Return what leaving out each visit would save its route; of a visit on none, the price of its ticket."""
        own = self.tables.problem.open_visits_by_ticket
        worth: Ints = np.zeros(len(self.tables.problem.visits), dtype=np.int64)
        for ticket, visits in enumerate(own):
            worth[list(visits)] = self.tables.drop_price[ticket] // max(1, len(visits))
        for seen in columns:
            whole = self._priced(relaxation, seen)
            for visit in whole.visits:
                rest = [other for other in whole.visits if other != visit]
                without = self.rewalk.column(seen.shift, rest, seen.starts) if rest else None
                left = self._priced(relaxation, without).cost if without is not None else 0
                worth[visit] = max(0, min(int(worth[visit]), whole.cost - left))
        # Together they would be worth more than all routes cost: what they share is saved only once.
        made = [visit for seen in columns for visit in seen.starts]
        total, paid = int(worth[made].sum()), sum(self._priced(relaxation, seen).cost for seen in columns)
        if total > paid > 0:
            worth[made] = worth[made] * paid // total
        return worth

    def routes(self, most: int) -> list[Column]:
        """Return some routes that come back to no visit, of those that its solutions have used the last ones."""
        if self._generation is None:
            return []
        found = [column for column in list(self._generation.used) if len(set(column.visits)) == len(column.visits)]
        return found[-most:]


def plan_of(tables: Tables, reach: Reach, columns: Sequence[Column]) -> Plan | None:
    """Return the plan of some routes, each visit at its start; None if one has no room for a break that is due."""
    drafter, new = Drafter(tables, reach), {}
    for column in columns:
        stops = [
            Stop(start, start + int(tables.minutes[visit, column.shift]), drafter.sites[visit], visit)
            for visit, start in zip(column.visits, column.starts, strict=True)
        ]
        laid = drafter.lay_out_stops(column.shift, stops)
        if laid is None:
            return None
        new[column.shift] = laid.planned
    return assemble(tables.problem, new)
