"""A linear program that grows by rows and columns and is solved again from where it was (HiGHS, primal simplex)."""

from collections.abc import Mapping, Sequence

import highspy
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Entries = Mapping[int, float]  # by row of a column, or by column of a row

PRIMAL = 4  # HiGHS's number of the primal simplex: new columns leave the last solution feasible
OPTIONS: dict[str, bool | int | str] = {
    "output_flag": False,
    "threads": 1,
    "simplex_strategy": PRIMAL,
    "presolve": "off",
}
INFINITY = float(highspy.kHighsInf)


class LinearProgram:
    """What costs least; every column is 0 or more.

    Attributes
    ----------
    columns
        How many there are.
    """

    def __init__(self) -> None:
        self._highs = highspy.Highs()
        for option, value in OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self.columns = 0
        self._rows = 0
        self._waiting: list[tuple[float, Entries]] = []

    def add_row(self, low: float, high: float, entries: Entries | None = None) -> int:
        """Add a row over columns there are; return its number."""
        self._flush()
        indices, values = _split(entries or {})
        self._highs.addRow(low, high, len(indices), indices, values)
        self._rows += 1
        return self._rows - 1

    def add_column(self, cost: float, entries: Entries) -> int:
        """Add a column over rows there are; return its number."""
        self._waiting.append((cost, entries))
        self.columns += 1
        return self.columns - 1

    def remove(self, columns: Sequence[int]) -> None:
        """Remove columns; those behind them move up."""
        self._flush()
        self._highs.deleteCols(len(columns), np.array(sorted(columns), dtype=np.int32))
        self.columns -= len(columns)

    def reduced(self) -> Floats:
        """Return what each column would cost more, at the duals of the last solution, than it saves."""
        return np.array(self._highs.getSolution().col_dual, dtype=np.float64)

    def drop(self, column: int) -> None:
        """Keep a column at 0."""
        self._flush()
        self._highs.changeColBounds(column, 0.0, 0.0)

    def hold(self, column: int) -> None:
        """Keep a column at 1."""
        self._flush()
        self._highs.changeColBounds(column, 1.0, 1.0)

    def solve(self) -> tuple[float, Floats] | None:
        """Return the least cost and the duals of the rows; None if it was not solved, from nothing either."""
        self._flush()
        for _ in range(2):
            self._highs.run()
            if self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                duals = np.array(self._highs.getSolution().row_dual, dtype=np.float64)
                return float(self._highs.getInfo().objective_function_value), duals
            self._highs.clearSolver()
        return None

    def values(self) -> Floats:
        """Return how much of each column the last solution has."""
        return np.array(self._highs.getSolution().col_value, dtype=np.float64)

    def _flush(self) -> None:
        """Hand all new columns on at once, which is much quicker than one by one."""
        if not self._waiting:
            return
        count = len(self._waiting)
        split = [_split(entries) for _, entries in self._waiting]
        starts = np.cumsum([0, *(len(indices) for indices, _ in split)])
        self._highs.addCols(
            count,
            np.array([cost for cost, _ in self._waiting], dtype=np.float64),
            np.zeros(count),
            np.full(count, INFINITY),
            int(starts[-1]),
            starts[:-1].astype(np.int32),
            np.concatenate([indices for indices, _ in split]),
            np.concatenate([values for _, values in split]),
        )
        self._waiting.clear()


def _split(entries: Entries) -> tuple[npt.NDArray[np.int32], Floats]:
    return np.array(list(entries), dtype=np.int32), np.array(list(entries.values()), dtype=np.float64)
