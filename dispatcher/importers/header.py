"""The headers of a sheet: in which rows they stand, and which column holds which field."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatcher.importers.cell import fold
from dispatcher.importers.moment import is_day
from dispatcher.importers.sheet import Cell, Sheet, is_blank
from dispatcher.importers.word_book import header_fields

_SEARCHED_ROWS = 20
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_MARKS = re.compile(r"[\s:：*＊_\-.#。/\\]+")
WEEKDAYS = {
    **{f"{prefix}{day}": k for prefix in ("周", "星期", "礼拜") for k, day in enumerate("一二三四五六日")},
    **{f"{prefix}天": 6 for prefix in ("周", "星期", "礼拜")},
    **{
        name: k for k, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
    },
    **{name: k for k, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))},
}


@dataclass(frozen=True)
class Header:
    """Where the fields of a table stand.

    Attributes
    ----------
    first_row, last_row
        Rows of the headers, from 1.
    columns
        Column of each field, from 0.
    titles
        Header of each field as written.
    ignored
        Column -> header that is no field.
    days
        Column -> header that is a day or a weekday (rosters).
    twice
        Column -> field that an earlier column holds already.
    """

    first_row: int
    last_row: int
    columns: Mapping[str, int]
    titles: Mapping[str, str]
    ignored: Mapping[int, str] = field(default_factory=dict)
    days: Mapping[int, Cell] = field(default_factory=dict)
    twice: Mapping[int, str] = field(default_factory=dict)


def flat(header: Cell) -> str:
    """Return a header as headers are compared: without what stands in brackets, without punctuation."""
    if not isinstance(header, str):
        return ""
    text = unicodedata.normalize("NFKC", header)
    return _MARKS.sub("", _BRACKETS.sub("", text)).casefold() or fold(text)


def is_weekday(cell: Cell) -> bool:
    """Whether a cell names a day of the week."""
    return isinstance(cell, str) and fold(cell) in WEEKDAYS


def known(kind: str, own: Mapping[str, str]) -> dict[str, str]:
    """Return the field of every header by its flat form: the mapping's own go before the known ones."""
    fields = {flat(word): name for word, name in header_fields(kind).items()}
    taken = set(own)
    return {word: name for word, name in fields.items() if name not in taken} | {
        flat(header): name for name, header in own.items()
    }


def find_header(
    sheet: Sheet, kind: str, own: Mapping[str, str], at: int | None = None, least: int = 2
) -> Header | None:  # fmt: skip
    """Return the headers of a sheet read as a kind of table; None if no row looks like headers.

    Parameters
    ----------
    own
        Field -> header, of the mapping.
    at
        Row of the headers where the mapping says it.
    least
        How many headers must be known for a row to be taken for headers.
    """
    fields = known(kind, own)
    searched = range(min(_SEARCHED_ROWS, len(sheet.rows))) if at is None else range(at - 1, min(at, len(sheet.rows)))
    scores = [(_score(sheet.rows[k], fields, kind), -k) for k in searched]
    best, position = max(scores, default=(0, 0))
    if best < (least if at is None else 1):
        return None
    return _lay_out(sheet, -position, fields, kind)


def _score(cells: Sequence[Cell], fields: Mapping[str, str], kind: str) -> int:
    named = {fields[flat(cell)] for cell in cells if flat(cell) in fields}
    days = sum(_is_day_header(cell) for cell in cells) if kind == "roster" and named else 0
    return len(named) + days


def _is_day_header(cell: Cell) -> bool:
    return is_day(cell) or is_weekday(cell)


def _lay_out(sheet: Sheet, row: int, fields: Mapping[str, str], kind: str) -> Header:
    """Return which column holds which field; headers may reach over two rows where cells were merged."""
    names = list(sheet.rows[row])
    above = sheet.rows[row - 1] if row else [""] * len(names)
    below = sheet.rows[row + 1] if row + 1 < len(sheet.rows) else [""] * len(names)
    last = row
    if _continues(names, below, fields):
        last = row + 1
        names = _joined(names, below, fields)
    if row and any(is_blank(name) and flat(up) in fields for name, up in zip(names, above, strict=True)):
        names = [up if is_blank(name) and flat(up) in fields else name for name, up in zip(names, above, strict=True)]
    return _assign(row, last, names, fields, kind)


def _continues(names: Sequence[Cell], below: Sequence[Cell], fields: Mapping[str, str]) -> bool:
    """Whether the row below holds headers under a merged one, and nothing else."""
    written = [cell for cell in below if not is_blank(cell)]
    gap = any(is_blank(name) and flat(cell) in fields for name, cell in zip(names, below, strict=True))
    return gap and all(flat(cell) in fields for cell in written)


def _joined(names: Sequence[Cell], below: Sequence[Cell], fields: Mapping[str, str]) -> list[Cell]:
    joined: list[Cell] = []
    group: Cell = ""
    for name, cell in zip(names, below, strict=True):
        group = group if is_blank(name) else name
        if is_blank(cell):
            joined.append(name)
        else:
            whole = f"{group}{cell}"
            joined.append(whole if flat(whole) in fields else cell)
    return joined


def _assign(row: int, last: int, names: Sequence[Cell], fields: Mapping[str, str], kind: str) -> Header:
    columns: dict[str, int] = {}
    titles: dict[str, str] = {}
    ignored: dict[int, str] = {}
    days: dict[int, Cell] = {}
    twice: dict[int, str] = {}
    for column, name in enumerate(names):
        found = fields.get(flat(name))
        if found is not None and found in columns:
            twice[column] = found
        elif found is not None:
            columns[found] = column
            titles[found] = str(name).strip()
        elif kind == "roster" and _is_day_header(name):
            days[column] = name
        elif not is_blank(name):
            ignored[column] = str(name).strip()
    return Header(row + 1, last + 1, columns, titles, ignored, days, twice)
