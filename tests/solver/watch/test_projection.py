"""What remains, projected: every number can be worked out by hand.

Any two sites are 10 minutes apart, visits take 30 minutes, the shift is 0-540 from site 0 and back.
"""

import pytest

from solver.problem import Absence, After, Break, Outcome
from tests.builders import make_shift, make_step, make_technician, make_ticket, windows
from tests.solver.watch.days import DONE, STARTED, TRAVELLING, delays, look, pushed, set_aside, starts

# T-1 10-40, T-2 50-80, T-3 90-120 follow each other without slack, T-4 145-175 has 15 minutes of it.
TICKETS = [make_ticket(f"T-{k}", site=k) for k in (1, 2, 3, 4)]
ROUTE = [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80), ("T-3:0:0", 90, 120), ("T-4:0:0", 145, 175)]
UNDER_WAY = {"T-1:0:0": STARTED}


def test_overrun_pushes_what_slack_does_not_take_up() -> None:
    """25 minutes over, T-2 and T-3 start 25 minutes later, T-4 ten: 15 of them were slack."""
    problem, found = look(TICKETS, {0: ROUTE}, 65, UNDER_WAY)

    assert delays(problem, found) == {"T-1:0:0": 25, "T-2:0:0": 25, "T-3:0:0": 25, "T-4:0:0": 10}
    assert pushed(problem, found.findings[0]) == [("T-2:0:0", 25), ("T-3:0:0", 25), ("T-4:0:0", 10)]


def test_nobody_begins_before_his_published_start() -> None:
    """T-1 over at 20, twenty minutes early: nothing starts earlier than published."""
    route = [("T-1:0:0", 10, 20), *ROUTE[1:]]

    problem, found = look(TICKETS, {0: route}, 45, {"T-1:0:0": DONE})

    assert starts(problem, found) == {"T-2:0:0": 50, "T-3:0:0": 90, "T-4:0:0": 145}


def test_said_journey_arrives_after_its_way() -> None:
    """Set out at 48, ten minutes away: T-2, due at 50, begins at 58; one that set out at 40 begins as published."""
    for depart, start in ((48, 58), (40, 50)):
        problem, found = look(
            TICKETS,
            {0: ROUTE},
            49,
            {"T-1:0:0": DONE, "T-2:0:0": TRAVELLING},
            fields={"T-2:0:0": {"depart": depart}},
        )

        assert starts(problem, found)["T-2:0:0"] == start


def test_break_is_taken_as_soon_as_he_may() -> None:
    """T-1 ends at 65 in place of 40: the break of 45-60 is 65-80, T-2 (in its published order after it) at 90."""
    route = [("T-1:0:0", 10, 40), ("T-2:0:0", 70, 100), ("T-3:0:0", 130, 160)]
    shifts = [make_shift(breaks=(Break(30, 90, 15),))]

    problem, found = look(TICKETS[:3], {0: route}, 65, UNDER_WAY, breaks={0: [(45, 60)]}, shifts=shifts)

    assert [(rest.start, rest.end) for rest in found.projection.routes[0].breaks] == [(65, 80)]
    assert delays(problem, found) == {"T-1:0:0": 25, "T-2:0:0": 20}


def test_break_in_a_gap_takes_up_no_delay() -> None:
    """With the break at 45-60 and T-2 at 95, T-1 may be over by 25 before T-2 moves; at 26 it moves by one."""
    route = [("T-1:0:0", 10, 40), ("T-2:0:0", 95, 125)]
    shifts = [make_shift(breaks=(Break(30, 90, 15),))]

    for now, late in ((70, {}), (71, {"T-2:0:0": 1})):
        problem, found = look(TICKETS[:2], {0: route}, now, UNDER_WAY, breaks={0: [(45, 60)]}, shifts=shifts)

        assert {name: minutes for name, minutes in delays(problem, found).items() if name != "T-1:0:0"} == late


