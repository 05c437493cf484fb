"""The plan in force as a first plan of its re-plan."""

import time

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Absence, Break, Problem
from solver.rules import RULES
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach
from solver.search.resume import resume
from solver.status import Status
from tests.builders import make_fact, make_plan, make_problem, make_published, make_shift, make_ticket


def _resumed(problem: Problem) -> Plan | None:
    tables = build_tables(problem, RULES, read_heads(problem))
    return resume(tables, read_reach(tables))


def test_published_visits_come_back_at_their_starts_with_their_breaks() -> None:
    """A fact at 10-40 and a visit at 100-250: back at 260, after 255, the break is due and follows the visit."""
    tickets = [make_ticket("A"), make_ticket("B", minutes=150)]
    problem = make_problem(
        tickets,
        shifts=[make_shift(breaks=(Break(200, 255, 30),))],
        now=50,
        published={"A:0:0": make_fact(10, 40), "B:0:0": make_published(100, 250)},
    )

    plan = _resumed(problem)

    assert plan == make_plan(problem, {0: [("A:0:0", 10, 40), ("B:0:0", 100)]}, {0: [(250, 280)]})
    assert check(problem, plan).is_legal


def test_a_new_ticket_is_left_out_and_the_rest_resumed() -> None:
    """B was never published."""
    problem = make_problem([make_ticket("A"), make_ticket("B")], published={"A:0:0": make_published(100, 130)})

    assert _resumed(problem) == make_plan(problem, {0: [("A:0:0", 100)]})


def test_a_ticket_whose_technician_is_banned_by_now_is_left_out_and_the_rest_resumed() -> None:
    """The owner of B has sent the technician away."""
    tickets = [make_ticket("A"), make_ticket("B", banned_technicians=frozenset({0}))]
    published = {"A:0:0": make_published(100, 130), "B:0:0": make_published(200, 230)}
    problem = make_problem(tickets, published=published)

    assert _resumed(problem) == make_plan(problem, {0: [("A:0:0", 100)]})


def test_without_a_plan_in_force_there_is_nothing_to_resume() -> None:
    """A first plan starts from nothing."""
    assert _resumed(make_problem()) is None


def test_a_route_that_cannot_be_made_any_more_is_not_resumed() -> None:
    """Published at 100, now it is 200."""
    problem = make_problem(now=200, published={"T-1:0:0": make_published(100, 130)}, promised_hard=False)

    assert _resumed(problem) is None


def test_overlapping_absences_are_one_long_absence_to_the_model() -> None:
    """Away 50-100 and 80-120 and 120-130: with 30 minutes of work, the visit is planned and proved."""
    shift = make_shift(absences=(Absence(50, 100), Absence(80, 120), Absence(120, 130)))

    result = search(make_problem(shifts=[shift]), SearchLimits(workers=1), timer=time.monotonic)

    assert result.status is Status.OPTIMAL
    assert result.refused == 0
