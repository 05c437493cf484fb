"""Reading one row: each cell as what its column needs, every fault with the cell."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from dispatcher.faults.build import PRIVATE_FIELDS, Path
from dispatcher.importers.cell import BadCell, as_integer, as_json, as_minutes, as_number, as_parts, as_text
from dispatcher.importers.context import Context
from dispatcher.importers.moment import NoZone, read_clock, read_day, read_moment, to_wire
from dispatcher.importers.sheet import Cell
from dispatcher.importers.table import Row
from dispatcher.importers.windows import read_windows
from solver.rules.base import Text

Value = TypeVar("Value")
_PRIVATE = PRIVATE_FIELDS | {"contact_name", "more", "steps"}
# Fields by which the rows of tables find each other: only texts can.
_NAMES = ("id", "name", "estate_id", "site_id", "trade", "start_site_id", "end_site_id")
_HOURS = ("小时", "hour", "(h)")


class Reader:
    """Reads the cells of a row; what cannot be read is a fault and comes back as None.

    Parameters
    ----------
    row
        The row.
    context
        The terms of the import.
    """

    def __init__(self, row: Row, context: Context) -> None:
        self.row = row
        self.context = context

    def has(self, field: str) -> bool:
        """Whether something stands in the cell of a field."""
        return field in self.row.cells

    def read(self, field: str, parse: Callable[[Cell], Value]) -> Value | None:
        """Return what stands in a field's cell; None if nothing does, or if it is a fault."""
        cell = self.row.cells.get(field)
        if cell is None:
            return None
        try:
            return parse(cell)
        except BadCell as bad:
            self.fault(field, bad.code, allowed=bad.allowed)
        except NoZone:
            self.miss_zone(field, self.row.place(field))
        return None

    def fault(self, field: str, code: str, **more: Any) -> None:
        """Write down a fault of a field's cell; a private value is not repeated."""
        cell = self.row.cells.get(field)
        value = None if field in _PRIVATE or cell is None else _shown(cell)
        title = self.row.title(field)
        words = {"field": Text(title, title), **more.pop("words", {})}
        self.context.ledger.fault(code, self.row.place(field), self.row.key, value=value, words=words, **more)

    def assume(self, kind: str, field: str, value: Any) -> None:
        """Write down what was filled in for a field."""
        self.context.ledger.assume(kind, self.row.place(field), value)

    def text(self, field: str) -> str | None:
        """Return a text."""
        return self.read(field, lambda cell: as_text(cell, self.row.is_text)) or None

    def integer(self, field: str) -> int | None:
        """Return a whole number."""
        return self.read(field, as_integer)

    def number(self, field: str) -> float | None:
        """Return a number."""
        return self.read(field, as_number)

    def minutes(self, field: str) -> int | None:
        """Return a duration; the header may say that it is in hours."""
        title = self.row.title(field).casefold()
        return self.read(field, lambda cell: as_minutes(cell, any(word in title for word in _HOURS)))

    def parts(self, field: str) -> list[str] | None:
        """Return the entries of a list."""
        return self.read(field, as_parts)

    def json(self, field: str) -> Any:
        """Return a JSON value."""
        return self.read(field, as_json)

    def choice(self, field: str) -> str | None:
        """Return the value a word stands for."""
        return self.read(field, lambda cell: self.context.words.choose(field, as_text(cell)))

    def day(self, field: str) -> date | None:
        """Return a day."""
        found = self.read(field, lambda cell: read_day(cell, self.context.year, self.context.month_first))
        if found is None:
            return None
        if found[1]:
            self.assume("year", field, found[0].year)
        return found[0]

    def moment(self, field: str, *, to_end: bool = False, day: date | None = None) -> str | None:
        """Return a moment as ISO text with offset.

        Parameters
        ----------
        to_end
            A day without a time of day means its end.
        day
            Day of a cell that has a time of day only; None: that is a fault.
        """
        return self.read(field, lambda cell: self.to_moment(field, cell, to_end, day))

    def more(self) -> dict[str, Any]:
        """Return the fields that have no column of their own, as JSON."""
        found = self.json("more")
        if found is None:
            return {}
        if not isinstance(found, dict):
            self.fault("more", "wrong_type", allowed="object")
            return {}
        wrong = [name for name, value in found.items() if not _can_be_named(name, value)]
        if wrong:
            self.fault("more", "wrong_type", ids=wrong, allowed="text")
        return {name: value for name, value in found.items() if name not in wrong}

    def windows(self, field: str, kind: str) -> list[dict[str, str]]:
        """Return the windows in a field's cell."""
        return self.read(field, lambda cell: self._windows(field, cell, kind)) or []

    def to_wire(self, field: str, naive: datetime) -> str:
        """Return a clock time as ISO text with offset.

        Raises
        ------
        BadCell
            The clock skips it.
        NoZone
            No zone is known.
        """
        text, twice = to_wire(naive, self.context.zone)
        if twice:
            self.assume("fold", field, text)
        return text

    def to_moment(self, field: str, cell: Cell, to_end: bool = False, day: date | None = None) -> str:
        """Return a cell as a moment, see ``moment``.

        Raises
        ------
        BadCell
            It is none.
        NoZone
            No zone is known.
        """
        if day is not None and _is_clock(cell):
            return self.to_wire(field, datetime.combine(day, read_clock(cell)))
        reading = read_moment(cell, self.context.year, self.context.month_first)
        if reading.exact is not None:
            return reading.exact
        naive = reading.naive or datetime.min
        if reading.year_added:
            self.assume("year", field, naive.year)
        if reading.order_assumed:
            self.assume("day_order", field, str(naive.date()))
        if to_end and reading.day_only:
            naive = datetime.combine(naive.date(), time()) + timedelta(days=1)
            self.assume("end_of_day", field, str(naive.date() - timedelta(days=1)))
        return self.to_wire(field, naive)

    def _windows(self, field: str, cell: Cell, kind: str) -> list[dict[str, str]]:
        found = read_windows(cell, self.context.first_day, self.context.year, self.context.month_first)
        if any(window.day_added for window in found):
            self.assume("window_day", field, str(self.context.first_day))
        if any(window.end_added for window in found):
            self.assume("window_hour", field, 60)
        return [
            {"start": window.exact_start or self.to_wire(field, window.start),
             "end": window.exact_end or self.to_wire(field, window.end), "kind": kind}
            for window in found
        ]  # fmt: skip

    def miss_zone(self, field: str, place: Path) -> None:
        """Say once that no zone is known; the other times of the source have the same fault."""
        self.context.ledger.condemn(self.row.key)
        if not self.context.zone_missed:
            self.context.zone_missed = True
            title = self.row.title(field)
            self.context.ledger.fault("zone_missing", place, self.row.key, words={"field": Text(title, title)})


def _can_be_named(name: str, value: Any) -> bool:
    """Whether a value can stand in a field by which rows find each other."""
    if name == "estates" and value is not None:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return name not in _NAMES or value is None or isinstance(value, str)


def _is_clock(cell: Cell) -> bool:
    if isinstance(cell, time | timedelta):
        return True
    if isinstance(cell, float):
        return 0 <= cell < 1
    try:
        read_clock(cell if isinstance(cell, str) else "")
    except BadCell:
        return False
    return True


def _shown(cell: Cell) -> Any:
    return cell if isinstance(cell, str | int | float) else str(cell)
