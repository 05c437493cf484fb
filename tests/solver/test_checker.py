"""The checker: each hard rule alone, the sums of a report, plans that fit no problem, the contract's example."""

from collections.abc import Callable

import pytest

from solver.checker import Report, check
from solver.errors import PlanError
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import (
    Absence,
    After,
    Break,
    Interval,
    Lock,
    Outcome,
    Problem,
    Shift,
    Urgency,
    Window,
)
from solver.rules import HARD_RULES, SOFT_RULES
from tests.builders import (
    make_fact,
    make_plan,
    make_problem,
    make_published,
    make_shift,
    make_step,
    make_technician,
    make_ticket,
    windows,
)

Case = tuple[Problem, Plan]
PEOPLE = [make_technician("wang"), make_technician("li")]
TWO = [make_ticket("T-1"), make_ticket("T-2")]


def one_visit(problem: Problem, start: int, shift: int = 0) -> Case:
    """Return a problem with a plan of its first visit."""
    return problem, make_plan(problem, {shift: [(problem.visits[0].id, start)]})


def too_close() -> Case:
    """T-1 ends at 40 and T-2, at the same site, starts at 37: 3 minutes."""
    problem = make_problem(TWO)
    return problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 37)]})


def too_long() -> Case:
    """The return is 505 + 30 + 10 = 545, five minutes after 540."""
    return one_visit(make_problem(), 505)


def no_break() -> Case:
    """The return is 440, after the latest start 300 of a break of 45 minutes."""
    return one_visit(make_problem(shifts=[make_shift(breaks=(Break(210, 300, 45),))]), 400)


def absent() -> Case:
    """The way to the visit is 195-205, the absence ends at 200: five minutes."""
    return one_visit(make_problem(shifts=[make_shift(absences=(Absence(100, 200),))]), 205)


def unskilled() -> Case:
    """Level 3 is needed, level 1 comes: two levels."""
    return one_visit(make_problem([make_ticket(min_level=3)]), 10)


def uncertified() -> Case:
    """One certificate is needed and missing."""
    return one_visit(make_problem([make_ticket(certificates=["gas"])]), 10)


def wrong_estate() -> Case:
    """A technician of one estate makes a visit on another."""
    technician = make_technician(estates=frozenset({"jade"}))
    return one_visit(make_problem(technicians=[technician], estates={1: "lake"}), 10)


def wrong_duty() -> Case:
    """A shift on duty for emergencies gets a normal ticket."""
    return one_visit(make_problem(shifts=[make_shift(serves_urgencies=frozenset({Urgency.EMERGENCY}))]), 10)


def banned() -> Case:
    """A banned technician comes."""
    return one_visit(make_problem([make_ticket(banned_technicians=frozenset({0}))]), 10)


def too_early() -> Case:
    """Service starts 8 minutes before the ticket is ready."""
    return one_visit(make_problem([make_ticket(ready_at=100)]), 92)


def after_deadline() -> Case:
    """The visit ends at 130, the deadline is 120."""
    return one_visit(make_problem([make_ticket(deadline=120)]), 100)


def broken_promise() -> Case:
    """The visit starts at 130, the promised window ended at 120."""
    return one_visit(make_problem([make_ticket(promised=windows((100, 120)))]), 130)


def out_of_order() -> Case:
    """Step 1 starts at 60, 40 minutes before 40 + 60."""
    problem = make_problem([make_ticket(steps=[make_step(), make_step(min_gap=60)])])
    return problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 60)]})


def apart() -> Case:
    """A crew of two starts at 10 and 14."""
    problem = make_problem([make_ticket(crew=2)], technicians=PEOPLE)
    return problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 14)]})


def in_part() -> Case:
    """One of two steps is planned."""
    return one_visit(make_problem([make_ticket(steps=[make_step(), make_step()])]), 10)


def somebody_else() -> Case:
    """T-2 asks for the people of T-1 and gets somebody else."""
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2", same_technician_as=0)], technicians=PEOPLE)
    return problem, make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 10)]})


def too_many() -> Case:
    """Two visits on a shift for one."""
    problem = make_problem(TWO, shifts=[make_shift(max_visits=1)])
    return problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]})


def thawed() -> Case:
    """A frozen visit moves from 110 to 117."""
    return one_visit(make_problem(published={"T-1:0:0": make_published(110, 140)}, freeze_until=200), 117)


def unlocked() -> Case:
    """A time-locked visit moves from 110 to 104."""
    ticket = make_ticket(lock=Lock.TIME)
    return one_visit(make_problem([ticket], published={"T-1:0:0": make_published(110, 140)}), 104)


