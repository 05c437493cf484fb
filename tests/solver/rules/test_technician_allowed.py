"""Rule technician_allowed: required, banned and locked technicians."""

import pytest

from solver.problem import Lock, Problem, Ticket
from tests.builders import (
    amounts,
    breaches,
    make_fact,
    make_plan,
    make_problem,
    make_published,
    make_technician,
    make_ticket,
)

RULE = "technician_allowed"
PEOPLE = [make_technician("wang"), make_technician("li"), make_technician("zhao")]


def judge(ticket: Ticket, shift: int) -> list[tuple[int, bool]]:
    """Return what the rule says of a visit made on a shift, one shift per technician."""
    problem = make_problem([ticket], technicians=PEOPLE)
    return amounts(RULE, problem, make_plan(problem, {shift: [("T-1:0:0", 10)]}))


def crew_of(first: int, second: int, ticket: Ticket) -> list[tuple[int, bool]]:
    """Return what the rule says of a crew of two."""
    problem = make_problem([ticket], technicians=PEOPLE)
    return amounts(RULE, problem, make_plan(problem, {first: [("T-1:0:0", 10)], second: [("T-1:0:1", 10)]}))


def test_anybody_may_serve_a_ticket_without_wishes() -> None:
    """Nobody is required, banned or locked."""
    assert judge(make_ticket(), 2) == []


def test_banned_technician_is_a_breach() -> None:
    """A visit by a banned technician is one visit off; by another, none."""
    ticket = make_ticket(banned_technicians=frozenset({0}))

    assert judge(ticket, 0) == [(1, False)]
    assert judge(ticket, 1) == []


def test_required_technician_must_come() -> None:
    """A crew without the required technician is one off; with him, none."""
    ticket = make_ticket(required_technician=0)

    assert judge(ticket, 0) == []
    assert judge(ticket, 1) == [(1, False)]


def test_one_of_a_crew_is_enough() -> None:
    """The required technician is one of the crew, in whatever position."""
    ticket = make_ticket(crew=2, required_technician=0)

    assert crew_of(1, 0, ticket) == []
    assert crew_of(1, 2, ticket) == [(1, False)]


def test_required_technician_who_has_started_satisfies_his_crew() -> None:
    """A fact of the same step and part by him counts."""
    problem = make_problem(
        [make_ticket(crew=2, required_technician=0)],
        technicians=PEOPLE,
        published={"T-1:0:0": make_fact(10, 40)},
        now=20,
    )

    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 30)]})

    assert amounts(RULE, problem, plan) == []


@pytest.mark.parametrize("lock", [Lock.TECHNICIAN, Lock.BOTH])
def test_locked_visit_keeps_its_technician(lock: Lock) -> None:
    """A locked visit by another technician is one off; by the published one, at any time, none."""
    problem = make_problem([make_ticket(lock=lock)], technicians=PEOPLE, published={"T-1:0:0": make_published(10, 40)})

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 300)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 10)]})) == [(1, False)]


@pytest.mark.parametrize("lock", [Lock.NONE, Lock.TIME])
def test_other_locks_let_the_technician_change(lock: Lock) -> None:
    """A time lock is not about who comes."""
    problem = make_problem([make_ticket(lock=lock)], technicians=PEOPLE, published={"T-1:0:0": make_published(10, 40)})

    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 10)]})) == []


def test_lock_without_a_published_visit_does_nothing() -> None:
    """There is nobody to be locked to."""
    assert judge(make_ticket(lock=Lock.TECHNICIAN), 2) == []


def fact_by(shift: int, ticket: Ticket) -> Problem:
    """Return a problem whose only visit is over, made on a shift."""
    published = {"T-1:0:0": make_fact(10, 40, shift=shift)}
    return make_problem([ticket], technicians=PEOPLE, published=published, now=50)


@pytest.mark.parametrize("ticket", [make_ticket(banned_technicians=frozenset({1})), make_ticket(required_technician=0)])
def test_facts_by_the_wrong_technician_are_warnings(ticket: Ticket) -> None:
    """Who has come has come."""
    problem = fact_by(1, ticket)

    (violation,) = breaches(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 10)]}))

    assert (violation.amount, violation.by_fact) == (1, True)
