"""Rule skill_match: trade and level."""

from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_technician, make_ticket

RULE = "skill_match"


def test_level_needed_is_enough() -> None:
    """A technician at exactly the level is able."""
    problem = make_problem([make_ticket(min_level=2)], technicians=[make_technician(skills={"water": 2})])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_one_level_less_is_a_breach() -> None:
    """A technician one level below is one level off."""
    problem = make_problem([make_ticket(min_level=2)], technicians=[make_technician(skills={"water": 1})])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    assert (violation.amount, violation.visits, violation.tickets, violation.technicians) == (1, (0,), (0,), (0,))


def test_missing_trade_lacks_all_levels() -> None:
    """Without the trade every level needed is missing, whatever other trades there are."""
    problem = make_problem([make_ticket(min_level=3)], technicians=[make_technician(skills={"electric": 3})])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [(3, False)]


def test_fact_by_an_unable_technician_is_a_warning() -> None:
    """Who has made a visit without the skill has made it."""
    problem = make_problem(technicians=[make_technician(skills={})], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [(1, True)]
