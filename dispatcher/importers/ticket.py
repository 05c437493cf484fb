"""Rows of tickets as tickets of a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dispatcher.faults.build import pointer
from dispatcher.importers.address import Address, building_number, names_place, parse_address
from dispatcher.importers.cell import as_parts, as_text
from dispatcher.importers.context import Context
from dispatcher.importers.fault_table import FaultTable, Match, is_vague
from dispatcher.importers.mapping import TableMapping
from dispatcher.importers.moment import day_of
from dispatcher.importers.place_book import PlaceBook
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.table import Row, Table
from dispatcher.importers.technician import Team
from dispatcher.importers.word_book import allowed_words

Tree = dict[str, Any]
PLAIN = ("hold_reason", "description", "address", "reference", "channel", "same_technician_as")
CHOICES = ("urgency", "impact", "status", "lock", "chargeable")
INTEGERS = ("crew_size", "min_level")
MOMENTS = {"reported_at": False, "ready_at": False, "respond_by": True, "complete_by": True, "deadline": True}


@dataclass
class TicketBook:
    """What tickets are read with, and the tickets read.

    Attributes
    ----------
    reported
        First and last day of reports to take; None: all.
    """

    context: Context
    team: Team
    places: PlaceBook
    faults: FaultTable
    reported: tuple[date, date] | None = None
    tickets: list[tuple[Tree, Row]] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)

    def read(self, tables: Iterable[Table], mapping: TableMapping) -> None:
        """Read the tickets of tables."""
        tables = list(tables)
        if not self.context.complete:
            self._learn_estates(tables)
        for table in tables:
            for row in live_rows(table, self.context, mapping):
                self._read_row(Reader(row, self.context), mapping.new_sites)

    def _learn_estates(self, tables: Iterable[Table]) -> None:
        """Learn which estates the tickets name, so that an address without one is in the only one."""
        for row in (row for table in tables for row in table.rows()):
            named = (
                row.cells.get("estate") or parse_address(str(row.cells.get("address", "")), self.places.estates).estate
            )
            if named:
                self.places.named.add(str(named).strip())

    def _read_row(self, reader: Reader, new_sites: bool) -> None:
        ledger, row = self.context.ledger, reader.row
        ticket = read_ticket(reader, self.team, self.places)
        if self._is_outside(ticket):
            ledger.forgive(row.key)
            ledger.skip("outside_dates", row.place(), row.key)
            return
        if ticket.get("id") is None and not ledger.is_bad(row.key):
            reader.fault("id", "empty_cell")
        if ticket.get("site_id") is None:
            self._find_site(reader, ticket)
        elif new_sites and self.places.find(str(ticket["site_id"])) is None:
            self.places.of_id(str(ticket["site_id"]), pointer(row.place("site_id")))
            reader.assume("new_site", "site_id", ticket["site_id"])
        if not self.context.complete:
            self._fill_in(reader, ticket)
        if ledger.is_bad(row.key) and ticket.get("status") in ("done", "cancelled"):
            ledger.forgive(row.key)  # nobody will be sent there
            ledger.skip("closed", row.place(), row.key)
        elif ledger.is_bad(row.key):
            self.lost.add(str(ticket.get("id")))
        else:
            self.tickets.append((ticket, row))

    def _is_outside(self, ticket: Tree) -> bool:
        if self.reported is None:
            return False
        day = day_of(ticket.get("reported_at"))
        return day is None or not self.reported[0] <= day <= self.reported[1]

    def _find_site(self, reader: Reader, ticket: Tree) -> None:
        """Read the site of a ticket from its address, or from its estate and building."""
        address = self._address(reader, ticket)
        columns = reader.row.table.header.columns
        names = ("address", "building", "estate", "site_id")
        field = next(filter(reader.has, names), next((name for name in names if name in columns), "address"))
        if address.building is None and (address.estate is None or not reader.has("estate")):
            reader.fault(field, "no_building" if reader.has(field) else "no_place")
            return
        place = reader.row.place(field)
        estate = self.places.estate_of(address)
        if estate is None:
            reader.fault(field, "no_estate", allowed=sorted(self.places.estates | self.places.named)[:20])
            return
        ticket["site_id"] = self.places.of_building(estate, address.building, pointer(place))
        self.context.ledger.assume("site_by_address", place, ticket["site_id"])
        if "address" not in ticket:
            parts = [reader.text(name) for name in ("estate", "building", "room")]
            ticket["address"] = " ".join(part for part in parts if part)

    def _address(self, reader: Reader, ticket: Tree) -> Address:
        estate, building, room = (reader.text(name) for name in ("estate", "building", "room"))
        found = parse_address(str(ticket.get("address", "")), self.places.estates | ({estate} if estate else set()))
        number = building_number(building) if building else found.building
        return Address(estate or found.estate, number, found.has_room or room is not None)

    def _fill_in(self, reader: Reader, ticket: Tree) -> None:
        """Fill in what the row does not say, and warn of what a technician will miss."""
        matches = self.faults.matches(str(ticket.get("description", "")))
        if "steps" not in ticket:
            self._fill_step(reader, ticket, matches)
        ledger, ids = self.context.ledger, [ticket["id"]] if "id" in ticket else []
        if ledger.is_bad(reader.row.key) or ticket.get("status") in ("done", "cancelled"):
            return
        contact = ticket.get("contact")
        if not (isinstance(contact, dict) and contact.get("phone")):
            ledger.fault("no_contact", reader.row.place("phone"), ids=ids)
        described = names_place(str(ticket.get("description", "")))
        if ticket.get("impact", "household") == "household" and not (
            described or self._address(reader, ticket).has_room
        ):
            ledger.fault("no_room", reader.row.place("address"), ids=ids)
        if is_vague(str(ticket.get("description", "")), matches):
            ledger.fault("vague_description", reader.row.place("description"), ids=ids)

    def _fill_step(self, reader: Reader, ticket: Tree, matches: list[Match]) -> None:
        trade = ticket.get("trade") or self._trade(reader, matches)
        if trade is None:
            return
        ticket["trade"] = trade
        standard = self.faults.standard(trade, matches)
        if standard is None:
            if "service_minutes" not in ticket and not reader.has("service_minutes"):
                reader.fault("service_minutes", "no_standard_time", ids=[trade])
            return
        for name, kind, value in (
            ("service_minutes", "minutes_by_fault", standard.minutes),
            ("urgency", "urgency_by_fault", standard.urgency),
            ("crew_size", "crew_by_fault", standard.crew),
        ):
            if name not in ticket and not reader.has(name) and (name, value) != ("crew_size", 1):
                ticket[name] = value
                reader.assume(kind, name, value)

    def _trade(self, reader: Reader, matches: list[Match]) -> str | None:
        """Return the trade of a ticket: as written, or of several possible ones that of the words of the fault."""
        word = reader.text("trade")
        words = self.context.words
        joined = words.find("joined_trades", word) if word else None
        if word and joined is None:
            known = words.find("trade", word)
            if known is None:
                reader.assume("trade_as_written", "trade", word)
            return known or word
        possible = joined.split() if joined else None
        named = {match.standard.trade for match in matches if possible is None or match.standard.trade in possible}
        if len(named) == 1:
            (trade,) = named
            reader.assume("trade_by_words", "trade", trade)
            return trade
        reader.fault(
            "trade" if word else "description",
            "trade_ambiguous",
            allowed=sorted(named) or possible or allowed_words("trade"),
        )
        return None


def read_ticket(reader: Reader, team: Team, places: PlaceBook) -> Tree:
    """Return what the cells of a row say; people and sites called by name by their ids."""
    found: Tree = {"id": reader.text("id"), "site_id": _site(reader, places)}
    found |= {name: reader.text(name) for name in PLAIN}
    found |= {name: reader.choice(name) for name in CHOICES}
    found |= {name: reader.integer(name) for name in INTEGERS}
    found |= {name: reader.moment(name, to_end=to_end) for name, to_end in MOMENTS.items()}
    found["service_minutes"] = reader.minutes("service_minutes")
    found["certificates"] = reader.parts("certificates")
    found["steps"] = reader.json("steps")
    found["after"] = [{"ticket_id": name} for name in reader.parts("after") or ()] or None
    contact = {"name": reader.text("contact_name"), "phone": reader.text("phone")}
    found["contact"] = {key: value for key, value in contact.items() if value is not None} or None
    windows = [*reader.windows("promised_window", "promised"), *reader.windows("preferred_window", "preferred")]
    found["windows"] = windows or None
    found["required_technician"] = reader.read("required_technician", lambda cell: team.find(as_text(cell)))
    for name in ("preferred_technicians", "banned_technicians"):
        found[name] = reader.read(name, lambda cell: [team.find(word) for word in as_parts(cell)])
    if reader.context.complete:
        found["trade"] = reader.read("trade", lambda cell: known_trade(as_text(cell), reader.context))
    return {key: value for key, value in found.items() if value is not None} | reader.more()


def known_trade(word: str, context: Context) -> str:
    """Return the trade a word stands for; the word itself where it is not known."""
    return context.words.find("trade", word) or word


def _site(reader: Reader, places: PlaceBook) -> str | None:
    """Return the site a cell names; one that no table lists stays as it is written, and is a fault later."""
    word = reader.text("site_id")
    return None if word is None else places.find(word) or word
