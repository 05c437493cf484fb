"""Rule time_lock: locked starts and their release."""

import pytest

from solver.problem import Lock, Problem
from tests.builders import amounts, make_fact, make_plan, make_problem, make_published, make_technician, make_ticket

RULE = "time_lock"
PEOPLE = [make_technician("wang"), make_technician("li")]


def locked(lock: Lock, *, now: int = 0) -> Problem:
    """Return a problem whose only visit is published at 110 on shift 0."""
    published = {"T-1:0:0": make_published(110, 140)}
    return make_problem([make_ticket(lock=lock)], technicians=PEOPLE, published=published, now=now)


@pytest.mark.parametrize("lock", [Lock.NONE, Lock.TECHNICIAN])
def test_other_locks_let_the_time_change(lock: Lock) -> None:
    """Without a time lock a visit may move or be left out."""
    problem = locked(lock)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 300)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {})) == []


@pytest.mark.parametrize("lock", [Lock.TIME, Lock.BOTH])
def test_locked_start_is_kept_to_the_minute(lock: Lock) -> None:
    """The published start is no breach, one minute earlier or later is one, left out is one visit."""
    problem = locked(lock)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 110)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 109)]})) == [(1, False)]
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 111)]})) == [(1, False)]
    assert amounts(RULE, problem, make_plan(problem, {})) == [(1, False)]


def test_time_lock_does_not_say_who_comes() -> None:
    """Another technician at the locked start keeps the rule."""
    problem = locked(Lock.TIME)

    assert amounts(RULE, problem, make_plan(problem, {1: [("T-1:0:0", 110)]})) == []


def test_time_lock_in_the_past_is_released() -> None:
    """With anybody allowed to come the lock holds until its start, not after."""
    assert amounts(RULE, locked(Lock.TIME, now=110), make_plan(locked(Lock.TIME), {})) == [(1, False)]
    assert amounts(RULE, locked(Lock.TIME, now=111), make_plan(locked(Lock.TIME), {})) == []


def test_lock_on_time_and_technician_is_released_when_he_cannot_be_there() -> None:
    """His way takes ten minutes: at 101 he is too late for 110."""
    assert amounts(RULE, locked(Lock.BOTH, now=100), make_plan(locked(Lock.BOTH), {})) == [(1, False)]
    assert amounts(RULE, locked(Lock.BOTH, now=101), make_plan(locked(Lock.BOTH), {})) == []


def test_facts_and_unpublished_visits_are_not_locked() -> None:
    """A lock is against the published plan, and facts are ``frozen_visit``'s matter."""
    ticket = make_ticket(lock=Lock.TIME)
    over = make_problem([ticket], published={"T-1:0:0": make_fact(10, 40)}, now=50)
    new = make_problem([ticket])

    assert amounts(RULE, over, make_plan(over, {})) == []
    assert amounts(RULE, new, make_plan(new, {0: [("T-1:0:0", 300)]})) == []
