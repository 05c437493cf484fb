"""The runs of a table: which there are, which have been made, and making the others one after the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.comparison.child import GRACE_SECONDS, command_of, run_apart
from benchmarks.comparison.days import Day, read_day
from benchmarks.comparison.engines import ENGINES
from benchmarks.comparison.results import Key, Row, append_rows, read_rows
from benchmarks.comparison.run import Run, blank

OVERHEAD_SECONDS = 3.0  # of a run beside its search, for foretelling how long a table takes


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds: every engine on every day, with every budget and seed."""

    scenarios: Sequence[str]
    engines: Sequence[str]
    budgets: Sequence[float]
    seeds: Sequence[int]
    cores: int

    def runs(self) -> Iterator[Run]:
        """Yield the runs, short ones first, so that a table cut short has all engines on some days.

        Engines that know no seed, or no seconds, run once for all.
        """
        for scenario in self.scenarios:
            for budget in sorted(self.budgets):
                for name in self.engines:
                    engine = ENGINES[name]
                    if not engine.timed and budget != min(self.budgets):
                        continue
                    for seed in self.seeds if engine.seeded else self.seeds[:1]:
                        yield Run(scenario, name, budget, seed, self.cores)


def missing(table: Table, path: Path) -> list[tuple[Run, Row]]:
    """Return the runs of a table that a file does not hold yet, each with the row of its failure."""
    made: set[Key] = {row.key for row in read_rows(path)}
    days: dict[str, Day] = {}
    rows = []
    for run in table.runs():
        if run.scenario not in days:
            days[run.scenario] = read_day(run.scenario)
        row = blank(run, days[run.scenario])
        if row.key not in made:
            rows.append((run, row))
    return rows


def seconds_of(runs: Iterable[Run]) -> float:
    """Return about how long runs take."""
    return sum(OVERHEAD_SECONDS + (run.budget if ENGINES[run.engine].timed else 0.0) for run in runs)


def work_off(rows: Iterable[tuple[Run, Row]], path: Path, tell: Callable[[Row], None]) -> None:
    """Make runs one after the other, each in a process of its own, and keep each row at once."""
    for run, row in rows:
        done = run_apart(command_of(run), row, run.budget + GRACE_SECONDS)
        append_rows(path, [done])
        tell(done)
