"""Measures of a plan: where the minutes go, punctuality, promises, evenness, changes, what is already late."""

import pytest

from solver.kpis import Kpis, changed_visits, measure
from solver.minutes import ShiftMinutes
from solver.plan import Plan
from solver.problem import Absence, Outcome, Problem, TicketStatus, Urgency, Window
from solver.timeline import Schedule
from tests.builders import (
    Stay,
    every_urgency,
    make_fact,
    make_plan,
    make_problem,
    make_published,
    make_shift,
    make_technician,
    make_ticket,
    windows,
)

PEOPLE = [make_technician("wang"), make_technician("li")]


def measured(problem: Problem, plan: Plan) -> Kpis:
    """Return the measures of a plan."""
    return measure(problem, Schedule(problem, plan))


def adds_up(row: ShiftMinutes) -> bool:
    """Whether the parts of a shift's minutes are its whole."""
    parts = row.service + row.travel + row.breaks + row.absence + row.waiting + row.idle
    return parts == row.shift + row.overtime


def test_minutes_of_a_quiet_day() -> None:
    """One visit 100-130: 20 of travel, no waiting, the rest of 540 minutes idle."""
    problem = make_problem()

    (row,) = measured(problem, make_plan(problem, {0: [("T-1:0:0", 100)]})).shifts

    # 540 - 30 - 20 = 490.
    assert row == ShiftMinutes(
        0, service=30, travel=20, breaks=0, absence=0, waiting=0, idle=490, shift=540, overtime=0
    )
    assert adds_up(row)


def test_minutes_of_a_full_day() -> None:
    """Visits, a break, a stay elsewhere, waiting and overtime: every minute is in one place."""
    shift = make_shift(end=400, overtime_until=540, absences=(Absence(150, 200, 2),))
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], shifts=[shift])

    plan = make_plan(problem, {0: [("T-1:0:0", 60), ("T-2:0:0", 400)]}, {0: [(90, 120)]})
    kpis = measured(problem, plan)

    # 50 leave, 60-90 T-1, 90-120 break, 140-150 to the absence until 200, 390-400 to T-2 until 430, home 440.
    # Under way 390 minutes = 60 service + 40 travel + 30 break + 50 absence + 210 waiting; 50 idle before.
    (row,) = kpis.shifts
    assert row == ShiftMinutes(0, 60, 40, 30, 50, waiting=210, idle=50, shift=400, overtime=40)
    assert adds_up(row)
    assert (kpis.service_minutes, kpis.travel_minutes, kpis.break_minutes) == (60, 40, 30)
    assert (kpis.waiting_minutes, kpis.idle_minutes, kpis.overtime_minutes) == (210, 50, 40)


@pytest.mark.parametrize(
    ("stays", "breaks"),
    [
        ([("T-1:0:0", 100)], [(20, 50)]),  # a break before setting out
        ([("T-1:0:0", 100)], [(300, 330)]),  # a break at the end of the route
        ([("T-1:0:0", 5)], []),  # departure before the shift
        ([("T-1:0:0", 100), ("T-2:0:0", 110)], []),  # visits that overlap
        ([("T-1:0:0", 600)], []),  # a route after its shift
    ],
)
def test_minutes_add_up_even_where_rules_are_broken(stays: list[Stay], breaks: list[tuple[int, int]]) -> None:
    """Service, travel, breaks, absence, waiting and idle are the shift and its overtime, whatever the plan."""
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")])

    kpis = measured(problem, make_plan(problem, {0: stays}, {0: breaks}))

    assert [adds_up(row) for row in kpis.shifts] == [True]
    assert kpis.idle_minutes >= 0
    assert kpis.waiting_minutes >= 0


def test_unused_shift_has_no_minutes() -> None:
    """A shift without a visit is not used."""
    kpis = measured(make_problem(), Plan())

    assert (kpis.shifts, kpis.idle_minutes) == ((), 0)


