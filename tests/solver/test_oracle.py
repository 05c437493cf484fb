"""The oracle on problems that can be solved by hand, against every legal plan met, and against the exact engine."""

import random
import time
from dataclasses import replace

import numpy as np
import pytest

from solver.checker import check
from solver.plan import Plan
from solver.policy import Policy
from solver.problem import (
    Absence,
    Break,
    Interval,
    Lock,
    Need,
    Problem,
    Published,
    Shift,
    Site,
    Step,
    Technician,
    Ticket,
    Visit,
    VisitState,
    Window,
)
from solver.search.anytime import SearchLimits, search
from solver.status import Status
from tests.oracle import best_plan
from tests.problem_coverage import EVERYTHING
from tests.random_plans import PlanDraw, facts_alone
from tests.random_problems import BALANCED, coverage, fresh_visits, problem_of_seed

WATER = Need("water")
QUICK = range(len(EVERYTHING))  # every situation is the aim of one seed
SLOW = range(len(EVERYTHING), len(EVERYTHING) + 300)


def make_shift(technician: int = 0, start: int = 0, end: int = 30, **changes: object) -> Shift:
    """A shift without breaks and overtime that starts and ends at site 0."""
    return replace(Shift(f"s{technician}", technician, start, end, end, 0, 0), **changes)  # type: ignore[arg-type]


def make_ticket(index: int = 0, service: int = 5, site: int = 1, **changes: object) -> Ticket:
    """A normal ticket of one step for one plumber."""
    return replace(Ticket(f"t{index}", site, (Step((WATER,), service),)), **changes)  # type: ignore[arg-type]


def make_problem(
    tickets: list[Ticket],
    shifts: list[Shift],
    travel: list[list[int]],
    visits: tuple[Visit, ...] | None = None,
    **changes: object,
) -> Problem:
    """One plumber of level 1 per shift, the contract's weights, ``now`` at 0."""
    problem = Problem(
        horizon_end=60,
        now=0,
        sites=tuple(Site(f"p{k}") for k in range(len(travel))),
        travel=np.array(travel, dtype=np.int64),
        technicians=tuple(Technician(f"k{k}", skills={"water": 1}, shifts=(k,)) for k in range(len(shifts))),
        shifts=tuple(shifts),
        tickets=tuple(tickets),
        visits=fresh_visits(tickets) if visits is None else visits,
        policy=Policy(BALANCED),
    )
    return replace(problem, **changes)  # type: ignore[arg-type]


def with_weight(problem: Problem, term: str, **weights: int) -> Problem:
    """The problem with other weights in one term."""
    changed = {**problem.policy.weights, term: {**problem.policy.weights[term], **weights}}
    return replace(problem, policy=replace(problem.policy, weights=changed))


def starts(plan: Plan | None) -> dict[int, int]:
    """Where a plan starts each visit."""
    assert plan is not None
    return {planned.visit: planned.start for route in plan.routes for planned in route.visits}


THERE_AND_BACK = [[0, 3], [3, 0]]


def test_one_ticket_costs_its_way() -> None:
    """One ticket 3 minutes away costs the way there and back: 3 + 3."""
    problem = make_problem([make_ticket()], [make_shift()], THERE_AND_BACK)

    cost, plan = best_plan(problem)

    assert cost == 6
    assert starts(plan)[0] >= 3


def test_ticket_is_left_out_when_that_is_cheaper() -> None:
    """A ticket whose price of leaving out (5) is below its way (6) stays out."""
    problem = with_weight(make_problem([make_ticket()], [make_shift()], THERE_AND_BACK), "unassigned", normal=5)

    cost, plan = best_plan(problem)

    assert cost == 5
    assert starts(plan) == {}


@pytest.mark.parametrize(("opens", "cost", "start"), [(10, 20, 10), (11, 21, 3)])
def test_waiting_for_a_preferred_window_pays_until_lateness_costs_more(opens: int, cost: int, start: int) -> None:
    """Waiting from 3 to 10 costs 7 x 2 = 14 < 15 for the missed window; to 11 it costs 16 > 15; travel is 6."""
    ticket = make_ticket(respond_by=3, preferred=(Window(opens, 20),))
    problem = make_problem([ticket], [make_shift()], THERE_AND_BACK)

    found, plan = best_plan(problem)

    assert found == cost
    assert starts(plan) == {0: start}


def test_crew_starts_when_the_last_member_can() -> None:
    """Ways of 2 and 4 minutes: both start at 4, 4 x 2 late, travel 2 + 2 + 4 + 4: total 20."""
    ticket = make_ticket(site=2, steps=(Step((WATER, WATER), 5),), respond_by=0)
    shifts = [make_shift(0), make_shift(1, start_site=1, end_site=1)]
    # to and from site 2: 2 minutes from site 0, 4 from site 1
    problem = make_problem([ticket], shifts, [[0, 9, 2], [9, 0, 4], [2, 4, 0]])

    cost, plan = best_plan(problem)

    assert cost == 20
    assert starts(plan) == {0: 4, 1: 4}


