"""Needed and able hour by hour, and what one more technician changes: by hand."""

import time

import numpy as np

from solver.checker import Report, check
from solver.explain.bench import set_up
from solver.explain.hiring import hire, try_hiring
from solver.explain.supply import Bottleneck, SupplyHour, add_stretch, bottlenecks, spread, supply
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Absence, Break, Interval, Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from tests.builders import make_problem, make_shift, make_technician, make_ticket, only_weights


def planned(problem: Problem, *visits: tuple[int, int]) -> Report:
    """Return the report on a route of the first shift, given as (visit, start)."""
    rows = tuple(PlannedVisit(v, start, start + problem.visits[v].minutes) for v, start in visits)
    return check(problem, Plan((Route(0, rows),) if rows else ()))


def balance(report: Report) -> tuple[SupplyHour, ...]:
    """Return the hours of a plan."""
    return supply(report, set_up(report.schedule.problem).reach)


def test_what_is_planned_and_left_out_is_set_against_the_shift() -> None:
    """Two hours: A takes 10 + 30 and 10 home; B's 30 may lie in 10-110, half of them in the first hour."""
    problem = make_problem([make_ticket("A"), make_ticket("B")], shifts=[make_shift(end=120)])

    rows = balance(planned(problem, (0, 10)))

    assert rows == (SupplyHour("water", 1, 0, 60, 10, 40, 15), SupplyHour("water", 1, 60, 60, 0, 0, 15))
    assert [row.short for row in rows] == [5, 0]
    assert bottlenecks(rows) == (Bottleneck("water", 1, 0, 60, 5),)


def test_breaks_and_absences_are_no_supply() -> None:
    """A break of 20 from 30 on, away from 60 to 90: 40 and 30 minutes are left."""
    shift = make_shift(end=120, breaks=(Break(30, 50, 20),), absences=(Absence(60, 90),))
    rows = balance(planned(make_problem([make_ticket()], shifts=[shift])))

    assert [row.able for row in rows] == [40, 30]


def test_a_break_within_an_absence_is_taken_out_once() -> None:
    """Away from 0 to 60, the break of 20 in it: the second hour is whole."""
    shift = make_shift(end=120, breaks=(Break(30, 50, 20),), absences=(Absence(0, 60),))
    rows = balance(planned(make_problem([make_ticket()], shifts=[shift])))

    assert [(row.start, row.able) for row in rows if row.able] == [(60, 60)]


def test_higher_levels_count_for_lower_ones_only() -> None:
    """Wang has level 2, Li level 1: from level 1 up both are able, from level 2 up Wang alone."""
    people = [make_technician("wang", skills={"water": 2}), make_technician("li")]
    tickets = [make_ticket("A"), make_ticket("B", min_level=2)]
    problem = make_problem(tickets, technicians=people, shifts=[make_shift(0, end=60), make_shift(1, end=60)])

    able = {row.level: row.able for row in balance(planned(problem))}

    assert able == {1: 120, 2: 60}


def test_other_work_of_the_same_people_is_counted_elsewhere() -> None:
    """Wang has two trades: 40 minutes of civil work with its way, and 10 home, are not there for water."""
    people = [make_technician(skills={"water": 1, "civil": 1})]
    tickets = [make_ticket("A", trade="civil"), make_ticket("B")]
    problem = make_problem(tickets, technicians=people, shifts=[make_shift(end=60)])

    rows = {row.trade: row for row in balance(planned(problem, (0, 10)))}

    assert (rows["water"].elsewhere, rows["water"].planned) == (50, 0)
    assert (rows["civil"].elsewhere, rows["civil"].planned) == (10, 40)


def test_hours_of_one_stretch_are_joined() -> None:
    """Two hours on end in which 20 and 10 are short are one bottleneck of 30."""
    rows = (SupplyHour("water", 1, 0, 0, 0, 0, 20), SupplyHour("water", 1, 60, 0, 0, 0, 10))

    assert bottlenecks(rows) == (Bottleneck("water", 1, 0, 120, 30),)


def test_minutes_are_spread_evenly_and_none_is_lost() -> None:
    """100 minutes over 50-130: 10, 60 and 10 of 80 minutes give 12, 75 and 13."""
    hours = np.zeros(3, dtype=np.int64)

    spread(hours, 50, 130, 100)

    assert hours.tolist() == [12, 75, 13]


def test_a_stretch_is_cut_at_the_hours() -> None:
    """From 50 to 130 lie 10, 60 and 10 minutes."""
    hours = np.zeros(3, dtype=np.int64)

    add_stretch(hours, 50, 130)

    assert hours.tolist() == [10, 60, 10]


def test_one_more_technician_lets_the_second_ticket_in() -> None:
    """300 minutes each: the second one would save 1500 and cost 20 of travel."""
    tickets = [make_ticket("A", minutes=300), make_ticket("B", minutes=300)]
    problem = make_problem(tickets, weights=only_weights("travel", "unassigned"))

    (found,) = try_hiring(problem, lambda day: search(day, SearchLimits(workers=1), timer=time.monotonic).plan)

    assert (found.trade, found.level, found.cost_change, found.unassigned_change) == ("water", 1, -1480, -1)


def test_the_additional_technician_works_as_most_do() -> None:
    """Two shifts are from 0 to 540 with a break, one is shorter: he has the longer one, break included."""
    rest = (Break(200, 260, 30),)
    shifts = [make_shift(0, end=300), make_shift(1, breaks=rest), make_shift(2, breaks=rest)]
    people = [make_technician(name) for name in ("wang", "li", "zhao")]

    day = hire(make_problem(technicians=people, shifts=shifts), "water", 2)

    assert (day.shifts[-1].end, day.shifts[-1].breaks) == (540, rest)
    assert day.technicians[-1].skills == {"water": 2}


def test_a_break_is_taken_out_where_the_plan_has_it() -> None:
    """It may begin at 10, the plan has it from 80 to 100: the first hour has 60 minutes, the second 40."""
    shift = make_shift(end=120, breaks=(Break(10, 90, 20),))
    problem = make_problem([make_ticket()], shifts=[shift])
    plan = Plan((Route(0, (PlannedVisit(0, 10, 40),), (Interval(80, 100),)),))

    rows = balance(check(problem, plan))

    assert [row.able for row in rows] == [60, 40]


def test_hours_are_those_of_the_clock() -> None:
    """The horizon begins 30 minutes past: A's 10 + 30 minutes lie 30 in the first hour and 10 in the second."""
    problem = make_problem([make_ticket("A")], shifts=[make_shift(end=90)])
    report = planned(problem, (0, 10))

    rows = supply(report, set_up(problem).reach, past=30)

    assert [(row.start, row.able, row.planned, row.elsewhere) for row in rows] == [(-30, 30, 30, 0), (30, 60, 10, 10)]
