"""A person's own idea: its exact price, whom it pushes, and the rules in its way."""

import time

import pytest

from solver.checker import check
from solver.held_search import search_around
from solver.move import Idea, price_move
from solver.problem import Lock, Problem, TicketStatus, Urgency
from solver.search.limits import SearchLimits
from tests.builders import (
    make_plan,
    make_problem,
    make_published,
    make_shift,
    make_technician,
    make_ticket,
    only_weights,
)
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import make_chain
from tests.solver.search.test_whatif import make_whatif

FEW = only_weights("unassigned", "travel")


def three(**fields: object) -> Problem:
    """Return wang and li, and T-1, T-2, T-3 at site 1, 30 minutes each; T-3 is what the fields say."""
    people = [make_technician(), make_technician("li")]
    tickets = [make_ticket(), make_ticket("T-2"), make_ticket("T-3", **fields)]
    return make_problem(tickets, technicians=people, weights=FEW)


def test_a_move_costs_its_way_and_leaves_the_rest() -> None:
    """T-1 goes to li: his way of 20; wang's T-2 stays at 40, when its owner expects him."""
    problem = three()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]}), steady=True)

    move = price_move(whatif, Idea(0, 1))

    assert move.plan == make_plan(problem, {0: [("T-2:0:0", 40)], 1: [("T-1:0:0", 10)]})
    assert move.terms == {"travel": 20}
    assert (move.violations, move.displaced, move.pushed) == ((), (), ())


def test_a_visit_keeps_its_time_if_that_costs_no_more() -> None:
    """T-1 is told for 50; with li it could be at 10 for the same 20 of way, but stays at 50."""
    problem = three()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 50), ("T-2:0:0", 80)]}), steady=True)

    move = price_move(whatif, Idea(0, 1))

    assert move.plan == make_plan(problem, {0: [("T-2:0:0", 80)], 1: [("T-1:0:0", 50)]})


def test_a_start_of_less_cost_is_found() -> None:
    """T-1 at 50 is due at 20 (2 a minute): with li at 10 it costs 20 of way and saves 60."""
    people = [make_technician(), make_technician("li")]
    weights = only_weights("unassigned", "travel", "respond_late")
    problem = make_problem([make_ticket(respond_by=20)], technicians=people, weights=weights)
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 50)]}), steady=True)

    move = price_move(whatif, Idea(0, 1))

    assert move.plan == make_plan(problem, {1: [("T-1:0:0", 10)]})
    assert move.terms == {"respond_late": -60}


def test_who_comes_later_is_pushed() -> None:
    """T-2 at 100 with li, who has T-3 at 110: T-3 waits until 130, within the hour its owner waits."""
    problem = three()
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)], 1: [("T-3:0:0", 110)]})

    move = price_move(make_whatif(problem, plan, steady=True), Idea(1, 1, 100))

    assert move.plan == make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 100), ("T-3:0:0", 130)]})
    assert (move.terms, move.displaced) == ({}, ())
    assert [(row.visit, row.minutes) for row in move.pushed] == [(2, 20)]


@pytest.mark.parametrize(("minutes", "kinds"), [(30, []), (60, []), (61, ["time"])])
def test_who_waits_longer_than_his_window_is_displaced(minutes: int, kinds: list[str]) -> None:
    """T-3, told for 110 to 170, starts when T-2 of so many minutes at 110 is done: 170 is in time, 171 is not."""
    tickets = [make_ticket("T-2", minutes=minutes), make_ticket("T-3", ready_at=110)]
    problem = make_problem(tickets, weights=FEW)
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-3:0:0", 110)]}), steady=True)

    move = price_move(whatif, Idea(0, 0, 110))

    assert [row.kind for row in move.displaced] == kinds
    assert [row.minutes for row in move.pushed] == ([] if kinds else [minutes])


def test_the_literal_move_names_the_rule() -> None:
    """Li has no electric skill: skill_match, one technician short of level 1."""
    problem = three(trade="electric")
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    move = price_move(whatif, Idea(2, 1, 100))

    assert move.plan is None
    assert [row.rule for row in move.violations] == ["skill_match"]


@pytest.mark.parametrize(("start", "rules"), [
    (500, []), (501, ["working_hours"]), (9, ["working_hours"]), (10, []),
])  # fmt: skip
def test_the_first_and_the_last_start(start: int, rules: list[str]) -> None:
    """Li's day from 0 to 540 holds T-1 from 10 on, and until 500: 30 of work and 10 home."""
    problem = three()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    move = price_move(whatif, Idea(0, 1, start))

    named = [row.rule for row in move.violations if row.rule != "not_before"]
    assert named == rules
    assert (move.plan is None) == bool(rules)