def test_visit_in_vain_is_waiting_not_service() -> None:
    """A no-show of ten minutes is no service."""
    problem = make_problem(published={"T-1:0:0": make_fact(10, 20, outcome=Outcome.NO_SHOW)}, now=30)

    (row,) = measured(problem, make_plan(problem, {0: [("T-1:0:0", 10, 20)]})).shifts

    assert (row.service, row.waiting, adds_up(row)) == (0, 10, True)


def test_planned_and_unassigned_are_counted() -> None:
    """Two of four tickets planned; the others are counted by urgency."""
    problem = make_problem(every_urgency())

    kpis = measured(problem, make_plan(problem, {0: [("T-urgent:0:0", 10), ("T-low:0:0", 40)]}))

    assert kpis.planned == 2
    assert kpis.unassigned == {"emergency": 1, "urgent": 0, "normal": 1, "low": 0}


def test_ticket_on_hold_is_neither_planned_nor_unassigned() -> None:
    """Only open tickets count."""
    kpis = measured(make_problem([make_ticket(status=TicketStatus.ON_HOLD)]), Plan())

    assert (kpis.planned, sum(kpis.unassigned.values())) == (0, 0)


def test_shares_on_time() -> None:
    """Of four normal tickets due at 100, one is in time, one late, one left out, one done in time: a half."""
    tickets = [
        make_ticket("T-1", respond_by=100, complete_by=140),
        make_ticket("T-2", respond_by=100, complete_by=140),
        make_ticket("T-3", respond_by=100, complete_by=140),
        make_ticket("T-4", respond_by=100, complete_by=140, status=TicketStatus.DONE),
    ]
    problem = make_problem(tickets, published={"T-4:0:0": make_fact(10, 40)}, now=50)

    plan = make_plan(problem, {0: [("T-4:0:0", 10), ("T-1:0:0", 100), ("T-2:0:0", 130)]})
    kpis = measured(problem, plan)

    # T-1 ends at 130, T-2 at 160.
    assert kpis.respond_on_time_share == {"emergency": None, "urgent": None, "normal": 0.5, "low": None}
    assert kpis.complete_on_time_share[Urgency.NORMAL] == 0.5


def test_share_of_promises_kept() -> None:
    """Of three promised tickets one starts in a window, one after it, one is left out."""
    tickets = [make_ticket(f"T-{k}", promised=windows((100, 120))) for k in range(3)]
    problem = make_problem([*tickets, make_ticket("T-9")], promised_hard=False)

    kept = measured(problem, make_plan(problem, {0: [("T-0:0:0", 120), ("T-1:0:0", 150), ("T-9:0:0", 180)]}))

    assert kept.promise_kept_share == pytest.approx(1 / 3)
    assert measured(make_problem(), Plan()).promise_kept_share is None


def test_workload_spread_is_among_staff_with_a_shift() -> None:
    """100 carried + 30 against 0: contractors and people without a shift are left out."""
    people = [
        make_technician("wang", carried_minutes=100),
        make_technician("li"),
        make_technician("zhao", contractor=True, carried_minutes=900),
        make_technician("off duty", carried_minutes=800),
    ]
    problem = make_problem(technicians=people, shifts=[make_shift(k) for k in range(3)])

    assert measured(problem, make_plan(problem, {0: [("T-1:0:0", 10)]})).workload_spread_minutes == 130
    assert measured(make_problem([], technicians=[], shifts=[]), Plan()).workload_spread_minutes is None


def test_contractor_visits_are_counted() -> None:
    """Two visits, one by a contractor."""
    people = [make_technician("wang"), make_technician("zhao", contractor=True)]
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], technicians=people)

    kpis = measured(problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 10)]}))

    assert kpis.contractor_visits == 1


def test_first_plan_changes_nothing() -> None:
    """Without a plan in force no visit is changed; against an empty one every visit is added."""
    first, replan = make_problem(), make_problem(published={})
    route = {0: [("T-1:0:0", 10)]}

    assert measured(first, make_plan(first, route)).changed_visits == 0
    assert measured(replan, make_plan(replan, route)).changed_visits == 1


