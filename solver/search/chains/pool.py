"""Routes that chains have stood at: the columns among which selection chooses."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from solver.search.chains import layout as at
from solver.search.chains.anneal import clear_routes
from solver.search.chains.compiled import Block
from solver.search.chains.pack import new_routes

MOST_COLUMNS = 4_000  # the oldest go first


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
    """A bounded collection of different routes."""

    def __init__(self, day: Block) -> None:
        self.day = day
        self.visits = int(day[at.VISITS])
        self.idle = day[day[at.SHIFT] : day[at.OWNER]].reshape(-1, at.SHIFT_ROW)[:, at.SHIFT_IDLE]
        self.absences = int(day[at.SHIFT] - day[at.NODE]) // at.NODE_ROW - self.visits
        self.lock = threading.Lock()
        self.columns: dict[tuple[int, bytes], Column] = {}

    def watch(self, routes: Block) -> None:
        """Add the routes of an arena that are not known yet."""
        with self.lock:
            for shift in self._used(routes):
                self._add(routes, shift)
            while len(self.columns) > MOST_COLUMNS:
                self.columns.pop(next(iter(self.columns)))

    def _used(self, routes: Block) -> list[int]:
        """Return the shifts with visits."""
        shifts: list[int] = np.flatnonzero(routes[routes[at.COUNT] :][: self.day[at.SHIFTS]]).tolist()
        return shifts

    def of(self, routes: Block) -> set[int]:
        """Return the columns that routes consist of, by their place among all; they are added if they are not known."""
        self.watch(routes)
        keys = {self.key(routes, shift) for shift in self._used(routes)}
        return {k for k, key in enumerate(self.columns) if key in keys}

    def _stops(self, routes: Block, shift: int) -> Block:
        """Return the stops of a route as rows, head and return left out."""
        first = int(routes[at.ROUTE] + shift * routes[at.STRIDE]) + at.STOP_ROW
        length = int(routes[routes[at.LENGTH] + shift])
        return routes[first : first + length * at.STOP_ROW].reshape(length, at.STOP_ROW)

    def key(self, routes: Block, shift: int) -> tuple[int, bytes]:
        """Return what tells one route from another: its stops and their times."""
        return shift, self._stops(routes, shift)[:, (at.STOP_NODE, at.STOP_OVER)].tobytes()

    def _add(self, routes: Block, shift: int) -> None:
        key = self.key(routes, shift)
        if key in self.columns:
            return
        rows = self._stops(routes, shift)[:, (at.STOP_NODE, at.STOP_OVER)].tolist()
        starts = {node: over - self.minutes(node, shift) for node, over in rows if node < self.visits}
        cost = int(routes[routes[at.TOTAL] + shift] - self.idle[shift])
        self.columns[key] = Column(shift, cost, tuple(node for node, _ in rows), starts)

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
