"""A cell to a plain value: texts, ids, whole numbers, numbers, lists, JSON."""

import json
import math
import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from pydantic import JsonValue

from dispatcher.importers.sheet import Cell

_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number
_WHOLE = re.compile(r"[+-]?\d+(?:\.0+)?", re.ASCII)
_MANGLED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+", re.ASCII)
_PROTECTED = re.compile(r"=\"(?P<text>.*)\"", re.DOTALL)  # how an export keeps a spreadsheet from reading a number
_LIST_PARTS = re.compile(r"[,，、;；/|\n]+")
_ERRORS = ("#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!")


class BadCell(Exception):
    """A cell that does not hold what its column needs.

    Parameters
    ----------
    code
        Code of the fault.
    allowed
        What would be accepted.
    """

    def __init__(self, code: str, allowed: JsonValue = None) -> None:
        super().__init__(code)
        self.code = code
        self.allowed = allowed


def fold(text: str) -> str:
    """Return a text as words are compared: compatible forms, no case, no blanks around and inside."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def as_text(cell: Cell, is_text: bool = False) -> str:
    """Return a cell as text: whole numbers without ``.0``, dates as ISO.

    Parameters
    ----------
    is_text
        The file holds texts only, so that ``123.0`` was a number.

    Raises
    ------
    BadCell
        The formula of the cell failed, or the number has lost its digits.
    """
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell.replace(microsecond=0)).isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, int):
        if abs(cell) >= _EXACT:
            raise BadCell("mangled_number")
        return str(cell)
    text = str(cell).strip()
    if text in _ERRORS:
        raise BadCell("cell_error")
    if is_text and (protected := _PROTECTED.fullmatch(text)):
        return protected["text"].strip()
    if is_text and _MANGLED.fullmatch(text):
        raise BadCell("mangled_number")
    return text.partition(".")[0] if is_text and re.fullmatch(r"\d+\.0", text) else text


def _number_text(number: float) -> str:
    if math.isnan(number):
        raise BadCell("cell_error")
    if number.is_integer():
        if abs(number) >= _EXACT:
            raise BadCell("mangled_number")
        return str(int(number))
    return repr(number)


def as_free_text(cell: Cell) -> str:
    """Return a cell as text of people, whatever it holds."""
    return as_text(cell)


def as_integer(cell: Cell) -> int:
    """Return a whole number.

    Raises
    ------
    BadCell
        It is none.
    """
    if isinstance(cell, bool | date | time):
        raise BadCell("wrong_type", "integer")
    if isinstance(cell, int):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    text = unicodedata.normalize("NFKC", as_text(cell)).replace(",", "")
    if not _WHOLE.fullmatch(text) or len(text) > 15:
        raise BadCell("wrong_type", "integer")
    return int(text.partition(".")[0])


def as_number(cell: Cell) -> float:
    """Return a number.

    Raises
    ------
    BadCell
        It is none.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
        return cell
    try:
        number = float(unicodedata.normalize("NFKC", as_text(cell)))
    except ValueError:
        raise BadCell("wrong_type", "number") from None
    if not math.isfinite(number):
        raise BadCell("wrong_type", "number")
    return number


_DURATION = re.compile(
    r"(?:(?P<hours>\d+(?:\.\d+)?)(?:小时|个小时|时|h|hrs?|hours?))?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)(?:分钟|分|m|mins?|minutes?)?)?",
    re.ASCII,
)


def as_minutes(cell: Cell, in_hours: bool = False) -> int:
    """Return a duration in whole minutes: ``90``, ``1.5小时``, ``1h30``, ``45 min``, or a clock time as a length.

    Parameters
    ----------
    in_hours
        A bare number counts hours, as the header says.

    Raises
    ------
    BadCell
        It is no duration of whole minutes.
    """
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    scale = 60 if in_hours else 1
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _whole(cell * scale)
    text = fold(as_text(cell))
    found = _DURATION.fullmatch(text) if text else None
    if found is None:
        raise BadCell("wrong_type", "integer")
    if found["hours"] is None:
        return _whole(float(found["minutes"]) * (scale if re.fullmatch(r"[\d.]+", text) else 1))
    return _whole(float(found["hours"]) * 60 + float(found["minutes"] or 0))


def _whole(minutes: float) -> int:
    if not math.isfinite(minutes) or abs(minutes - round(minutes)) > 1e-6:
        raise BadCell("wrong_type", "integer")
    return round(minutes)


def as_parts(cell: Cell) -> list[str]:
    """Return the entries of a list in one cell: parted by commas, semicolons, slashes or line breaks."""
    return [part.strip() for part in _LIST_PARTS.split(as_text(cell)) if part.strip()]


def as_json(cell: Cell) -> Any:
    """Return the JSON value in a cell.

    Raises
    ------
    BadCell
        It is no JSON.
    """
    try:
        return json.loads(as_text(cell))
    except (ValueError, RecursionError):
        raise BadCell("cell_not_json") from None
