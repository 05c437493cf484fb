"""Rule deadline: the last end of a ticket."""

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_step, make_ticket

RULE = "deadline"


def test_ticket_without_deadline_may_end_any_time() -> None:
    """No deadline, no breach."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 5000)]})) == []


def test_end_at_the_deadline_is_in_time() -> None:
    """A ticket may end the minute of its deadline."""
    problem = make_problem([make_ticket(deadline=100)])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 70)]})) == []


def test_end_one_minute_later_is_a_breach() -> None:
    """One minute after the deadline is one minute off."""
    problem = make_problem([make_ticket(deadline=100)])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 71)]}))

    assert (violation.amount, violation.visits, violation.tickets, violation.by_fact) == (1, (0,), (0,), False)


def test_only_the_last_step_counts() -> None:
    """The deadline looks at the last step's end, not at the first's."""
    problem = make_problem([make_ticket(deadline=100, steps=[make_step(), make_step()])])

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 90)]})

    # 90 + 30 - 100.
    assert amounts(RULE, problem, plan) == [(20, False)]


def test_late_fact_is_a_warning() -> None:
    """A ticket that ended too late ended."""
    problem = make_problem([make_ticket(deadline=30)], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [(10, True)]
