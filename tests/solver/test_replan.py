"""Re-plans: the first answer, a price on changes, a cap on them; the checker judges every plan."""

import time
from dataclasses import replace

import pytest

from solver.changes import changed_visits
from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Problem, Urgency, Window
from solver.replan import STEADY_PRICE, FirstAnswer, Mode, better_answer, first_answer
from solver.rules import RULES
from solver.search.anytime import search
from solver.search.chains.chain import pack_day
from solver.search.limits import SMALL, SearchLimits
from solver.search.reach import read_reach
from solver.search.repair import repair
from solver.search.steadiness import with_change_price
from solver.search.terms import Pricing
from solver.search.whatif import WhatIf
from solver.timeline import Schedule
from solver.weights import default_policy
from tests.builders import make_plan, make_problem, make_published, make_shift, make_technician, make_ticket
from tests.random_days import random_day
from tests.random_problems import random_problem

STEPS = SearchLimits(seconds=None, iterations=2000, workers=1)


def answered(problem: Problem, fresh: set[int]) -> FirstAnswer:
    """Return the first answer to what has happened."""
    tables = build_tables(problem, RULES, read_heads(problem))
    reach = read_reach(tables)
    day = pack_day(tables, reach)
    return first_answer(WhatIf(tables, reach, repair(tables, reach, day), day), fresh)


def better(problem: Problem, mode: Mode, first: FirstAnswer | None = None) -> Plan:
    """Return the plan of a search after a first answer, judged legal."""
    result = better_answer(problem, mode, first, STEPS, timer=time.monotonic)
    assert result.plan is not None
    assert result.refused == 0
    assert check(problem, result.plan).is_legal
    return result.plan


def number_of_changes(problem: Problem, plan: Plan) -> int:
    """Return how many visits a plan changes."""
    return len(changed_visits(problem, Schedule(problem, plan)))


def full_morning(**fields: object) -> Problem:
    """Return wang's 60 minutes, which hold T-1 (published at 10, 30 minutes, 10 away), and an emergency E as long."""
    tickets = [make_ticket(**fields), make_ticket("E", urgency=Urgency.EMERGENCY)]
    return make_problem(tickets, shifts=[make_shift(end=60)], published={"T-1:0:0": make_published(10, 40)})


def test_an_emergency_takes_the_place_of_a_planned_visit() -> None:
    """60 minutes hold one visit: E has them, T-1 is dropped."""
    problem = full_morning()

    first = answered(problem, {1})

    assert first.report.is_legal
    assert first.plan == make_plan(problem, {0: [("E:0:0", 10)]})


def test_what_was_left_out_on_purpose_is_not_brought_in_at_once() -> None:
    """E is open but nobody named it: the plan in force stays as it is, and E out; li has room for it all day."""
    problem = make_problem(
        [make_ticket(), make_ticket("T-2")],
        technicians=[make_technician(), make_technician("li")],
        published={"T-1:0:0": make_published(10, 40)},
    )

    assert answered(problem, set()).plan == make_plan(problem, {0: [("T-1:0:0", 10)]})
    assert answered(problem, {1}).report.schedule.unassigned_tickets == frozenset()


def test_an_emergency_does_not_wait_behind_others_if_they_can() -> None:
    """E is due at 20: behind T-1 it would start at 40, 20 minutes late at 50 each; T-1 waits instead, until 40."""
    problem = make_problem(
        [make_ticket(), make_ticket("E", urgency=Urgency.EMERGENCY, respond_by=20)],
        published={"T-1:0:0": make_published(10, 40)},
    )

    assert answered(problem, {1}).plan == make_plan(problem, {0: [("E:0:0", 10), ("T-1:0:0", 40)]})


@pytest.mark.parametrize("seed", range(25))
def test_first_answers_to_random_states_are_legal_or_no_answers(seed: int) -> None:
    """Of random days under way, what is kept and inserted is legal wherever the search finds a legal plan at all.

    Locks may make it illegal; then it says so, and a search has the last word.
    """
    problem = random_problem(7000 + seed)
    first = answered(problem, set(range(len(problem.tickets))))
    if not first.report.is_legal:
        assert problem.has_published
        assert {violation.rule for violation in first.report.violations} <= {
            "frozen_visit",
            "time_lock",
            "told_window",
            "whole_ticket",
        }


