"""Rule estate_allowed: technicians who belong to estates."""

from solver.problem import Problem
from tests.builders import amounts, make_fact, make_plan, make_problem, make_technician

RULE = "estate_allowed"


def judge(problem: Problem) -> list[tuple[int, bool]]:
    """Return what the rule says of the only visit, at site 1."""
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))


def only(*estates: str) -> Problem:
    """Return a problem at estate ``lake`` whose technician serves these estates."""
    technician = make_technician(estates=frozenset(estates))
    return make_problem(technicians=[technician], estates={1: "lake"})


def test_technician_without_estates_goes_everywhere() -> None:
    """An empty list means all."""
    assert judge(only()) == []


def test_own_estate_is_allowed() -> None:
    """A technician serves each of his estates."""
    assert judge(only("jade", "lake")) == []


def test_other_estate_is_a_breach() -> None:
    """A visit on another estate is one visit off."""
    assert judge(only("jade")) == [(1, False)]


def test_site_without_estate_is_open_to_all() -> None:
    """A site that belongs to no estate is open to technicians of any."""
    technician = make_technician(estates=frozenset({"jade"}))

    assert judge(make_problem(technicians=[technician])) == []


def test_fact_on_another_estate_is_a_warning() -> None:
    """Who has been there has been there."""
    problem = make_problem(
        technicians=[make_technician(estates=frozenset({"jade"}))],
        estates={1: "lake"},
        published={"T-1:0:0": make_fact(10, 40)},
        now=50,
    )

    assert judge(problem) == [(1, True)]
