"""One row per run, kept in a csv file that grows: what has been run is not run again."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

FAILED = "failed"
Key = tuple[str, str, str, float, int, int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One run of one engine.

    Attributes
    ----------
    budget
        Seconds of search it was given; 0 where seconds change nothing.
    linked
        Tickets tied to others or of several visits.
    status
        ``optimal``, ``feasible`` or ``failed``.
    cost
        By our checker, less ``sunk``: what no plan can avoid; None: it failed, and ``note`` says how.
    bound
        Less ``sunk`` as well; None: nothing is proved.
    given_up
        Visits of a peer's sequences that had no legal times there.
    startup_seconds, search_seconds
        Loading and building the model; search. None where a run did not come back.
    load
        Processes that wanted a core in the minute before; None where the system does not say.
    beside
        Runs made at the same time, each on a core of its own; 1: this one alone.
    """

    scenario: str
    request: str
    tickets: int
    technicians: int
    linked: int
    engine: str
    budget: float
    seed: int
    threads: int
    status: str
    cost: int | None = None
    sunk: int | None = None
    bound: int | None = None
    left_out_emergency: int | None = None
    left_out_urgent: int | None = None
    left_out_normal: int | None = None
    left_out_low: int | None = None
    given_up: int | None = None
    startup_seconds: float | None = None
    search_seconds: float | None = None
    note: str = ""
    code: str = ""
    commit: str = ""
    versions: str = ""
    day: str = ""
    load: float | None = None
    beside: int = 1

    @property
    def key(self) -> Key:
        """What makes a run: another run with the same key is the same run again."""
        return (self.scenario, self.request, self.engine, self.budget, self.seed, self.threads, self.code)

    @property
    def left_out(self) -> int | None:
        """All tickets left out; None where there is no plan."""
        parts = (self.left_out_emergency, self.left_out_urgent, self.left_out_normal, self.left_out_low)
        known = [part for part in parts if part is not None]
        return sum(known) if known else None


_NUMBERS = {field.name: field.type for field in fields(Row)}
COLUMNS = list(_NUMBERS)


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a file, oldest first; none if there is no file.

    Raises
    ------
    ValueError
        If the file is not one of rows.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        try:
            return [_row(texts) for texts in csv.DictReader(stream)]
        except (TypeError, KeyError, ValueError) as error:
            raise ValueError(f"{path.name}: {error}") from error


def _row(texts: Mapping[str, str | None]) -> Row:
    return Row(**{name: _value(name, text) for name, text in texts.items() if text is not None})


def append_rows(path: Path, rows: Iterable[Row]) -> None:
    """Add rows to a file, with the names of columns if it is new; one with fewer columns is written anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if _head(path) == COLUMNS:
        _write(path, "a", rows)
    else:
        _write(path, "w", [*read_rows(path), *rows])


def _head(path: Path) -> list[str]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream), [])


def _write(path: Path, mode: str, rows: Iterable[Row]) -> None:
    with path.open(mode, encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if mode == "w":
            writer.writeheader()
        writer.writerows({name: _text(value) for name, value in asdict(row).items()} for row in rows)


def _value(name: str, text: str) -> Any:
    kind = str(_NUMBERS[name])
    if text == "" and "None" in kind:
        return None
    if "float" in kind:
        return float(text)
    return int(text) if "int" in kind else text


def _text(value: object) -> str:
    if value is None:
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
