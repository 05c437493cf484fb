"""Cuts: of three visits, whole routes make two or three at most once, where a fractional solution does more often.

Subset-row cuts (Jepsen, Petersen, Spoorendonk, Pisinger 2008, doi:10.1287/opre.1070.0449).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from solver.search.bound.rows import Column, Row

WHOLE = 0.999  # of a column: no part of it is to be cut off
MOST_AT_ONCE = 12
MOST_OF_A_VISIT = 3  # cuts at once


class Cuts:
    """Finds the cuts that a fractional solution breaks.

    Parameters
    ----------
    most
        How many at once.
    """

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self.most = most
        self._known: set[frozenset[int]] = set()

    def know(self, rows: Iterable[Row]) -> None:
        """Give none of these again."""
        self._known |= {row.cut for row in rows if row.cut}

    def broken(self, used: Sequence[tuple[Column, float]], least: float) -> list[Row]:
        """Return some of the cuts that are broken by ``least`` or more, the most broken first."""
        parts = [(column, value) for column, value in used if value < WHOLE]
        visits = sorted({visit for column, _ in parts for visit in column.visits})
        number = {visit: k for k, visit in enumerate(visits)}
        counts = np.zeros((len(parts), len(visits)), dtype=np.int64)
        for k, (column, _) in enumerate(parts):
            for visit in column.visits:
                counts[k, number[visit]] += 1
        shares = np.array([value for _, value in parts])
        found = [(broken, frozenset(visits[k] for k in triple)) for broken, triple in _triples(counts, shares, least)]
        return [Row(-1, cut=cut) for cut in self._chosen(sorted(found, key=lambda row: (-row[0], sorted(row[1]))))]

    def _chosen(self, found: Iterable[tuple[float, frozenset[int]]]) -> Iterator[frozenset[int]]:
        often, chosen = Counter[int](), 0
        for _, cut in found:
            if chosen == self.most:
                return
            if cut not in self._known and max(often[visit] for visit in cut) < MOST_OF_A_VISIT:
                self._known.add(cut)
                often.update(cut)
                chosen += 1
                yield cut


def _triples(counts: np.ndarray, shares: np.ndarray, least: float) -> Iterator[tuple[float, tuple[int, int, int]]]:
    """Give the triples that are broken by ``least`` or more, and by how much."""
    some = (counts > 0).astype(np.float64)
    both = (some * shares[:, None]).T @ some
    for one in range(len(both)):
        sums = both[one][:, None] + both[one][None, :] + both
        pairs = np.argwhere(np.triu(sums >= 1.0 + least, 1))
        for two, three in pairs[pairs[:, 0] > one].tolist():
            broken = float((counts[:, [one, two, three]].sum(axis=1) // 2) @ shares) - 1.0
            if broken >= least:
                yield broken, (one, two, three)
