"""The lower bound of a search, worked out in a thread beside the chains; its routes are for selection."""

import threading
from collections.abc import Sequence

import numpy as np

from solver.search.bound.generation import Generation
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.rows import Column
from solver.search.chains.compiled import Block
from solver.search.chains.pool import Column as Seen
from solver.search.chains.rewalk import Rewalk
from solver.search.limits import Timer
from solver.search.reach import Reach
from solver.tables import Ints, Tables

CLOSING = 0.1  # seconds, at most, that its end is waited for


class Prover:
    """Runs column generation over a day until it is told to stop.

    Parameters
    ----------
    day
        The arena of the tables.
    rewalk
        Walks the routes it begins with, and those it has found.

    Attributes
    ----------
    bound
        No legal plan costs less; None: nothing is known yet.
    has_begun
        Whether it has been started.
    is_over
        Whether there is nothing more to be had from it.
    failures
        What went wrong in its thread; what was proved before still holds.
    """

    def __init__(self, tables: Tables, reach: Reach, day: Block, rewalk: Rewalk, timer: Timer) -> None:
        self.tables, self.reach, self.day, self.rewalk, self.timer = tables, reach, day, rewalk, timer
        self.has_begun = False
        self.bound: int | None = None
        self.is_over = False
        self.failures: list[Exception] = []
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self._generation: Generation | None = None

    def start(self, columns: Sequence[Seen]) -> None:
        """Begin, from the routes of a plan."""
        self.has_begun = True
        self._thread = threading.Thread(target=self._run, args=(columns,), name="bound", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; a program that is just being solved is not waited for."""
        self._ending.set()
        if self._generation is not None:
            self._generation.pricer.stop()
        if self._thread is not None:
            self._thread.join(CLOSING)

    def _run(self, columns: Sequence[Seen]) -> None:
        try:
            relaxation = Relaxation(self.tables, self.reach, self.day)
            if relaxation.graphs and not self._ending.is_set():
                known = [self._priced(relaxation, column) for column in columns]
                self._generation = Generation(relaxation, self.timer, known, self._worth(relaxation, columns))
                self._generation.run(float("inf"), self._tell, self._ending.is_set)
        except Exception as error:  # the search goes on without it, and counts it
            self.failures.append(error)
        self.is_over = True

    def _tell(self, bound: int) -> None:
        if bound > 0:  # no plan costs less than nothing
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