def test_who_is_in_the_way_gives_way_only_if_allowed() -> None:
    """Wang's 60 minutes hold T-1; T-2 at 10 is in its place: named as such, or T-1 goes to li for 20 more."""
    people = [make_technician(), make_technician("li")]
    shifts = [make_shift(k, end=60) for k in range(2)]
    problem = make_problem([make_ticket(), make_ticket("T-2")], technicians=people, shifts=shifts, weights=FEW)
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    refused, taken = (price_move(whatif, Idea(1, 0, 10), eject=eject) for eject in (False, True))

    assert refused.plan is None
    assert {row.rule for row in refused.violations} == {"one_place_at_a_time"}
    assert taken.plan == make_plan(problem, {0: [("T-2:0:0", 10)], 1: [("T-1:0:0", 10)]})
    assert taken.terms == {"unassigned": -1500, "travel": 20}
    assert [(row.visit, row.kind) for row in taken.displaced] == [(0, "technician")]


def test_a_lock_is_not_moved() -> None:
    """T-1 is locked to wang at 10: the lock is named, and room by ejection does not help."""
    problem = make_problem(
        [make_ticket(lock=Lock.BOTH)],
        technicians=[make_technician(), make_technician("li")],
        published={"T-1:0:0": make_published(10, 40)},
    )
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    moves = [price_move(whatif, Idea(0, 1), eject=eject) for eject in (False, True)]

    assert all(move.plan is None for move in moves)
    assert [row.rule for row in moves[0].violations] == ["technician_allowed"]


def test_a_crew_moves_together() -> None:
    """T-1 for two at 10; at 100 with wang, his mate li comes at 100 as well; who makes it stays."""
    people = [make_technician(name) for name in ("wang", "li", "zhao")]
    problem = make_problem([make_ticket(crew=2)], technicians=people, weights=FEW)
    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10)]})

    move = price_move(make_whatif(problem, plan, steady=True), Idea(0, 0, 100))

    assert move.plan == make_plan(problem, {0: [("T-1:0:0", 100)], 1: [("T-1:0:1", 100)]})


def test_a_mate_stays_when_another_joins() -> None:
    """Zhao takes the first place of the crew at 10; li keeps the second."""
    people = [make_technician(name) for name in ("wang", "li", "zhao")]
    problem = make_problem([make_ticket(crew=2)], technicians=people, weights=FEW)
    plan = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-1:0:1", 10)]})

    move = price_move(make_whatif(problem, plan, steady=True), Idea(0, 2))

    assert move.plan == make_plan(problem, {1: [("T-1:0:1", 10)], 2: [("T-1:0:0", 10)]})


def test_a_search_keeps_the_decision() -> None:
    """The rest is planned anew around T-9 with li at 100: it stays, and the plan costs no more than to start with."""
    tickets = [make_ticket(f"T-{k}", site=1 + k % 3, urgency=Urgency.NORMAL) for k in range(10)]
    people = [make_technician(), make_technician("li")]
    problem = make_problem(tickets, technicians=people, weights=FEW)
    plan = make_plan(problem, {0: [("T-9:0:0", 10)]})
    idea = Idea(9, 1, 100)
    first = price_move(make_whatif(problem, plan, steady=True), idea, eject=True).plan
    assert first is not None

    found = search_around(problem, idea, first, SearchLimits(iterations=2000, workers=1), timer=time.monotonic,
                          stop=lambda: False)  # fmt: skip

    assert found is not None
    assert idea.is_kept(problem, found)
    assert check(problem, found).is_legal
    assert check(problem, found).schedule.unassigned_tickets == frozenset()


@pytest.mark.parametrize("seed", range(25))
def test_on_random_problems(seed: int) -> None:
    """With every rule, a move is legal, kept and costs what was said; or it names what it breaks."""
    problem = random_problem(seed)
    chain = make_chain(problem, seed)
    chain.run(30, 30.0, 1.0)
    whatif = make_whatif(problem, chain.plan(), steady=True)
    before = check(problem, whatif.plan)
    if not before.is_legal:
        return
    for visit, row in enumerate(problem.visits):
        ticket = problem.tickets[row.ticket]
        if row.is_fact or ticket.status is not TicketStatus.OPEN:
            continue
        for technician, person in enumerate(problem.technicians):
            if not person.shifts:
                continue
            for start in (None, 20):
                idea = Idea(visit, technician, start)
                move = price_move(whatif, idea, eject=start is None)
                if move.plan is None:
                    continue
                report = check(problem, move.plan)
                assert report.is_legal
                assert idea.is_kept(problem, move.plan)
                change = {term: cost - before.terms[term] for term, cost in report.terms.items()}
                assert move.terms == {term: cost for term, cost in change.items() if cost}
