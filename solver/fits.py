"""Masks over (visit, shift) built from few distinct needs, so that a day of thousands compiles at once.

Only the compile voices use it.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from solver.problem import Problem, Shift, Technician, Visit

K = TypeVar("K", bound=Hashable)
Ints = npt.NDArray[np.int64]


def _keys(problem: Problem, key: Callable[[Visit], K]) -> tuple[list[K], Ints]:
    """Return the distinct keys of the visits and, per visit, the position of its key."""
    positions: dict[K, int] = {}
    index = [positions.setdefault(key(visit), len(positions)) for visit in problem.visits]
    return list(positions), np.array(index, dtype=np.int64)


def by_technician(problem: Problem, key: Callable[[Visit], K], value: Callable[[K, Technician], int]) -> Ints:
    """Return the array (V, S) of ``value(key(visit), technician of the shift)``."""
    keys, index = _keys(problem, key)
    table = np.array([[value(k, t) for t in problem.technicians] for k in keys], dtype=np.int64)
    owners = np.array([shift.technician for shift in problem.shifts], dtype=np.int64)
    return _gather(problem, table.reshape(len(keys), len(problem.technicians)), index, owners)


def by_shift(problem: Problem, key: Callable[[Visit], K], value: Callable[[K, Shift], int]) -> Ints:
    """Return the array (V, S) of ``value(key(visit), shift)``."""
    keys, index = _keys(problem, key)
    table = np.array([[value(k, s) for s in problem.shifts] for k in keys], dtype=np.int64)
    return _gather(problem, table.reshape(len(keys), len(problem.shifts)), index, np.arange(len(problem.shifts)))


def _gather(problem: Problem, table: Ints, rows: Ints, columns: Ints) -> Ints:
    """Spread a small table over all visits and shifts, empty problems included."""
    if not problem.visits or not problem.shifts:
        return np.zeros((len(problem.visits), len(problem.shifts)), dtype=np.int64)
    return table[rows][:, columns]
