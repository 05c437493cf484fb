"""Rule max_visits: how many visits a shift takes."""

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "max_visits"
TICKETS = [make_ticket("T-1"), make_ticket("T-2"), make_ticket("T-3")]
ALL = {0: [("T-1:0:0", 10), ("T-2:0:0", 40), ("T-3:0:0", 70)]}


def test_shift_without_a_number_takes_any() -> None:
    """No number, no breach."""
    problem = make_problem(TICKETS)

    assert amounts(RULE, problem, make_plan(problem, ALL)) == []


def test_as_many_as_allowed_are_allowed() -> None:
    """Three of three."""
    problem = make_problem(TICKETS, shifts=[make_shift(max_visits=3)])

    assert amounts(RULE, problem, make_plan(problem, ALL)) == []


def test_one_more_is_a_breach() -> None:
    """Three of two are one too many."""
    problem = make_problem(TICKETS, shifts=[make_shift(max_visits=2)])

    (violation,) = breaches(RULE, problem, make_plan(problem, ALL))

    assert (violation.amount, violation.shifts, violation.by_fact) == (1, (0,), False)


def test_facts_count() -> None:
    """Two facts and a new visit are three; facts alone are a warning."""
    published = {"T-1:0:0": make_fact(10, 40), "T-2:0:0": make_fact(40, 70)}
    problem = make_problem(TICKETS, shifts=[make_shift(max_visits=1)], published=published, now=70)

    assert amounts(RULE, problem, make_plan(problem, ALL)) == [(2, False)]
    assert amounts(RULE, problem, make_plan(problem, {0: ALL[0][:2]})) == [(1, True)]
