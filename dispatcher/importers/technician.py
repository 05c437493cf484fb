"""Rows of technicians as technicians of a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dispatcher.importers.cell import BadCell, as_parts, as_text, fold
from dispatcher.importers.context import Context
from dispatcher.importers.mapping import TableMapping
from dispatcher.importers.reader import Reader
from dispatcher.importers.rows import live_rows
from dispatcher.importers.sheet import Cell
from dispatcher.importers.table import Row, Table
from dispatcher.importers.word_book import Words

Tree = dict[str, Any]


@dataclass
class Team:
    """The technicians of an import.

    Attributes
    ----------
    people
        Technicians as JSON trees with their rows, in order.
    start_sites
        Where the row says a technician starts, by id; as written.
    lost
        Ids of people whose rows have problems.
    """

    people: list[tuple[Tree, Row]] = field(default_factory=list)
    start_sites: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    def add(self, tree: Tree, row: Row) -> None:
        """Add a technician."""
        self.people.append((tree, row))
        self._ids.add(tree["id"])
        self.call(tree["id"], tree.get("name"))

    def has(self, technician_id: str) -> bool:
        """Whether there is a technician of this id."""
        return technician_id in self._ids

    def call(self, technician_id: str, name: Any) -> None:
        """Let a technician be found by id and name."""
        for word in {fold(technician_id), fold(str(name or technician_id))}:
            self._by_name.setdefault(word, []).append(technician_id)

    def find(self, word: str) -> str:
        """Return the id of a technician called by id or name; the word itself if nobody is.

        Raises
        ------
        BadCell
            Several people have this name.
        """
        if word in self._ids:
            return word
        found = list(dict.fromkeys(self._by_name.get(fold(word), [])))
        if len(found) > 1:
            raise BadCell("ambiguous_name", list(found))
        return found[0] if found else word


def read_team(tables: Iterable[Table], context: Context, mapping: TableMapping) -> Team:
    """Return the technicians of tables."""
    team = Team()
    for table in tables:
        for row in live_rows(table, context, mapping):
            _read_row(row, context, team)
    return team


def _read_row(row: Row, context: Context, team: Team) -> None:
    reader = Reader(row, context)
    tree = read_technician(reader)
    known = tree.get("id")
    if known is None:
        if not context.ledger.is_bad(row.key):
            reader.fault("id", "empty_cell")
    elif context.ledger.is_bad(row.key):
        team.lost.add(known)
        team.call(known, tree.get("name"))
    else:
        team.add(tree, row)
        start = reader.text("start_site")
        if start:
            team.start_sites[known] = start


def read_technician(reader: Reader) -> Tree:
    """Return what the cells of a row say; without a column of ids, the name is the id."""
    name = reader.text("name")
    technician_id = reader.text("id") or (None if reader.has("id") or reader.context.complete else name)
    tree = {"id": technician_id, "name": name, **_fields(reader)}
    return {key: value for key, value in tree.items() if value is not None} | reader.more()


def _fields(reader: Reader) -> Tree:
    words = reader.context.words
    contact = {"name": reader.text("contact_name"), "phone": reader.text("phone")}
    return {
        "contact": {key: value for key, value in contact.items() if value is not None} or None,
        "skills": reader.read("skills", lambda cell: read_skills(cell, words)),
        "certificates": reader.read("certificates", read_papers),
        "employment": reader.choice("employment"),
        "estates": reader.parts("estates"),
        "duration_percent": reader.integer("duration_percent"),
        "carried_minutes": reader.integer("carried_minutes"),
    }


def read_skills(cell: Cell, words: Words) -> list[Tree]:
    """Return skills: ``水:3、电`` is water at level 3 and electric; 水电 is both.

    Raises
    ------
    BadCell
        A level is no number.
    """
    skills: list[Tree] = []
    for part in as_parts(cell):
        name, mark, level = part.replace("：", ":").partition(":")
        joined = words.find("joined_trades", name)
        trades = joined.split() if joined else [words.find("trade", name) or name.strip()]
        if mark and not level.strip().isdigit():
            raise BadCell("bad_skill", "水:2")
        skills += [{"trade": trade, **({"level": int(level)} if mark else {})} for trade in trades]
    return skills


def read_papers(cell: Cell) -> list[Tree]:
    """Return certificates: ``gas:2026-12-31`` is valid until that day, ``gas`` for ever."""
    papers: list[Tree] = []
    for part in as_text(cell).replace("：", ":").replace("；", ";").replace("、", ";").replace(",", ";").split(";"):
        code, _, day = part.strip().partition(":")
        if code:
            papers.append({"code": code.strip(), **({"valid_until": day.strip()} if day.strip() else {})})
    return papers
