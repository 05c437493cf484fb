"""Rule told_window: owners who know when somebody comes."""

from solver.problem import Problem, VisitState, Window
from tests.builders import amounts, breaches, make_plan, make_problem, make_published, make_technician

RULE = "told_window"


def told(*, told: bool = True) -> Problem:
    """Return a problem whose only visit is published at 110 on shift 0, window 80-170."""
    published = {"T-1:0:0": make_published(110, 140, window=Window(80, 170), told=told)}
    return make_problem(technicians=[make_technician("wang"), make_technician("li")], published=published)


def test_window_nobody_was_told_binds_nobody() -> None:
    """A published window alone is no promise."""
    problem = told(told=False)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 20)]})) == []


def test_start_at_the_told_window_is_allowed() -> None:
    """The first minute of the window, and any later one, is allowed."""
    problem = told()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 80)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 400)]})) == []


def test_start_one_minute_before_is_a_breach() -> None:
    """One minute before the told window is one minute off."""
    problem = told()

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 79)]}))

    assert (violation.amount, violation.visits, violation.technicians, violation.by_fact) == (1, (0,), (0,), False)


def test_another_technician_may_come_earlier() -> None:
    """The told window binds the technician the owner was told of."""
    problem = told()

    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 20)]})) == []


def test_fact_before_the_window_is_no_breach() -> None:
    """Who has come early has come."""
    record = make_published(10, 40, state=VisitState.DONE, window=Window(80, 170), told=True)
    problem = make_problem(published={"T-1:0:0": record}, now=50)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []
