"""An empty workbook to fill in: headers, examples, notes, drop-down lists, and the packaged tables to edit."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment

from dispatcher.importers.catalog import NEEDED
from dispatcher.importers.example import COLUMNS, EXAMPLES, SHIFT_CODES, USUAL_SHIFTS
from dispatcher.importers.fault_table import packaged_rows
from dispatcher.importers.limit import usual_limits
from dispatcher.importers.sheet import Cell
from dispatcher.importers.word_book import first_word, header_fields, packaged, value_words
from dispatcher.importers.workbook_sheet import LISTED_ROWS, offer, write_head, write_row

DAYS = 7
_CODE_ROWS = 30
_NEEDED_TOO = ("address", "description")
_FREE_LISTS = ("required_technician",)


def write_template(lang: str, first_day: date, zone: str) -> bytes:
    """Return the template.

    Parameters
    ----------
    lang
        Language of headers, examples and notes: ``zh`` or ``en``.
    first_day
        First of the seven days of the roster.
    zone
        IANA zone of the times that will be filled in.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    notes = book.create_sheet(first_word("headers", "sheets", "notes", lang))
    _write_notes(notes, lang)
    for kind in ("tickets", "technicians"):
        _write_examples(book, kind, COLUMNS[kind], lang)
    _write_roster(book, lang, first_day)
    _write_codes(book, lang)
    _write_examples(book, "sites", COLUMNS["sites"], lang)
    _write_rows(book, "fault_table", lang, (
        {"trade": _word("trade", row.trade, lang), "words": "|".join(words), "minutes": row.minutes,
         "urgency": _word("urgency", row.urgency, lang), "crew": row.crew}
        for words, row in packaged_rows()
    ))  # fmt: skip
    limits = ({**row, "urgency": _word("urgency", row["urgency"], lang)} for row in usual_limits())
    _write_rows(book, "time_limits", lang, limits)
    _write_rows(book, "settings", lang, [{"key": "time_zone", "value": zone}])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _word(group: str, value: str, lang: str) -> str:
    return first_word("values", group, value, lang)


def _title(kind: str, name: str, lang: str) -> str:
    return first_word("headers", kind, name, lang)


def _write_notes(sheet: Any, lang: str) -> None:
    for number, line in enumerate(packaged(f"notes.{lang}.txt").splitlines(), 1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 110


def _new_sheet(book: Any, kind: str, fields: Sequence[str], lang: str) -> Any:
    sheet = book.create_sheet(first_word("headers", "sheets", kind, lang))
    wanted = {group[0] for group in NEEDED[kind]} | set(_NEEDED_TOO)
    needed = [k for k, name in enumerate(fields) if name in wanted]
    write_head(sheet, [_title(kind, name, lang) for name in fields], needed)
    return sheet


def _write_examples(book: Any, kind: str, fields: Sequence[str], lang: str) -> None:
    """Write a table with its examples and drop-down lists."""
    sheet = _new_sheet(book, kind, fields, lang)
    for number, example in enumerate(EXAMPLES[kind][lang], 2):
        write_row(sheet, number, [example.get(name) for name in fields], is_example=True)
    for column, name in enumerate(fields):
        choices = _choices(kind, name, lang)
        if choices:
            offer(sheet, column, choices)
        elif name in _FREE_LISTS:
            people = first_word("headers", "sheets", "technicians", lang)
            offer(sheet, column, f"'{people}'!$B$2:$B${LISTED_ROWS}", strict=False)


def _choices(kind: str, name: str, lang: str) -> list[str]:
    """Return the words a cell may have; none if anything may be entered."""
    if kind == "tickets" and name == "trade":
        return [*value_words("trade", lang), _word("joined_trades", "water electric", lang)]
    if kind in ("tickets", "technicians") and name in ("urgency", "impact", "status", "chargeable", "employment"):
        return value_words(name, lang)
    return []


def _write_rows(book: Any, kind: str, lang: str, rows: Iterable[Mapping[str, Cell]]) -> None:
    """Write a table that holds already what is usual."""
    fields = list(dict.fromkeys(header_fields(kind).values()))
    sheet = _new_sheet(book, kind, fields, lang)
    for number, row in enumerate(rows, 2):
        write_row(sheet, number, [row.get(name) for name in fields])


def _write_roster(book: Any, lang: str, first_day: date) -> None:
    """Write a roster of seven days: people down, days across."""
    sheet = book.create_sheet(first_word("headers", "sheets", "roster", lang))
    days = [first_day + timedelta(days=k) for k in range(DAYS)]
    write_head(sheet, [_title("roster", "name", lang), *(day.isoformat() for day in days)], needed=[0])
    for number, example in enumerate(EXAMPLES["technicians"][lang], 2):
        write_row(sheet, number, [example["name"], *USUAL_SHIFTS[lang]], is_example=True)
    codes = first_word("headers", "sheets", "shift_codes", lang)
    offer(sheet, 1, f"'{codes}'!$A$2:$A${_CODE_ROWS}", strict=False, last_column=DAYS)
    people = first_word("headers", "sheets", "technicians", lang)
    offer(sheet, 0, f"'{people}'!$B$2:$B${LISTED_ROWS}", strict=False)


def _write_codes(book: Any, lang: str) -> None:
    known = {row["code"]: row for row in csv.DictReader(io.StringIO(packaged("shift_codes.csv")))}
    rows: list[dict[str, Cell]] = []
    for name in SHIFT_CODES[lang]:
        row = known.get(name, {"code": name})
        serves = [_word("urgency", each, lang) for each in (row.get("serves_urgencies") or "").split()]
        clocks = {key: time.fromisoformat(row[key]) for key in ("start", "end", "overtime_until") if row.get(key)}
        rows.append({**row, **clocks, "serves_urgencies": ("、" if lang == "zh" else ", ").join(serves)})
    _write_rows(book, "shift_codes", lang, rows)
