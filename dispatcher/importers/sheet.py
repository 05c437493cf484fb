"""A sheet: the cells of one csv file or of one sheet of a workbook, and how its places are called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dispatcher.faults.build import Path

Cell = Any  # a text, number, truth, date or time; "" where nothing stands


@dataclass(frozen=True)
class Sheet:
    """Rows of cells as they stand in a file.

    Attributes
    ----------
    path
        File, and sheet where the file is a workbook: the begin of every place in faults.
    rows
        Cells by row; all rows are of one width.
    is_text
        Whether every cell is a text (csv), so that numbers and dates still have to be read from it.
    broken
        Numbers of rows whose cells could not be read; they hold nothing.
    """

    path: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    is_text: bool = False
    broken: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        """Name of the sheet, or of the csv file without its ending."""
        return self.path[-1].rsplit(".", 1)[0] if self.is_text else self.path[-1]

    def place(self, row: int | None = None, column: int | None = None) -> Path:
        """Return the place of a cell (``C5``), a row (``5``), a column (``C``) or the sheet; rows count from 1."""
        letters = "" if column is None else column_letters(column)
        number = "" if row is None else str(row)
        return (*self.path, letters + number) if letters or number else self.path

    def numbered(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows with their numbers, from 1."""
        return enumerate(self.rows, 1)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0, as a spreadsheet shows them: A, B, ... Z, AA."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
