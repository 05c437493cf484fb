"""The runs of a table: which there are, which have been made, and making the others one after the other."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from benchmarks.comparison.child import GRACE_SECONDS, command_of, run_apart
from benchmarks.comparison.days import Day, read_day
from benchmarks.comparison.engines import ENGINES
from benchmarks.comparison.results import Key, Row, append_rows, read_rows
from benchmarks.comparison.run import Run, blank

Todo = tuple[Run, Row]  # a run that is to be made, and the row of its failure
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


def missing(table: Table, path: Path) -> list[Todo]:
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


def seconds_of(rows: Sequence[Todo], *, beside: bool = False) -> float:
    """Return about how long runs take, those made at the same time counted once (see ``work_off``)."""
    return sum(OVERHEAD_SECONDS + max(row.budget for _, row in batch) for _, batch in _batches(rows, beside))


def work_off(rows: Sequence[Todo], path: Path, tell: Callable[[Row], None], *, beside: bool = False) -> None:
    """Make runs, each in a process of its own, and keep each row at once.

    Parameters
    ----------
    beside
        Whether engines that search on one core run at the same time, each on a core of its own; False: one run after
        the other.
    """
    for cores, batch in _batches(rows, beside):
        with ThreadPoolExecutor(len(batch)) as pool:
            done = [pool.submit(_make, todo, core, cores) for core, todo in enumerate(batch)]
            for future in as_completed(done):
                append_rows(path, [future.result()])
                tell(future.result())


def _batches(rows: Sequence[Todo], beside: bool) -> Iterator[tuple[int | None, Sequence[Todo]]]:
    """Yield runs to be made at the same time, each on one core; None: a run alone, on all it is given.

    Runs of one day and budget are together.
    """
    for _, group in groupby(rows, key=lambda todo: (todo[0].scenario, todo[0].budget)):
        single: list[Todo] = []
        for todo in group:
            if beside and todo[0].threads == 1 < todo[0].cores:
                single.append(todo)
            else:
                yield None, [todo]
        while single:
            cores = single[0][0].cores
            yield cores, single[:cores]
            del single[:cores]


def _make(todo: Todo, core: int, cores: int | None) -> Row:
    run, row = todo
    command = command_of(run) if cores is None else command_of(run, core)
    done = run_apart(command, row, run.budget + GRACE_SECONDS)
    return done if cores is None else replace(done, beside=cores)
