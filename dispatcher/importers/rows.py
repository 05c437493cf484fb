"""The rows of a table that say something: all but empty ones, examples, and what the mapping skips."""

from collections.abc import Iterator

from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.header import flat
from dispatcher.importers.mapping import TableMapping
from dispatcher.importers.sheet import is_blank
from dispatcher.importers.table import Row, Table

EXAMPLES = ("示例", "example")  # how ids and names of the template's examples begin
_NAMING = ("id", "technician", "name")
_NAMED = ("tickets", "technicians", "roster", "sites")
_NO_MAPPING = TableMapping()


def live_rows(table: Table, context: Context, mapping: TableMapping = _NO_MAPPING) -> Iterator[Row]:
    """Yield the rows to read; the ledger learns why the others are not."""
    skips = [(column, set(map(fold, mapping.skip[title]))) for title, column in _columns(table, mapping)]
    sheet = table.sheet
    for row in table.rows():
        if row.number in sheet.broken:
            continue  # its fault is written down already
        reason = "empty" if table.is_empty(row) else None if context.complete else _reason(table, row, skips)
        if reason is not None:
            context.ledger.skip(reason, row.place(), row.key)
            continue
        if sheet.is_text:
            _check_width(table, row, context)
        yield row


def _columns(table: Table, mapping: TableMapping) -> list[tuple[str, int]]:
    """Return the columns whose words skip a row, by header."""
    if not mapping.skip:
        return []
    header = table.sheet.rows[table.header.last_row - 1]
    found = {flat(title): column for column, title in enumerate(header)}
    return [(title, found[flat(title)]) for title in mapping.skip if flat(title) in found]


def _reason(table: Table, row: Row, skips: list[tuple[int, set[str]]]) -> str | None:
    names = (row.cells.get(field) for field in _NAMING if table.kind in _NAMED)
    if any(isinstance(name, str) and fold(name).startswith(EXAMPLES) for name in names):
        return "example"
    if row.cells and all(isinstance(cell, str) and flat(cell) == flat(row.title(f)) for f, cell in row.cells.items()):
        return "repeated_header"
    if any(fold(str(table.cell(row, column))) in words for column, words in skips):
        return "mapping"
    return None


def _check_width(table: Table, row: Row, context: Context) -> None:
    """Write a fault if a row of a csv file has more cells than there are headers: an unquoted separator moved them."""
    headers = table.sheet.rows[table.header.last_row - 1]
    width = max((k for k, title in enumerate(headers) if not is_blank(title)), default=0) + 1
    for column in range(width, len(headers)):
        if not is_blank(table.sheet.rows[row.number - 1][column]):
            context.ledger.fault(
                "too_many_cells", row.place()[:-1] + table.sheet.place(row.number, column)[-1:], row.key, allowed=width
            )
            return
