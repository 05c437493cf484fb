"""The smallest changes that let a ticket in: amounts by hand, and one minute less does not do."""

from dataclasses import replace

import pytest

from solver.checker import Report, check
from solver.clock import Window
from solver.explain.fixes import Action, Fix, apply_fix
from solver.explain.remedies import Remedies
from solver.explain.resolving import Resolver
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Lock, Need, Problem
from tests.builders import make_problem, make_published, make_technician, make_ticket, only_weights, windows

WEIGHTS = only_weights("travel", "unassigned", "overtime")


def planned(problem: Problem, *visits: tuple[int, int]) -> Report:
    """Return the report on a route of the first shift, given as (visit, start)."""
    rows = tuple(PlannedVisit(v, start, start + problem.visits[v].minutes) for v, start in visits)
    report = check(problem, Plan((Route(0, rows),) if rows else ()))
    assert report.is_legal
    return report


def remedies(report: Report, ticket: int) -> dict[Action, Fix]:
    """Return the first change of each kind that lets a ticket in; each plan has been judged."""
    found = Remedies(Resolver(report), lambda: False).of(ticket, most=20)
    for row in found:
        assert row.report.is_legal
        assert ticket in row.report.schedule.planned_tickets
        assert row.cost_change == row.report.total - report.total < 0
    return {row.fix.action: row.fix for row in reversed(found)}


def suffices(report: Report, fix: Fix, ticket: int) -> bool:
    """Whether a plan with the ticket is found once a change has been made."""
    resolver = Resolver(report)
    return resolver.lets_in(apply_fix(resolver.problem, fix), ticket) is not None


def test_overtime_is_asked_for_to_the_minute() -> None:
    """A from 10 to 510, B of 40 behind it: back at 560, 20 after the shift, and 3 x 20 is less than 1500."""
    problem = make_problem([make_ticket("A", minutes=500), make_ticket("B", minutes=40)], weights=WEIGHTS)
    report = planned(problem, (0, 10))

    fix = remedies(report, 1)[Action.OVERTIME]

    assert fix == Fix(Action.OVERTIME, 1, minutes=20, technician=0, shift=0, at=560)
    assert not suffices(report, replace(fix, minutes=19, at=559), 1)


def test_a_window_ends_later_to_the_minute() -> None:
    """Promised for 0 to 5, 10 minutes away: 5 later would do."""
    report = planned(make_problem([make_ticket(promised=windows((0, 5)))], weights=WEIGHTS))

    fix = remedies(report, 0)[Action.WINDOW]

    assert (fix.minutes, fix.window, fix.becomes) == (5, Window(0, 5), Window(0, 10))
    assert not suffices(report, replace(fix, becomes=Window(0, 9)), 0)


def test_a_window_begins_earlier_to_the_minute() -> None:
    """Promised for 505 to 600: 30 minutes and 10 home must be over by 540, so 500, which is 5 earlier."""
    report = planned(make_problem([make_ticket(promised=windows((505, 600)))], weights=WEIGHTS))

    fix = remedies(report, 0)[Action.WINDOW]

    assert (fix.minutes, fix.becomes) == (5, Window(500, 600))
    assert not suffices(report, replace(fix, becomes=Window(501, 600)), 0)


def test_a_deadline_moves_to_the_minute() -> None:
    """10 minutes away and 30 of service are over at 40, 10 after the deadline."""
    report = planned(make_problem([make_ticket(deadline=30)], weights=WEIGHTS))

    fix = remedies(report, 0)[Action.DEADLINE]

    assert (fix.minutes, fix.at) == (10, 40)
    assert not suffices(report, replace(fix, at=39), 0)


def test_parts_come_earlier_to_the_minute() -> None:
    """Ready at 505, 30 of service and 10 home would be over at 545: 5 too late."""
    report = planned(make_problem([make_ticket(ready_at=505)], weights=WEIGHTS))

    fix = remedies(report, 0)[Action.READY_EARLIER]

    assert (fix.minutes, fix.at) == (5, 500)
    assert not suffices(report, replace(fix, at=501), 0)


def test_a_ban_is_lifted() -> None:
    """The only technician is banned."""
    report = planned(make_problem([make_ticket(banned_technicians=frozenset({0}))], weights=WEIGHTS))

    assert remedies(report, 0)[Action.LIFT_BAN] == Fix(Action.LIFT_BAN, 0, technician=0)


def test_anybody_may_come_instead_of_one_who_cannot() -> None:
    """Li is required and does civil work only; Wang could."""
    people = [make_technician("wang"), make_technician("li", skills={"civil": 1})]
    report = planned(make_problem([make_ticket(required_technician=1)], technicians=people, weights=WEIGHTS))

    assert remedies(report, 0)[Action.ANY_TECHNICIAN] == Fix(Action.ANY_TECHNICIAN, 0)


def test_a_lower_level_would_do() -> None:
    """Level 3 is asked for, Wang has 2: one level lower, not two."""
    problem = make_problem(
        [make_ticket(min_level=3)], technicians=[make_technician(skills={"water": 2})], weights=WEIGHTS
    )
    report = planned(problem)

    fix = remedies(report, 0)[Action.OTHER_LEVEL]

    assert (fix.minutes, fix.step, fix.need) == (1, 0, Need("water", 2))


def test_one_more_technician_stays_no_longer_than_needed() -> None:
    """Nobody is an electrician: 10 there, 30 of service, 10 back."""
    report = planned(make_problem([make_ticket(trade="electric")], weights=WEIGHTS))

    fix = remedies(report, 0)[Action.ONE_MORE_TECHNICIAN]

    assert (fix.need, fix.site, fix.becomes, fix.minutes) == (Need("electric"), 0, Window(0, 50), 50)
    assert not suffices(report, replace(fix, becomes=Window(0, 49)), 0)


def test_a_lock_is_released() -> None:
    """A is locked from 100 to 400: 200 minutes fit neither before nor after it, but behind it if it begins at 10."""
    tickets = [make_ticket("A", minutes=300, lock=Lock.TIME), make_ticket("B", minutes=200)]
    problem = make_problem(tickets, published={"A:0:0": make_published(100, 400)}, weights=WEIGHTS)
    report = planned(problem, (0, 100))

    assert remedies(report, 1)[Action.RELEASE_LOCK] == Fix(Action.RELEASE_LOCK, 0)


def test_what_no_change_lets_in_has_no_remedy() -> None:
    """700 minutes fit into no shift, with 180 minutes of overtime or without a rule in the way."""
    report = planned(make_problem([make_ticket(minutes=701)], weights=WEIGHTS))

    assert remedies(report, 0) == {}


def test_a_change_that_costs_more_than_it_saves_is_no_remedy() -> None:
    """Leaving B out costs 50, 20 minutes of overtime 60."""
    problem = make_problem(
        [make_ticket("A", minutes=500), make_ticket("B", minutes=40)], weights=WEIGHTS | {"unassigned": {"normal": 50}}
    )

    assert Action.OVERTIME not in remedies(planned(problem, (0, 10)), 1)


@pytest.mark.parametrize("late", [False, True])
def test_without_time_nothing_is_tried(late: bool) -> None:
    """Out of time from the start: no remedy."""
    report = planned(make_problem([make_ticket(deadline=30)], weights=WEIGHTS))

    assert (Remedies(Resolver(report), lambda: late).of(0) == ()) is late
