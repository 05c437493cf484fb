"""Whether a single shift takes a ticket: by hand, against the complete model and against the oracle."""

import random
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from solver.checker import Report, check
from solver.compilation import build_tables
from solver.explain import UnassignedClass, classify
from solver.explain.bench import set_up
from solver.explain.crowding import Crowd
from solver.heads import read_heads
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem, TicketStatus, Urgency
from solver.rules import RULES
from solver.search.construct import construct
from solver.search.exact.model import ExactModel
from solver.search.reach import read_reach
from tests.builders import make_problem, make_shift, make_step, make_technician, make_ticket, only_weights, windows
from tests.oracle import best_plan
from tests.random_problems import problem_of_seed, random_problem


def planned(problem: Problem, *routes: tuple[int, list[tuple[int, int]]]) -> Report:
    """Return the report on routes given as (shift, [(visit, start)]); the plan must be legal."""
    rows = [
        Route(s, tuple(PlannedVisit(v, start, start + problem.visits[v].minutes) for v, start in visits))
        for s, visits in routes
    ]
    report = check(problem, Plan(tuple(rows)))
    assert report.is_legal
    return report


def test_a_full_day_does_not_take_a_dearer_way() -> None:
    """A fills 500 of 540 minutes and B would as well: both do not fit, and B in place of A saves nothing."""
    problem = make_problem([make_ticket("A", minutes=500), make_ticket("B", minutes=500)])

    found = Crowd(set_up(problem), planned(problem, (0, [(0, 10)]))).judge(1)

    assert (found.proved, found.better) == (True, None)


@pytest.mark.parametrize(("far", "proved"), [(19, False), (20, True)])
def test_a_visit_is_exchanged_for_a_nearer_one(far: int, proved: bool) -> None:
    """A is planned 20 minutes away, B left out ``far`` minutes away at the same price: 2 x 19 < 2 x 20."""
    travel = [[0, 20, far], [20, 0, 5], [far, 5, 0]]
    tickets = [make_ticket("A", site=1, minutes=400), make_ticket("B", site=2, minutes=400)]
    problem = make_problem(tickets, travel=travel, weights=only_weights("travel", "unassigned"))
    report = planned(problem, (0, [(0, 20)]))

    found = Crowd(set_up(problem), report).judge(1)

    assert found.proved is proved
    if found.better is not None:
        assert check(problem, found.better).total == report.total - 2


@pytest.mark.parametrize(("end", "proved"), [(120, False), (119, True)])
def test_a_route_is_put_into_the_only_order_that_fits(end: int, proved: bool) -> None:
    """Sites in a line, 10 apart, 3 and 2 planned: with 1 on the way out or home, 60 of service and 60 of travel."""
    travel = [[10 * abs(i - j) for j in range(4)] for i in range(4)]
    dear = {"minutes": 20, "urgency": Urgency.URGENT}
    tickets = [make_ticket("A", site=2, **dear), make_ticket("B", site=3, **dear), make_ticket("C", site=1, minutes=20)]
    weights = only_weights("travel", "unassigned")
    problem = make_problem(tickets, travel=travel, shifts=[make_shift(end=end)], weights=weights)
    report = planned(problem, (0, [(0, 20), (1, 50)]))

    found = Crowd(set_up(problem), report).judge(2)

    assert found.proved is proved
    if found.better is not None:
        assert check(problem, found.better).total == report.total - 1500


def test_improving_goes_on_until_nothing_is_taken() -> None:
    """Nothing is planned although all three fit: each is taken in turn."""
    problem = make_problem([make_ticket(name) for name in "ABC"])
    crowd = Crowd(set_up(problem), check(problem, Plan()))

    crowd.improve(lambda: False)

    assert crowd.report.is_legal
    assert crowd.report.schedule.unassigned_tickets == frozenset()


def test_a_crew_is_crowded_out_if_its_members_together_do_not_pay() -> None:
    """Two people full for the day: each would have to leave out a ticket of 1500 for half of one of 1500."""
    technicians = [make_technician("wang"), make_technician("li")]
    tickets = [make_ticket("A", minutes=500), make_ticket("B", minutes=500), make_ticket("C", minutes=100, crew=2)]
    problem = make_problem(tickets, technicians=technicians, weights=only_weights("travel", "unassigned"))
    crowd = Crowd(set_up(problem), planned(problem, (0, [(0, 10)]), (1, [(1, 10)])))

    assert crowd.judge(2).proved


