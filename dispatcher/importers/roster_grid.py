"""Rosters as a grid: a row per technician, a column per day, a code in each cell."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from dispatcher.importers.cell import BadCell, as_text, fold
from dispatcher.importers.context import Context
from dispatcher.importers.header import WEEKDAYS, is_weekday
from dispatcher.importers.mapping import TableMapping
from dispatcher.importers.moment import NoZone, read_day
from dispatcher.importers.reader import Reader
from dispatcher.importers.roster import Duty, Roster, owner_of, shift_of_code
from dispatcher.importers.roster_row import read_shift_row
from dispatcher.importers.rows import live_rows
from dispatcher.importers.sheet import Cell, is_blank
from dispatcher.importers.shift_code import ShiftCode, hours_in
from dispatcher.importers.table import Table

_YEAR = re.compile(r"(20\d\d)\s*[年\-/.]")
_SEVERAL = re.compile(r"[/+、，,]")
_SHORT_WEEKDAYS = "一二三四五六日"


def read_rosters(tables: Iterable[Table], context: Context, mapping: TableMapping, roster: Roster) -> None:
    """Read the shifts of tables into a roster: grids where headers are days, else a shift a row."""
    for table in tables:
        days = _days(table, context, roster)
        for row in live_rows(table, context, mapping):
            reader = Reader(row, context)
            if table.header.days:
                _read_grid_row(table, reader, days, roster)
            else:
                read_shift_row(reader, roster)


def _days(table: Table, context: Context, roster: Roster) -> dict[int, list[date]]:
    """Return the days of each column of a grid: one, or for a weekday all of them that are to be planned."""
    year = _year_above(table) or context.year
    found: dict[int, list[date]] = {}
    for column, title in table.header.days.items():
        place = table.sheet.place(table.header.first_row, column)
        try:
            if not is_weekday(title):
                day, added = read_day(title, year, context.month_first)
                found[column] = [day]
                if added:
                    context.ledger.assume("year", place, day.year)
            elif roster.span is None:
                context.ledger.fault("weekday_without_days", place, value=str(title))
            else:
                first, last = roster.span
                days = (first + timedelta(days=k) for k in range((last - first).days + 1))
                found[column] = [day for day in days if day.weekday() == WEEKDAYS[fold(title)]]
        except BadCell as bad:
            context.ledger.fault(bad.code, place, value=str(title), allowed=bad.allowed)
    return found


def _year_above(table: Table) -> int | None:
    """Return the year in the title rows or in the name of a sheet."""
    rows = table.sheet.rows[: table.header.first_row - 1]
    texts = [table.sheet.name, *(str(cell) for row in rows for cell in row if not is_blank(cell))]
    return next((int(hit[1]) for text in texts if (hit := _YEAR.search(text))), None)


def _read_grid_row(table: Table, reader: Reader, days: Mapping[int, list[date]], roster: Roster) -> None:
    row, ledger = reader.row, reader.context.ledger
    cells = {column: cell for column in table.header.days if not is_blank(cell := table.cell(row, column))}
    if cells and all(is_weekday(cell) or str(cell).strip() in _SHORT_WEEKDAYS for cell in cells.values()):
        ledger.skip("weekdays", row.place(), row.key)
        return
    owner = owner_of(reader, roster.team) or ""
    duties = [
        duty for column, cell in cells.items()
        for day in days.get(column, ()) if roster.covers(day)
        for duty in _duties(reader, roster, owner, day, cell, column)
    ]  # fmt: skip
    if ledger.is_bad(row.key):
        return
    if not duties:
        inside = any(roster.covers(day) for found in days.values() for day in found)
        ledger.skip("day_off" if inside else "outside_horizon", row.place(), row.key)
    roster.duties += duties


def _duties(reader: Reader, roster: Roster, owner: str, day: date, cell: Cell, column: int) -> Iterator[Duty]:
    """Yield the shifts of one cell of a grid; ``早/夜`` are two."""
    sheet, key = reader.row.table.sheet, reader.row.key
    place = sheet.place(reader.row.number, column)
    for part in _SEVERAL.split(as_text(cell)):
        word = part.strip()
        try:
            code = _code(word, roster, reader.context, place)
            if code is not None:
                tree = {**shift_of_code(reader, code, day), "id": roster.new_id(owner, day)}
                yield Duty(owner, tree, reader.row, column)
        except NoZone:
            reader.miss_zone("code", place)
        except BadCell as bad:
            reader.context.ledger.fault(bad.code, place, key, value=word, allowed=bad.allowed)


def _code(word: str, roster: Roster, context: Context, place: tuple[str | int, ...]) -> ShiftCode | None:
    """Return what stands in a cell of a grid; None for a day off.

    Raises
    ------
    BadCell
        It is neither a code nor hours.
    """
    hours = hours_in(word)
    if hours:
        return ShiftCode(*hours)
    code = roster.code(word, place, context)
    if code is None and context.words.find("off", word) is None:
        raise BadCell("unknown_shift_code", list(roster.known_codes()))
    return code
