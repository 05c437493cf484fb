"""One sheet of a workbook being written: headers, rows, widths, drop-down lists."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dispatcher.importers.sheet import Cell

LONGEST_CELL = 32_000
_ESCAPES = re.compile(r"_x|x005F_")
_HEAD = PatternFill("solid", fgColor="DDE7F0")
_NEEDED = PatternFill("solid", fgColor="FFE9B8")
_EXAMPLE = Font(color="888888", italic=True)
LISTED_ROWS = 2000  # how far down drop-down lists reach


def fits_a_cell(cell: Cell) -> bool:
    """Whether a cell can be written and read again as it is."""
    if not isinstance(cell, str):
        return True
    if len(cell) > LONGEST_CELL or "\r" in cell or _ESCAPES.search(cell) or ILLEGAL_CHARACTERS_RE.search(cell):
        return False
    return not any("\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff" for letter in cell)


def write_head(
    sheet: Any, titles: Sequence[str], needed: Iterable[int] = (), notes: Mapping[int, str] | None = None
) -> None:
    """Write the headers as row 1, those of needed columns marked; notes stand beside them."""
    for column, title in enumerate(titles, 1):
        cell = sheet.cell(1, column, title)
        cell.font = Font(bold=True)
        cell.fill = _NEEDED if column - 1 in set(needed) else _HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if notes and column - 1 in notes:
            cell.comment = Comment(notes[column - 1], "dispatcher")
        wide = max(2 * len(title) if not title.isascii() else len(title) + 2, 10)
        sheet.column_dimensions[get_column_letter(column)].width = min(wide, 40)
    sheet.freeze_panes = "A2"


def write_row(sheet: Any, number: int, cells: Sequence[Cell], *, is_example: bool = False) -> None:
    """Write a row; texts stay texts, whatever they look like."""
    for column, value in enumerate(cells, 1):
        if value is None or value == "":
            continue
        cell = sheet.cell(number, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"  # never a formula, never an error
        elif isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd hh:mm"
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        if is_example:
            cell.font = _EXAMPLE


def offer(
    sheet: Any, column: int, choices: Sequence[str] | str, *, strict: bool = True, last_column: int | None = None
) -> None:
    """Give the cells of columns below the headers a drop-down list.

    Parameters
    ----------
    choices
        Words, or the range they stand in.
    strict
        Nothing else may be entered.
    last_column
        Last of the columns; None: there is one.
    """
    formula = choices if isinstance(choices, str) else '"' + ",".join(choices) + '"'
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=strict)
    first, last = get_column_letter(column + 1), get_column_letter((column if last_column is None else last_column) + 1)
    rule.add(f"{first}2:{last}{LISTED_ROWS}")
    sheet.add_data_validation(rule)
