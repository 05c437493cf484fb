"""Cells of a workbook: real times, texts that can never be formulas, widths that fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from math import ceil
from typing import Literal

from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len

DATE, TIME, SHARE = "yyyy-mm-dd", "hh:mm", "0%"
Value = str | int | float | date | datetime | None
_MOST = 32_767  # characters a cell can hold
BOLD = Font(name="Calibri", size=11, bold=True)
_HEAD = PatternFill("solid", fgColor="E9EDF1")
_RULE = Border(bottom=Side(style="thin", color="999999"))
_HAIR = Border(bottom=Side(style="hair", color="999999"))
_TEXT = Alignment(vertical="top", wrap_text=True)
_FIGURE = Alignment(vertical="top")
_CENTER = Alignment(vertical="top", horizontal="center")
_LINE, _HIGHEST = 15, 409  # points of a line, and of the highest row there can be


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
        head.font, head.fill, head.border = BOLD, _HEAD, _RULE
        sheet.column_dimensions[get_column_letter(k)].width = column.width
    _set_height(sheet, 1, columns, [column.title for column in columns])
    last = 1
    for last, values in enumerate(rows, 2):
        _set_height(sheet, last, columns, values)
        for k, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            cell = put(sheet, last, k, value, zone, column.format)
            cell.border = _HAIR
            if column.format in (DATE, TIME):
                cell.alignment = _CENTER
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    fit_to_paper(sheet, "landscape")


def _set_height(sheet: Worksheet, row: int, columns: Sequence[Column], values: Sequence[Value]) -> None:
    """Make a row as high as its longest text; not every program does so by itself."""
    lines = [
        ceil(cell_len(value) / max(1, column.width - 2))
        for column, value in zip(columns, values, strict=True)
        if isinstance(value, str)
    ]
    sheet.row_dimensions[row].height = min(_HIGHEST, _LINE * max([1, *lines]))


def fit_to_paper(sheet: Worksheet, orientation: Literal["landscape", "portrait"]) -> None:
    """Print a sheet on A4, as wide as the paper, its name above and page numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.7, bottom=0.6, header=0.3, footer=0.3)
    header, footer = sheet.oddHeader, sheet.oddFooter
    if header is not None and footer is not None:
        header.left.text, footer.right.text = "&A", "&P / &N"


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
