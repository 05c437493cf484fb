"""The csv of a set: one row per instance, seconds and threads; and solutions better than what was known."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from benchmarks.public.outcome import Known, Outcome

FOLDER = Path(__file__).parents[1] / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """A run on one instance; what is not known is empty.

    ``measures``, ``known`` and ``lowest`` hold the values compared, parted by blanks, most important first.
    """

    instance: str
    seconds: str
    workers: str
    took: str
    value: str
    measures: str
    best_known: str
    known: str
    precision: str
    lowest: str
    proved: str
    cost: str
    bound: str
    date: str
    version: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells rows apart."""
        return self.instance, self.seconds, self.workers

    @property
    def is_better(self) -> bool:
        """Whether the value is better than what was best known, beyond its precision, or the first one."""
        return bool(self.measures) and (not self.known or _less(_read(self.measures), self._known()))

    @property
    def is_worse(self) -> bool:
        """Whether the value is worse than what was best known, beyond its precision."""
        return bool(self.known) and (not self.measures or _more(_read(self.measures), self._known()))

    @property
    def gap(self) -> float | None:
        """How much more the last measure is than the best known one, as a share; None unless those before are equal."""
        own, known = _read(self.measures), _read(self.known)
        if not own or not known or own[:-1] != known[:-1] or not known[-1]:
            return None
        return own[-1] / known[-1] - 1.0

    def _known(self) -> tuple[tuple[float, ...], float]:
        return _read(self.known), float(self.precision)


def make_row(
    instance: str,
    limit: tuple[float, int],
    took: float,
    outcome: Outcome,
    known: Known | None,
    stamp: tuple[str, str],
) -> Row:
    """Return the row of an outcome; ``limit``: seconds and threads, ``stamp``: date and version."""
    return Row(
        instance=instance,
        seconds=f"{limit[0]:g}",
        workers=str(limit[1]),
        took=f"{took:.1f}",
        value=outcome.value or "",
        measures=_write(outcome.measures),
        best_known="" if known is None else known.text,
        known="" if known is None else _write(known.measures),
        precision="" if known is None else f"{known.precision:g}",
        lowest="" if outcome.bounds is None else _write(outcome.bounds),
        proved="yes" if outcome.proved else "no",
        cost="" if outcome.cost is None else str(outcome.cost),
        bound="" if outcome.bound is None else str(outcome.bound),
        date=stamp[0],
        version=stamp[1],
    )


def csv_path(name: str, folder: Path = FOLDER) -> Path:
    """Return where the rows of a set stand."""
    return folder / f"public-{name}.csv"


def read_rows(path: Path) -> list[Row]:
    """Return the rows there are."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def add_row(path: Path, row: Row) -> None:
    """Write a row in place of the one with its key."""
    write_rows(path, [*(old for old in read_rows(path) if old.key != row.key), row])


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write a file of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)
    draft.replace(path)


def longest(rows: Iterable[Row]) -> dict[str, Row]:
    """Return each instance's row with the most seconds, small numbers before large ones."""
    best: dict[str, Row] = {}
    for row in rows:
        if row.instance not in best or float(row.seconds) >= float(best[row.instance].seconds):
            best[row.instance] = row
    return {name: best[name] for name in sorted(best, key=by_numbers)}


def by_numbers(name: str) -> list[tuple[int, str]]:
    """Return what sorts names so that 2 comes before 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in name.split("_")]


def kept_solutions(name: str, folder: Path = FOLDER) -> list[Path]:
    """Return the solutions kept of a set: their names are the instance, ``__`` and the value."""
    return sorted((folder / "solutions" / name).glob("*__*"))


def keep_solution(name: str, row: Row, solution: str, suffix: str, folder: Path = FOLDER) -> Path:
    """Write a solution in place of the one kept of its instance; return its file."""
    for old in kept_solutions(name, folder):
        if old.name.startswith(f"{row.instance}__"):
            old.unlink()
    target = folder / "solutions" / name / f"{row.instance}__{row.value.replace(' ', '').replace(',', '-')}.{suffix}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(solution, encoding="utf-8")
    return target


def _write(values: Iterable[float]) -> str:
    return " ".join(f"{value:.4f}" for value in values)


def _read(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


def _less(own: tuple[float, ...], known: tuple[tuple[float, ...], float]) -> bool:
    """Whether one is before the other, most important first, differences within a precision being none."""
    return next((a < b for a, b in zip(own, known[0], strict=True) if abs(a - b) > known[1]), False)


def _more(own: tuple[float, ...], known: tuple[tuple[float, ...], float]) -> bool:
    return next((a > b for a, b in zip(own, known[0], strict=True) if abs(a - b) > known[1]), False)
