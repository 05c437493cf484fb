"""Routes that chains have stood at: the columns among which selection chooses."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.search.chains import layout as at
from solver.search.chains.anneal import clear_routes
from solver.search.chains.arena import new_routes
from solver.search.chains.compiled import Block

MOST_COLUMNS = 4_000  # of all shifts together, as long as each has FEWEST; the oldest of a shift go first
FEWEST = 30


@dataclass(frozen=True, slots=True)
class Column:
    """One route of one shift.

    Attributes
    ----------
    cost
        What it costs more than the shift without new visits.
    nodes
        Its stops, absences included.
    starts
        Start of each visit on it.
    """

    shift: int
    cost: int
    nodes: tuple[int, ...]
    starts: dict[int, int]


class Pool:
    """A bounded collection of different routes, by shift.

    Attributes
    ----------
    columns
        By shift: its routes by what tells them apart, the latest last.
    """

    def __init__(self, day: Block) -> None:
        self.day = day
        shifts = int(day[at.SHIFTS])
        self.most = max(FEWEST, MOST_COLUMNS // max(1, shifts))
        self.visits = int(day[at.VISITS])
        self.idle = day[day[at.SHIFT] : day[at.OWNER]].reshape(-1, at.SHIFT_ROW)[:, at.SHIFT_IDLE]
        self.absences = int(day[at.SHIFT] - day[at.NODE]) // at.NODE_ROW - self.visits
        self.lock = threading.Lock()
        self.columns: list[dict[bytes, Column]] = [{} for _ in range(shifts)]

    def __len__(self) -> int:
        return sum(len(own) for own in self.columns)

    def watch(self, routes: Block) -> None:
        """Add the routes of an arena; those that are known become the latest of their shift."""
        with self.lock:
            for shift in self._used(routes):
                self._add(routes, shift)

    def _used(self, routes: Block) -> list[int]:
        """Return the shifts with visits."""
        shifts: list[int] = np.flatnonzero(routes[routes[at.COUNT] :][: self.day[at.SHIFTS]]).tolist()
        return shifts

    def keep(self, routes: Block, shift: int) -> None:
        """Add one route of an arena."""
        with self.lock:
            self._add(routes, shift)

    def of(self, routes: Block) -> list[Column]:
        """Return the columns that routes consist of."""
        self.watch(routes)
        return [self.columns[shift][self.key(routes, shift)] for shift in self._used(routes)]

    def around(self, chosen: Sequence[Column], shifts: Sequence[int], most: int) -> list[Column]:
        """Return the chosen columns and the latest ones of some shifts, ``most`` in all, as many of each."""
        own, each = {id(column) for column in chosen}, max(1, most // max(1, len(shifts)))
        latest = (column for shift in shifts for column in list(self.columns[shift].values())[-each:])
        return [*chosen, *(column for column in latest if id(column) not in own)]

    def _stops(self, routes: Block, shift: int) -> Block:
        """Return the stops of a route as rows, head and return left out."""
        first = int(routes[at.ROUTE] + shift * routes[at.STRIDE]) + at.STOP_ROW
        length = int(routes[routes[at.LENGTH] + shift])
        return routes[first : first + length * at.STOP_ROW].reshape(length, at.STOP_ROW)

    def key(self, routes: Block, shift: int) -> bytes:
        """Return what tells one route of a shift from another: its stops and their times."""
        return self._stops(routes, shift)[:, (at.STOP_NODE, at.STOP_OVER)].tobytes()

    def _add(self, routes: Block, shift: int) -> None:
        own, key = self.columns[shift], self.key(routes, shift)
        own[key] = own.pop(key) if key in own else self.read(routes, shift)
        if len(own) > self.most:
            own.pop(next(iter(own)))

    def read(self, routes: Block, shift: int) -> Column:
        """Return a route of an arena as a column."""
        rows = self._stops(routes, shift)[:, (at.STOP_NODE, at.STOP_OVER)].tolist()
        starts = {node: over - self.minutes(node, shift) for node, over in rows if node < self.visits}
        cost = int(routes[routes[at.TOTAL] + shift] - self.idle[shift])
        return Column(shift, cost, tuple(node for node, _ in rows), starts)

    def minutes(self, visit: int, shift: int) -> int:
        """Return the service of a visit on a shift."""
        return int(self.day[self.day[at.PAIR] + (visit * self.day[at.SHIFTS] + shift) * at.PAIR_ROW])

    def routes_of(self, columns: Sequence[Column]) -> Block:
        """Return an arena with some columns as routes, enough to read a plan from it (times are not walked)."""
        routes = new_routes(self.day, max((len(column.nodes) for column in columns), default=0) + self.absences)
        clear_routes(self.day, routes)
        for column in columns:
            routes[routes[at.LENGTH] + column.shift] = len(column.nodes)
            routes[routes[at.COUNT] + column.shift] = len(column.starts)
            self._stops(routes, column.shift)[:, at.STOP_NODE] = column.nodes
            for visit, start in column.starts.items():
                if self.day[self.day[at.NODE] + visit * at.NODE_ROW + at.NODE_LINKED]:
                    routes[routes[at.FIXED] + visit] = start
        return routes
