"""Single routes walked again: the columns of the pool, or none."""

import pytest

from solver.compilation import read_tables
from solver.problem import Problem
from solver.search.chains.chain import longest_route, pack_day
from solver.search.chains.pool import Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.builders import make_problem, make_shift, make_step, make_ticket
from tests.random_days import random_day
from tests.random_problems import problem_of_seed
from tests.solver.search.test_selection import run_team


def make_rewalk(problem: Problem) -> Rewalk:
    """Return a walker with an empty pool."""
    tables = read_tables(problem)
    day = pack_day(tables, read_reach(tables))
    return Rewalk(Pool(day), longest_route(day))


def assert_columns_come_back(problem: Problem) -> int:
    """Whether every route that a chain has stood at is found again from its visits and starts; return how many."""
    team = run_team(problem, 200)
    assert team.pool is not None
    rewalk, known = (
        Rewalk(Pool(team.day), longest_route(team.day)),
        [c for own in team.pool.columns for c in own.values()],
    )
    for column in known:
        visits = [node for node in column.nodes if node in column.starts]
        assert rewalk.column(column.shift, visits, column.starts) == column
    assert len(rewalk.pool) == 0
    return len(known)


def test_a_known_route_is_the_pools_column() -> None:
    """On a day with crews and steps, and on random tiny problems with every rule."""
    assert assert_columns_come_back(random_day(3, 30, 4, default_policy().weights)) > 10
    assert sum(assert_columns_come_back(problem_of_seed(seed)) for seed in range(0, 40, 4)) > 5


def test_a_route_that_cannot_be_walked_is_none() -> None:
    """Two visits of 280 minutes do not fit into 540; one does, and costs its way of 20 and nothing else."""
    tickets = [make_ticket(f"T-{k}", minutes=280) for k in range(2)]
    rewalk = make_rewalk(make_problem(tickets, weights={"workload": 0, "skill_waste": 0}))

    alone = rewalk.column(0, [1], {1: 10})

    assert rewalk.column(0, [0, 1], {0: 10, 1: 290}) is None
    assert alone is not None
    assert (alone.cost, alone.starts) == (20, {1: 10})


def test_no_more_visits_than_the_shift_may_have() -> None:
    """A shift of one visit has no route of two."""
    tickets = [make_ticket(f"T-{k}") for k in range(2)]
    rewalk = make_rewalk(make_problem(tickets, shifts=[make_shift(max_visits=1)]))

    assert rewalk.column(0, [0, 1], {0: 10, 1: 40}) is None
    assert rewalk.column(0, [1], {1: 10}) is not None


@pytest.mark.parametrize(("start", "kept"), [(100, 100), (300, 300)])
def test_a_linked_visit_is_held_to_its_start(start: int, kept: int) -> None:
    """The first of two steps could start at 10, and stays where it is asked for; an unlinked one does not."""
    tickets = [make_ticket("A", steps=[make_step(), make_step()]), make_ticket("B")]
    rewalk = make_rewalk(make_problem(tickets))

    held, free = rewalk.column(0, [0], {0: start}), rewalk.column(0, [2], {2: start})

    assert held is not None
    assert free is not None
    assert (held.starts, free.starts) == ({0: kept}, {2: 10})


def test_a_kept_route_is_in_the_pool() -> None:
    """Only a route that is asked to be kept, and can be walked, is."""
    rewalk = make_rewalk(make_problem([make_ticket("A"), make_ticket("B", minutes=600)]))

    rewalk.column(0, [0], {0: 10})
    rewalk.column(0, [1], {1: 10}, keep=True)
    assert len(rewalk.pool) == 0
    rewalk.column(0, [0], {0: 10}, keep=True)
    assert len(rewalk.pool) == 1
