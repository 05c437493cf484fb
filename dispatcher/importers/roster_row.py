"""Rosters of one shift a row."""

from datetime import date, datetime, time
from typing import Any

from dispatcher.importers.cell import BadCell
from dispatcher.importers.moment import day_of, read_clock
from dispatcher.importers.reader import Reader
from dispatcher.importers.roster import Duty, Roster, owner_of, shift_of_code
from dispatcher.importers.sheet import Cell
from dispatcher.importers.shift_code import ShiftCode, at, read_breaks, read_urgencies

Tree = dict[str, Any]


def read_shift_row(reader: Reader, roster: Roster) -> None:
    """Read a row into the roster: a technician's shift, by code and date or by its times."""
    row, context = reader.row, reader.context
    owner = owner_of(reader, roster.team)
    day, word = reader.day("date"), reader.text("code")
    if word and context.words.find("off", word) is not None and not reader.has("start"):
        context.ledger.skip("day_off", row.place(), row.key)
        return
    code = roster.code(word, row.place("code"), context) if word else None
    if word and code is None and not reader.has("start"):
        reader.fault("code", "unknown_shift_code", allowed=roster.known_codes())
    tree = read_shift(reader, day, code)
    missing = [name for name in ("start", "end") if name not in tree and not reader.has(name)]
    if missing and not (word and code is None):
        reader.fault("date" if code is not None and not reader.has("date") else missing[0], "empty_cell")
    if context.ledger.is_bad(row.key) or owner is None:
        return
    first = day_of(tree.get("start"))
    if first is not None and not roster.covers(first):
        context.ledger.skip("outside_horizon", row.place(), row.key)
        return
    roster.duties.append(
        Duty(owner, tree if "id" in tree else {**tree, "id": roster.new_id(owner, first or date.min)}, row)
    )


def read_shift(reader: Reader, day: date | None = None, code: ShiftCode | None = None) -> Tree:
    """Return what the cells of a row say of a shift; where a code says something too, the cells hold."""
    tree: Tree = {}
    if code is not None and day is not None:
        tree = reader.read("code", lambda _cell: shift_of_code(reader, code, day)) or {}
    start = reader.moment("start", day=day) or tree.get("start")
    moment = None if start is None else datetime.fromisoformat(str(start).upper()).replace(tzinfo=None)
    found = {
        "id": reader.text("id"),
        "start": start,
        "end": reader.read("end", lambda cell: _end(reader, "end", cell, moment)),
        "overtime_until": reader.read("overtime_until", lambda cell: _end(reader, "overtime_until", cell, moment)),
        "start_site_id": reader.text("start_site"),
        "end_site_id": reader.text("end_site"),
        "breaks": None if moment is None else reader.read("breaks", lambda cell: _breaks(reader, cell, moment)),
        "unavailable": reader.json("unavailable"),
        "max_visits": reader.integer("max_visits"),
        "serves_urgencies": reader.read("serves_urgencies", lambda c: read_urgencies(c, reader.context.words)),
    }
    return tree | {key: value for key, value in found.items() if value is not None} | reader.more()


def _end(reader: Reader, name: str, cell: Cell, start: datetime | None) -> str:
    """Return an end: a moment, or a clock time after the start."""
    try:
        clock = None if isinstance(cell, datetime) else read_clock(cell)
    except BadCell:
        clock = None
    if clock is None or start is None:
        return reader.to_moment(name, cell)
    return reader.to_wire(name, at(start.date(), start.time(), clock))


def _breaks(reader: Reader, cell: Cell, start: datetime) -> list[Tree]:
    def wire(clock: time) -> str:
        return reader.to_wire("breaks", at(start.date(), start.time(), clock))

    return [
        {"earliest_start": wire(pause.earliest), "latest_start": wire(pause.latest), "minutes": pause.minutes}
        for pause in read_breaks(cell)
    ]
