"""What is found: the last minute at which it is not, the first at which it is, and by how much."""

import pytest

from solver.problem import Absence, Urgency
from tests.builders import make_shift, make_technician, make_ticket, windows
from tests.solver.watch.days import DONE, STARTED, delays, kinds, look, pushed, starts

TICKETS = [make_ticket(f"T-{k}", site=k) for k in (1, 2, 3, 4)]
ROUTE = [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80), ("T-3:0:0", 90, 120), ("T-4:0:0", 145, 175)]
UNDER_WAY = {"T-1:0:0": STARTED}
OVER = {"T-1:0:0": DONE}


@pytest.mark.parametrize(("now", "expected"), [(40, []), (41, [("overrunning", "T-1:0:0", 1)])])
def test_overrunning_from_the_first_minute(now: int, expected: list[object]) -> None:
    """T-1 is to end at 40: at 40 nothing is found, at 41 it takes a minute longer."""
    problem, found = look(TICKETS, {0: ROUTE}, now, UNDER_WAY)

    assert kinds(problem, found) == expected


def test_overrun_that_was_said_is_found_before_it_is_over() -> None:
    """T-1 is said at 30 to last until 65 in place of 40: it overruns by 25 and pushes T-2 by as much."""
    route = [("T-1:0:0", 10, 65), *ROUTE[1:]]

    problem, found = look(TICKETS, {0: route}, 30, UNDER_WAY)

    assert kinds(problem, found) == [("overrunning", "T-1:0:0", 25)]
    assert pushed(problem, found.findings[0])[0] == ("T-2:0:0", 25)


@pytest.mark.parametrize(("now", "expected"), [(25, []), (26, [("overrunning", "T-1:0:0", 1)])])
def test_early_end_that_was_said_is_the_one_that_counts(now: int, expected: list[object]) -> None:
    """T-1 is said to be over at 25: at 26 it is a minute over that, though it was planned until 40."""
    problem, found = look(TICKETS, {0: [("T-1:0:0", 10, 25), *ROUTE[1:]]}, now, UNDER_WAY)

    assert kinds(problem, found) == expected


def test_slow_technician_does_not_overrun_before_his_time() -> None:
    """At 150 percent 30 minutes are 45: begun at 10, nothing is found at 55, one minute at 56."""
    people = [make_technician(duration_percent=150)]
    for now, expected in ((55, []), (56, [("overrunning", "T-1:0:0", 1)])):
        problem, found = look(TICKETS[:1], {0: [("T-1:0:0", 10, 55)]}, now, UNDER_WAY, technicians=people)

        assert kinds(problem, found) == expected


@pytest.mark.parametrize(("now", "expected"), [(60, []), (61, [("not_started", "T-2:0:0", 11)])])
def test_not_started_beyond_the_tolerance(now: int, expected: list[object]) -> None:
    """T-2 was to begin at 50 and 10 minutes are tolerated: silence is a finding from 61, of 11 minutes."""
    problem, found = look(TICKETS, {0: ROUTE}, now, OVER)

    assert kinds(problem, found) == expected


def test_visit_that_has_not_begun_begins_now_at_the_earliest() -> None:
    """At 61 T-2 begins at 61, T-3 eleven minutes later, and T-4 in time, as it has 15 minutes of slack."""
    problem, found = look(TICKETS, {0: ROUTE}, 61, OVER)

    assert starts(problem, found) == {"T-2:0:0": 61, "T-3:0:0": 101, "T-4:0:0": 145}
    assert pushed(problem, found.findings[0]) == [("T-3:0:0", 11)]


def test_silence_within_the_tolerance_moves_nothing() -> None:
    """At 60 T-2 is taken to have begun at 50."""
    problem, found = look(TICKETS, {0: ROUTE}, 60, OVER)

    assert delays(problem, found) == {}


def test_visit_nobody_can_have_begun_is_not_asked_for() -> None:
    """T-1 was done at 58 only: T-2 can begin at 68, so silence is a finding from 79 on, of 11 minutes."""
    route = [("T-1:0:0", 10, 58), *ROUTE[1:]]

    assert kinds(*look(TICKETS, {0: route}, 78, OVER)) == []
    assert kinds(*look(TICKETS, {0: route}, 79, OVER)) == [("not_started", "T-2:0:0", 11)]


def test_only_the_first_silent_visit_is_asked_for() -> None:
    """At 125 T-2 and T-3 are both past; T-2 alone is asked for, and T-3 is pushed by it."""
    problem, found = look(TICKETS, {0: ROUTE}, 125, OVER)

    assert kinds(problem, found) == [("not_started", "T-2:0:0", 75)]
    assert pushed(problem, found.findings[0])[0] == ("T-3:0:0", 75)


