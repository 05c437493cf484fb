"""A table: a sheet whose headers are known, its rows by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dispatcher.faults.build import Path
from dispatcher.importers.cell import fold
from dispatcher.importers.header import Header
from dispatcher.importers.ledger import RowKey
from dispatcher.importers.sheet import Cell, Sheet, is_blank


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes
    ----------
    cells
        What stands in it, by field; fields without anything are absent.
    """

    table: "Table"
    number: int
    cells: Mapping[str, Cell]

    @property
    def key(self) -> RowKey:
        """What the ledger knows it by."""
        return self.table.sheet.path, self.number

    @property
    def is_text(self) -> bool:
        """Whether it comes from a csv file."""
        return self.table.sheet.is_text

    def place(self, field: str | None = None) -> Path:
        """Return the place of a field's cell; the row where there is no such column."""
        return self.table.sheet.place(self.number, self.table.header.columns.get(field or ""))

    def title(self, field: str) -> str:
        """Return the header of a field as the sheet has it; the field's own name where there is none."""
        return self.table.header.titles.get(field, field)


@dataclass(frozen=True)
class Table:
    """A sheet read as one kind of table.

    Attributes
    ----------
    kind
        tickets, technicians, roster, ...
    constants
        Cells every row has, where the sheet has nothing.
    empty
        Folded words that mean an empty cell.
    """

    kind: str
    sheet: Sheet
    header: Header
    constants: Mapping[str, Cell]
    empty: frozenset[str] = frozenset()

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headers."""
        columns = tuple(self.header.columns.items())
        for number, cells in self.sheet.numbered():
            if number <= self.header.last_row:
                continue
            found = {field: cells[column] for field, column in columns if not self._is_blank(cells[column])}
            yield Row(self, number, {**self.constants, **found} if self.constants and found else found)

    def numbers(self) -> Iterator[RowKey]:
        """Yield what the ledger knows all rows by, headers and titles included."""
        return ((self.sheet.path, number) for number, _ in self.sheet.numbered())

    def cell(self, row: Row, column: int) -> Cell:
        """Return what stands in a column of a row; "" where nothing does."""
        cell = self.sheet.rows[row.number - 1][column]
        return "" if self._is_blank(cell) else cell

    def is_empty(self, row: Row) -> bool:
        """Whether nothing stands in a whole row, also in columns without a field."""
        return all(is_blank(cell) for cell in self.sheet.rows[row.number - 1])

    def _is_blank(self, cell: Cell) -> bool:
        return is_blank(cell) or (bool(self.empty) and isinstance(cell, str) and fold(cell) in self.empty)
