"""Single routes walked from a list of stops: what they cost, and the columns they are."""

from collections.abc import Mapping, Sequence

import numpy as np

from solver.search.chains import layout as at
from solver.search.chains.anneal import clear_routes
from solver.search.chains.arena import new_routes
from solver.search.chains.compiled import Block
from solver.search.chains.edit import walk_one
from solver.search.chains.pool import Column, Pool


class Rewalk:
    """Walks one route at a time in an arena of its own.

    Parameters
    ----------
    longest
        Stops a route may have.
    """

    def __init__(self, pool: Pool, longest: int) -> None:
        self.pool = pool
        self.day = pool.day
        self.longest = longest
        self.routes: Block = new_routes(self.day, longest)
        clear_routes(self.day, self.routes)
        self._absences = self._read_absences()

    def column(
        self, shift: int, visits: Sequence[int], starts: Mapping[int, int], *, keep: bool = False
    ) -> Column | None:
        """Return the route of some visits in order, linked ones held to their starts; None if there is none.

        Parameters
        ----------
        starts
            Of each visit: where absences lie between them is read from it.
        keep
            Whether the pool is to have it.
        """
        nodes = self._nodes(shift, visits, starts)
        if len(nodes) > self.longest or not self._may_be(shift, visits):
            return None
        routes = self.routes
        row = int(routes[at.ROUTE] + shift * routes[at.STRIDE]) + at.STOP_ROW
        routes[routes[at.LENGTH] + shift], routes[routes[at.COUNT] + shift] = len(nodes), len(visits)
        routes[row : row + len(nodes) * at.STOP_ROW].reshape(-1, at.STOP_ROW)[:, at.STOP_NODE] = nodes
        for visit in visits:
            routes[routes[at.WHERE] + visit] = shift
            if self.day[self.day[at.NODE] + visit * at.NODE_ROW + at.NODE_LINKED]:
                routes[routes[at.FIXED] + visit] = starts[visit]
        found = self.pool.read(routes, shift) if walk_one(self.day, routes, shift) else None
        if keep and found is not None:
            self.pool.keep(routes, shift)
        for visit in visits:
            routes[routes[at.WHERE] + visit], routes[routes[at.FIXED] + visit] = -1, at.UNFIXED
        return found

    def _nodes(self, shift: int, visits: Sequence[int], starts: Mapping[int, int]) -> list[int]:
        """Return the visits with the absences of the shift, in order of time."""
        absences = self._absences.get(shift)
        if not absences:
            return list(visits)
        return [node for _, _, node in sorted([*((starts[v], k, v) for k, v in enumerate(visits)), *absences])]

    def _read_absences(self) -> dict[int, list[tuple[int, int, int]]]:
        """Return by shift when its absences begin, and their nodes."""
        day, found = self.day, dict[int, list[tuple[int, int, int]]]()
        shifts = day[int(day[at.SHIFT]) :][: int(day[at.SHIFTS]) * at.SHIFT_ROW].reshape(-1, at.SHIFT_ROW)
        for shift in np.flatnonzero(shifts[:, at.SHIFT_ABSENCES]).tolist():
            first = int(shifts[shift, at.SHIFT_ABSENT])
            nodes = range(first, first + int(shifts[shift, at.SHIFT_ABSENCES]))
            found[shift] = [(int(day[day[at.NODE] + n * at.NODE_ROW + at.NODE_BEGIN]), -1, n) for n in nodes]
        return found

    def _may_be(self, shift: int, visits: Sequence[int]) -> bool:
        """Whether a shift takes that many visits, and one that has to come first does."""
        row = self.day[self.day[at.SHIFT] + shift * at.SHIFT_ROW :][: at.SHIFT_ROW]
        first = int(row[at.SHIFT_FIRST])
        return bool(len(visits) <= row[at.SHIFT_CAPACITY] and (first not in visits or visits[0] == first))
