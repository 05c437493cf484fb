"""Small days for the tests of peers, and asking an engine about one."""

from dataclasses import dataclass

import pytest

from benchmarks.comparison.engines import ENGINES, Finding, Task
from benchmarks.comparison.verdict import Verdict, judge_best
from solver.compilation import read_tables
from solver.problem import Problem, Urgency
from solver.search.reach import Reach, read_reach
from solver.tables import Tables
from tests.builders import make_problem, make_ticket, only_weights

SECONDS = 0.1
NEAR_FIRST = [[0, 10, 20], [20, 0, 10], [10, 20, 0]]  # site 0 to 1 to 2 and back: 30 minutes; the other way round 60


@dataclass(frozen=True)
class Asked:
    """What an engine found on a day, and what the checker says of it."""

    finding: Finding
    verdict: Verdict


def compile_day(problem: Problem) -> tuple[Tables, Reach]:
    """Return tables and reach of a problem."""
    tables = read_tables(problem)
    return tables, read_reach(tables)


def ask(problem: Problem, engine: str, seconds: float = SECONDS) -> Asked:
    """Return an engine's answer on one core; a test whose engine is not installed is skipped."""
    row = ENGINES[engine]
    if not row.is_installed:
        pytest.skip(f"{row.title} is not installed: it is a part of the extra bench")
    finding = row.run(*compile_day(problem), Task(seconds, 0, 1))
    return Asked(finding, judge_best(problem, finding.plans))


def due_day() -> Problem:
    """Return a day on which the shorter round is late for an urgent ticket at site 2, due at minute 20."""
    tickets = [make_ticket("T-1"), make_ticket("T-2", site=2, urgency=Urgency.URGENT, respond_by=20)]
    weights = only_weights("travel", "unassigned", "respond_late")
    return make_problem(tickets, travel=NEAR_FIRST, weights=weights)
