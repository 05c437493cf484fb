"""Dates, clock times and moments in cells: Excel's own, ISO, and as people write them in Chinese and English."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dispatcher.importers.cell import BadCell, as_text
from dispatcher.importers.sheet import Cell

_EPOCH = datetime(1899, 12, 30)  # day 0 of a spreadsheet
_SERIALS = (20_000, 80_000)  # the years 1954 to 2118
_OFFSET = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE)
_DAY = (
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})(?:日|号)?"
    r"|(?P<english>\d{1,2}/\d{1,2}/\d{4})|(?P<solid>\d{8})"
)
_CLOCK = (
    r"(?P<half>上午|早上|中午|下午|晚上|am|pm)?(?P<hour>\d{1,2})(?:[:：点时])(?P<minute>\d{1,2})?分?"
    r"(?::(?P<second>\d{1,2})(?:\.\d+)?)?(?P<after>am|pm)?"
)
_DAY_ONLY = re.compile(_DAY, re.ASCII)
_CLOCK_ONLY = re.compile(_CLOCK, re.ASCII)
_MIDNIGHT = re.compile(r"(?<=\d)t?00:00(:00(\.0+)?)?$", re.ASCII)  # what an export adds to a day
_MOMENT = re.compile(rf"(?:{_DAY})(?:(?:t|(?<=[日号])|(?=[上早中下晚ap])){_CLOCK})?", re.ASCII)
_GAP = re.compile(r"(?<=\d)\s+(?=\d)")
_AFTER_NOON = ("下午", "晚上", "pm")
# Parts of a day as people say them.
HALVES = {
    "上午": (time(8), time(12)), "morning": (time(8), time(12)), "am": (time(8), time(12)),
    "中午": (time(12), time(14)), "noon": (time(12), time(14)),
    "下午": (time(13), time(18)), "afternoon": (time(13), time(18)), "pm": (time(13), time(18)),
    "晚上": (time(18), time(21)), "evening": (time(18), time(21)),
    "全天": (time(8), time(18)), "allday": (time(8), time(18)), "anytime": (time(8), time(18)),
}  # fmt: skip


class NoZone(Exception):
    """A time without an offset, and nothing says in which zone it is meant."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A moment as a cell has it.

    Attributes
    ----------
    naive
        Clock time; None if ``exact`` is given.
    exact
        Text with an offset, kept as it stands.
    day_only
        No time of day was written.
    year_added
        No year was written.
    order_assumed
        Day and month could be the other way round: 3/4/2026.
    """

    naive: datetime | None = None
    exact: str | None = None
    day_only: bool = False
    year_added: bool = False
    order_assumed: bool = False


def squeeze(text: str) -> str:
    """Return a text of times as it is compared: compatible forms, lower case, no blanks.

    A blank between two digits parts a day from a time, so that it becomes the ``t`` of ISO: 3/1 17:20 is not 3/11 7:20.
    """
    return "".join(_GAP.sub("t", unicodedata.normalize("NFKC", text).casefold()).split())


def read_moment(cell: Cell, year: int | None, month_first: bool) -> Reading:
    """Return the moment in a cell.

    Parameters
    ----------
    year
        Year of a date that has none; None: such a date is a fault.
    month_first
        ``3/4/2026`` is the 4th of March.

    Raises
    ------
    BadCell
        It is no moment, or one that no calendar has.
    """
    if isinstance(cell, datetime):
        return Reading(_seconds(cell), day_only=cell.time() == time())
    if isinstance(cell, date):
        return Reading(datetime.combine(cell, time()), day_only=True)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(cell)
    text = as_text(cell)
    if _OFFSET.fullmatch(text):
        if day_of(text) is None:
            raise BadCell("impossible_date")
        return Reading(exact=text)
    flat = squeeze(text)
    found = _MOMENT.fullmatch(flat)
    if found is None:
        raise BadCell("bad_cell_time", "2026-03-02 09:30")
    day, added = _day(found, year, month_first)
    clock = None if found["hour"] is None else _clock(found)
    return Reading(
        datetime.combine(day, clock or time()),
        day_only=clock is None,
        year_added=added,
        order_assumed=bool(found["english"]) and day.day <= 12 and day.day != day.month,
    )


def read_day(cell: Cell, year: int | None, month_first: bool) -> tuple[date, bool]:
    """Return the day in a cell, and whether its year was added.

    Raises
    ------
    BadCell
        It is no day.
    """
    reading = read_moment(cell, year, month_first)
    if reading.naive is None:
        raise BadCell("bad_cell_date", "2026-03-02")
    return reading.naive.date(), reading.year_added


def read_clock(cell: Cell) -> time:
    """Return the time of day in a cell.

    Raises
    ------
    BadCell
        It is none.
    """
    if isinstance(cell, datetime):
        return _seconds(cell).time()
    if isinstance(cell, time):
        return cell.replace(microsecond=0)
    if isinstance(cell, timedelta):
        return (_EPOCH + cell).time()
    if isinstance(cell, float) and 0 <= cell < 1:
        return _seconds(_EPOCH + timedelta(days=cell)).time()
    flat = squeeze(as_text(cell))
    found = _CLOCK_ONLY.fullmatch(flat)
    if found is None:
        raise BadCell("bad_clock", "08:30")
    return _clock(found)


def day_of(text: object) -> date | None:
    """Return the day of an ISO time with offset, where it is; None if it is none."""
    try:
        return datetime.fromisoformat(str(text).upper()).date()
    except ValueError:
        return None


def is_clock(text: str) -> bool:
    """Whether a text is a time of day alone."""
    return _CLOCK_ONLY.fullmatch(squeeze(text)) is not None


def is_day(cell: Cell) -> bool:
    """Whether a cell is a date, with or without a year."""
    if isinstance(cell, date):
        return True
    return isinstance(cell, str) and _DAY_ONLY.fullmatch(_MIDNIGHT.sub("", squeeze(cell))) is not None


def to_wire(naive: datetime, zone: tzinfo | None) -> tuple[str, bool]:
    """Return a clock time as ISO text with its offset, and whether the clock passes it twice.

    Raises
    ------
    NoZone
        There is no zone.
    BadCell
        The clock skips this time.
    """
    if zone is None:
        raise NoZone
    local = naive.replace(tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise BadCell("skipped_time")
    return local.isoformat(), local.utcoffset() != local.replace(fold=1).utcoffset()


def _seconds(moment: datetime) -> datetime:
    """Return a moment to the second: a spreadsheet's fractions of a day are not exact."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _serial(number: float) -> Reading:
    if not _SERIALS[0] <= number <= _SERIALS[1]:
        raise BadCell("bad_cell_time", "2026-03-02 09:30")
    moment = _seconds(_EPOCH + timedelta(days=number))
    return Reading(moment, day_only=moment.time() == time())


def _day(found: re.Match[str], year: int | None, month_first: bool) -> tuple[date, bool]:
    try:
        if found["solid"]:
            return datetime.strptime(found["solid"], "%Y%m%d").date(), False
        if found["english"]:
            one, two, written = map(int, found["english"].split("/"))
            return date(written, *((one, two) if month_first else (two, one))), False
        chosen = int(found["year"]) if found["year"] else year
        if chosen is None:
            raise BadCell("bad_cell_date", "2026-03-02")
        return date(chosen, int(found["month"]), int(found["day"])), not found["year"]
    except ValueError:
        raise BadCell("impossible_date") from None


def _clock(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    half = found["half"] or found["after"]
    if half in _AFTER_NOON and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise BadCell("bad_clock", "08:30") from None
