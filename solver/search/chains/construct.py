"""First routes of a chain: units class by class of their price, those hardest to place before the others."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from solver.search.chains import layout as at
from solver.search.chains.anneal import list_absent
from solver.search.chains.compiled import Block
from solver.search.chains.regret import await_turn, insert_units, insert_waiting
from solver.search.limits import Stop

AT_ONCE = 32  # units between two looks at stop


def construct(day: Block, routes: Block, kept: Block, desk: Block, stop: Stop) -> None:
    """Insert all units into routes without visits; what is left when ``stop`` says so stays out.

    ``kept`` is another arena of routes to work with.
    """
    rows = day[day[at.UNIT] :][: day[at.UNITS] * at.UNIT_ROW].reshape(-1, at.UNIT_ROW)
    with _looking_everywhere(desk):
        for _ in _insertions(day, routes, kept, desk, rows):
            if stop():
                break
    desk[at.WAITS] = 0
    list_absent(day, routes, desk)


def insert(day: Block, routes: Block, kept: Block, desk: Block, units: Block) -> None:
    """Insert units into routes, one after another, if need be in the place of others; ``kept`` becomes a copy."""
    with _looking_everywhere(desk):
        insert_units(day, routes, kept, desk, units)


@contextmanager
def _looking_everywhere(desk: Block) -> Iterator[None]:
    """Look at all shifts, and pass over no place, for a while."""
    before = int(desk[at.WIDE]), int(desk[at.BLINKS])
    desk[at.WIDE], desk[at.BLINKS] = 1, 0
    yield
    desk[at.WIDE], desk[at.BLINKS] = before


def _insertions(day: Block, routes: Block, kept: Block, desk: Block, rows: Block) -> Iterator[None]:
    """Insert class by class: linked units by fewest shifts, the others by regret, then those that found no place."""
    order = np.lexsort((np.arange(len(rows)), rows[:, at.UNIT_CHOICE], -_classes(rows[:, at.UNIT_DROP])))
    classes = _classes(rows[order, at.UNIT_DROP])
    for units in np.split(order.astype(np.int64), np.flatnonzero(np.diff(classes)) + 1):
        alone = rows[units, at.UNIT_SINGLE] >= 0
        for some in _pieces(units[~alone]):
            insert_units(day, routes, kept, desk, some)
            yield
        for some in _pieces(units[alone]):
            await_turn(day, routes, desk, some)
            yield
        while desk[at.WAITS]:
            insert_waiting(day, routes, desk, AT_ONCE)
            yield
        where = routes[routes[at.WHERE] + rows[units[alone], at.UNIT_SINGLE]]
        for some in _pieces(units[alone][where < 0]):
            insert_units(day, routes, kept, desk, some)
            yield


def _classes(prices: Block) -> Block:
    """Return the class of each price: a factor of four makes another."""
    return np.floor(np.log2(np.maximum(prices, 1).astype(np.float64)) / 2).astype(np.int64)


def _pieces(units: Block) -> list[Block]:
    return [units[k : k + AT_ONCE] for k in range(0, len(units), AT_ONCE)]
