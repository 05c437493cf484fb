"""What listed routes count in the rows that tie them together, and what they are worth at any prices."""

from collections.abc import Sequence

import numpy as np

from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.roster import Roster
from solver.search.bound.rows import Row
from solver.tables import Bools, Ints


class Ledger:
    """Some routes of a relaxed day.

    Attributes
    ----------
    factors
        Array (rows, R), of 8 bits: how much each route counts in each row of the relaxation.
    work
        Array (R): the minutes of a technician's visits that each route is.
    """

    def __init__(self, relaxation: Relaxation, roster: Roster) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.factors = np.zeros((0, roster.size), dtype=np.int8)
        self._set_out(roster)
        self.tie(relaxation.rows)

    def _set_out(self, roster: Roster) -> None:
        self.roster, self._route = roster, roster.route
        self._places = _places(roster.visits)
        technicians: Ints = np.array([row.technician for row in self.tables.shifts], dtype=np.int64)
        self._who: Ints = technicians[roster.shifts]
        self.work = self._sum(self.tables.work[roster.visits])

    def _sum(self, values: Ints) -> Ints:
        """Return the sums over the visits of each route: an array (R)."""
        total: Ints = np.zeros(self.roster.size, dtype=np.int64)
        np.add.at(total, self._route, values)
        return total

    def tie(self, rows: Sequence[Row]) -> None:
        """Take new rows of the relaxation."""
        new = np.array([self._factor(row) for row in rows], dtype=np.int8).reshape(len(rows), self.roster.size)
        self.factors = np.concatenate([self.factors, new])

    def _factor(self, row: Row) -> Ints:
        """Return what ``Row.factor`` does, of every route."""
        total, inside = (np.zeros(self.roster.size, dtype=np.int64) for _ in range(2))
        for (visit, technician), factor in row.pairs.items():
            own = self._route[self._places.get(visit, _NONE)]
            np.add.at(total, own[self._who[own] == technician], factor)
        for threshold, factor in row.starts:
            places = self._places.get(threshold.visit, _NONE)
            own = self._route[places]
            minutes = self.tables.minutes[threshold.visit, self.roster.shifts[own]] if threshold.at_end else 0
            counts = (self.roster.starts[places] + minutes < threshold.minute) == threshold.before
            np.add.at(total, own[counts], factor)
        for visit in row.cut:
            np.add.at(inside, self._route[self._places.get(visit, _NONE)], 1)
        return total - inside // 2

    def values(self, prices: Prices) -> Ints:
        """Return what each route costs at some prices, in 1/1024 of a minute of travel: an array (R)."""
        total: Ints = self.roster.costs - self._sum(prices.visits[self.roster.visits])
        total += self.work * prices.minutes[self._who]
        for number in np.flatnonzero(prices.rows).tolist():
            total -= self.factors[number] * prices.rows[number]
        return total

    def keep(self, some: Bools) -> None:
        """Forget all routes but those of a mask."""
        if not some.all():
            self.factors = self.factors[:, some]
            self._set_out(self.roster.only(some))


_NONE: Ints = np.zeros(0, dtype=np.int64)


def _places(visits: Ints) -> dict[int, Ints]:
    """Return where each visit is."""
    order = np.argsort(visits, kind="stable")
    found, first = np.unique(visits[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, first[1:]), strict=True)) if len(visits) else {}
