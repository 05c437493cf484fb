"""Rule promised_window: hard and soft promises, several windows, facts."""

import pytest

from solver.problem import Outcome, Problem
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_ticket, windows

RULE = "promised_window"
PROMISED = make_ticket(promised=windows((100, 120), (200, 220)))


def judge(problem: Problem, start: int) -> list[tuple[int, bool]]:
    """Return what the rule says of the only visit."""
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", start)]}))


def test_ticket_without_promise_may_start_any_time() -> None:
    """No promise, no breach."""
    assert judge(make_problem(), 10) == []


@pytest.mark.parametrize("start", [100, 120, 200, 220])
@pytest.mark.parametrize("hard", [True, False])
def test_both_ends_of_every_window_are_allowed(start: int, hard: bool) -> None:
    """A window includes both its ends, and any of the windows will do."""
    assert judge(make_problem([PROMISED], promised_hard=hard), start) == []


@pytest.mark.parametrize("hard", [True, False])
@pytest.mark.parametrize(("start", "amount"), [(99, 1), (121, 1), (150, 30), (199, 1)])
def test_before_and_between_windows_is_a_breach_even_where_promises_are_soft(
    start: int, amount: int, hard: bool
) -> None:
    """The amount is the minutes to the nearest allowed start."""
    assert judge(make_problem([PROMISED], promised_hard=hard), start) == [(amount, False)]


def test_after_the_last_window_is_a_breach_where_promises_are_hard() -> None:
    """One minute after the last window is one minute off."""
    problem = make_problem([PROMISED])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 221)]}))

    assert (violation.amount, violation.tickets) == (1, (0,))


def test_after_the_last_window_is_allowed_where_promises_are_soft() -> None:
    """What comes late costs, but is no breach."""
    assert judge(make_problem([PROMISED], promised_hard=False), 221) == []


def test_fact_ends_the_promise() -> None:
    """Once somebody has come, the promise no longer binds."""
    problem = make_problem([PROMISED], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert judge(problem, 10) == []


def test_visit_in_vain_leaves_the_promise() -> None:
    """After a no-show the next part is the first start."""
    problem = make_problem([PROMISED], published={"T-1:0:0": make_fact(10, 20, outcome=Outcome.NO_SHOW)}, now=50)

    plan = make_plan(problem, {0: [("T-1:0:0", 10, 20), ("T-1:0:0:1", 95)]})

    assert amounts(RULE, problem, plan) == [(5, False)]
