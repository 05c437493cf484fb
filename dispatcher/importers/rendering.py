"""How the parts of a request are written into cells: the way back of reading, checked by reading."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatcher.importers.cell import BadCell
from dispatcher.importers.context import Context
from dispatcher.importers.header import Header
from dispatcher.importers.ledger import Ledger
from dispatcher.importers.moment import to_wire
from dispatcher.importers.reader import Reader
from dispatcher.importers.sheet import Cell, Sheet
from dispatcher.importers.table import Row, Table
from dispatcher.importers.ticket import CHOICES, INTEGERS, MOMENTS, PLAIN
from dispatcher.importers.word_book import first_word, values
from dispatcher.importers.workbook_sheet import fits_a_cell

Tree = dict[str, Any]
_NOWHERE = Table("", Sheet((), []), Header(0, 0, {}, {}), {})


@dataclass(frozen=True)
class Writer:
    """What cells are written with.

    Attributes
    ----------
    context
        Terms of reading them again.
    lang
        Language of headers and words: ``zh`` or ``en``.
    """

    context: Context
    lang: str

    @property
    def comma(self) -> str:
        """What parts the entries of a list."""
        return "、" if self.lang == "zh" else ", "

    def word(self, group: str, value: Any) -> Cell:
        """Return the word for a value; the value itself where there is none."""
        known = isinstance(value, str) and value in values()[group]
        return first_word("values", group, value, self.lang) if known else value

    def moment(self, text: Any) -> Cell:
        """Return a time as a date cell if it is read again as it was sent, else as the text."""
        local = self.local(text)
        return text if local is None or local.second or local.microsecond else local

    def local(self, text: Any) -> datetime | None:
        """Return the clock time of an ISO time in the zone of the request; None if it would be read otherwise."""
        zone = self.context.zone
        if zone is None or not isinstance(text, str):
            return None
        try:
            naive = datetime.fromisoformat(text.upper()).astimezone(zone).replace(tzinfo=None)
            return naive if to_wire(naive, zone)[0] == text else None
        except (ValueError, OverflowError, BadCell):
            return None

    def joined(self, items: Any) -> Cell:
        """Return a list of texts as one cell."""
        return self.comma.join(map(str, items)) if isinstance(items, list) else None

    def cells(self, tree: Tree, cells: Mapping[str, Cell], read: Callable[[Reader], Tree]) -> dict[str, Cell]:
        """Return cells for a tree: those that read as it, and all other fields as JSON in the column ``more``."""
        kept = {name: cell for name, cell in cells.items() if cell not in (None, "") and fits_a_cell(cell)}
        again = self._again(kept, read)
        rest = {name: value for name, value in tree.items() if not _same(again.get(name, _NOWHERE), value)}
        extra = again.keys() - tree.keys()
        if rest or extra:
            kept = {name: cell for name, cell in kept.items() if FIELD_OF.get(name, name) not in {*rest, *extra}}
            again = self._again(kept, read)
            rest = {name: value for name, value in tree.items() if not _same(again.get(name, _NOWHERE), value)}
        return {**kept, "more": as_json_cell(rest)} if rest else kept

    def _again(self, cells: Mapping[str, Cell], read: Callable[[Reader], Tree]) -> Tree:
        context = Context(Ledger(), self.context.words, self.context.zone, complete=True)
        return read(Reader(Row(_NOWHERE, 1, cells), context))


# Columns that are part of a field of another name.
FIELD_OF = {
    "contact_name": "contact", "phone": "contact", "promised_window": "windows", "preferred_window": "windows",
    "estate": "estate_id", "start_site": "start_site_id", "end_site": "end_site_id",
}  # fmt: skip


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same, 1 and true apart."""
    return type(one) is type(other) and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def as_json_cell(value: Any) -> str:
    """Return JSON that survives a cell: ASCII, without what a workbook takes for an escape."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("_x", "\\u005fx").replace("x005F_", "x005F\\u005f")


def ticket_cells(ticket: Tree, writer: Writer) -> dict[str, Cell]:
    """Return the cells of a ticket, by field."""
    cells: dict[str, Cell] = {
        name: ticket.get(name) for name in ("id", "site_id", "service_minutes", *PLAIN, *INTEGERS)
    }
    cells |= {name: writer.word(name, ticket.get(name)) for name in (*CHOICES, "trade")}
    cells |= {name: writer.moment(ticket.get(name)) for name in MOMENTS}
    cells |= _contact(ticket.get("contact"))
    for name in ("certificates", "preferred_technicians", "banned_technicians"):
        cells[name] = writer.joined(ticket.get(name))
    cells["required_technician"] = ticket.get("required_technician")
    after = ticket.get("after")
    cells["after"] = writer.joined([pair.get("ticket_id") for pair in after]) if isinstance(after, list) else None
    for kind in ("promised", "preferred"):
        windows = [window for window in ticket.get("windows") or () if window.get("kind") == kind]
        cells[f"{kind}_window"] = "; ".join(_window(window, writer) for window in windows)
    if "steps" in ticket:
        cells["steps"] = as_json_cell(ticket["steps"])
    return cells


def technician_cells(technician: Tree, writer: Writer) -> dict[str, Cell]:
    """Return the cells of a technician, by field."""
    cells: dict[str, Cell] = {
        name: technician.get(name) for name in ("id", "name", "duration_percent", "carried_minutes")
    }
    cells["employment"] = writer.word("employment", technician.get("employment"))
    cells["estates"] = writer.joined(technician.get("estates"))
    cells["skills"] = writer.joined([
        f"{writer.word('trade', skill.get('trade'))}" + (f":{skill['level']}" if "level" in skill else "")
        for skill in technician.get("skills") or ()
    ])  # fmt: skip
    cells["certificates"] = "; ".join(
        f"{paper.get('code')}" + (f":{paper['valid_until']}" if "valid_until" in paper else "")
        for paper in technician.get("certificates") or ()
    )
    return cells | _contact(technician.get("contact"))


def shift_cells(shift: Tree, writer: Writer) -> dict[str, Cell]:
    """Return the cells of a shift, by field, without its technician."""
    cells: dict[str, Cell] = {name: writer.moment(shift.get(name)) for name in ("start", "end", "overtime_until")}
    cells |= {"id": shift.get("id"), "max_visits": shift.get("max_visits")}
    cells |= {"start_site": shift.get("start_site_id"), "end_site": shift.get("end_site_id")}
    cells["serves_urgencies"] = writer.joined(
        [writer.word("urgency", name) for name in shift.get("serves_urgencies") or ()]
    )
    if "unavailable" in shift:
        cells["unavailable"] = as_json_cell(shift["unavailable"])
    pauses = [
        (writer.local(pause.get("earliest_start")), writer.local(pause.get("latest_start")), pause.get("minutes"))
        for pause in shift.get("breaks") or ()
    ]
    cells["breaks"] = "; ".join(f"{a:%H:%M}-{b:%H:%M} {m}" for a, b, m in pauses if a is not None and b is not None)
    return cells


def site_cells(site: Tree, _writer: Writer) -> dict[str, Cell]:
    """Return the cells of a site, by field."""
    cells = {name: site.get(name) for name in ("id", "name", "lat", "lon", "access_minutes")}
    return {**cells, "estate": site.get("estate_id")}


def limit_cells(limit: Tree, writer: Writer) -> dict[str, Cell]:
    """Return the cells of a time limit, by field."""
    cells = {name: limit.get(name) for name in ("respond_minutes", "complete_minutes")}
    return {**cells, **{name: writer.word(name, limit.get(name)) for name in ("urgency", "trade")}}


def _contact(contact: Any) -> dict[str, Cell]:
    contact = contact if isinstance(contact, dict) else {}
    return {"contact_name": contact.get("name"), "phone": contact.get("phone")}


def _window(window: Tree, writer: Writer) -> str:
    start, end = writer.local(window.get("start")), writer.local(window.get("end"))
    if start is None or end is None:
        return f"{window.get('start')} ~ {window.get('end')}"
    if start.date() == end.date():
        return f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M} ~ {end:%Y-%m-%d %H:%M}"
