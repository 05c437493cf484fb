"""Commitments that what has happened since makes impossible, released when a problem is made."""

import time
from dataclasses import replace

import pytest

from solver.problem import Absence, Lock, Outcome, Problem, Shift, Ticket, Urgency, VisitState
from solver.releases import release
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status
from tests.builders import (
    make_fact,
    make_problem,
    make_published,
    make_shift,
    make_step,
    make_technician,
    make_ticket,
    windows,
)


def _frozen(ticket: Ticket, shift: Shift | None = None, **fields: object) -> Problem:
    """One visit published at 100-130, frozen, with two technicians on duty."""
    shifts = [shift or make_shift(0), make_shift(1)]
    return make_problem(
        [ticket],
        technicians=[make_technician("wang"), make_technician("li")],
        shifts=shifts,
        published={"T-1:0:0": make_published(100, 130, shift=0)},
        freeze_until=200,
        **fields,  # type: ignore[arg-type]
    )


def _cause(problem: Problem) -> str | None:
    published = release(problem).visits[0].published
    assert published is not None
    return published.released_by


def test_a_freeze_that_nothing_forbids_binds() -> None:
    """The technician is there, nothing is late: the problem is given back as it was."""
    problem = _frozen(make_ticket())

    assert release(problem) is problem


@pytest.mark.parametrize(
    ("ticket", "shift", "cause"),
    [
        (make_ticket(), make_shift(0, absences=(Absence(90, 540),)), "available"),
        (make_ticket(), make_shift(0, start=101), "working_hours"),
        (make_ticket(ready_at=101), None, "not_before"),
        (make_ticket(promised=windows((101, 140))), None, "promised_window"),
        (make_ticket(banned_technicians=frozenset({0})), None, "technician_allowed"),
        (make_ticket(), make_shift(0, serves_urgencies=frozenset({Urgency.EMERGENCY})), "urgency_served"),
    ],
)
def test_a_rule_that_an_event_can_move_releases_the_freeze(ticket: Ticket, shift: Shift | None, cause: str) -> None:
    """Absence, shift, parts, window, ban and urgency change during a day; each is named as the cause."""
    assert _cause(_frozen(ticket, shift)) == cause


@pytest.mark.parametrize(("until", "cause"), [(90, None), (91, "available")])
def test_an_absence_may_end_as_the_technician_sets_out(until: int, cause: str | None) -> None:
    """Frozen at 100, ten minutes away: back by 90 he can be there, back by 91 he cannot."""
    assert _cause(_frozen(make_ticket(), make_shift(0, absences=(Absence(50, until),)))) == cause


def test_the_rest_of_an_interrupted_step_releases_the_step_after_it() -> None:
    """Step one has 20 minutes left that nobody has planned: step two cannot stay at 100."""
    ticket = make_ticket(steps=[make_step(), make_step()])
    problem = make_problem(
        [ticket],
        now=60,
        published={
            "T-1:0:0": make_fact(10, 40, outcome=Outcome.INTERRUPTED),
            "T-1:1:0": make_published(100, 130),
        },
        remaining={"T-1:0:0": 20},
        freeze_until=200,
    )

    released = {visit.id: visit.published.released_by for visit in release(problem).visits if visit.published}

    assert released["T-1:1:0"] == "step_order"


def test_a_skill_that_was_never_there_is_not_released_but_infeasible() -> None:
    """No event takes a skill away: the frozen visit contradicts it, and is named."""
    problem = release(_frozen(make_ticket(trade="hvac")))

    result = search(problem, SearchLimits(workers=1), timer=time.monotonic)

    assert result.status is Status.INFEASIBLE
    assert {row.rule for row in result.conflict} == {"frozen_visit", "skill_match"}


def test_a_time_lock_on_its_own_is_released_by_times_only() -> None:
    """Locked to 100 but not to Wang: that Wang is away releases nothing, that parts come at 120 does."""
    ticket = make_ticket(lock=Lock.TIME)
    away = make_shift(0, absences=(Absence(90, 540),))

    assert _cause(replace(_frozen(ticket, away), freeze_until=None)) is None
    assert _cause(replace(_frozen(replace(ticket, ready_at=120)), freeze_until=None)) == "not_before"


def test_a_journey_of_somebody_taken_ill_goes_to_somebody_else() -> None:
    """Wang, on his way since 90, is absent from 95 on: Li makes the visit."""
    problem = release(
        make_problem(
            technicians=[make_technician("wang"), make_technician("li")],
            shifts=[make_shift(0, absences=(Absence(95, 540),)), make_shift(1)],
            now=95,
            published={"T-1:0:0": make_published(100, 130, depart=90, state=VisitState.TRAVELLING)},
            promised_hard=False,
        )
    )

    result = search(problem, SearchLimits(workers=1), timer=time.monotonic)

    assert result.plan is not None
    assert [(route.shift, route.visits[0].visit) for route in result.plan.routes] == [(1, 0)]


def test_a_journey_that_misses_its_deadline_is_released() -> None:
    """At 95 on the way, 30 minutes of work, all to be over by 120: it cannot be done any more."""
    problem = make_problem(
        [make_ticket(deadline=120)],
        now=95,
        published={"T-1:0:0": make_published(100, 130, depart=90, state=VisitState.TRAVELLING)},
    )

    assert _cause(problem) == "deadline"
