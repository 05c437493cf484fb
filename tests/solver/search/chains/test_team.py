"""Chains in threads: what they hand on, and that they keep to time, stop and iterations."""

import time

import pytest

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Problem
from solver.rules import RULES
from solver.search.chains import layout as at
from solver.search.chains import team as module
from solver.search.chains.team import Team
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.random_days import random_day


def make_team(problem: Problem, chains: int) -> Team:
    """A team of chains over a problem."""
    tables = build_tables(problem, RULES, read_heads(problem))
    return Team(tables, read_reach(tables), range(chains), time.monotonic)


def a_day() -> Problem:
    """A day of 80 tickets."""
    return random_day(2, 80, 10, default_policy().weights)


def test_offers_get_cheaper_and_are_legal() -> None:
    """Every plan handed on is legal and cheaper than the one before."""
    problem, plans = a_day(), list[Plan]()
    team = make_team(problem, 2)

    team.start(plans.append, lambda: False)
    team.run_seconds(0.5, None, plans.append, lambda: False)

    reports = [check(problem, plan) for plan in plans]
    totals = [report.total for report in reports]
    assert all(report.is_legal for report in reports)
    assert totals == sorted(set(totals), reverse=True)
    assert len(totals) > 1


def test_time_is_kept() -> None:
    """A run of 0.3 seconds ends within a tenth of a second after them, the last plan handed on included."""
    team = make_team(a_day(), 2)
    team.start(lambda _: None, lambda: False)
    began = time.monotonic()

    team.run_seconds(0.3, None, lambda _: None, lambda: False)

    assert 0.3 <= time.monotonic() - began < 0.5


def test_stop_is_heard() -> None:
    """A stop after 0.2 of 60 seconds ends the run within a tenth of a second."""
    team = make_team(a_day(), 2)
    team.start(lambda _: None, lambda: False)
    began = time.monotonic()

    team.run_seconds(60.0, None, lambda _: None, lambda: time.monotonic() - began > 0.2)

    assert time.monotonic() - began < 0.4


def test_iterations_are_made_in_full() -> None:
    """A limit of 1,234 iterations gives 1,234, and the same plan when done again."""
    last = []
    for _ in range(2):
        plans: list[Plan] = []
        team = make_team(a_day(), 1)
        team.start(plans.append, lambda: False)
        team.run_iterations(1234, plans.append, lambda: False)
        last.append(plans[-1])
        assert team.iterations == 1234

    assert last[0] == last[1]


def test_a_failing_chain_is_not_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in a chain's thread is raised in the caller's."""
    team = make_team(a_day(), 1)
    team.start(lambda _: None, lambda: False)

    def fail(*_: object) -> None:
        raise OSError("no chain")

    monkeypatch.setattr(module.Chain, "run", fail)
    with pytest.raises(OSError, match="no chain"):
        team.run_seconds(5.0, None, lambda _: None, lambda: False)


def test_chains_go_on_from_the_plan_in_force() -> None:
    """Given a plan that is cheaper than what construction builds, the first plan offered is that one or better."""
    problem = a_day()
    before: list[Plan] = []
    earlier = make_team(problem, 1)
    earlier.start(before.append, lambda: False)
    earlier.run_iterations(2000, before.append, lambda: False)
    offered: list[Plan] = []

    make_team(problem, 2).start(offered.append, lambda: False, before[-1])

    assert check(problem, before[0]).total > check(problem, before[-1]).total
    assert check(problem, offered[0]).total == check(problem, before[-1]).total


def test_an_adopted_plan_is_the_best_of_all_chains() -> None:
    """After a cheaper plan came from outside, the team's best routes cost what it costs."""
    problem = a_day()
    found: list[Plan] = []
    other = make_team(problem, 1)
    other.start(found.append, lambda: False)
    other.run_iterations(2000, found.append, lambda: False)
    team = make_team(problem, 2)
    team.start(lambda _: None, lambda: False)

    team.adopt(found[-1])

    assert int(team.best[at.COST]) + team.tables.constant_cost == check(problem, found[-1]).total


def test_chains_may_begin_anew_without_losing_the_best() -> None:
    """From the first routes again, without meeting the best, chains are dearer; the team's best is still known."""
    team = make_team(a_day(), 2)
    team.start(lambda _: None, lambda: False)
    team.run_seconds(1.0, 5000, lambda _: None, lambda: False)
    best = int(team.best[at.COST])
    assert team.first is not None
    assert best < int(team.first[at.COST])

    team.begin_anew(team.first)
    assert {int(chain.best[at.COST]) for chain in team.chains} == {int(team.first[at.COST])}
    team.run_seconds(1.0, 40, lambda _: None, lambda: False, meets=False)
    assert max(int(chain.best[at.COST]) for chain in team.chains) > best  # one inserts into the best at the end
    assert int(team.best[at.COST]) == best
