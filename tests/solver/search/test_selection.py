"""Choosing among the routes that chains have seen: legal under every link, never dearer than what was known."""

import time

import pytest

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.problem import Problem
from solver.rules import RULES
from solver.search.chains import layout as at
from solver.search.chains.pool import Pool
from solver.search.chains.team import Team
from solver.search.choice import Choice
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach
from solver.search.selection import select
from solver.weights import default_policy
from tests.random_days import random_day
from tests.random_problems import random_problem


def run_team(problem: Problem, iterations: int) -> Team:
    """A chain that has run for some iterations, with the routes it has seen."""
    tables = build_tables(problem, RULES, read_heads(problem))
    team = Team(tables, read_reach(tables), [0], time.monotonic)
    team.pool = Pool(team.day)
    team.start(lambda _: None, lambda: False)
    for _ in range(5):
        team.run_iterations(iterations // 5, lambda _: None, lambda: False)
    return team


def chosen_cost(problem: Problem, team: Team, seconds: float) -> int:
    """What the chosen plan costs by the checker, which must find it legal."""
    assert team.pool is not None
    choice = Choice(team.tables, team.pool, SearchLimits(workers=1), time.monotonic, lambda: False)
    plan = choice.improve(team.best, seconds)
    assert plan is not None
    report = check(problem, plan)
    assert report.violations == ()
    return report.total


@pytest.mark.parametrize("seed", range(60))
def test_selection_is_legal_and_no_dearer(seed: int) -> None:
    """On random tiny problems with every rule, the choice is legal and costs no more than the chain's best plan."""
    problem = random_problem(seed)
    team = run_team(problem, 100)
    if team.best[at.COST] >= at.MUST // 2:
        return  # something that must be planned was not: there is no plan to compare with

    total = chosen_cost(problem, team, 5.0)

    assert total <= team.chains[0].cost


def test_selection_keeps_crews_and_steps_of_a_day() -> None:
    """On a day with crews and steps, the choice is legal and costs no more than the chain's best plan."""
    problem = random_day(4, 80, 10, default_policy().weights)
    team = run_team(problem, 3000)

    total = chosen_cost(problem, team, 10.0)

    assert total <= team.chains[0].cost


def test_a_large_pool_is_chosen_from_by_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one model may hold a third of all columns, at least three groups choose one after another."""
    problem = random_day(4, 80, 10, default_policy().weights)
    team = run_team(problem, 3000)
    assert team.pool is not None
    monkeypatch.setattr("solver.search.choice.MOST_COLUMNS", len(team.pool) // 3)
    models: list[int] = []
    monkeypatch.setattr(
        "solver.search.choice.select", lambda s, *rest: models.append(len(s.columns)) or select(s, *rest)
    )

    total = chosen_cost(problem, team, 10.0)

    assert total <= team.chains[0].cost
    assert len(models) >= 3
    assert max(models) <= len(team.pool) // 3 + 10  # and one column for each shift of the other groups


def test_no_choice_without_time() -> None:
    """In 0.05 seconds no choice is begun, and there is no plan of it."""
    team = run_team(random_day(4, 30, 5, default_policy().weights), 100)
    assert team.pool is not None
    choice = Choice(team.tables, team.pool, SearchLimits(workers=1), time.monotonic, lambda: False)

    assert choice.improve(team.best, 0.05) is None


def test_pool_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pool of 2 routes a shift keeps the two seen last."""
    monkeypatch.setattr("solver.search.chains.pool.MOST_COLUMNS", 20)
    monkeypatch.setattr("solver.search.chains.pool.FEWEST", 2)

    team = run_team(random_day(4, 80, 10, default_policy().weights), 3000)

    assert team.pool is not None
    assert max(len(own) for own in team.pool.columns) == 2
    team.pool.watch(team.chains[0].kept)
    latest = {shift: next(reversed(own)) for shift, own in enumerate(team.pool.columns)}
    assert latest == {shift: team.pool.key(team.chains[0].kept, shift) for shift in range(10)}
