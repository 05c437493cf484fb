"""Rule urgency_served: duty shifts."""

from solver.problem import Problem, Urgency
from tests.builders import amounts, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "urgency_served"
DUTY = make_shift(serves_urgencies=frozenset({Urgency.EMERGENCY, Urgency.URGENT}))


def judge(problem: Problem) -> list[tuple[int, bool]]:
    """Return what the rule says of the only visit."""
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))


def test_ordinary_shift_serves_all() -> None:
    """An empty set means every urgency."""
    assert judge(make_problem([make_ticket(urgency=Urgency.LOW)])) == []


def test_duty_shift_serves_its_urgencies() -> None:
    """An urgency of the set is served."""
    assert judge(make_problem([make_ticket(urgency=Urgency.URGENT)], shifts=[DUTY])) == []


def test_duty_shift_serves_no_other() -> None:
    """An urgency outside the set is one visit off."""
    assert judge(make_problem([make_ticket(urgency=Urgency.NORMAL)], shifts=[DUTY])) == [(1, False)]


def test_fact_on_a_duty_shift_is_a_warning() -> None:
    """What the duty staff has done is done."""
    problem = make_problem(shifts=[DUTY], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert judge(problem) == [(1, True)]