def test_first_step_waits_for_the_second_when_the_gap_has_a_maximum() -> None:
    """The second step starts at 12 at the earliest, at most 1 after a first of 3: that starts at 8, 8 x 2 late."""
    electric = Need("electric")
    steps = (Step((WATER,), 3), Step((electric,), 2, max_gap=1))
    ticket = make_ticket(site=0, steps=steps, respond_by=0)
    problem = make_problem([ticket], [make_shift(0), make_shift(1, start=12)], [[0]])
    electrician = replace(problem.technicians[1], skills={"electric": 1})
    problem = replace(problem, technicians=(problem.technicians[0], electrician))

    cost, plan = best_plan(with_weight(problem, "workload", over=0))

    assert cost == 16
    assert starts(plan)[0] == 8


def test_break_moves_a_visit_into_overtime() -> None:
    """A visit of 6 from 0 ends after the break's latest start 5: break 4-7, visit 7-13, 1 minute over 12 costs 3."""
    shift = make_shift(end=12, overtime_until=14, breaks=(Break(4, 5, 3),))
    problem = make_problem([make_ticket(service=6, site=0)], [shift], [[0]])

    cost, plan = best_plan(problem)

    assert cost == 3
    assert starts(plan) == {0: 7}
    assert plan is not None
    assert plan.routes[0].breaks == (Interval(4, 7),)


def test_located_absence_is_a_stop_with_its_own_way() -> None:
    """The shift's appointment at site 1 (3 away) lies on the way: 3 to it, 0 to the ticket there, 3 home."""
    shift = make_shift(absences=(Absence(8, 10, 1),))
    problem = make_problem([make_ticket(service=6, respond_by=10)], [shift], THERE_AND_BACK)

    cost, plan = best_plan(problem)

    # before it the visit would have to end at 8, that is start at 2, and the way takes 3
    assert cost == 6
    assert starts(plan) == {0: 10}


def published(start: int, end: int, state: VisitState, shift: int = 0) -> Published:
    """A published visit that left at its start, for tests without travel."""
    return Published(shift, start, end, start, state)


def test_next_visit_sets_out_when_the_fact_ends() -> None:
    """A fact ends at 6 at site 1, 3 to the next: start 9, 4 minutes x 2 after now = 5; travel 2 + 3 + 4: 17."""
    tickets = [make_ticket(0, site=1), make_ticket(1, site=2, respond_by=0)]
    fact = Visit("t0:0:0", 0, 0, 0, 0, 5, published(2, 6, VisitState.STARTED))
    problem = make_problem(
        tickets,
        [make_shift()],
        [[0, 2, 9], [9, 0, 3], [4, 9, 0]],
        visits=(fact, Visit("t1:0:0", 1, 0, 0, 0, 5)),
        now=5,
        has_published=True,
    )

    cost, plan = best_plan(problem)

    assert cost == 17
    assert starts(plan) == {0: 2, 1: 9}


def overrun_problem(fact_end: int) -> Problem:
    """A fact until ``fact_end`` and a visit frozen at 6, all at one place."""
    visits = (
        Visit("t0:0:0", 0, 0, 0, 0, 5, published(0, fact_end, VisitState.STARTED)),
        Visit("t1:0:0", 1, 0, 0, 0, 5, published(6, 11, VisitState.PLANNED)),
    )
    tickets = [make_ticket(0, site=0), make_ticket(1, site=0)]
    changes = {"now": 5, "freeze_until": 10, "has_published": True}
    return make_problem(tickets, [make_shift()], [[0]], visits=visits, **changes)


@pytest.mark.parametrize(("fact_end", "start", "cost"), [(6, 6, 0), (8, 8, 2)])
def test_freeze_is_released_by_a_fact_that_overruns(fact_end: int, start: int, cost: int) -> None:
    """A fact until 6 leaves the frozen start 6 possible; one until 8 releases it: 2 minutes later cost 2."""
    found, plan = best_plan(overrun_problem(fact_end))

    assert found == cost
    assert starts(plan)[1] == start


def test_contradicting_locks_have_no_plan() -> None:
    """Two visits of 5 minutes locked to the starts 6 and 8 of one shift exclude each other."""
    visits = tuple(
        Visit(f"t{k}:0:0", k, 0, 0, 0, 5, published(start, start + 5, VisitState.PLANNED))
        for k, start in enumerate((6, 8))
    )
    tickets = [make_ticket(k, site=0, lock=Lock.BOTH) for k in range(2)]
    problem = make_problem(tickets, [make_shift()], [[0]], visits=visits, has_published=True)

    assert best_plan(problem) == (None, None)


