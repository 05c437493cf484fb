"""Shift codes: what 早, 中, 夜, 值 and 休 mean in clock times."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from dispatcher.importers.cell import BadCell, as_parts, as_text, fold
from dispatcher.importers.context import Context
from dispatcher.importers.moment import read_clock
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.sheet import Cell
from dispatcher.importers.table import Table
from dispatcher.importers.word_book import Words, packaged

_BREAK = re.compile(
    r"(?P<from>\d{1,2}[:：]\d\d)\s*[-–~～至到]\s*(?P<to>\d{1,2}[:：]\d\d)\s+(?P<minutes>\d+)\s*(?:分钟|分|min)?"
)
_HOURS = re.compile(r"(?P<from>\d{1,2}[:：]\d\d)\s*[-–~～至到]\s*(?P<to>\d{1,2}[:：]\d\d)")


@dataclass(frozen=True, slots=True)
class Break:
    """A break between two clock times."""

    earliest: time
    latest: time
    minutes: int


@dataclass(frozen=True, slots=True)
class ShiftCode:
    """Clock times of a shift; an end before its start is on the next day."""

    start: time
    end: time
    overtime_until: time | None = None
    breaks: tuple[Break, ...] = ()
    serves: tuple[str, ...] = ()


def at(day: date, start: time, clock: time) -> datetime:
    """Return a clock time of the shift that starts on a day at a time: never before its start."""
    return datetime.combine(day, clock) + (timedelta(days=1) if clock < start else timedelta())


def read_breaks(cell: Cell) -> list[Break]:
    """Return breaks: ``11:30-13:00 60`` starts between the two times and lasts 60 minutes.

    Raises
    ------
    BadCell
        It is no break.
    """
    breaks: list[Break] = []
    for part in re.split(r"[;；\n]+", as_text(cell)):
        found = _BREAK.fullmatch(part.strip())
        if found is None:
            raise BadCell("bad_break", "11:30-13:00 60")
        breaks.append(Break(read_clock(found["from"]), read_clock(found["to"]), int(found["minutes"])))
    return breaks


def read_urgencies(cell: Cell, words: Words) -> list[str]:
    """Return urgencies.

    Raises
    ------
    BadCell
        One is not known.
    """
    return [words.choose("urgency", part) for text in as_parts(cell) for part in text.split()]


def hours_in(text: str) -> tuple[time, time] | None:
    """Return the hours of a roster cell like ``8:00-17:00``; None if it is none."""
    found = _HOURS.fullmatch(text.strip())
    return None if found is None else (read_clock(found["from"]), read_clock(found["to"]))


def read_codes(tables: Sequence[Table], context: Context) -> dict[str, ShiftCode]:
    """Return the company's own codes by their folded names."""
    codes: dict[str, ShiftCode] = {}
    for table in tables:
        for row in live_rows(table, context):
            reader = Reader(row, context)
            name = reader.text("code")
            start, end = reader.read("start", read_clock), reader.read("end", read_clock)
            until = reader.read("overtime_until", read_clock)
            breaks = reader.read("breaks", read_breaks) or []
            serves = reader.read("serves_urgencies", lambda cell: read_urgencies(cell, context.words)) or []
            if name is None and not reader.has("code"):
                reader.fault("code", "empty_cell")
            is_off = name is not None and context.words.find("off", name) is not None
            if is_off or context.ledger.is_bad(row.key):
                continue
            if name is None or start is None or end is None:
                reader.fault("start" if start is None else "end", "empty_cell")
                continue
            if fold(name) in codes:
                reader.fault("code", "code_twice")
                continue
            codes[fold(name)] = ShiftCode(start, end, until, tuple(breaks), tuple(serves))
    return codes


@cache
def usual_codes() -> dict[str, ShiftCode]:
    """Return the packaged codes by their folded names."""
    rows = csv.DictReader(io.StringIO(packaged("shift_codes.csv")))
    return {
        fold(row["code"]): ShiftCode(
            read_clock(row["start"]),
            read_clock(row["end"]),
            read_clock(row["overtime_until"]) if row["overtime_until"] else None,
            tuple(read_breaks(row["breaks"]) if row["breaks"] else ()),
            tuple(row["serves_urgencies"].split()),
        )
        for row in rows
    }