@pytest.mark.parametrize(("now", "start"), [(50, 60), (51, 170)])
def test_visit_that_does_not_fit_before_an_appointment_comes_after_it(now: int, start: int) -> None:
    """The appointment at site 4 is 100-160: T-2 may end at 90, so start at 60; a minute later it starts at 170."""
    shifts = [make_shift(absences=(Absence(100, 160, 4),))]
    route = [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80)]

    problem, found = look(TICKETS[:2], {0: route}, now, UNDER_WAY, shifts=shifts)

    assert starts(problem, found)["T-2:0:0"] == start


def test_absence_without_site_stops_travel_too() -> None:
    """Away 75-100: T-2 at 50-80 does not fit; he sets out at 100 and begins at 110, T-3 at 150."""
    shifts = [make_shift(absences=(Absence(75, 100),))]

    problem, found = look(TICKETS[:3], {0: ROUTE[:3]}, 45, {"T-1:0:0": DONE}, shifts=shifts)

    assert starts(problem, found) == {"T-2:0:0": 110, "T-3:0:0": 150}


def test_rest_of_the_shift_away_sets_visits_aside() -> None:
    """Away from 100 to the shift's end: T-2 (50-80) is made, T-3 and T-4 cannot be, and he goes home at 80."""
    shifts = [make_shift(absences=(Absence(100, 540),))]

    problem, found = look(TICKETS, {0: ROUTE}, 45, {"T-1:0:0": DONE}, shifts=shifts)

    assert starts(problem, found) == {"T-2:0:0": 50}
    assert set_aside(problem, found) == {"T-3:0:0": "available", "T-4:0:0": "available"}
    assert found.projection.routes[0].return_at == 90


@pytest.mark.parametrize("ready", [110, 111])
def test_late_parts_are_waited_for_within_the_arrival_window(ready: int) -> None:
    """T-2 at 50 may come until 110: parts at 110 are waited for, T-3 begins at 150; at 111 the route goes on."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, ready_at=ready), TICKETS[2]]

    problem, found = look(tickets, {0: ROUTE[:3]}, 45, {"T-1:0:0": DONE})

    if ready == 110:
        assert starts(problem, found) == {"T-2:0:0": 110, "T-3:0:0": 150}
    else:
        assert set_aside(problem, found) == {"T-2:0:0": "not_before"}
        assert starts(problem, found) == {"T-3:0:0": 90}


def test_banned_technician_makes_no_visit() -> None:
    """An owner who has refused the technician is left out, and the rest goes on as published."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, banned_technicians=frozenset({0})), TICKETS[2]]

    problem, found = look(tickets, {0: ROUTE[:3]}, 45, {"T-1:0:0": DONE})

    assert set_aside(problem, found) == {"T-2:0:0": "technician_allowed"}
    assert starts(problem, found) == {"T-3:0:0": 90}


def test_promise_that_begins_later_is_waited_for_or_set_aside() -> None:
    """A new promise of 100-200 is within T-2's arrival window (to 110): it starts at 100. One of 111-200 is not."""
    for first, expected in ((100, {"T-2:0:0": 100}), (111, {})):
        tickets = [TICKETS[0], make_ticket("T-2", site=2, promised=windows((first, 200)))]

        problem, found = look(tickets, {0: ROUTE[:2]}, 45, {"T-1:0:0": DONE})

        assert starts(problem, found) == expected


