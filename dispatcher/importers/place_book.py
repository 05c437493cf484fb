"""The places of an import: sites of a table, and those that addresses name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dispatcher.importers.address import Address, building_number, parse_address
from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.mapping import TableMapping
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.table import Row, Table

Tree = dict[str, Any]
CENTER = "服务中心"
LATIN_CENTER = "service center"  # of an estate with a name in Latin letters
ONLY_ESTATE = "estate"  # id of the estate of addresses that name none, where no estate is named at all


@dataclass
class Derived:
    """A site that no table lists, found in addresses: for a supervisor to look at.

    Attributes
    ----------
    addresses
        How many tickets are there.
    example
        Place of the first cell that named it.
    """

    site_id: str
    name: str
    estate: str | None
    addresses: int = 0
    example: str = ""


@dataclass
class PlaceBook:
    """Sites by id, by name, and by estate and building.

    Attributes
    ----------
    listed
        Sites of tables as JSON trees with their rows.
    derived
        Sites found in addresses, by id.
    estates
        Names of estates known from the tables, so that addresses can be read by them.
    named
        Names of estates that addresses have.
    """

    listed: list[tuple[Tree, Row]] = field(default_factory=list)
    derived: dict[str, Derived] = field(default_factory=dict)
    estates: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)
    _by_name: dict[str, str] = field(default_factory=dict)
    _by_building: dict[tuple[str | None, str], str] = field(default_factory=dict)

    def add(self, tree: Tree, row: Row, building: str | None) -> None:
        """Add a site of a table."""
        self.listed.append((tree, row))
        self._ids.add(tree["id"])
        estate, name = tree.get("estate_id"), tree.get("name")
        self._by_name.setdefault(fold(str(name or tree["id"])), tree["id"])
        if estate is not None:
            self.estates.add(estate)
        address = parse_address(str(name or ""), self.estates)
        number = building_number(building) if building else address.building
        if number is not None:
            for known in {estate, address.estate} - {None}:
                self._by_building.setdefault((known, number), tree["id"])

    def find(self, word: str) -> str | None:
        """Return the id of a site called by id or name; None if there is none."""
        return word if word in self._ids or word in self.derived else self._by_name.get(fold(word))

    def estate_of(self, address: Address) -> str | None:
        """Return the estate an address is in: named, or the only one there is; None if it could be several."""
        if address.estate is not None:
            return address.estate
        known = self.estates | self.named
        return next(iter(known)) if len(known) == 1 else None if known else ONLY_ESTATE

    def of_building(self, estate: str, number: str | None, place: str) -> str:
        """Return the site of a building of an estate, of the estate itself for None; one not listed is added."""
        key = (estate, number or "")
        if number is not None and key in self._by_building:
            return self._by_building[key]
        shown = "" if estate == ONLY_ESTATE else estate
        name = estate if number is None else f"{shown}, building {number}" if _is_latin(shown) else f"{shown}{number}栋"
        site_id = "-".join(part for part in (shown, number) if part).replace("/", "_").strip()[:128]
        found = self._derive(site_id, name, estate, place)
        if found in self.derived:
            self.derived[found].addresses += 1
        return found

    def of_id(self, site_id: str, place: str) -> str:
        """Return the site of an id; one that no table lists is added, in no estate."""
        found = self._derive(site_id, site_id, None, place)
        if found in self.derived:
            self.derived[found].addresses += 1
        return found

    def center(self, estate: str | None, place: str) -> str:
        """Return the service center of an estate: where shifts start if nothing is said."""
        listed = next((t["id"] for t, _ in self.listed if t.get("estate_id") == estate and _is_center(t)), None)
        if listed is not None:
            return str(listed)
        shown = "" if estate in (None, ONLY_ESTATE) else estate
        own, gap = (LATIN_CENTER, ", ") if _is_latin(shown) else (CENTER, "")
        site_id = f"{shown}-{own}".replace("/", "_")[:128] if shown else own
        return self._derive(site_id, f"{shown}{gap}{own}", estate, place)

    def busiest_estate(self) -> str | None:
        """Return the estate of most tickets found by address, else the first listed one."""
        counts: dict[str, int] = {}
        for site in self.derived.values():
            if site.estate is not None:
                counts[site.estate] = counts.get(site.estate, 0) + site.addresses
        listed = [tree["estate_id"] for tree, _ in self.listed if tree.get("estate_id") is not None]
        return max(counts, key=lambda name: counts[name], default=listed[0] if listed else None)

    def trees(self) -> list[Tree]:
        """Return all sites as JSON trees: listed ones first."""
        new = [
            {"id": site.site_id, "name": site.name} | ({"estate_id": site.estate} if site.estate else {})
            for site in self.derived.values()
        ]
        return [tree for tree, _ in self.listed] + new

    def _derive(self, site_id: str, name: str, estate: str | None, place: str) -> str:
        if site_id in self._ids:
            return site_id
        self.derived.setdefault(site_id, Derived(site_id, name, estate, example=place))
        return site_id


def _is_latin(estate: str) -> bool:
    """Whether the estate is named in Latin letters, so that places in it are named in English."""
    return bool(estate) and not any(ord(letter) > 0x2E7F for letter in estate)


def _is_center(tree: Tree) -> bool:
    text = f"{tree['id']} {tree.get('name', '')}".casefold()
    return any(word in text for word in (CENTER, "center", "centre", "物业", "office"))


def read_places(tables: Iterable[Table], context: Context, mapping: TableMapping) -> PlaceBook:
    """Return the sites of tables."""
    book = PlaceBook()
    for table in tables:
        for row in live_rows(table, context, mapping):
            reader = Reader(row, context)
            tree = read_site(reader)
            if tree.get("id") is None:
                if not context.ledger.is_bad(row.key):
                    reader.fault("id", "empty_cell")
            elif context.ledger.is_bad(row.key):
                book.lost.add(tree["id"])
            else:
                book.add(tree, row, reader.text("building"))
    return book


def read_site(reader: Reader) -> Tree:
    """Return what the cells of a row say."""
    fields = {
        "id": reader.text("id"), "name": reader.text("name"), "estate_id": reader.text("estate"),
        "lat": reader.number("lat"), "lon": reader.number("lon"),
        "access_minutes": reader.minutes("access_minutes"),
    }  # fmt: skip
    return {key: value for key, value in fields.items() if value is not None} | reader.more()
