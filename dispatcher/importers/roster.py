"""The roster of an import: shifts, whose they are, and what their codes mean."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from dispatcher.faults.build import Path
from dispatcher.importers.cell import fold
from dispatcher.importers.context import Context
from dispatcher.importers.reader import Reader
from dispatcher.importers.shift_code import ShiftCode, at, usual_codes
from dispatcher.importers.table import Row
from dispatcher.importers.technician import Team

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift of a technician, as a JSON tree, and the row and column it stands in."""

    owner: str
    tree: Tree
    row: Row
    column: int | None = None


@dataclass
class Roster:
    """All shifts of an import.

    Attributes
    ----------
    codes
        The company's own codes; none: the usual ones hold.
    span
        First and last day to plan, where asked for; shifts that start outside are skipped.
    """

    codes: Mapping[str, ShiftCode]
    team: Team
    span: tuple[date, date] | None = None
    duties: list[Duty] = field(default_factory=list)
    _assumed: set[str] = field(default_factory=set)
    _numbers: Counter[str] = field(default_factory=Counter)

    def covers(self, day: date) -> bool:
        """Whether a day is to be planned."""
        return self.span is None or self.span[0] <= day <= self.span[1]

    def code(self, word: str, place: Path, context: Context) -> ShiftCode | None:
        """Return what a code means; None if it is not known. That a usual one holds is written down once."""
        key = fold(word)
        if self.codes:
            return self.codes.get(key)
        found = usual_codes().get(key)
        if found is not None and key not in self._assumed:
            self._assumed.add(key)
            context.ledger.assume("shift_codes", place, f"{word} {found.start:%H:%M}-{found.end:%H:%M}")
        return found

    def new_id(self, owner: str, day: date) -> str:
        """Return the id of a shift that has none: its technician and its day, numbered from the second one on."""
        name = f"{owner}-{day}"
        self._numbers[name] += 1
        return name if self._numbers[name] == 1 else f"{name}-{self._numbers[name]}"

    def known_codes(self) -> list[str]:
        """Return the codes a cell may have."""
        return sorted(self.codes or usual_codes())


def owner_of(reader: Reader, team: Team) -> str | None:
    """Return the technician of a row; None, and a fault, if there is none."""
    for name in ("technician", "name"):
        word = reader.text(name)
        if word is None:
            continue
        found = reader.read(name, lambda _cell, word=word: team.find(word))  # type: ignore[misc]
        if found is None or team.has(found):
            return found
        if found in team.lost:
            reader.context.ledger.condemn(reader.row.key)  # its technician's row is the problem
        else:
            reader.fault(name, "unknown_technician", ids=[word])
        return None
    if not (reader.has("technician") or reader.has("name")):
        reader.fault("technician" if "technician" in reader.row.table.header.columns else "name", "empty_cell")
    return None


def shift_of_code(reader: Reader, code: ShiftCode, day: date) -> Tree:
    """Return the shift of a code on a day.

    Raises
    ------
    BadCell, NoZone
        A time of it does not exist, or no zone is known.
    """

    def wire(moment: datetime) -> str:
        return reader.to_wire("code", moment)

    end = at(day, code.start, code.end)
    tree: Tree = {"start": wire(datetime.combine(day, code.start)), "end": wire(end)}
    if code.overtime_until is not None:
        until = datetime.combine(end.date(), code.overtime_until)
        tree["overtime_until"] = wire(until + timedelta(days=1) if until < end else until)
    if code.breaks:
        tree["breaks"] = [
            {"earliest_start": wire(at(day, code.start, pause.earliest)),
             "latest_start": wire(at(day, code.start, pause.latest)), "minutes": pause.minutes}
            for pause in code.breaks
        ]  # fmt: skip
    if code.serves:
        tree["serves_urgencies"] = list(code.serves)
    return tree
