"""Rule whole_ticket: all that is left of a ticket, or nothing."""

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_step, make_ticket

RULE = "whole_ticket"
THREE_STEPS = make_ticket(steps=[make_step(), make_step(), make_step()])


def test_ticket_left_out_as_a_whole_is_allowed() -> None:
    """Nothing planned is nothing broken."""
    problem = make_problem([THREE_STEPS])

    assert amounts(RULE, problem, make_plan(problem, {})) == []


def test_ticket_planned_as_a_whole_is_allowed() -> None:
    """All three visits are in the plan."""
    problem = make_problem([THREE_STEPS])

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 40), ("T-1:2:0", 70)]})

    assert amounts(RULE, problem, plan) == []


def test_each_missing_visit_counts() -> None:
    """One of three planned: two are missing, and they are named."""
    problem = make_problem([THREE_STEPS])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    assert (violation.amount, violation.visits, violation.tickets) == (2, (1, 2), (0,))


def test_rest_of_a_started_ticket_may_be_left_out() -> None:
    """Facts do not count: with both visits to come left out, nothing is planned in part."""
    problem = make_problem([THREE_STEPS], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 60)]})) == [(1, False)]
