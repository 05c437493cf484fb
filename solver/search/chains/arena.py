"""Arenas are made here: a header, tables behind it; and those a chain works in, empty."""

import numpy as np

from solver.search.chains import layout as at
from solver.search.chains.compiled import Block


class Builder:
    """Fills an arena: each table is added once, its offset goes into the header."""

    def __init__(self, header: int) -> None:
        self.parts: list[Block] = [np.zeros(header, dtype=np.int64)]
        self.size = header

    def put(self, entry: int, number: int) -> None:
        """Set a number of the header."""
        self.parts[0][entry] = number

    def add(self, entry: int, table: object, width: int = 1) -> None:
        """Add a table of rows, or of single numbers."""
        rows = np.ascontiguousarray(np.asarray(table, dtype=np.int64).reshape(-1))
        if rows.size % width:
            raise ValueError(f"table {entry}: {rows.size} numbers are no rows of {width}")
        self.put(entry, self.size)
        self.parts.append(rows)
        self.size += rows.size

    def block(self) -> Block:
        """Return the finished arena."""
        return np.concatenate([*self.parts, np.zeros(1, dtype=np.int64)])


def new_routes(day: Block, longest: int) -> Block:
    """Return the arena of routes without visits, not walked yet; ``longest`` bounds the stops of a route."""
    visits, shifts, technicians = (int(day[k]) for k in (at.VISITS, at.SHIFTS, at.TECHNICIANS))
    builder = Builder(at.ROUTES_HEADER)
    stride = (longest + 3) * at.STOP_ROW
    builder.put(at.STRIDE, stride)
    builder.add(at.ROUTE, np.zeros(shifts * stride, dtype=np.int64))
    for entry in (at.LENGTH, at.TOTAL, at.COUNT, at.ROOM):
        builder.add(entry, np.zeros(shifts, dtype=np.int64))
    builder.add(at.WHERE, np.full(visits, -1))
    builder.add(at.AT, np.zeros(visits, dtype=np.int64))
    builder.add(at.FIXED, np.full(visits, at.UNFIXED))
    builder.add(at.LOAD, np.zeros(technicians, dtype=np.int64))
    return builder.block()


def new_desk(day: Block) -> Block:
    """Return the working memory of one chain."""
    shifts, units = int(day[at.SHIFTS]), int(day[at.UNITS])
    builder = Builder(at.DESK_HEADER)
    for entry in (at.OUT, at.OUT_STAMP, at.KEY, at.ABSENT, at.WAIT):
        builder.add(entry, np.zeros(units, dtype=np.int64))
    for entry in (at.ABSENT_AT, at.WAIT_AT):
        builder.add(entry, np.full(units, -1))
    builder.add(at.OPERATOR, [(weight, 0, 0) for weight in at.FIRST_WEIGHTS])
    builder.add(at.KEPT, np.full(2 * at.MOST_KEPT * units, -1))
    for entry in (at.TOUCHED, at.TOUCH_STAMP, at.SEEN, at.CHOICE):
        builder.add(entry, np.zeros(shifts, dtype=np.int64))
    builder.add(at.DIRT, np.full(shifts, at.NEVER))
    builder.add(at.STRING, np.zeros(at.LONGEST_ROUTE + 8, dtype=np.int64))
    builder.add(at.BUSY, np.full(at.MOST_CREW + 1, -1))
    builder.add(at.STARTS, np.zeros(2 * at.MOST_STARTS, dtype=np.int64))
    return builder.block()
