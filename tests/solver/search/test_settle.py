"""Plans of equal cost: the early one is given out."""

import time

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Break, Interval, Problem
from solver.rules import RULES
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach
from solver.search.settle import settle
from tests.builders import make_plan, make_problem, make_shift, make_technician, make_ticket, windows
from tests.random_problems import random_problem


def _settled(problem: Problem, plan: Plan) -> Plan:
    tables = build_tables(problem, RULES, read_heads(problem))
    return settle(problem, tables, read_reach(tables), plan, lambda: False)


def test_a_visit_that_waits_for_nothing_starts_when_its_technician_can_be_there() -> None:
    """Planned at 100, reachable at 10: it starts at 10."""
    problem = make_problem()

    plan = _settled(problem, make_plan(problem, {0: [("T-1:0:0", 100)]}))

    assert plan == make_plan(problem, {0: [("T-1:0:0", 10)]})


def test_a_visit_that_waits_for_its_window_stays() -> None:
    """The preferred window opens at 100; earlier costs 15."""
    problem = make_problem([make_ticket(preferred=windows((100, 120)))])
    plan = make_plan(problem, {0: [("T-1:0:0", 100)]})

    assert _settled(problem, plan) == plan


def test_a_visit_moves_to_the_opening_of_its_window() -> None:
    """Planned at 115 in the window 100-120, it starts when the window opens."""
    problem = make_problem([make_ticket(preferred=windows((100, 120)))])

    plan = _settled(problem, make_plan(problem, {0: [("T-1:0:0", 115)]}))

    assert plan.routes[0].visits[0].start == 100


def test_a_crew_moves_together() -> None:
    """Both members go from 100 to 10."""
    problem = make_problem([make_ticket(crew=2)], technicians=[make_technician("wang"), make_technician("li")])

    plan = _settled(problem, make_plan(problem, {0: [("T-1:0:0", 100)], 1: [("T-1:0:1", 100)]}))

    assert [route.visits[0].start for route in plan.routes] == [10, 10]


def test_a_break_before_the_visit_gives_way_to_it() -> None:
    """A break 200-230 and a visit 240-440 become a visit 10-210 and a break at its end."""
    problem = make_problem([make_ticket(minutes=200)], shifts=[make_shift(breaks=(Break(200, 300, 30),))])
    plan = make_plan(problem, {0: [("T-1:0:0", 240)]}, {0: [(200, 230)]})

    settled = _settled(problem, plan)

    assert settled.routes[0].visits[0].start == 10
    assert check(problem, settled).is_legal


def test_settling_never_makes_a_plan_dearer_or_illegal() -> None:
    """Over 60 random problems the plan found keeps its cost, to the unit."""
    for seed in range(7000, 7060):
        problem = random_problem(seed)
        result = search(problem, SearchLimits(seconds=10, workers=1), timer=time.monotonic)
        if result.plan is not None:
            report = check(problem, _settled(problem, result.plan))
            assert (report.is_legal, report.total) == (True, result.cost)


def test_breaks_are_listed_as_intervals_of_the_plan() -> None:
    """A settled plan keeps each break's length."""
    problem = make_problem([make_ticket(minutes=200)], shifts=[make_shift(breaks=(Break(200, 300, 30),))])
    plan = make_plan(problem, {0: [("T-1:0:0", 240)]}, {0: [(200, 230)]})

    (rest,) = _settled(problem, plan).routes[0].breaks

    assert isinstance(rest, Interval)
    assert rest.end - rest.start == 30


def test_a_break_that_has_begun_is_not_moved() -> None:
    """Now 50, on a break 40-70: the visit planned at 110 moves to 80, the break stays."""
    shift = make_shift(breaks=(Break(30, 60, 30),), past_breaks=(Interval(40, 70),))
    problem = make_problem(shifts=[shift], now=50)

    plan = _settled(problem, make_plan(problem, {0: [("T-1:0:0", 110)]}, {0: [(40, 70)]}))

    assert plan == make_plan(problem, {0: [("T-1:0:0", 80)]}, {0: [(40, 70)]})