def test_seeds_exercise_every_situation() -> None:
    """The quick seeds exercise every situation at least once, the slow ones at least four times."""
    quick, slow = ([coverage(problem_of_seed(seed)) for seed in seeds] for seeds in (QUICK, SLOW))

    assert {name for found in quick for name in found} == EVERYTHING
    assert all(sum(name in found for found in slow) >= 4 for name in EVERYTHING)


# --- no legal plan is cheaper -----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", QUICK)
def test_no_legal_plan_nearby_is_cheaper(seed: int) -> None:
    """No plan the checker finds legal on a walk from the best plan costs less than the oracle says.

    Where the oracle finds no plan the walk starts from the facts alone and meets no legal plan.
    """
    problem = problem_of_seed(seed)
    cost, plan = best_plan(problem)
    base = facts_alone(problem) if plan is None else plan
    draw = PlanDraw(problem, random.Random(seed))

    totals, current = [] if cost is None else [cost], base
    for _ in range(150):
        trial = draw.near(current)
        report = check(problem, trial)
        if report.is_legal:
            totals.append(report.total)
        if draw.rng.random() < 0.5:
            current = trial if report.is_legal else base

    assert min(totals, default=None) == cost


# --- the exact engine ---------------------------------------------------------------------------------------------


def assert_engine_agrees(problem: Problem) -> None:
    """Whether the engine proves the oracle's cost with a plan the checker counts the same, or that there is none."""
    cost, _ = best_plan(problem)

    result = search(problem, SearchLimits(seconds=20, workers=1, seed=0), timer=time.monotonic)

    assert result.cost == cost
    assert result.refused == 0
    assert result.status is (Status.INFEASIBLE if cost is None else Status.OPTIMAL)
    if result.plan is not None:
        report = check(problem, result.plan)
        assert report.is_legal
        assert report.total == cost


@pytest.mark.parametrize("seed", QUICK)
def test_engine_finds_the_oracle_s_optimum(seed: int) -> None:
    """The engine proves the optimum that enumeration finds, or that no plan is legal."""
    assert_engine_agrees(problem_of_seed(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", SLOW)
def test_engine_finds_the_oracle_s_optimum_at_length(seed: int) -> None:
    """The same on 300 more problems."""
    assert_engine_agrees(problem_of_seed(seed))


def test_engine_goes_home_over_another_site() -> None:
    """Straight home from site 1 takes 9 minutes, over a ticket at site 2 none: both end by 12, travel is 0."""
    # 0-5 at site 1, then 5 minutes at site 2, home at 10; after site 1 alone the return would be at 14 > 12
    travel = [[0, 0, 9], [9, 0, 0], [0, 9, 0]]
    tickets = [make_ticket(0, site=1), make_ticket(1, site=2)]
    problem = make_problem(tickets, [make_shift(end=12)], travel)

    assert best_plan(problem)[0] == 0
    assert_engine_agrees(problem)


def test_engine_accepts_overlapping_absences() -> None:
    """An appointment at site 1 from 8 to 10 and an absence from 9 to 11 leave time for 5 minutes before or after."""
    shift = make_shift(absences=(Absence(9, 11), Absence(8, 10, 1)))
    problem = make_problem([make_ticket()], [shift], THERE_AND_BACK)

    # 3 to site 1, where ticket and appointment are, 3 home; after it: set out at 11 or stay there, start 11
    assert best_plan(problem)[0] == 6
    assert_engine_agrees(problem)


def test_engine_lets_a_crew_member_follow_one_who_has_started() -> None:
    """A member began at 4, the other is not held to 4 nor to the end 9: at now = 6 he starts, 2 minutes late at 1."""
    visits = (
        Visit("t0:0:0", 0, 0, 0, 0, 5, published(4, 9, VisitState.STARTED)),
        Visit("t0:0:1", 0, 0, 1, 0, 5, published(4, 9, VisitState.PLANNED, shift=1)),
    )
    ticket = make_ticket(site=0, steps=(Step((WATER, WATER), 5),))
    shifts = [make_shift(0), make_shift(1)]
    problem = make_problem([ticket], shifts, [[0]], visits=visits, now=6, has_published=True)

    assert best_plan(problem)[0] == 2
    assert_engine_agrees(problem)


@pytest.mark.parametrize("absence", [Absence(7, 11), Absence(9, 11)])
def test_engine_lets_a_way_of_no_minutes_lie_in_an_absence(absence: Absence) -> None:
    """Ways of no minutes to an appointment from 8 to 10 and home from it share no minute with an absence."""
    shift = make_shift(end=10, overtime_until=10, absences=(absence, Absence(8, 10, 0)))
    problem = make_problem([make_ticket(site=0)], [shift], [[0]])

    # 5 minutes from 0 on, the appointment, home at 10: nothing costs
    assert best_plan(problem)[0] == 0
    assert_engine_agrees(problem)
