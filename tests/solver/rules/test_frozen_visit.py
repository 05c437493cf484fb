"""Rule frozen_visit: facts, travelling visits, the freeze and its release."""

import pytest

from solver.problem import Problem, VisitState
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

RULE = "frozen_visit"
PEOPLE = [make_technician("wang"), make_technician("li")]


def test_first_plan_freezes_nothing() -> None:
    """Without a plan in force a freeze has nothing to keep."""
    problem = make_problem(freeze_until=300)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def done() -> Problem:
    """Return a problem whose only visit was made 10-40 on shift 0."""
    return make_problem(technicians=PEOPLE, published={"T-1:0:0": make_fact(10, 40)}, now=50)


def test_fact_in_its_place_is_kept() -> None:
    """Same shift, same start, same end."""
    problem = done()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10, 40)]})) == []


@pytest.mark.parametrize(("start", "end", "amount"), [(11, 41, 1), (10, 45, 5), (7, 42, 3)])
def test_fact_that_is_moved_is_a_violation(start: int, end: int, amount: int) -> None:
    """The amount is the minutes its start or its end moved, whichever is more; the plan is to blame."""
    problem = done()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", start, end)]})) == [(amount, False)]


def test_fact_that_is_gone_or_given_away_is_a_violation() -> None:
    """A fact that is missing, or on another shift, is one visit off, and the shift it belongs to is named."""
    problem = done()

    (missing,) = breaches(RULE, problem, make_plan(problem, {}))

    assert (missing.amount, missing.visits, missing.technicians, missing.shifts) == (1, (0,), (0,), (0,))
    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 10, 40)]})) == [(1, False)]


def on_the_way() -> Problem:
    """Return a problem with T-1 travelled to on shift 0, and T-2 still to be planned."""
    record = make_published(110, 140, depart=100, state=VisitState.TRAVELLING)
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    return make_problem(tickets, technicians=PEOPLE, published={"T-1:0:0": record}, now=105)


@pytest.mark.parametrize("start", [108, 110, 200])
def test_travelling_visit_may_move_in_time(start: int) -> None:
    """Who is on the way arrives when he arrives."""
    problem = on_the_way()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", start), ("T-2:0:0", 300)]})) == []


def test_travelling_visit_stays_next() -> None:
    """A new visit before it, another technician, or none at all: one visit off."""
    problem = on_the_way()

    before = make_plan(problem, {0: [("T-2:0:0", 120), ("T-1:0:0", 300)]})
    given_away = make_plan(problem, {1: [("T-1:0:0", 120)]})

    for plan in (before, given_away, make_plan(problem, {})):
        assert amounts(RULE, problem, plan) == [(1, False)]


def frozen(*, now: int = 0, freeze_until: int = 111) -> Problem:
    """Return a problem whose only visit is published at 110 on shift 0."""
    published = {"T-1:0:0": make_published(110, 140)}
    return make_problem(technicians=PEOPLE, published=published, now=now, freeze_until=freeze_until)


def test_frozen_visit_keeps_its_place() -> None:
    """Same technician, same start."""
    problem = frozen()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 110)]})) == []


def test_frozen_visit_that_moves_is_a_breach() -> None:
    """Two minutes later are two minutes off; another technician, or none, one visit."""
    problem = frozen()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 112)]})) == [(2, False)]
    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 110)]})) == [(1, False)]
    assert amounts(RULE, problem, make_plan(problem, {})) == [(1, False)]


def test_visit_at_the_end_of_the_freeze_is_free() -> None:
    """Only visits that start before the freeze ends are frozen."""
    problem = frozen(freeze_until=110)

    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 300)]})) == []


def test_freeze_that_cannot_be_kept_is_released() -> None:
    """Who should have set out at 100 can still do so at 100, not at 101."""
    plan_of = {1: [("T-1:0:0", 300)]}
    kept, late = frozen(now=100), frozen(now=101)

    assert amounts(RULE, kept, make_plan(kept, plan_of)) == [(1, False)]
    assert amounts(RULE, late, make_plan(late, plan_of)) == []


def test_freeze_behind_a_fact_that_took_longer_is_released() -> None:
    """A fact at the same site that ends one minute after the published start leaves no way to keep it."""
    tickets = [make_ticket("T-0"), make_ticket("T-1")]

    def behind(end: int) -> Problem:
        published = {"T-0:0:0": make_fact(60, end), "T-1:0:0": make_published(110, 140)}
        return make_problem(tickets, technicians=PEOPLE, published=published, now=100, freeze_until=200)

    def left_out(end: int) -> list[tuple[int, bool]]:
        problem = behind(end)
        return amounts(RULE, problem, make_plan(problem, {0: [("T-0:0:0", 60, end)]}))

    assert left_out(110) == [(1, False)]
    assert left_out(111) == []