def test_a_crew_that_fits_is_not_called_crowded_out() -> None:
    """Two idle people: nothing is proved, and nothing is found, for single shifts take no crew."""
    problem = make_problem([make_ticket(crew=2)], technicians=[make_technician("wang"), make_technician("li")])

    found = Crowd(set_up(problem), check(problem, Plan())).judge(0)

    assert (found.proved, found.better) == (False, None)


def test_two_steps_on_one_shift_are_looked_at_together() -> None:
    """Both steps fit on one idle shift for 20 minutes of travel, though each alone would cost the same 20."""
    ticket = make_ticket(steps=[make_step(minutes=30), make_step(minutes=30)])
    problem = make_problem([ticket], weights=only_weights("travel", "unassigned") | {"unassigned": {"normal": 30}})

    assert not Crowd(set_up(problem), check(problem, Plan())).judge(0).proved


def test_the_class_says_that_routes_were_the_proof() -> None:
    """What a plan that is not proved as a whole leaves out is crowded out of its routes."""
    problem = make_problem([make_ticket("A", minutes=300), make_ticket("B", minutes=300)])
    report = planned(problem, (0, [(0, 10)]))

    (left,) = classify(problem, report.schedule.plan, False, lambda: False, crowd=Crowd(set_up(problem), report))

    assert (left.kind, left.proof) == (UnassignedClass.CROWDED_OUT, "routes")


def cheapest_with(crowd: Crowd, ticket: int, shift: int) -> int | None:
    """Return what a visit on one shift costs at least, other shifts as they are, by the complete model."""
    problem = crowd.problem
    (visit,) = problem.open_visits_by_ticket[ticket]
    model = ExactModel(crowd.tables, crowd.reach)
    placed, variables = crowd.report.schedule.placed, model.variables
    if (visit, shift) not in variables.on:
        return None
    model.proto.add(variables.on[visit, shift] == 1)
    for other, flag in variables.planned.items():
        own = problem.open_visits_by_ticket[other]
        free = len(own) == 1 and own[0] in crowd.free_visits and placed.get(own[0]) and placed[own[0]].shift == shift
        if other != ticket and not free:
            model.proto.add(flag == int(all(v in placed for v in own)))
        for v in own if other != ticket else ():
            if v in placed and free:
                model.proto.add(variables.on[v, shift] == flag)
            elif v in placed:
                model.proto.add(variables.on[v, placed[v].shift] == 1)
                if placed[v].shift != shift:
                    model.proto.add(variables.start[v] == placed[v].start)
    for s, route in crowd.routes.items():
        if s != shift:
            fixed_breaks(model, s, route)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    outcome = solver.solve(model.proto)
    assert outcome in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if outcome == cp_model.OPTIMAL else None


def fixed_breaks(model: ExactModel, shift: int, route: Route) -> None:
    """Keep the breaks of a shift that is not asked about, so that its cost stays."""
    own = next((r for r in model.routes if r is not None and r.shift == shift), None)
    for row, start in zip(model.tables.shifts[shift].breaks, own.break_starts if own else (), strict=False):
        match = next((b for b in route.breaks if row.earliest <= b.start <= row.latest), None)
        if match is not None and own is not None:
            model.proto.add(start == match.start)


def agree(problem: Problem) -> int:
    """Hold the judgment on a greedy plan against the complete model; return how many tickets were judged."""
    tables = build_tables(problem, RULES, read_heads(problem))
    plan = construct(tables, read_reach(tables), lambda: False)
    if plan is None or not (report := check(problem, plan)).is_legal:
        return 0
    crowd, judged = Crowd(set_up(problem), report), 0
    assert crowd.sound
    for ticket in sorted(report.schedule.unassigned_tickets):
        found, own = crowd.judge(ticket), problem.open_visits_by_ticket[ticket]
        if found.better is not None:
            better = check(problem, found.better)
            assert better.is_legal
            assert better.total < report.total
        if found.proved and len(own) == 1:
            costs = [cheapest_with(crowd, ticket, s) for s in range(len(problem.shifts))]
            assert all(cost is None or cost >= report.total for cost in costs)
            judged += 1
    return judged


