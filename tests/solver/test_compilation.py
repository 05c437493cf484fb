"""Tables are built once for a problem, and shared."""

import numpy as np
import pytest

from solver.compilation import build_tables, read_tables
from solver.heads import read_heads
from solver.rules import RULES
from solver.search.reach import read_reach
from tests.random_problems import random_problem


@pytest.mark.parametrize("seed", range(3))
def test_tables_of_a_problem_are_built_once(seed: int) -> None:
    """Whoever asks gets the same tables and bounds, equal to those built anew."""
    problem = random_problem(seed)
    anew = build_tables(problem, RULES, read_heads(problem))

    assert read_tables(problem) is read_tables(problem)
    assert read_reach(read_tables(problem)) is read_reach(read_tables(problem))
    assert np.array_equal(read_tables(problem).banned, anew.banned)
    assert np.array_equal(read_reach(read_tables(problem)).possible, read_reach(anew).possible)


def test_shared_tables_cannot_be_written_to() -> None:
    """Who changed what all others read would change their answers."""
    tables = read_tables(random_problem(0))

    for array in (tables.minutes, tables.travel, read_reach(tables).earliest):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
