"""Routes that have been listed, as arrays: there are many of them."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from solver.search.bound.rows import Column
from solver.tables import Bools, Ints


class Roster(NamedTuple):
    """Some routes.

    Attributes
    ----------
    shifts, costs, values
        Arrays (R): the shift of each; what it costs; what it costs at the prices it was listed at, all cuts paid for.
        Costs in 1/1024 of a minute of travel.
    lengths
        Array (R): how many visits each makes.
    visits, starts
        Arrays: the visits of all of them one behind the other, and when each starts.
    """

    shifts: Ints
    costs: Ints
    values: Ints
    lengths: Ints
    visits: Ints
    starts: Ints

    @property
    def size(self) -> int:
        """How many routes there are."""
        return len(self.shifts)

    @property
    def route(self) -> Ints:
        """Of each entry of ``visits``, the number of its route."""
        return np.repeat(np.arange(self.size), self.lengths)

    def column(self, number: int) -> Column:
        """Return a route."""
        end = int(self.lengths[: number + 1].sum())
        own = slice(end - int(self.lengths[number]), end)
        visits, starts = tuple(self.visits[own].tolist()), tuple(self.starts[own].tolist())
        return Column(int(self.shifts[number]), int(self.costs[number]), visits, starts)

    def only(self, some: Bools) -> "Roster":
        """Return the routes of a mask."""
        inside = np.repeat(some, self.lengths)
        return Roster(
            self.shifts[some],
            self.costs[some],
            self.values[some],
            self.lengths[some],
            self.visits[inside],
            self.starts[inside],
        )

    def least(self, values: Ints, shifts: Sequence[int]) -> dict[int, int]:
        """Return the least of some values (R) on each of some shifts, at most 0: nobody need be on it."""
        found: Ints = np.zeros(max(shifts, default=0) + 1, dtype=np.int64)
        np.minimum.at(found, self.shifts, values)
        return {shift: int(found[shift]) for shift in shifts}

    def best(self, values: Ints, most: int, below: float) -> list[int]:
        """Return of each shift the routes with the least values (R) below one, at most so many, by number."""
        found = list[int]()
        for shift in np.unique(self.shifts).tolist():
            own = np.flatnonzero((self.shifts == shift) & (values < below))
            found += own[np.argsort(values[own], kind="stable")[:most]].tolist()
        return found


_NONE: Ints = np.zeros(0, dtype=np.int64)
EMPTY = Roster(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE)


def join(parts: Sequence[Roster]) -> Roster:
    """Return the routes of all of some rosters."""
    return Roster(*(np.concatenate(rows) for rows in zip(EMPTY, *parts, strict=True)))
