"""The published plan in a problem: states by the clock, parts, breaks and constants."""

from typing import Any

import pytest

from dispatcher.convert.problem import make_problem
from solver.problem import Interval, Outcome, Problem, Visit, VisitState, Window
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)


def problem_at(clock: str, *visits: Any, route: Any = None, **fields: Any) -> Problem:
    """Return the problem at a time of day with a route of published visits in force."""
    published = make_plan_tree(make_route(*visits, **(route or {})))
    return make_problem(accepted(make_tree(now=at(clock), published=published, **fields)))


def state_of(problem: Problem) -> VisitState:
    """Return the state of the first visit."""
    published = problem.visits[0].published
    assert published is not None
    return published.state


def names(visits: tuple[Visit, ...]) -> list[tuple[str, int, bool]]:
    """Return id, minutes and whether it is a fact of each visit."""
    return [(visit.id, visit.minutes, visit.is_fact) for visit in visits]


@pytest.mark.parametrize(
    ("clock", "state"),
    [
        # The visit is from 9:00 to 10:00; from the center it is 6 minutes, so he sets out at 8:54.
        ("08:54", VisitState.PLANNED),
        ("08:55", VisitState.TRAVELLING),
        ("09:00", VisitState.TRAVELLING),
        ("09:00:01", VisitState.STARTED),
        ("10:00", VisitState.STARTED),
        ("10:00:01", VisitState.DONE),
    ],
)
def test_clock_reads_a_planned_visit(clock: str, state: VisitState) -> None:
    """Before ``now`` is strictly before: a start at ``now`` has not started, an end at ``now`` is not over."""
    assert state_of(problem_at(clock, make_visit())) is state


def test_departure_sent_goes_before_the_recomputed_one() -> None:
    """A technician who was sent out at 8:30 is on the way at 8:40."""
    assert state_of(problem_at("08:40", make_visit(depart=at("08:30")))) is VisitState.TRAVELLING


@pytest.mark.parametrize("state", ["travelling", "started", "done"])
def test_state_sent_stands_whatever_the_clock_says(state: str) -> None:
    """Only planned or missing states are read by the clock."""
    assert state_of(problem_at("12:00", make_visit(state=state))) is VisitState(state)


def test_only_the_next_visit_is_travelled_to() -> None:
    """At 9:55 with visits at 10:00 and 10:02 (departures in the past) only the first is on the way."""
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    visits = [
        make_visit("T-1", "10:00", "10:01", depart=at("09:50")),
        make_visit("T-2", "10:02", "10:30", depart=at("09:50")),
    ]

    problem = problem_at("09:55", *visits, tickets=tickets)

    states = [visit.published.state for visit in problem.visits if visit.published]
    assert states == [VisitState.TRAVELLING, VisitState.PLANNED]


def test_facts_round_outward() -> None:
    """A visit from 9:00:30 to 9:59:30 takes the minutes 60 to 120, and its arrival window shrinks."""
    window = {"start": at("08:30:30"), "end": at("10:00:30"), "told_at": at("07:00")}
    (visit,) = problem_at("12:00", make_visit(start="09:00:30", end="09:59:30", arrival_window=window)).visits

    assert visit.published is not None
    assert (visit.published.start, visit.published.end) == (60, 120)
    assert visit.published.window == Window(31, 120)
    assert visit.published.told
    assert visit.published.outcome is Outcome.SERVED


def test_interrupted_visit_is_followed_by_its_rest() -> None:
    """Of 60 minutes 20 remain: the fact served 40, part 1 needs 20."""
    problem = problem_at("12:00", make_visit(state="done", outcome="interrupted", remaining_minutes=20))

    assert names(problem.visits) == [("T-1:0:0", 40, True), ("T-1:0:0:1", 20, False)]


def test_no_show_is_followed_by_all_of_it() -> None:
    """A no-show served nothing; part 1 needs all 60 minutes."""
    problem = problem_at("12:00", make_visit(state="done", outcome="no_show"))

    assert names(problem.visits) == [("T-1:0:0", 0, True), ("T-1:0:0:1", 60, False)]


def test_parts_go_on_counting() -> None:
    """A no-show, then an interruption that left 15 minutes: part 2 needs 15; its published time is kept."""
    visits = [
        make_visit(start="08:30", end="08:40", state="done", outcome="no_show"),
        make_visit(start="09:00", end="10:00", state="done", outcome="interrupted", remaining_minutes=15),
        make_visit(start="14:00", end="14:15"),
    ]

    problem = problem_at("12:00", *visits)

    assert names(problem.visits) == [("T-1:0:0", 0, True), ("T-1:0:0:1", 45, True), ("T-1:0:0:2", 15, False)]
    assert problem.visits[2].published is not None
    assert problem.visits[2].published.start == 360


def test_each_member_of_a_crew_has_its_own_next_part() -> None:
    """Where one of two was a no-show, only that position comes again."""
    visits = [
        make_visit(state="done", outcome="no_show"),
        make_visit(crew_position=1, start="09:00", end="10:00", state="done"),
    ]
    shift = make_shift("li-mon")
    technicians = [make_technician(), make_technician("li", shifts=[shift])]
    published = make_plan_tree(make_route(visits[0]), make_route(visits[1], technician_id="li", shift_id="li-mon"))

    tree = make_tree(now=at("12:00"), tickets=[make_ticket(crew_size=2)], technicians=technicians, published=published)
    problem = make_problem(accepted(tree))

    assert names(problem.visits) == [("T-1:0:0", 0, True), ("T-1:0:1", 60, True), ("T-1:0:0:1", 60, False)]


@pytest.mark.parametrize("status", ["done", "cancelled", "on_hold"])
def test_closed_ticket_keeps_its_facts_only(status: str) -> None:
    """Of a ticket that is not open a done step stays, a step still to be made vanishes."""
    steps = [{"trade": "water", "service_minutes": 60}, {"trade": "water", "service_minutes": 30}]
    visits = [make_visit(), make_visit(step=1, start="15:00", end="15:30")]

    problem = problem_at("12:00", *visits, tickets=[make_ticket(steps=steps, status=status)])

    assert names(problem.visits) == [("T-1:0:0", 60, True)]


def test_break_that_has_begun_is_past() -> None:
    """Of breaks at 11:30 and 15:00 only the first is a fact at 11:31."""
    breaks = [
        {"start": at("11:30"), "end": at("12:00")},
        {"start": at("15:00"), "end": at("15:30")},
    ]

    problem = problem_at("11:31", route={"breaks": breaks})

    assert problem.shifts[0].past_breaks == (Interval(210, 240),)


def test_constants_are_kept_for_those_who_are_still_there() -> None:
    """Shares of the published plan go by technician; one who has left is dropped."""
    constants = {"share": {"wang": 100, "gone": 50}, "scarce_trades": ["hvac"]}
    tree = make_tree(published=make_plan_tree(constants=constants))

    kept = make_problem(accepted(tree)).constants

    assert kept is not None
    assert dict(kept.share) == {0: 100}
    assert kept.scarce_trades == {"hvac"}
    assert make_problem(accepted(make_tree())).constants is None
