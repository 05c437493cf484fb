"""Which searches have a bound worked out beside them."""

import time

import pytest

from solver.compilation import read_tables
from solver.search.chains.team import Team
from solver.search.incumbent import Incumbent
from solver.search.proof import make_prover
from solver.search.reach import read_reach
from tests.builders import make_problem


@pytest.mark.parametrize(
    ("visits", "seconds", "target_gap", "has_bound"),
    [
        (20, 60.0, 0.0, False),
        (21, 60.0, 0.0, True),
        (21, 3.0, 0.0, True),
        (21, 2.9, 0.0, False),
        (21, None, 0.0, False),
        (120, 3.0, 0.0, True),
        (121, 60.0, 0.0, False),
        (121, 25.0, 0.01, True),
        (121, 24.9, 0.01, False),
    ],
)
def test_a_bound_needs_visits_and_time(visits: int, seconds: float | None, target_gap: float, has_bound: bool) -> None:
    """From 21 visits and 3 s on; above 120 visits only with a target gap, and from 25 s left on."""
    problem = make_problem()
    tables = read_tables(problem)
    reach = read_reach(tables)
    team, incumbent = Team(tables, reach, [0], time.monotonic), Incumbent(problem, lambda: 0.0, None)

    prover = make_prover(team, reach, incumbent, visits, lambda: seconds, time.monotonic, target_gap=target_gap)

    assert (prover is not None) == has_bound
