"""Choosing among the routes that chains have seen: legal under every link, never dearer than what was known."""

import time

import pytest

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.problem import Problem
from solver.rules import RULES
from solver.search.chains import layout as at
from solver.search.chains.chain import read_plan
from solver.search.chains.pool import Pool
from solver.search.chains.team import Team
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach
from solver.search.selection import Selection, select
from solver.weights import default_policy
from tests.random_days import random_day
from tests.random_problems import random_problem


def run_team(problem: Problem, iterations: int) -> Team:
    """A chain that has run for some iterations, with the routes it has seen."""
    tables = build_tables(problem, RULES, read_heads(problem))
    team = Team(tables, read_reach(tables), [0], time.monotonic)
    team.pool = Pool(team.day)
    team.start(lambda _: None)
    for _ in range(5):
        team.run_iterations(iterations // 5, lambda _: None, lambda: False)
    return team


def selected_cost(problem: Problem, team: Team, seconds: float) -> int:
    """What the selected plan costs by the checker, which must find it legal."""
    assert team.pool is not None
    known = team.pool.of(team.best)
    selection = Selection(team.tables, list(team.pool.columns.values()))
    selection.hint(known)
    columns = select(selection, SearchLimits(workers=1), seconds, time.monotonic, lambda: False)
    assert columns is not None
    report = check(problem, read_plan(team.tables, team.day, team.pool.routes_of(columns)))
    assert report.violations == ()
    return report.total


@pytest.mark.parametrize("seed", range(60))
def test_selection_is_legal_and_no_dearer(seed: int) -> None:
    """On random tiny problems with every rule, the choice is legal and costs no more than the chain's best plan."""
    problem = random_problem(seed)
    team = run_team(problem, 100)
    if team.best[at.COST] >= at.MUST // 2:
        return  # something that must be planned was not: there is no plan to compare with

    total = selected_cost(problem, team, 5.0)

    assert total <= team.chains[0].cost


def test_selection_keeps_crews_and_steps_of_a_day() -> None:
    """On a day with crews and steps, the choice is legal and costs no more than the chain's best plan."""
    problem = random_day(4, 80, 10, default_policy().weights)
    team = run_team(problem, 3000)

    total = selected_cost(problem, team, 10.0)

    assert total <= team.chains[0].cost


def test_pool_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool of 20 routes holds 20 routes after more than 20 have been seen."""
    monkeypatch.setattr("solver.search.chains.pool.MOST_COLUMNS", 20)

    team = run_team(random_day(4, 80, 10, default_policy().weights), 3000)

    assert team.pool is not None
    assert len(team.pool.columns) == 20
