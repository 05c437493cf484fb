"""From tables to a request: what is read in which order, and where each part of the request stands in the source."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from dispatcher.faults.build import Path
from dispatcher.importers.context import Context
from dispatcher.importers.fault_table import build_fault_table
from dispatcher.importers.ledger import Ledger, RowKey
from dispatcher.importers.limit import read_limits, usual_limits
from dispatcher.importers.mapping import Mapping
from dispatcher.importers.moment import to_wire
from dispatcher.importers.place_book import PlaceBook, read_places
from dispatcher.importers.roster import Duty, Roster
from dispatcher.importers.roster_grid import read_rosters
from dispatcher.importers.shift_code import read_codes
from dispatcher.importers.start_site import place_shifts
from dispatcher.importers.table import Row, Table
from dispatcher.importers.technician import Team, read_team
from dispatcher.importers.ticket import TicketBook

Tree = dict[str, Any]
# With one of these a sheet is missing because it could not be read, and that is said already.
_UNREAD = ("unreadable_table", "bad_quote", "too_large", "no_headers")
_COLUMNS = {
    "windows": "promised_window", "contact": "contact_name", "estate_id": "estate", "start_site_id": "start_site",
    "end_site_id": "end_site", "breaks": "breaks",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """First and last day: of the plan, of the reports taken."""

    plan: tuple[date, date] | None = None
    reported: tuple[date, date] | None = None


@dataclass
class Draft:
    """A request before it is checked.

    Attributes
    ----------
    tree
        The request as JSON tree.
    given
        Lists that the settings hold whole.
    lost
        Ids of rows with problems.
    """

    tree: Tree = field(default_factory=dict)
    tickets: list[tuple[Tree, Row]] = field(default_factory=list)
    team: Team = field(default_factory=Team)
    places: PlaceBook = field(default_factory=PlaceBook)
    duties: list[Duty] = field(default_factory=list)
    limits: list[tuple[Tree, Row]] = field(default_factory=list)
    given: frozenset[str] = frozenset()
    lost: set[str] = field(default_factory=set)

    def without_problems(self, ledger: Ledger) -> "Draft":
        """Return the draft without the rows that have problems; a shift goes with its technician."""
        is_bad = ledger.is_bad
        people = [(tree, row) for tree, row in self.team.people if not is_bad(row.key)]
        left = {tree["id"] for tree, _ in people}
        for duty in self.duties:
            if duty.owner not in left:
                ledger.condemn(duty.row.key)
        duties = [duty for duty in self.duties if not is_bad(duty.row.key)]
        listed = [(tree, row) for tree, row in self.places.listed if not is_bad(row.key)]
        tickets = [(tree, row) for tree, row in self.tickets if not is_bad(row.key)]
        limits = [(tree, row) for tree, row in self.limits if not is_bad(row.key)]
        team = Team(people, self.team.start_sites)
        places = PlaceBook(listed, self.places.derived)
        draft = Draft(dict(self.tree), tickets, team, places, duties, limits, self.given, self.lost)
        draft.fill()
        return draft

    def fill(self) -> None:
        """Write the lists of the request into its tree."""
        by_owner: dict[str, list[Tree]] = {}
        for duty in self.duties:
            by_owner.setdefault(duty.owner, []).append(duty.tree)
        seen: set[str] = set()
        technicians = []
        for tree, _ in self.team.people:
            shifts = by_owner.get(tree["id"]) if tree["id"] not in seen else None
            seen.add(tree["id"])
            technicians.append({**tree, "shifts": shifts} if shifts else tree)
        lists = {
            "sites": self.places.trees(), "technicians": technicians, "tickets": [tree for tree, _ in self.tickets],
        }  # fmt: skip
        if self.limits:
            lists["time_limits"] = [tree for tree, _ in self.limits]
        self.tree |= {name: items for name, items in lists.items() if name not in self.given}

    def origin(self, path: Sequence[str]) -> tuple[Path, RowKey] | None:
        """Return where a part of the request stands in the source; None if it comes from no row."""
        if len(path) < 2 or not path[1].isdigit():
            return None
        lists: Map[str, Sequence[tuple[Tree, Row]]] = {
            "tickets": self.tickets, "technicians": self.team.people, "sites": self.places.listed,
            "time_limits": self.limits,
        }  # fmt: skip
        items = () if path[0] in self.given else lists.get(path[0], ())
        if int(path[1]) >= len(items):
            return None
        tree, row = items[int(path[1])]
        if path[0] == "technicians" and len(path) > 3 and path[2] == "shifts":
            duties = [duty for duty in self.duties if duty.owner == tree["id"]]
            if int(path[3]) < len(duties):
                duty = duties[int(path[3])]
                place = duty.row.table.sheet.place(duty.row.number, duty.column)
                return (place if duty.column is not None else duty.row.place(_column(path[4:]))), duty.row.key
        return row.place(_column(path[2:])), row.key


def _column(path: Sequence[str]) -> str | None:
    return None if not path else _COLUMNS.get(path[0], path[0])


def assemble(
    tables: Sequence[Table], settings: Tree, context: Context, mapping: Mapping, span: Span
) -> Draft:  # fmt: skip
    """Return the request that tables tell; what is wrong with their rows is in the ledger."""

    def of(kind: str) -> list[Table]:
        return [table for table in tables if table.kind == kind]

    unread = any(fault.code in _UNREAD for fault in context.ledger.faults)
    for kind in ("tickets", "technicians", "roster") if not unread else ():
        if not of(kind) and not (context.complete and (kind == "roster" or kind in settings)):
            context.ledger.fault("missing_table", (), ids=[kind])
    team = read_team(of("technicians"), context, mapping.technicians)
    roster = Roster(read_codes(of("shift_codes"), context), team, None if context.complete else span.plan)
    read_rosters(of("roster"), context, mapping.roster, roster)
    places = read_places(of("sites"), context, mapping.sites)
    if not context.complete:
        places.estates |= {name for tree, _ in team.people for name in tree.get("estates") or ()}
    limits = read_limits(of("time_limits"), context)
    tree: Tree = {"schema_version": 1, **mapping.request, **settings}
    if not context.complete:
        _fill_in(tree, roster, context, span, bool(of("time_limits")))
    book = TicketBook(
        context, team, places, build_fault_table(of("fault_table"), mapping.faults, context), span.reported
    )
    book.read(of("tickets"), mapping.tickets)
    if not context.complete:
        place_shifts(roster.duties, team, places, context)
    if mapping.sites.only_used:
        _drop_unused(book, roster, places, context)
    if not context.complete:
        for kind, found in (("tickets", book.tickets), ("technicians", team.people), ("roster", roster.duties)):
            _check_not_empty(kind, bool(found), of(kind), context)
    given = frozenset(settings) & {"tickets", "technicians", "sites", "time_limits"}
    lost = book.lost | team.lost | places.lost
    draft = Draft(tree, book.tickets, team, places, roster.duties, limits, given, lost)
    draft.fill()
    return draft


def _check_not_empty(kind: str, is_filled: bool, tables: Sequence[Table], context: Context) -> None:
    """Write a fault if no row of the tables of a kind is taken and none has a problem that says why."""
    if tables and not is_filled and not any(context.ledger.is_bad(key) for t in tables for key in t.numbers()):
        context.ledger.fault("empty_table", tables[0].sheet.place(), ids=[kind])


def _fill_in(tree: Tree, roster: Roster, context: Context, span: Span, has_limits: bool) -> None:
    """Fill in horizon, time zone, travel and time limits where nothing is said."""
    ledger = context.ledger
    if context.zone_name is not None:
        tree.setdefault("time_zone", context.zone_name)
    if "horizon" not in tree:
        _fill_horizon(tree, roster, context, span)
    if "travel" not in tree:
        ledger.assume("travel", (), "0 / 6 / 25")
    if not has_limits and "time_limits" not in tree:
        tree["time_limits"] = usual_limits()
        ledger.assume("time_limits", (), "; ".join(
            f"{row['urgency']} {row['respond_minutes']}/{row['complete_minutes']}" for row in usual_limits()
        ))  # fmt: skip


def _fill_horizon(tree: Tree, roster: Roster, context: Context, span: Span) -> None:
    """Let the horizon be the days asked for, else those of the roster, whole days."""
    starts = [moment for duty in roster.duties if (moment := _moment(duty.tree.get("start")))]
    ends = [moment for duty in roster.duties for name in ("end", "overtime_until")
            if (moment := _moment(duty.tree.get(name)))]  # fmt: skip
    if span.plan is not None:
        first, last = span.plan
    elif starts:
        first, last = min(starts).date(), max(starts).date()
    else:
        return
    context.first_day = context.first_day or first
    context.year = context.year or first.year
    if context.zone is None:
        begin = min(starts).replace(second=0, microsecond=0) if starts else None
        if begin is None:
            context.ledger.fault("zone_missing", ())
            return
        start, end = begin.isoformat(), max(ends, default=begin + timedelta(days=1)).isoformat()
    else:
        start = to_wire(datetime.combine(first, time()), context.zone)[0]
        midnight = to_wire(datetime.combine(last + timedelta(days=1), time()), context.zone)[0]
        latest = max(ends, default=datetime.fromisoformat(midnight))
        end = max(latest, datetime.fromisoformat(midnight)).isoformat()
    tree["horizon"] = {"start": start, "end": end}
    if span.plan is None:
        context.ledger.assume("horizon", (), f"{first} – {last}")


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text).upper())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _drop_unused(book: TicketBook, roster: Roster, places: PlaceBook, context: Context) -> None:
    """Skip the sites that no ticket and no shift refers to."""
    used = {tree.get("site_id") for tree, _ in book.tickets}
    for duty in roster.duties:
        used |= {duty.tree.get("start_site_id"), duty.tree.get("end_site_id")}
    for tree, row in places.listed:
        if tree["id"] not in used:
            context.ledger.skip("unused", row.place(), row.key)
    places.listed = [(tree, row) for tree, row in places.listed if tree["id"] in used]