@pytest.mark.parametrize(
    ("shift", "start", "changed"),
    [(0, 110, False), (0, 80, False), (0, 170, False), (0, 79, True), (0, 171, True), (1, 110, True)],
)
@pytest.mark.parametrize("window", [Window(80, 170), None])
def test_visit_is_changed_outside_its_window_or_by_another(
    shift: int, start: int, changed: bool, window: Window | None
) -> None:
    """The window 80-170 is sent, or worked out: 110 - 30 to 110 + 60. Both ends are inside."""
    problem = make_problem(technicians=PEOPLE, published={"T-1:0:0": make_published(110, 140, window=window)})

    plan = make_plan(problem, {shift: [("T-1:0:0", start)]})

    assert changed_visits(problem, Schedule(problem, plan)) == ((0,) if changed else ())


def test_dropped_visits_are_changed_and_facts_are_not() -> None:
    """Of a fact and a published visit that is left out, one is changed."""
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    published = {"T-1:0:0": make_fact(10, 40), "T-2:0:0": make_published(110, 140)}
    problem = make_problem(tickets, published=published, now=50)

    assert measured(problem, make_plan(problem, {0: [("T-1:0:0", 10)]})).changed_visits == 1


def test_minutes_already_late_are_those_before_now() -> None:
    """At 200: planned at 250, a fact that responded at 130 and ends at 160, and a ticket that is left out."""
    tickets = [
        make_ticket("T-1", respond_by=100, complete_by=150),
        make_ticket("T-2", respond_by=100, complete_by=150),
        make_ticket("T-3", respond_by=180),
        make_ticket("T-4", respond_by=200),
    ]
    problem = make_problem(tickets, published={"T-2:0:0": make_fact(130, 160)}, now=200)

    kpis = measured(problem, make_plan(problem, {0: [("T-2:0:0", 130), ("T-1:0:0", 250), ("T-4:0:0", 280)]}))

    # T-1: 200 - 100 and 200 - 150. T-2: 130 - 100 and 160 - 150. T-3: 200 - 180. T-4 is due now: nothing.
    assert kpis.already_late_minutes == {
        0: {"respond_late": 100, "complete_late": 50},
        1: {"respond_late": 30, "complete_late": 10},
        2: {"respond_late": 20},
    }


def test_minutes_that_facts_take_from_an_absence_are_counted_once() -> None:
    """A fact at 50-80 overlaps the appointment 60-90 at its site: the absence counts its last 10 minutes."""
    problem = make_problem(
        shifts=[make_shift(absences=(Absence(60, 90, 1),))], now=80, published={"T-1:0:0": make_fact(50, 80)}
    )
    plan = make_plan(problem, {0: [("T-1:0:0", 50, 80)]})

    (row,) = measure(problem, Schedule(problem, plan)).shifts

    assert (row.service, row.absence) == (30, 10)
    parts = row.service + row.travel + row.breaks + row.absence + row.waiting + row.idle
    assert parts == row.shift + row.overtime


def test_minutes_of_facts_that_overlap_count_once() -> None:
    """Facts 10-60 and 40-80 at one site of a technician: 70 minutes of service, and the parts add up."""
    problem = make_problem(
        [make_ticket("A"), make_ticket("B")],
        now=80,
        published={"A:0:0": make_fact(10, 60), "B:0:0": make_fact(40, 80)},
        travel=[[0, 10], [10, 0]],
    )
    plan = make_plan(problem, {0: [("A:0:0", 10, 60), ("B:0:0", 40, 80)]})

    (row,) = measure(problem, Schedule(problem, plan)).shifts

    assert (row.service, row.travel) == (70, 20)
    parts = row.service + row.travel + row.breaks + row.absence + row.waiting + row.idle
    assert parts == row.shift + row.overtime