def test_a_changed_visit_has_to_save_its_price_in_steady() -> None:
    """T-1 and T-2 are with wang; li is nearer to T-2: best moves it, steady does not for less than 120 minutes saved.

    T-2 at site 2 is 50 minutes from site 0, where wang's day starts and ends, and nothing from site 3, where li's does.
    By li it saves 100 of travel and costs 40 as a changed technician.
    """
    travel = [[0, 10, 50, 50], [10, 0, 50, 50], [50, 50, 0, 0], [50, 50, 0, 0]]
    problem = make_problem(
        [make_ticket(), make_ticket("T-2", site=2)],
        technicians=[make_technician(), make_technician("li")],
        shifts=[make_shift(), make_shift(1, start_site=3, end_site=3)],
        travel=travel,
        weights={"workload": 0},
        published={"T-1:0:0": make_published(10, 40), "T-2:0:0": make_published(90, 120)},
    )
    best = better(problem, Mode.BEST)

    assert number_of_changes(problem, best) == 1
    assert number_of_changes(problem, better(problem, Mode.STEADY)) == 0
    saved = check(problem, better(problem, Mode.STEADY)).total - check(problem, best).total
    assert 0 < saved < STEADY_PRICE


@pytest.mark.parametrize("seed", range(12))
def test_the_price_of_changes_is_what_the_tables_say(seed: int) -> None:
    """Over random states, a plan costs in priced tables what it costs plus the price of each change.

    Twice the price where both technician and time change, once more for nothing else.
    """
    problem = random_problem(7500 + seed)
    first = answered(problem, set(range(len(problem.tickets))))
    tables = build_tables(problem, RULES, read_heads(problem))
    priced = Pricing(with_change_price(tables, 1000)).plan(first.plan)
    plain = Pricing(tables).plan(first.plan)

    extra = priced["steadiness"]

    assert priced - plain == {"steadiness": extra} or extra == 0
    if problem.has_published:
        changes = number_of_changes(problem, first.plan)
        assert 1000 * changes <= extra <= 2000 * changes
    else:
        assert extra == 0


def large_day() -> Problem:
    """Return a published day of 90 tickets for 10 people, planned by a few steps, of which two people are gone."""
    problem = random_day(3, 90, 10, default_policy().weights)
    result = search(problem, STEPS, timer=time.monotonic)
    assert result.plan is not None
    placed = {p.visit: (route.shift, p) for route in result.plan.routes for p in route.visits}
    visits = tuple(
        replace(visit, published=make_published(row[1].start, row[1].end, shift=row[0], window=_window(row[1].start)))
        if (row := placed.get(k)) is not None
        else visit
        for k, visit in enumerate(problem.visits)
    )
    return replace(problem, visits=visits, has_published=True)


def _window(start: int) -> Window:
    return Window(start - 30, start + 60)


def test_a_cap_on_changes_holds_on_days_beyond_the_complete_model() -> None:
    """Of a day of 90 tickets: no change allowed changes nothing, three at most three, and costs fall with the cap."""
    problem = large_day()
    costs = []
    for most in (0, 3, 1000):
        capped = replace(problem, max_changes=most)
        assert sum(len(own) for own in capped.open_visits_by_ticket) > SMALL
        plan = better(capped, Mode.BEST)
        assert number_of_changes(capped, plan) <= most
        costs.append(check(capped, plan).total)

    assert costs[0] >= costs[1] >= costs[2]


def test_a_search_never_ends_above_its_first_answer() -> None:
    """On a day of 90 tickets with an emergency, best costs at most what the first answer does."""
    day = large_day()
    problem = replace(day, tickets=(replace(day.tickets[0], urgency=Urgency.EMERGENCY), *day.tickets[1:]))
    first = answered(problem, set())

    assert check(problem, better(problem, Mode.BEST, first)).total <= first.report.total