def unexpected() -> Case:
    """The owner was told 80 at the earliest; the visit starts at 69."""
    record = make_published(110, 140, window=Window(80, 170), told=True)
    return one_visit(make_problem(published={"T-1:0:0": record}), 69)


BREACHES: dict[str, tuple[Callable[[], Case], int]] = {
    "one_place_at_a_time": (too_close, 3),
    "working_hours": (too_long, 5),
    "break_taken": (no_break, 45),
    "available": (absent, 5),
    "skill_match": (unskilled, 2),
    "certificate_valid": (uncertified, 1),
    "estate_allowed": (wrong_estate, 1),
    "urgency_served": (wrong_duty, 1),
    "technician_allowed": (banned, 1),
    "not_before": (too_early, 8),
    "deadline": (after_deadline, 10),
    "promised_window": (broken_promise, 10),
    "step_order": (out_of_order, 40),
    "crew_together": (apart, 4),
    "whole_ticket": (in_part, 1),
    "same_technician": (somebody_else, 1),
    "max_visits": (too_many, 1),
    "frozen_visit": (thawed, 7),
    "time_lock": (unlocked, 6),
    "told_window": (unexpected, 11),
}


def test_every_hard_rule_has_a_case() -> None:
    """The table below names every hard rule, in the contract's order."""
    assert list(BREACHES) == [rule.name for rule in HARD_RULES]


@pytest.mark.parametrize("name", BREACHES)
def test_each_rule_is_broken_alone(name: str) -> None:
    """A plan that breaks one rule is illegal by this rule, by this much, and by no other."""
    build, amount = BREACHES[name]

    report = check(*build())

    assert [(row.rule, row.amount) for row in report.violations] == [(name, amount)]
    assert not report.is_legal
    assert report.warnings == ()


def contract_example() -> Report:
    """Return the verdict on the contract's example, minutes from 08:00; sites center, b3, b9, lake."""
    wang = make_technician("wang", skills={"water": 2, "civil": 1})
    li = make_technician("li", skills={"electric": 3, "hvac": 2})
    steps = [make_step("water", minutes=45), make_step("civil", minutes=60, min_gap=60)]
    tickets = [
        make_ticket(
            "T-1",
            site=1,
            min_level=2,
            minutes=60,
            urgency=Urgency.EMERGENCY,
            impact=2,
            reported_at=0,
            respond_by=30,
            complete_by=120,
        ),
        make_ticket("T-2", site=2, trade="electric", promised=windows((330, 420)), reported_at=-760),
        make_ticket("T-3", site=3, steps=steps, urgency=Urgency.URGENT, respond_by=180, reported_at=-50),
        make_ticket("T-4", site=1, trade="security", minutes=40, reported_at=-1020),
    ]
    shifts = [
        make_shift(0, overtime_until=600, breaks=(Break(210, 300, 60),)),
        make_shift(1, breaks=(Break(210, 270, 60),)),
    ]
    travel = [[0, 5, 6, 15], [5, 0, 8, 12], [6, 8, 0, 18], [15, 12, 18, 0]]
    problem = make_problem(
        tickets,
        technicians=[wang, li],
        shifts=shifts,
        travel=travel,
        weights={"workload": 0, "skill_waste": 0},
    )
    routes = {0: [("T-1:0:0", 5), ("T-3:0:0", 77), ("T-3:1:0", 182)], 1: [("T-2:0:0", 330)]}
    return check(problem, make_plan(problem, routes, {1: [(210, 270)]}))


def test_contract_example_costs_1544() -> None:
    """The contract's example is legal; T-4 left out costs 1500, travel 5 + 12 + 15 and 6 + 6 = 44."""
    report = contract_example()

    assert (report.violations, report.warnings) == ((), ())
    assert report.total == 1544
    assert report.terms == {rule.name: 0 for rule in SOFT_RULES} | {"unassigned": 1500, "travel": 44}
    assert [report.schedule.timelines[k].return_at for k in (0, 1)] == [257, 366]


def test_terms_stand_in_the_contracts_order() -> None:
    """Every term is named, also when it is 0."""
    report = contract_example()

    assert list(report.terms) == [rule.name for rule in SOFT_RULES]


def test_costs_by_ticket_and_technician() -> None:
    """What a ticket and a technician cost, by term; the way home is a technician's, a ticket left out a ticket's."""
    report = contract_example()

    # T-3: 12 to its first step, 0 to its second; wang 5 + 12 + 15, li 6 + 6.
    assert report.ticket_costs == {0: {"travel": 5}, 1: {"travel": 6}, 2: {"travel": 12}, 3: {"unassigned": 1500}}
    assert report.technician_costs == {0: {"travel": 32}, 1: {"travel": 12}}