@pytest.mark.parametrize("now", [60, 61])
def test_told_window_is_missed_by_the_minute(now: int) -> None:
    """T-1 over at 60, T-3 at 110, as the owner was told at the latest; a minute more, and it is missed by one."""
    told = {"T-3:0:0": {"window": windows((60, 110))[0], "told": True}}

    problem, found = look(TICKETS, {0: ROUTE}, now, UNDER_WAY, fields=told)

    missed = [row for row in found.findings if row.kind == "will_miss_window"]
    if now == 60:
        assert missed == []
    else:
        (row,) = missed
        assert (problem.visits[row.visit].id, row.minutes, row.limit, row.due) == ("T-3:0:0", 1, "told", 110)
        assert row.because_of is not None
        assert problem.visits[row.because_of].id == "T-1:0:0"


def test_window_that_nobody_was_told_is_nothing_to_miss() -> None:
    """An arrival window that is published but not told is no finding."""
    _, found = look(TICKETS, {0: ROUTE}, 61, UNDER_WAY, fields={"T-3:0:0": {"window": windows((60, 110))[0]}})

    assert [row.kind for row in found.findings] == ["overrunning"]


@pytest.mark.parametrize(("now", "missed"), [(45, []), (46, [1]), (70, [25])])
def test_promise_is_missed_between_two_windows(now: int, missed: list[int]) -> None:
    """T-2 is promised 40-55 or 200-220. T-1 over at 45 leaves it at 55; at 46 it is a minute late, at 70 25."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, promised=windows((40, 55), (200, 220)))]

    _, found = look(tickets, {0: ROUTE[:2]}, now, UNDER_WAY)

    assert [row.minutes for row in found.findings if row.kind == "will_miss_window"] == missed


@pytest.mark.parametrize(
    ("limit", "due"), [("respond_by", 60), ("complete_by", 90), ("deadline", 90)]
)  # T-2 starts at 50 and ends at 80: ten minutes to spare
@pytest.mark.parametrize(("now", "minutes"), [(50, None), (51, 1)])
def test_limits_are_missed_by_the_minute(limit: str, due: int, now: int, minutes: int | None) -> None:
    """T-1 over by 10 leaves T-2 just in time; over by 11 it is a minute late."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, **{limit: due})]

    problem, found = look(tickets, {0: ROUTE[:2]}, now, UNDER_WAY)

    missed = [row for row in found.findings if row.kind == "will_miss_limit"]
    assert [(problem.visits[row.visit].id, row.limit, row.due, row.minutes) for row in missed] == (
        [] if minutes is None else [("T-2:0:0", limit, due, 1)]
    )


def test_visit_under_way_misses_its_own_completion() -> None:
    """T-1, to be done by 45, is under way at 46: a minute late at least; at 45 it may still be in time."""
    tickets = [make_ticket("T-1", complete_by=45)]

    for now, missed in ((45, []), (46, [1])):
        _, found = look(tickets, {0: ROUTE[:1]}, now, UNDER_WAY)

        assert [row.minutes for row in found.findings if row.kind == "will_miss_limit"] == missed


def test_what_the_plan_misses_already_is_no_finding() -> None:
    """T-2, planned at 50, was due at 20: nothing new, until it is later than planned; then all 31 minutes are said."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, respond_by=20)]

    assert kinds(*look(tickets, {0: ROUTE[:2]}, 40, UNDER_WAY)) == []
    assert ("will_miss_limit", "T-2:0:0", 31) in kinds(*look(tickets, {0: ROUTE[:2]}, 41, UNDER_WAY))


def test_visit_that_cannot_be_made_misses_all_it_was_to_keep() -> None:
    """The technician is away for good: told window and deadline of T-2 are missed, by nobody knows how much."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, deadline=200)]
    told = {"T-2:0:0": {"window": windows((20, 110))[0], "told": True}}
    shifts = [make_shift(absences=(Absence(45, 540),))]

    problem, found = look(tickets, {0: ROUTE[:2]}, 45, OVER, fields=told, shifts=shifts)

    assert kinds(problem, found) == [("will_miss_limit", "T-2:0:0", None), ("will_miss_window", "T-2:0:0", None)]


def test_crew_is_said_to_miss_a_promise_once() -> None:
    """Both of a crew start 15 minutes after the promise: one finding."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, crew=2, promised=windows((40, 60)))]
    routes = {0: [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80)], 1: [("T-2:0:1", 50, 80)]}

    problem, found = look(tickets, routes, 65, UNDER_WAY, technicians=[make_technician(), make_technician("li")])

    assert [row for row in kinds(problem, found) if row[0] == "will_miss_window"] == [
        ("will_miss_window", "T-2:0:0", 15)
    ]


def test_most_urgent_finding_comes_first() -> None:
    """An emergency that misses its response stands before the overrun of a normal ticket that is to blame."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, urgency=Urgency.EMERGENCY, respond_by=55)]

    problem, found = look(tickets, {0: ROUTE[:2]}, 50, UNDER_WAY)

    assert kinds(problem, found) == [("will_miss_limit", "T-2:0:0", 5), ("overrunning", "T-1:0:0", 10)]
