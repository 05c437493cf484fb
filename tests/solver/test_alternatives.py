"""Who could have a ticket instead: exact prices by term, the rule that keeps the others, a longer look at one."""

import time

from solver.checker import Report, check
from solver.explain.alternatives import Alternative, Alternatives
from solver.explain.classes import ONE_WORKER, Classifier
from solver.explain.resolving import Resolver
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Break, Lock, Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from tests.builders import make_problem, make_published, make_shift, make_technician, make_ticket, only_weights

TRAVEL = [[0, 10, 0], [10, 0, 25], [0, 25, 0]]  # Wang starts at site 0, Li at site 2; the ticket is at site 1


def asked(report: Report) -> Alternatives:
    """Return the questions about one plan."""
    problem = report.schedule.problem
    classifier = Classifier(problem, report.schedule.plan, False, lambda: False, ONE_WORKER)
    return Alternatives(Resolver(report), classifier)


def planned(problem: Problem, *routes: tuple[int, list[tuple[int, int]]]) -> Report:
    """Return the report on routes given as (shift, [(visit, start)])."""
    rows = [
        Route(s, tuple(PlannedVisit(v, start, start + problem.visits[v].minutes) for v, start in visits))
        for s, visits in routes
    ]
    report = check(problem, Plan(tuple(rows)))
    assert report.is_legal
    return report


def two_people(**fields: object) -> Problem:
    """Return a day of Wang and Li, both plumbers."""
    shifts = [make_shift(0), make_shift(1, start_site=2, end_site=2, **fields)]
    technicians = [make_technician("wang"), make_technician("li")]
    weights = only_weights("travel", "unassigned")
    return make_problem([make_ticket()], technicians=technicians, shifts=shifts, travel=TRAVEL, weights=weights)


def test_the_other_costs_the_longer_way() -> None:
    """Wang travels 2 x 10, Li would travel 2 x 25: 30 more."""
    rows = asked(planned(two_people(), (0, [(0, 10)]))).of(0)

    assert [row.technician for row in rows] == [0, 1]
    assert rows[0].serves
    assert (rows[1].change, rows[1].total) == ({"travel": 30}, 30)


def test_a_rule_that_excludes_is_named() -> None:
    """Li does civil work."""
    people = [make_technician("wang"), make_technician("li", skills={"civil": 1})]
    report = planned(make_problem([make_ticket()], technicians=people), (0, [(0, 10)]))

    assert asked(report).one(0, 1) == Alternative(1, "skill_match")


def test_a_shift_that_is_too_short_is_named() -> None:
    """Li's shift of 79 minutes has no room for 25 there, 30 of service and 25 back; of 80 it has."""
    short = asked(planned(two_people(end=79, overtime_until=79), (0, [(0, 10)])))
    enough = asked(planned(two_people(end=80, overtime_until=80), (0, [(0, 10)])))

    assert short.one(0, 1).rule == "working_hours"
    assert enough.one(0, 1).total == 30


def test_of_several_rules_the_first_is_named() -> None:
    """Li's break leaves no room; without it, or in a longer shift, there would be some: working hours come first."""
    problem = two_people(end=115, overtime_until=115, breaks=(Break(20, 40, 40),))

    assert asked(planned(problem, (0, [(0, 10)]))).one(0, 1).rule == "working_hours"


def test_taking_the_place_of_another_is_priced() -> None:
    """Li would have to leave out 500 minutes that only he may do: 1500, and 20 less on the way."""
    technicians = [make_technician("wang"), make_technician("li")]
    tickets = [make_ticket("A"), make_ticket("B", minutes=500, required_technician=1)]
    problem = make_problem(tickets, technicians=technicians, weights=only_weights("travel", "unassigned"))
    report = planned(problem, (0, [(0, 10)]), (1, [(1, 10)]))

    found = asked(report).one(0, 1)

    assert found.change == {"unassigned": 1500, "travel": -20}


def test_a_longer_look_is_taken_if_it_is_cheaper() -> None:
    """The search of the day in which Li is required finds what insertion found: 30 more."""
    report = planned(two_people(), (0, [(0, 10)]))

    found = asked(report).forced(0, 1, lambda day: search(day, SearchLimits(workers=1), timer=time.monotonic).plan)

    assert found.change == {"travel": 30}


def test_no_room_is_said_where_a_locked_visit_fills_the_day() -> None:
    """Li's 500 minutes are locked to him and their start: the ticket fits alone, but not with them."""
    technicians = [make_technician("wang"), make_technician("li")]
    tickets = [make_ticket("A"), make_ticket("B", minutes=500, lock=Lock.BOTH)]
    in_force = {"B:0:0": make_published(10, 510, shift=1)}
    problem = make_problem(tickets, technicians=technicians, published=in_force)
    report = planned(problem, (0, [(0, 10)]), (1, [(1, 10)]))

    assert asked(report).one(0, 1).rule == "working_hours"
