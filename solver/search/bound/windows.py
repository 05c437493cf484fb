"""When each visit can start on each shift, given also what its links ask of it."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from solver.rows import Order
from solver.search.reach import Reach
from solver.tables import Bools, Ints, Tables

MOST_ROUNDS = 20


class Windows:
    """Bounds on starts, tightened by orders and common starts among what is planned together.

    Attributes
    ----------
    earliest, latest
        Arrays (V, S): a start of the visit on the shift lies between them, hulls of ranges included.
    possible
        Array (V, S): the pair is allowed and has a start.
    """

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.tables = tables
        hulls = np.array([(d[0][0], d[-1][1]) if d else (0, -1) for d in reach.domains], dtype=np.int64).reshape(-1, 2)
        self.earliest: Ints = np.maximum(reach.earliest, hulls[:, :1])
        self.latest: Ints = np.minimum(reach.latest, hulls[:, 1:])
        self.possible: Bools = reach.possible & (self.earliest <= self.latest)
        self._needs = _needs(tables)
        for _ in range(MOST_ROUNDS):
            if not self._tighten():
                break

    def _tighten(self) -> bool:
        """Tighten once by every link; return whether that changed anything."""
        before = int(self.earliest.sum() - self.latest.sum())
        for order in self.tables.orders:
            self._keep_order(order)
        for group in self.tables.same_start:
            self._keep_together(group.visits)
        self.possible &= self.earliest <= self.latest
        return int(self.earliest.sum() - self.latest.sum()) != before

    def implies(self, visit: int, other: int) -> bool:
        """Whether a visit is planned only if another is."""
        tickets = self.tables.problem.visits
        return tickets[other].ticket in self._needs[tickets[visit].ticket]

    def _keep_order(self, order: Order) -> None:
        first, second, minutes = order.before, order.after, self.tables.minutes
        a, b = self.possible[first], self.possible[second]
        if not a.any() or not b.any():
            return
        if self.implies(second, first):
            soonest = int((self.earliest[first, a] + minutes[first, a]).min())
            self.earliest[second] = np.maximum(self.earliest[second], soonest + order.min_gap)
            if order.max_gap is not None:
                last = int((self.latest[first, a] + minutes[first, a]).max())
                self.latest[second] = np.minimum(self.latest[second], last + order.max_gap)
        if self.implies(first, second):
            last = int(self.latest[second, b].max())
            self.latest[first] = np.minimum(self.latest[first], last - order.min_gap - minutes[first])
            if order.max_gap is not None:
                soonest = int(self.earliest[second, b].min())
                self.earliest[first] = np.maximum(self.earliest[first], soonest - order.max_gap - minutes[first])

    def _keep_together(self, visits: Sequence[int]) -> None:
        some = [self.possible[v] for v in visits]
        if not all(row.any() for row in some):
            return
        low = max(int(self.earliest[v, row].min()) for v, row in zip(visits, some, strict=True))
        high = min(int(self.latest[v, row].max()) for v, row in zip(visits, some, strict=True))
        for visit in visits:
            self.earliest[visit] = np.maximum(self.earliest[visit], low)
            self.latest[visit] = np.minimum(self.latest[visit], high)


def _needs(tables: Tables) -> list[set[int]]:
    """Return for each ticket those that are planned whenever it is, itself included."""
    direct = defaultdict(set)
    for pair in tables.requires:
        direct[pair.ticket].add(pair.other)
    found: list[set[int]] = []
    for ticket in range(len(tables.problem.tickets)):
        known, waiting = {ticket}, [ticket]
        while waiting:
            new = direct[waiting.pop()] - known
            known |= new
            waiting += new
        found.append(known)
    return found
