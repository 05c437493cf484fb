"""Prices by small steps: what they lead to, and what a large day's bound is made of."""

import time

import numpy as np
import pytest

from solver.search.bound import descent as module
from solver.search.bound.descent import Descent
from solver.search.bound.generation import Generation
from solver.search.bound.pricer import Pricer
from solver.search.bound.rows import Column
from solver.search.pricing import layout as at
from solver.weights import default_policy
from tests.builders import make_problem, make_ticket
from tests.random_days import random_day
from tests.random_problems import problem_of_seed
from tests.solver.search.bound.relaxed import no_prices, optimum, relax


class Passes:
    """A clock that goes on by a hundredth of a second whenever it is asked."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.01
        return self.now


def test_steps_lead_to_what_a_route_costs() -> None:
    """One ticket, 20 of travel, worth 10 at first: it is worth more after each step until its route is, then no more.

    Steps are half a minute at first and a tenth of one at last.
    """
    relaxation = relax(make_problem([make_ticket("A")], weights={"workload": 0, "skill_waste": 0}))
    prices, found = no_prices(relaxation), list[Column]()
    prices.visits[:] = 10 * at.SCALE

    def add(column: Column) -> bool:
        found.append(column)
        return True

    after = Descent(relaxation, Pricer(relaxation), add).run(prices, 2.0, Passes(), lambda: False)

    assert {column.visits for column in found} == {(0,)}
    assert 19.9 * at.SCALE < int(after.visits[0]) <= 20.5 * at.SCALE
    assert (prices.visits == 10 * at.SCALE).all()


def test_no_visit_is_worth_more_than_leaving_it_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the steps, prices stay between nothing and the price of the ticket."""
    monkeypatch.setattr(module, "FIRST_STEP", 100.0)
    relaxation = relax(random_day(5, 20, 3, default_policy().weights))
    prices = no_prices(relaxation)
    prices.visits[:] = 30 * at.SCALE
    most = at.SCALE * np.array([relaxation.tables.drop_price[v.ticket] for v in relaxation.tables.problem.visits])

    after = Descent(relaxation, Pricer(relaxation), lambda _: True).run(prices, 0.5, Passes(), lambda: False)

    assert (after.visits >= 0).all()
    assert (after.visits <= most + 1).all()


def test_who_wants_it_to_end_gets_the_prices_it_began_with() -> None:
    """Over before the first step, or without any seconds left for it: nothing has changed."""
    relaxation = relax(random_day(5, 20, 3, default_policy().weights))
    prices = no_prices(relaxation)
    prices.visits[:] = 30 * at.SCALE

    descent = Descent(relaxation, Pricer(relaxation), lambda _: True)

    assert (descent.run(prices, 0.5, Passes(), lambda: True).visits == prices.visits).all()
    assert (descent.run(prices, 0.0, Passes(), lambda: False).visits == prices.visits).all()
    assert (descent.run(prices, -1.0, Passes(), lambda: False).visits == prices.visits).all()


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every day count as large, with six promising visits a shift."""
    monkeypatch.setattr("solver.search.bound.relaxation.LARGE", 1)
    monkeypatch.setattr("solver.search.bound.pricer.PROMISING", 6)
    monkeypatch.setattr("solver.search.bound.pricer.MOST_LABELS", 1 << 16)


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("seed", [2, 4, 8, 14, 17])
def test_the_bound_of_a_large_day_is_below_the_optimum(seed: int) -> None:
    """Tiny problems bounded as large days are: by steps, promising visits, and checks."""
    problem = problem_of_seed(seed)
    relaxation, cost = relax(problem), optimum(problem)
    assert cost is not None
    generation = Generation(relaxation, time.monotonic)
    generation.run(5.0, lambda _: None, lambda: False)

    assert generation.bound is not None
    assert generation.bound <= cost


@pytest.mark.usefixtures("all_large")
def test_the_bound_of_a_large_day_comes_to_that_of_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of 20 tickets and 3 technicians: within 1 % of what it is with all visits at every price."""
    problem = random_day(5, 20, 3, default_policy().weights)
    large = Generation(relax(problem), time.monotonic)
    large.run(20.0, lambda _: None, lambda: False)
    monkeypatch.setattr("solver.search.bound.relaxation.LARGE", 1000)
    small = Generation(relax(problem), time.monotonic)
    small.run(20.0, lambda _: None, lambda: False)

    assert large.bound is not None
    assert small.bound is not None
    assert large.bound == pytest.approx(small.bound, rel=0.01)
