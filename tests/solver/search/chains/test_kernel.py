"""The compiled chains against the checker: what the arrays say a plan costs, and whether it is legal."""

import pytest

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.problem import Problem
from solver.rules import RULES
from solver.search.chains import layout as at
from solver.search.chains.anneal import work_out_cost
from solver.search.chains.chain import Chain, pack_day
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.random_days import random_day
from tests.random_problems import random_problem

QUICK = range(100)
SLOW = range(100, 1100)
ROUNDS = 3


def make_chain(problem: Problem, seed: int) -> Chain:
    """A chain over a problem with its first routes built."""
    tables = build_tables(problem, RULES, read_heads(problem))
    chain = Chain(tables, pack_day(tables, read_reach(tables)), seed)
    chain.start(lambda: False)
    return chain


def assert_checker_agrees(problem: Problem, chain: Chain) -> None:
    """Whether the checker finds the chain's plan legal at the chain's cost, if it has all that must be planned."""
    if chain.cost < at.MUST // 2:
        report = check(problem, chain.plan())

        assert report.violations == ()
        assert report.total == chain.cost


def assert_costs_agree(seed: int) -> None:
    """Whether the running costs of all routes are those worked out anew, and the checker's, after every burst."""
    problem = random_problem(seed)
    chain = make_chain(problem, seed)

    for _ in range(ROUNDS):
        chain.run(100, 30.0, 1.0)

        for routes in (chain.routes, chain.kept, chain.best):
            assert work_out_cost(chain.day, routes) == routes[at.COST]
        assert_checker_agrees(problem, chain)


@pytest.mark.parametrize("seed", QUICK)
def test_cost_is_the_checkers(seed: int) -> None:
    """On random tiny problems with every rule, the kernel's cost is the checker's and its plan is legal."""
    assert_costs_agree(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SLOW)
def test_cost_is_the_checkers_at_length(seed: int) -> None:
    """The same on 1,000 more problems."""
    assert_costs_agree(seed)


@pytest.mark.parametrize(("tickets", "technicians"), [(60, 8), (250, 30)])
def test_cost_is_the_checkers_on_a_day(tickets: int, technicians: int) -> None:
    """The same on days with crews and steps, longer routes and more technicians than a visit is offered at once."""
    problem = random_day(3, tickets, technicians, default_policy().weights)
    chain = make_chain(problem, 3)

    chain.run(2000, 300.0, 3.0)

    assert_checker_agrees(problem, chain)


def test_same_seed_gives_the_same_routes() -> None:
    """Two chains with one seed have the same routes after the same bursts."""
    problem = random_day(1, 40, 6, default_policy().weights)
    chains = [make_chain(problem, 7) for _ in range(2)]

    for chain in chains:
        chain.run(500, 100.0, 1.0)

    assert chains[0].plan() == chains[1].plan()


def test_other_seed_takes_another_way() -> None:
    """Chains with different seeds stand at different routes after the same burst."""
    problem = random_day(1, 40, 6, default_policy().weights)
    chains = [make_chain(problem, seed) for seed in (7, 8)]

    for chain in chains:
        chain.run(500, 100.0, 1.0)

    assert (chains[0].kept != chains[1].kept).any()


def test_iterations_remove_eight_visits_on_average() -> None:
    """An iteration takes out at least 8 visits on average on a day of 60 tickets."""
    chain = make_chain(random_day(1, 60, 8, default_policy().weights), 1)

    chain.run(2000, 100.0, 1.0)

    assert chain.figures.iterations == 2000
    assert chain.figures.removed >= 8 * 2000