def test_total_is_the_sum_of_terms_and_of_charges() -> None:
    """A late overtime visit by a contractor: every way of adding up gives the same."""
    shift = make_shift(end=400, overtime_until=540)
    problem = make_problem(
        [make_ticket("T-1", respond_by=300), make_ticket("T-2")],
        technicians=[make_technician(contractor=True)],
        shifts=[shift],
    )

    report = check(problem, make_plan(problem, {0: [("T-1:0:0", 390)]}))

    # T-2 left out 1500; 90 minutes late at 2; travel 20; back at 430: 30 at 3; shift 60 and 30 minutes.
    assert {term: cost for term, cost in report.terms.items() if cost} == {
        "unassigned": 1500,
        "respond_late": 180,
        "travel": 20,
        "overtime": 90,
        "contractor": 90,
    }
    assert report.total == sum(report.terms.values()) == sum(charge.cost for charge in report.charges) == 1880


def test_facts_are_sunk_and_their_breaches_warnings() -> None:
    """Of a day with one fact, the way to it is sunk; its missing skill is a warning and breaks no plan."""
    technician = make_technician(skills={"electric": 1})
    problem = make_problem(technicians=[technician], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    report = check(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    # To the fact and home from it: 20.
    assert (report.is_legal, report.sunk_facts, report.total) == (True, 20, 20)
    assert [(row.rule, row.by_fact) for row in report.warnings] == [("skill_match", True)]


def test_released_freeze_is_reported() -> None:
    """A frozen visit whose technician can no longer be there in time is named."""
    problem = make_problem(published={"T-1:0:0": make_published(110, 140)}, freeze_until=200, now=101)

    assert check(problem, Plan()).released == {0}


def test_constants_are_those_of_the_rules() -> None:
    """The share and the scarce trades that re-plans keep: 500 minutes of 540 are more than 0.8."""
    problem = make_problem([make_ticket(minutes=500)])

    constants = check(problem, Plan()).constants

    assert (constants.share, constants.scarce_trades) == ({0: 500}, {"water"})


def test_plan_that_names_strangers_is_refused() -> None:
    """Unknown and repeated visits and shifts are named all at once."""
    problem = make_problem(TWO)
    stay = PlannedVisit(0, 10, 40)
    plan = Plan((Route(0, (stay, stay)), Route(0, ()), Route(7, (PlannedVisit(5, 10, 40),))))

    with pytest.raises(PlanError) as refusal:
        check(problem, plan)

    assert str(refusal.value).split("; ") == [
        "shift 7 is unknown, expected 0 to 0",
        "shift 0 stands in the plan twice",
        "visit 5 is unknown, expected 0 to 1",
        "visit 0 stands in the plan twice",
    ]


@pytest.mark.parametrize(
    "route",
    [Route(0, (PlannedVisit(0, 40, 39),)), Route(0, (PlannedVisit(0, 10, 40),), (Interval(100, 99),))],
)
def test_plan_that_ends_before_it_starts_is_refused(route: Route) -> None:
    """A visit or a break of negative length fits no problem."""
    with pytest.raises(PlanError, match="before its start"):
        check(make_problem(), Plan((route,)))


def test_empty_plan_of_an_empty_problem_is_legal_and_free() -> None:
    """Nothing to do, nobody to do it."""
    report = check(make_problem([], technicians=[], shifts=[]), Plan())

    assert (report.is_legal, report.total, report.charges) == (True, 0, ())


def test_linked_day_that_keeps_every_rule_is_legal() -> None:
    """A crew, steps, a following ticket, a break and a no-show in one plan: no violation, no warning."""
    shifts: list[Shift] = [make_shift(k, breaks=(Break(210, 300, 60),)) for k in range(2)]
    tickets = [
        make_ticket("T-1", crew=2, steps=[make_step(crew=2), make_step(min_gap=30)]),
        make_ticket("T-2", after=(After(0, 10),), same_technician_as=0),
        make_ticket("T-3"),
    ]
    published = {"T-3:0:0": make_fact(10, 20, outcome=Outcome.NO_SHOW)}
    problem = make_problem(tickets, technicians=PEOPLE, shifts=shifts, published=published, now=20)
    plan = make_plan(
        problem,
        {
            0: [("T-3:0:0", 10, 20), ("T-1:0:0", 30), ("T-1:1:0", 90), ("T-2:0:0", 130), ("T-3:0:0:1", 300)],
            1: [("T-1:0:1", 30)],
        },
        {0: [(210, 270)]},
    )

    report = check(problem, plan)

    assert (report.violations, report.warnings) == ((), ())
