"""A request as a workbook that reads as the same request."""

import io
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from dispatcher.importers.catalog import NEEDED
from dispatcher.importers.context import Context
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.limit import read_limit
from dispatcher.importers.place_book import PlaceBook, read_site
from dispatcher.importers.rendering import (
    Writer,
    as_json_cell,
    limit_cells,
    shift_cells,
    site_cells,
    technician_cells,
    ticket_cells,
)
from dispatcher.importers.roster_row import read_shift
from dispatcher.importers.settings_sheet import COMPLETE
from dispatcher.importers.sheet import Cell
from dispatcher.importers.technician import Team, read_technician
from dispatcher.importers.ticket import read_ticket
from dispatcher.importers.word_book import Words, first_word, headers
from dispatcher.importers.workbook_sheet import LONGEST_CELL, fits_a_cell, write_head, write_row
from dispatcher.schemas.common import is_zone

Tree = dict[str, Any]
Cells = dict[str, Cell]
_PIECE = 30_000


def write_workbook(request: Tree, lang: str) -> bytes:
    """Return a workbook with every field of a request that reads without faults.

    Common fields have columns of their own; what has none, or would not be read again as it is, stands as JSON in the
    last column; the request's own fields stand as JSON in the settings.

    Parameters
    ----------
    request
        The request as JSON tree, as it was sent.
    lang
        Language of headers and words: ``zh`` or ``en``.
    """
    zone = request.get("time_zone")
    context = Context(Ledger(), Words({}), ZoneInfo(zone) if zone and is_zone(zone) else None, zone, complete=True)
    writer = Writer(context, lang)
    technicians, shifts = _people(request["technicians"], writer)
    team, places = Team(), PlaceBook()
    lists = {
        "tickets": [writer.cells(t, ticket_cells(t, writer), lambda r: read_ticket(r, team, places))
                    for t in request["tickets"]],
        "technicians": technicians,
        "roster": shifts,
        "sites": [writer.cells(site, site_cells(site, writer), read_site) for site in request["sites"]],
        "time_limits": [writer.cells(limit, limit_cells(limit, writer), read_limit)
                        for limit in request.get("time_limits") or ()],
    }  # fmt: skip
    whole = {
        name for name in ("tickets", "technicians", "sites", "time_limits")
        if any(len(str(cells.get(field, ""))) > LONGEST_CELL for cells in lists[name] for field in ("more", "steps"))
    }  # fmt: skip
    if not request.get("time_limits") or any("more" in cells for cells in lists["time_limits"]):
        whole.add("time_limits")  # its table has no column for anything else
    book = Workbook()
    book.remove(book.worksheets[0])
    for kind, rows in lists.items():
        if kind not in whole and not (kind == "roster" and "technicians" in whole):
            _write_table(book, kind, rows, lang)
    own = {name: value for name, value in request.items() if name not in lists or name in whole}
    _write_settings(book, own, lang)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _people(technicians: Sequence[Tree], writer: Writer) -> tuple[list[Cells], list[Cells]]:
    """Return the cells of technicians and of their shifts; shifts of odd ids stand as JSON with their technician."""
    people: list[Cells] = []
    shifts: list[Cells] = []
    for technician in technicians:
        name = technician["id"]
        rows = [writer.cells(s, shift_cells(s, writer), read_shift) for s in technician.get("shifts") or ()]
        is_odd = not fits_a_cell(name) or name != name.strip() or any(
            len(str(row.get("more", ""))) > LONGEST_CELL for row in rows
        )  # fmt: skip
        apart = bool(rows) and not is_odd
        tree = {key: value for key, value in technician.items() if key != "shifts" or not apart}
        people.append(writer.cells(tree, technician_cells(tree, writer), read_technician))
        if apart:
            shifts += [{"technician": name, **row} for row in rows]
    return people, shifts


def _write_table(book: Any, kind: str, rows: Sequence[Mapping[str, Cell]], lang: str) -> None:
    """Write a table: the columns it needs, and those in which something stands."""
    used = {name for row in rows for name in row} | {group[0] for group in NEEDED[kind]}
    fields = [name for name in headers()[kind] if name in used]
    sheet = book.create_sheet(first_word("headers", "sheets", kind, lang))
    write_head(sheet, [first_word("headers", kind, name, lang) for name in fields])
    for number, row in enumerate(rows, 2):
        write_row(sheet, number, [row.get(name) for name in fields])


def _write_settings(book: Any, fields: Tree, lang: str) -> None:
    """Write the request's own fields: name and JSON, in pieces where it is too long for a cell."""
    sheet = book.create_sheet(first_word("headers", "sheets", "settings", lang))
    write_head(sheet, [first_word("headers", "settings", name, lang) for name in ("key", "value")])
    rows: list[tuple[str, str]] = [(COMPLETE, "yes")]
    for name, value in fields.items():
        text = value if name == "time_zone" and isinstance(value, str) else as_json_cell(value)
        rows += [(name, text[k : k + _PIECE]) for k in range(0, len(text), _PIECE)]
    for number, row in enumerate(rows, 2):
        write_row(sheet, number, row)
