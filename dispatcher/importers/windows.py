"""Windows of time in one cell: a day with two clock times, two moments, or a part of a day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dispatcher.importers.cell import BadCell, as_text
from dispatcher.importers.moment import HALVES, is_clock, is_day, read_clock, read_day, read_moment, squeeze
from dispatcher.importers.sheet import Cell

_PARTS = re.compile(r"[;；\n]+")
_TO = re.compile(r"\s*(?:~|～|–|—|至|到|\bto\b)\s*|\s+-\s+")
_HYPHEN = re.compile(r"(?<=[\d点时分])-(?=\d{1,2}[:：点时])")
_HOUR = timedelta(hours=1)
_ALLOWED = "2026-03-02 09:00-11:00"
_DAY_AND_REST = re.compile(r"(.*\d[日号]?)\s*(\D+)")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time as written.

    Attributes
    ----------
    exact_start, exact_end
        A text with an offset, kept as it stands.
    day_added, end_added
        No day, or no end, was written.
    """

    start: datetime
    end: datetime
    exact_start: str | None = None
    exact_end: str | None = None
    day_added: bool = False
    end_added: bool = False


def read_windows(cell: Cell, first_day: date | None, year: int | None, month_first: bool) -> list[Window]:
    """Return the windows in a cell, in order.

    Parameters
    ----------
    first_day
        Day of a window without one; None: such a window is a fault.

    Raises
    ------
    BadCell
        Something in the cell is no window.
    """
    if isinstance(cell, datetime) and cell.time() != time():
        return [Window(cell, cell + _HOUR, end_added=True)]
    if isinstance(cell, datetime | date):
        return [Window(datetime.combine(cell, HALVES["allday"][0]), datetime.combine(cell, HALVES["allday"][1]))]
    if isinstance(cell, time):
        raise BadCell("bad_window", _ALLOWED)
    return [_window(part.strip(), first_day, year, month_first) for part in _PARTS.split(as_text(cell)) if part.strip()]


def _window(text: str, first_day: date | None, year: int | None, month_first: bool) -> Window:
    ends = _TO.split(text)
    if len(ends) == 1:
        ends = _HYPHEN.split(text)
    if len(ends) == 1:
        return _part_of_day(text, first_day, year, month_first)
    if len(ends) != 2:
        raise BadCell("bad_window", _ALLOWED)
    left, right = ends
    if is_clock(left):
        if first_day is None:
            raise BadCell("bad_window", _ALLOWED)
        return _same_day(first_day, read_clock(left), right, day_added=True)
    start = read_moment(left, year, month_first)
    if start.day_only:
        raise BadCell("bad_window", _ALLOWED)
    if start.naive is not None and is_clock(right):
        return _same_day(start.naive.date(), start.naive.time(), right, day_added=False)
    end = read_moment(right, year, month_first)
    return Window(start.naive or datetime.min, end.naive or datetime.min, start.exact, end.exact)


def _same_day(day: date, start: time, right: str, *, day_added: bool) -> Window:
    """Return a window whose end has no day of its own; one past midnight ends on the next day."""
    end = read_clock(right)
    following = timedelta(days=1) if end < start else timedelta()
    return Window(datetime.combine(day, start), datetime.combine(day, end) + following, day_added=day_added)


def _part_of_day(text: str, first_day: date | None, year: int | None, month_first: bool) -> Window:
    found = _DAY_AND_REST.fullmatch(text)
    name = squeeze(found[2] if found else text)
    if name in HALVES:
        day = read_day(found[1], year, month_first)[0] if found else first_day
    elif is_day(text):
        day, name = read_day(text, year, month_first)[0], "allday"
    else:
        return _appointment(text, year, month_first)
    if day is None:
        raise BadCell("bad_window", _ALLOWED)
    start, end = HALVES[name]
    return Window(
        datetime.combine(day, start), datetime.combine(day, end), day_added=found is None and name != "allday"
    )


def _appointment(text: str, year: int | None, month_first: bool) -> Window:
    """Return the window of an appointment at one time: the hour from it."""
    try:
        reading = read_moment(text, year, month_first)
    except BadCell as bad:
        raise BadCell("bad_window" if bad.code == "bad_cell_time" else bad.code, _ALLOWED) from None
    if reading.naive is None:
        raise BadCell("bad_window", _ALLOWED)
    return Window(reading.naive, reading.naive + _HOUR, end_added=True)
