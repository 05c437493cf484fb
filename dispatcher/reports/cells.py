"""Cells of a workbook: real times, texts that can never be formulas, widths that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | date | datetime | None
_MOST = 32_767  # characters a cell can hold
_HEAD = PatternFill("solid", fgColor="E9EDF1")
_RULE = Border(bottom=Side(style="thin", color="999999"))
_TEXT = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(vertical="top")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in characters and, for times and shares, how numbers look."""

    title: str
    width: int
    format: str | None = None


def write_table(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]], zone: tzinfo) -> None:
    """Write a table with a frozen, repeated heading; times get the zone's clock."""
    for k, column in enumerate(columns, 1):
        head = put(sheet, 1, k, column.title, zone)
        head.font, head.fill, head.border = Font(bold=True), _HEAD, _RULE
        sheet.column_dimensions[get_column_letter(k)].width = column.width
    last = 1
    for last, values in enumerate(rows, 2):
        for k, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            put(sheet, last, k, value, zone, column.format)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def put(
    sheet: Worksheet, row: int, column: int, value: Value, zone: tzinfo, look: str | None = None
) -> Cell | MergedCell:
    """Write one value; a text stays text whatever it begins with, a time loses its offset in favor of the zone."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        return cell
    if isinstance(value, str):
        if value:
            cell.value = value if len(value) <= _MOST else value[: _MOST - 1] + "…"
            cell.data_type = "s"  # what begins with = or # has been taken for a formula or an error
            cell.alignment = _TEXT
            cell.quotePrefix = value[0] in "=+-@"
        return cell
    cell.value = value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
    cell.alignment = _FIGURE
    if look is not None:
        cell.number_format = look
    return cell


def sheet_name(wished: str, taken: set[str]) -> str:
    """Return a name a workbook allows, like the one wished for and unlike those taken (to which it is added)."""
    plain = "".join("_" if char in "[]:*?/\\" else char for char in wished).strip("' ") or "_"
    name, number = plain[:31].rstrip("' "), 1
    while name.casefold() in taken or not name or name.casefold() == "history":
        number += 1
        tail = f" ({number})"
        name = plain[: 31 - len(tail)].rstrip("' ") + tail
    taken.add(name.casefold())
    return name
