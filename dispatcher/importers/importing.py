"""An import as a whole: files in, a request or every problem out."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dispatcher.faults import Fault, Severity, severity
from dispatcher.faults.build import pointer
from dispatcher.importers.assembly import Draft, Span, assemble
from dispatcher.importers.catalog import find_tables
from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.csv_file import read_csv
from dispatcher.importers.ledger import Count, Ledger
from dispatcher.importers.mapping import Mapping
from dispatcher.importers.place_book import Derived
from dispatcher.importers.settings_sheet import read_settings
from dispatcher.importers.sheet import Sheet
from dispatcher.importers.source import read_file
from dispatcher.importers.table import Table
from dispatcher.importers.word_book import KINDS, Words
from dispatcher.reading.request import read_request
from dispatcher.schemas.common import is_zone

# Faults of rows that refer to another one; if that one has a problem, it is theirs too and is told once.
_CASCADES = ("unknown_site", "unknown_technician", "unknown_ticket")


@dataclass(frozen=True)
class Options:
    """What a caller may say about an import.

    Attributes
    ----------
    zone
        IANA zone of times without offset; None: as mapping or settings say.
    first_day, days
        Days to plan; None: those of the roster.
    reported
        First and last day of the reports to take; None: all.
    partial
        Take the good rows and list the bad ones.
    """

    zone: str | None = None
    first_day: date | None = None
    days: int = 1
    reported: tuple[date, date] | None = None
    partial: bool = False

    @property
    def span(self) -> Span:
        """First and last day of plan and reports."""
        if self.first_day is None:
            return Span(None, self.reported)
        return Span((self.first_day, self.first_day + timedelta(days=self.days - 1)), self.reported)


@dataclass(frozen=True)
class TableNote:
    """What became of a sheet: as which table it was read, its rows, the headers used and those ignored."""

    path: str
    kind: str | None
    count: Count
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Imported:
    """The outcome of an import.

    Attributes
    ----------
    tree
        The request; None if it was refused.
    """

    tree: dict[str, Any] | None
    ledger: Ledger
    tables: list[TableNote]
    derived: list[Derived]


def import_files(files: Sequence[tuple[str, bytes]], mapping: Mapping, options: Options, origin: str = "") -> Imported:
    """Return the request in files, or what is wrong with them.

    Parameters
    ----------
    files
        Name and bytes of each.
    origin
        Name of the mapping's file, for the tables it brings along.
    """
    ledger = Ledger()
    sheets = [sheet for name, raw in files for sheet in read_file(name, raw, ledger)]
    sheets += _own_tables(mapping, origin, ledger)
    return import_sheets(sheets, mapping, options, ledger)


def import_sheets(sheets: Sequence[Sheet], mapping: Mapping, options: Options, ledger: Ledger) -> Imported:
    """Return the request in sheets, or what is wrong with them."""
    tables = find_tables(sheets, mapping, ledger)
    context = Context(ledger, _words(mapping), first_day=options.first_day, month_first=mapping.month_first)
    settings = read_settings([table for table in tables if table.kind == "settings"], context)
    _choose_zone(context, options.zone or settings.get("time_zone") or mapping.time_zone)
    context.year = _year(options, tables)
    draft = assemble(tables, settings, context, mapping, options.span)
    tree = _checked(draft, context, options.partial)
    return Imported(tree, ledger, _notes(sheets, tables, ledger), list(draft.places.derived.values()))


def _own_tables(mapping: Mapping, origin: str, ledger: Ledger) -> list[Sheet]:
    found = [(kind, mapping.table(kind).csv) for kind in KINDS]
    sheets = [read_csv((origin, kind), text.strip().encode(), ledger) for kind, text in found if text is not None]
    return [sheet for sheet in sheets if sheet is not None]


def _words(mapping: Mapping) -> Words:
    extra: dict[str, dict[str, str]] = {}
    for kind in KINDS:
        for name, words in mapping.table(kind).values.items():
            group = "trade" if name == "skills" else name
            extra.setdefault(group, {}).update({fold(word): value for word, value in words.items()})
    return Words(extra)


def _choose_zone(context: Context, name: str | None) -> None:
    if name is None:
        return
    if is_zone(name):
        context.zone = ZoneInfo(name)
        context.zone_name = name
    else:
        context.ledger.fault("bad_time_zone", (), value=name)


def _year(options: Options, tables: Sequence[Table]) -> int | None:
    """Return the year of dates without one: that of the days asked for, else that of the newest ticket."""
    if options.first_day is not None:
        return options.first_day.year
    rows = (row for table in tables if table.kind == "tickets" for row in table.rows())
    cells = (str(row.cells.get("reported_at", ""))[:4] for row in rows)
    return max((int(text) for text in cells if text.isdecimal() and text.startswith("20")), default=None)


def _checked(draft: Draft, context: Context, partial: bool) -> dict[str, Any] | None:
    """Return the request if it reads without faults; in part, without the rows that have problems."""
    ledger = context.ledger
    of_rows = set(map(id, ledger.of_rows))
    fatal = any(id(found) not in of_rows or found.code == "zone_missing" for found in ledger.faults)
    if partial:
        draft = draft.without_problems(ledger)
    while True:
        request, found = read_request(json.dumps(draft.tree, ensure_ascii=False).encode("utf-8", "surrogatepass"))
        errors = [fault for fault in found if severity(fault.code) is Severity.ERROR]
        if request is not None:
            ledger.warnings += [_translate(fault, draft)[0] for fault in found]
            return draft.tree if not ledger.faults or (partial and not fatal) else None
        blamed = _blame(errors, draft, context)
        if not (partial and blamed) or fatal:
            return None
        draft = draft.without_problems(ledger)


def _blame(errors: Sequence[Fault], draft: Draft, context: Context) -> bool:
    """Write down what reading found, at the cells it comes from; return whether every fault is a row's."""
    ledger = context.ledger
    all_rows = True
    for fault in errors:
        placed, row = _translate(fault, draft)
        if row is not None and fault.code in _CASCADES and draft.lost.intersection(fault.ids):
            ledger.condemn(row)  # the row it refers to is the problem
            continue
        if row is None:
            all_rows = False
            if ledger.faults and fault.path == "/horizon":
                continue  # what is missing could not be read, and that is said already
            ledger.faults.append(placed)
        else:
            ledger.blame(placed, row)
    return all_rows


def _translate(fault: Fault, draft: Draft) -> tuple[Fault, Any]:
    """Return a fault of the request with the place in the source, and its row."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in fault.path.split("/")[1:]]
    origin = draft.origin(parts)
    if origin is None:
        return fault, None
    place, row = origin
    return fault.model_copy(update={"path": pointer(place)}), row


def _notes(sheets: Sequence[Sheet], tables: Sequence[Table], ledger: Ledger) -> list[TableNote]:
    by_path = {table.sheet.path: table for table in tables}
    notes: list[TableNote] = []
    for sheet in sheets:
        table = by_path.get(sheet.path)
        count = ledger.count((sheet.path, number) for number, _ in sheet.numbered())
        path = pointer(sheet.path)
        if table is None:
            notes.append(TableNote(path, None, count))
        else:
            notes.append(
                TableNote(path, table.kind, count, dict(table.header.titles), list(table.header.ignored.values()))
            )
    return notes