@pytest.mark.parametrize("seed", range(20))
def test_the_complete_model_agrees(seed: int) -> None:
    """Where no shift is said to take a ticket, the complete model of that shift finds no cheaper plan either."""
    assert agree(random_problem(seed, visits=8)) >= 0


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_the_complete_model_agrees_on_everything(block: int) -> None:
    """The same on many problems, half of them with a plan in force, facts and locks."""
    seeds = range(100 * block, 100 * block + 100)

    judged = [agree(problem_of_seed(seed) if seed % 2 else random_problem(seed, visits=8)) for seed in seeds]

    assert sum(judged) > 0


def small_day(seed: int) -> Problem:
    """Return a day of 20 minutes for one technician: four tickets, dear and cheap, some due, one with a window."""
    rng = random.Random(seed)
    travel = [[0 if i == j else rng.randint(1, 6) for j in range(4)] for i in range(4)]
    tickets = [
        make_ticket(
            f"T-{k}",
            site=rng.randint(1, 3),
            minutes=rng.randint(3, 8),
            urgency=rng.choice((Urgency.NORMAL, Urgency.LOW)),
            respond_by=rng.choice((None, rng.randint(3, 20))),
            preferred=windows((8, 14)) if k == 0 else (),
        )
        for k in range(4)
    ]
    prices = {"unassigned": {"normal": rng.randint(8, 30), "low": rng.randint(4, 20)}}
    return make_problem(tickets, travel=travel, shifts=[make_shift(end=20)], weights=prices, horizon_end=30)


@pytest.mark.parametrize("seed", range(12))
def test_the_oracle_agrees(seed: int) -> None:
    """Of a plan's tickets and one crowded out of its only route, no plan with that ticket is cheaper."""
    problem = small_day(seed)
    tables = build_tables(problem, RULES, read_heads(problem))
    plan = construct(tables, read_reach(tables), lambda: False)
    assert plan is not None
    report = check(problem, plan)
    crowd, left = Crowd(set_up(problem), report), report.schedule.unassigned_tickets
    for ticket in left:
        others = left - {ticket}
        tickets = [
            replace(t, status=TicketStatus.CANCELLED) if k in others else t for k, t in enumerate(problem.tickets)
        ]
        alone = replace(problem, tickets=tuple(tickets), constants=report.constants)
        saved = sum(int(tables.drop_price[t]) for t in others)

        cost, best = best_plan(alone)

        found = crowd.judge(ticket)
        holds = ticket in check(alone, best).schedule.planned_tickets
        assert not (found.proved and holds and cost < report.total - saved)
        assert not (found.better is not None and cost > check(problem, found.better).total - saved)


def test_what_improving_has_proved_needs_no_more_time() -> None:
    """The improvement has looked at B; classifying it without any time left repeats the proof."""
    problem = make_problem([make_ticket("A", minutes=300), make_ticket("B", minutes=300)])
    report = planned(problem, (0, [(0, 10)]))
    crowd = Crowd(set_up(problem), report)
    crowd.improve(lambda: False)

    (left,) = classify(problem, report.schedule.plan, False, lambda: True, crowd=crowd)
    (unknown,) = classify(problem, report.schedule.plan, False, lambda: True, crowd=Crowd(set_up(problem), report))

    assert (left.kind, left.proof) == (UnassignedClass.CROWDED_OUT, "routes")
    assert unknown.kind is UnassignedClass.NOT_FOUND_IN_TIME


def test_a_required_technician_does_not_keep_a_ticket_on_its_shift() -> None:
    """A requires Wang and is far; B, near, takes its place: 2 x 20 of travel becomes 2 x 10."""
    travel = [[0, 20, 10], [20, 0, 5], [10, 5, 0]]
    tickets = [make_ticket("A", site=1, minutes=480, required_technician=0), make_ticket("B", site=2, minutes=480)]
    problem = make_problem(tickets, travel=travel, weights=only_weights("travel", "unassigned"))
    report = planned(problem, (0, [(0, 20)]))

    better = Crowd(set_up(problem), report).judge(1).better

    assert better is not None
    assert check(problem, better).total == report.total - 20
