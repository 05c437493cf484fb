"""The linear program: what it costs, its duals, and how it grows and shrinks."""

import sys
from pathlib import Path
from subprocess import run

import highspy
import numpy as np
import pytest

from solver.search.bound.program import INFINITY, LinearProgram

ROOT = Path(__file__).parents[4]


def small() -> LinearProgram:
    """Two of a at 3 each and one of b at 5, or c, which is one of each, at 4."""
    program = LinearProgram()
    a, b = program.add_row(2.0, INFINITY), program.add_row(1.0, INFINITY)
    program.add_column(3.0, {a: 1.0})
    program.add_column(5.0, {b: 1.0})
    program.add_column(4.0, {a: 1.0, b: 1.0})
    return program


def solved(program: LinearProgram) -> tuple[float, list[float]]:
    """Its least cost and duals, rounded."""
    found = program.solve()
    assert found is not None
    return round(found[0], 6), np.round(found[1], 6).tolist()


def test_the_least_cost_and_what_rows_are_worth() -> None:
    """One c and one more a: 4 + 3; a is worth 3, b the 1 that c costs more."""
    program = small()

    assert solved(program) == (7.0, [3.0, 1.0])
    assert program.values().round(6).tolist() == [1.0, 0.0, 1.0]
    assert program.reduced().round(6).tolist() == [0.0, 4.0, 0.0]


def test_it_goes_on_from_where_it_was() -> None:
    """A new column of two a at 2: c and half of it; a new row allows half a c at most: 2 + 2.5 + 1.5 for the rest."""
    program = small()
    solved(program)

    program.add_column(2.0, {0: 2.0})
    assert solved(program) == (5.0, [1.0, 3.0])
    program.add_row(-INFINITY, 0.5, {2: 1.0})
    assert solved(program)[0] == 6.0


def test_a_column_that_is_dropped_stays_at_nothing() -> None:
    """Without c two a and one b cost 11; the others keep their numbers."""
    program = small()
    program.drop(2)

    assert solved(program)[0] == 11.0
    assert program.values().round(6).tolist() == [2.0, 1.0, 0.0]


def test_a_column_that_is_held_is_used_whole() -> None:
    """With a whole b for 5, two a cost 6 more; c, which was of use, is not."""
    program = small()
    program.hold(1)

    assert solved(program)[0] == 11.0
    assert program.values().round(6).tolist() == [2.0, 1.0, 0.0]


def test_columns_behind_those_that_are_removed_move_up() -> None:
    """Without the first two, c alone serves both rows: two of it."""
    program = small()
    solved(program)
    program.remove([0, 1])

    assert program.columns == 1
    assert solved(program)[0] == 8.0
    assert program.values().round(6).tolist() == [2.0]


def test_what_has_no_solution_is_not_solved() -> None:
    """A row that no column serves."""
    program = small()
    program.add_row(1.0, INFINITY)

    assert program.solve() is None


def test_one_that_fails_is_tried_again_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first answer that is not optimal is not taken; the second is."""
    program, answers = small(), iter([highspy.HighsModelStatus.kUnknown, highspy.HighsModelStatus.kOptimal])
    monkeypatch.setattr(type(program._highs), "getModelStatus", lambda _: next(answers))

    assert solved(program)[0] == 7.0


def test_it_says_nothing() -> None:
    """In a process of its own, as what a library says at its first use is said once: nothing is written anywhere.

    Nor does it matter that ortools, loaded before or after it, brings another HiGHS.
    """
    lines = "from ortools.linear_solver import pywraplp; from tests.solver.search.bound.test_program import small"
    lines += "; from ortools.sat.python import cp_model; assert small().solve()"
    done = run([sys.executable, "-c", lines], cwd=ROOT, capture_output=True, check=True)

    assert (done.stdout, done.stderr) == (b"", b"")
