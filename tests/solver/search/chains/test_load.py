"""A plan becomes routes of the compiled search and comes back as it was."""

import pytest

from solver.checker import check
from solver.problem import Break, Window
from solver.search.chains import layout as at
from solver.search.chains.anneal import work_out_cost
from solver.search.chains.chain import read_plan
from solver.weights import default_policy
from tests.builders import make_plan, make_problem, make_shift, make_ticket
from tests.random_days import random_day
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import make_chain


@pytest.mark.parametrize("seed", range(60))
def test_a_chains_plan_comes_back_as_it_was(seed: int) -> None:
    """On random tiny problems with every rule, routes loaded from a chain's plan cost the same and give that plan."""
    chain = make_chain(random_problem(seed), seed)
    chain.run(50, 30.0, 1.0)
    plan = chain.plan()

    loaded = chain.load(plan)

    assert loaded[at.COST] == chain.best[at.COST] == work_out_cost(chain.day, loaded)
    assert read_plan(chain.tables, chain.day, loaded) == plan


def test_a_day_of_crews_and_steps_comes_back_as_it_was() -> None:
    """The same on a day of 80 tickets, some with crews and steps; a chain goes on from it."""
    problem = random_day(5, 80, 10, default_policy().weights)
    chain, other = make_chain(problem, 1), make_chain(problem, 2)
    chain.run(500, 100.0, 1.0)

    other.adopt(other.load(chain.plan()))
    other.run(500, 1.0, 1.0)

    assert other.best[at.COST] <= chain.best[at.COST]
    assert check(problem, other.plan()).is_legal


def test_visits_start_as_early_as_they_may() -> None:
    """A visit planned at 200 that could start at 10, after 10 minutes of travel, is loaded with that start."""
    problem = make_problem()
    chain = make_chain(problem, 0)

    loaded = chain.load(make_plan(problem, {0: [("T-1:0:0", 200)]}))

    assert read_plan(chain.tables, chain.day, loaded) == make_plan(problem, {0: [("T-1:0:0", 10)]})


def test_of_a_route_that_cannot_be_walked_the_cheapest_loss_is_left_out() -> None:
    """Two visits of 280 minutes do not fit into 540: the later of two equal ones is left out; the rest is kept."""
    long = [make_ticket(f"T-{k}", minutes=280) for k in range(2)]
    problem = make_problem([*long, make_ticket("T-2")], shifts=[make_shift(), make_shift(start=600, end=900)])
    chain = make_chain(problem, 0)
    plan = make_plan(problem, {0: [("T-0:0:0", 10), ("T-1:0:0", 300)], 1: [("T-2:0:0", 620)]})

    loaded = chain.load(plan)

    assert read_plan(chain.tables, chain.day, loaded) == make_plan(
        problem, {0: [("T-0:0:0", 10)], 1: [("T-2:0:0", 610)]}
    )


def test_a_plan_that_waits_for_a_wished_window_keeps_its_start() -> None:
    """A visit wished for 100 to 120 costs 15 at its earliest start, 10: it stays at 100, where the plan has it."""
    problem = make_problem([make_ticket(preferred=(Window(100, 120),))])
    chain = make_chain(problem, 0)
    plan = make_plan(problem, {0: [("T-1:0:0", 100)]})

    loaded = chain.load(plan)

    assert read_plan(chain.tables, chain.day, loaded) == plan


def test_breaks_are_placed_anew() -> None:
    """A break planned at 100, due between 90 and 120, is taken where the walk finds it due: here at 90."""
    shift = make_shift(breaks=(Break(90, 120, 30),))
    problem = make_problem([make_ticket(minutes=200)], shifts=[shift])
    chain = make_chain(problem, 0)
    plan = make_plan(problem, {0: [("T-1:0:0", 140)]}, breaks={0: [(100, 130)]})

    loaded = chain.load(plan)

    # 10 + 200 ends at 210, after the break's latest start: the break comes first, from 90 to 120, the visit at 130.
    assert read_plan(chain.tables, chain.day, loaded) == make_plan(
        problem, {0: [("T-1:0:0", 130)]}, breaks={0: [(90, 120)]}
    )
