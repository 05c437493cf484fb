"""One run: a day, an engine, a row."""

import os
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from benchmarks.comparison.days import Day, read_day
from benchmarks.comparison.engines import ENGINES, Finding, Task
from benchmarks.comparison.provenance import code_of, commit, versions
from benchmarks.comparison.results import FAILED, Row
from benchmarks.comparison.verdict import judge_best, sunk_cost
from benchmarks.peers.day import PeerDay
from solver.compilation import read_tables
from solver.problem import Urgency
from solver.search.reach import read_reach

OVERRUN = 1.05  # of the budget: who searched longer has it noted


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be made."""

    scenario: str
    engine: str
    budget: float
    seed: int
    cores: int

    @property
    def threads(self) -> int:
        """Cores that the engine uses of those there are."""
        return 1 if ENGINES[self.engine].single else self.cores


def blank(run: Run, day: Day) -> Row:
    """Return the row of a run that has not been made: it failed until it has."""
    engine = ENGINES[run.engine]
    problem = day.problem
    tables = read_tables(problem)
    return Row(
        scenario=run.scenario,
        request=day.request,
        tickets=len(problem.tickets),
        technicians=len(problem.technicians),
        linked=len(PeerDay(tables, read_reach(tables)).linked),
        engine=run.engine,
        budget=run.budget if engine.timed else 0.0,
        seed=run.seed if engine.seeded else 0,
        threads=run.threads,
        status=FAILED,
        sunk=sunk_cost(tables, read_reach(tables)),
        code=code_of(engine),
        commit=commit(),
        versions=versions(),
        day=datetime.now(UTC).date().isoformat(),
    )


def measure(run: Run) -> Row:
    """Make a run in this process; what goes wrong in an engine is the note of a failed row."""
    day = read_day(run.scenario)
    row = blank(run, day)
    if hasattr(os, "getloadavg"):
        row = replace(row, load=round(os.getloadavg()[0], 1))
    began = time.monotonic()
    tables = read_tables(day.problem)
    reach = read_reach(tables)
    read = time.monotonic() - began
    try:
        finding = ENGINES[run.engine].run(tables, reach, Task(run.budget, run.seed, run.threads))
    except Exception as error:  # whatever a peer's library raises is its failure, not that of the comparison
        return replace(row, note=f"{type(error).__name__}: {error}"[:200])
    return fill(row, day, finding, read)


def fill(row: Row, day: Day, finding: Finding, read_seconds: float) -> Row:
    """Return a row with what the checker says of a finding."""
    verdict = judge_best(day.problem, finding.plans)
    late = row.budget > 0 and finding.search_seconds > OVERRUN * row.budget + 0.2
    notes = (verdict.note, finding.note, f"searched {finding.search_seconds:.1f} s" if late else "")
    row = replace(
        row,
        startup_seconds=round(finding.startup_seconds + read_seconds, 3),
        search_seconds=round(finding.search_seconds, 3),
        note="; ".join(note for note in notes if note),
    )
    if verdict.cost is None:
        return row
    sunk = row.sunk or 0
    out = verdict.left_out
    return replace(
        row,
        status="optimal" if finding.optimal else "feasible",
        cost=verdict.cost - sunk,
        bound=None if finding.bound is None else max(0, finding.bound - sunk),
        left_out_emergency=out[Urgency.EMERGENCY],
        left_out_urgent=out[Urgency.URGENT],
        left_out_normal=out[Urgency.NORMAL],
        left_out_low=out[Urgency.LOW],
        given_up=verdict.given_up,
    )
