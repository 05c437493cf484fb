"""Relations between problems: what must not change the optimum, what must not make it worse, what must exist."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.checker import check
from solver.problem import Problem
from solver.search.anytime import SearchLimits, search
from solver.status import Status
from tests.random_problems import problem_of_seed
from tests.strategies import (
    Planted,
    add_technician,
    permute_tickets,
    planted_problems,
    rename_ids,
    widen_windows,
)

quick = settings(max_examples=15, deadline=None, derandomize=True, database=None)
SEEDS = range(1000, 1015)


def optimum(problem: Problem) -> int | None:
    """The proved optimum; None if it is proved that no plan is legal."""
    result = search(problem, SearchLimits(seconds=20, workers=1, seed=0), timer=time.monotonic)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert (result.status is Status.INFEASIBLE) == (result.cost is None)
    return result.cost


def proved_cost(problem: Problem) -> int:
    """The proved optimum of a problem that has a plan."""
    cost = optimum(problem)
    assert cost is not None
    return cost


@quick
@given(planted_problems())
def test_planted_plans_are_legal(planted: Planted) -> None:
    """The plan a problem was built around breaks no rule."""
    assert check(planted.problem, planted.plan).violations == ()


@quick
@given(planted_problems())
def test_optimum_is_not_above_the_planted_plan(planted: Planted) -> None:
    """A problem built around a plan is feasible, and its optimum costs no more than that plan."""
    assert proved_cost(planted.problem) <= check(planted.problem, planted.plan).total


@quick
@given(planted_problems(), st.data())
def test_wider_window_never_costs(planted: Planted, data: st.DataObject) -> None:
    """Widening one ticket's windows by 1 to 5 minutes on either side does not raise the optimum."""
    problem = planted.problem
    if not problem.tickets:
        assert proved_cost(problem) == 0
        return
    ticket = data.draw(st.integers(0, len(problem.tickets) - 1))
    minutes = data.draw(st.integers(1, 5))

    wider = widen_windows(problem, ticket, minutes)

    assert proved_cost(wider) <= proved_cost(problem)


@quick
@given(planted_problems())
def test_another_technician_never_costs(planted: Planted) -> None:
    """One more technician does not raise the optimum while the shares of the first plan are kept."""
    assert proved_cost(add_technician(planted.problem)) <= proved_cost(planted.problem)


@quick
@given(planted_problems(), st.data())
def test_order_of_tickets_does_not_matter(planted: Planted, data: st.DataObject) -> None:
    """The optimum is the same for any order of the tickets."""
    order = data.draw(st.permutations(range(len(planted.problem.tickets))))

    assert proved_cost(permute_tickets(planted.problem, order)) == proved_cost(planted.problem)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_and_names_do_not_matter_for_any_rule(seed: int) -> None:
    """Tickets in reverse under other ids have the same optimum, whatever rules the problem exercises."""
    problem = problem_of_seed(seed)
    reverse = range(len(problem.tickets) - 1, -1, -1)

    turned = rename_ids(permute_tickets(problem, reverse))

    assert optimum(turned) == optimum(problem)