def test_crew_starts_when_its_last_member_can() -> None:
    """wang is over by 25 before their common visit at 50: both begin at 75, and li's next visit moves by 25, too."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, crew=2), TICKETS[2]]
    routes = {0: [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80)], 1: [("T-2:0:1", 50, 80), ("T-3:0:0", 90, 120)]}
    people = [make_technician(), make_technician("li")]

    problem, found = look(tickets, routes, 65, UNDER_WAY, technicians=people)

    assert delays(problem, found) == {"T-1:0:0": 25, "T-2:0:0": 25, "T-2:0:1": 25, "T-3:0:0": 25}
    assert pushed(problem, found.findings[0]) == [("T-2:0:0", 25), ("T-2:0:1", 25), ("T-3:0:0", 25)]


def test_crew_is_set_aside_together() -> None:
    """One of a crew is away for good: nobody makes the visit, and the other goes on."""
    tickets = [TICKETS[0], make_ticket("T-2", site=2, crew=2), TICKETS[2]]
    routes = {0: [("T-1:0:0", 10, 40), ("T-2:0:0", 50, 80)], 1: [("T-2:0:1", 50, 80), ("T-3:0:0", 90, 120)]}
    shifts = [make_shift(0, absences=(Absence(45, 540),)), make_shift(1)]

    people = [make_technician(), make_technician("li")]

    problem, found = look(tickets, routes, 45, {"T-1:0:0": DONE}, technicians=people, shifts=shifts)

    assert set_aside(problem, found) == {"T-2:0:0": "available", "T-2:0:1": "available"}
    assert starts(problem, found) == {"T-3:0:0": 90}


def test_next_step_waits_for_the_one_before() -> None:
    """Step 1, by li at 60, wants 5 minutes after the end of step 0: over at 65, it may begin at 70."""
    ticket = make_ticket("T-1", steps=[make_step(), make_step(min_gap=5)])
    routes = {0: [("T-1:0:0", 10, 40)], 1: [("T-1:1:0", 60, 90)]}

    problem, found = look([ticket], routes, 65, UNDER_WAY, technicians=[make_technician(), make_technician("li")])

    assert delays(problem, found) == {"T-1:0:0": 25, "T-1:1:0": 10}
    assert pushed(problem, found.findings[0]) == [("T-1:1:0", 10)]


def test_ticket_waits_for_the_one_it_follows() -> None:
    """T-2, by li at 60, follows T-1: with T-1 over at 65 it begins at 65; with T-1 set aside it is, too."""
    routes = {0: [("T-1:0:0", 10, 40)], 1: [("T-2:0:0", 60, 90)]}
    people = [make_technician(), make_technician("li")]
    second = make_ticket("T-2", site=2, after=(After(0),))

    problem, found = look([TICKETS[0], second], routes, 65, UNDER_WAY, technicians=people)
    assert starts(problem, found)["T-2:0:0"] == 65

    refused = make_ticket("T-1", banned_technicians=frozenset({0}))
    problem, found = look([refused, second], routes, 5, technicians=people)
    assert set_aside(problem, found) == {"T-1:0:0": "technician_allowed", "T-2:0:0": "step_order"}


def test_rest_of_an_interrupted_visit_is_not_in_the_plan() -> None:
    """What an interruption has left nobody has planned: it is named, and it is on no route."""
    problem, found = look(
        TICKETS[:2],
        {0: ROUTE[:2]},
        45,
        {"T-1:0:0": DONE},
        fields={"T-1:0:0": {"outcome": Outcome.INTERRUPTED}},
        remaining={"T-1:0:0": 10},
    )

    assert [problem.tickets[k].id for k in found.unplanned] == ["T-1"]
    assert starts(problem, found) == {"T-2:0:0": 50}


def test_route_comes_home_later_and_into_overtime() -> None:
    """One visit 480-510, home at 520 of a shift to 525; over by 25 it is 545: 20 minutes of overtime."""
    problem, found = look(TICKETS[:1], {0: [("T-1:0:0", 480, 510)]}, 535, UNDER_WAY, shifts=[make_shift(end=525)])

    route = found.projection.routes[0]
    assert (route.planned_return, route.return_at, route.overtime) == (520, 545, 20)
    assert problem.now == 535


def test_silent_route_is_read_by_the_clock() -> None:
    """Nobody has said anything by 61: T-1 is taken as done, T-2 as begun, nothing is found, and the route says so."""
    problem, found = look(TICKETS, {0: ROUTE}, 61)

    assert (found.findings, delays(problem, found)) == ((), {})
    assert found.projection.routes[0].read_by_clock


def test_route_of_which_nothing_is_due_is_not_silent() -> None:
    """At 10, when T-1 is to begin, nobody need have said anything."""
    _, found = look(TICKETS, {0: ROUTE}, 10)

    assert not found.projection.routes[0].read_by_clock


def test_what_was_before_something_said_is_past() -> None:
    """T-3 is said to have begun: T-1 and T-2 before it, of which nothing was said, are taken as done."""
    problem, found = look(TICKETS, {0: ROUTE}, 95, {"T-3:0:0": STARTED})

    assert starts(problem, found) == {"T-3:0:0": 90, "T-4:0:0": 145}
    assert found.findings == ()
