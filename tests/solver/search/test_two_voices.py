"""The two voices of every rule agree: the model takes what the checker takes, at the same cost.

Random tiny problems over all rules are planned, their plans disturbed, and each disturbed plan is pressed onto
the complete model: what the checker accepts the model must be able to hold, at no more cost; what the model
holds the checker must accept, at the same cost.
"""

import random
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem
from solver.rules import RULES
from solver.search.exact.model import ExactModel
from solver.search.reach import read_reach
from tests.random_problems import random_problem

DISTURBED = 6  # plans per problem


def _solve(model: ExactModel) -> tuple[Plan | None, int | None]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    outcome = solver.solve(model.proto)
    assert outcome in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    if outcome == cp_model.INFEASIBLE:
        return None, None
    return model.read(lambda literal: int(solver.value(literal))), round(solver.objective_value)


def _model(problem: Problem) -> ExactModel:
    tables = build_tables(problem, RULES, read_heads(problem))
    return ExactModel(tables, read_reach(tables))


def _press(problem: Problem, plan: Plan) -> ExactModel | None:
    """Return the model that can hold only this plan's visits; None if it lacks one of the choices."""
    model = _model(problem)
    placed = {p.visit: (r.shift, p.start) for r in plan.routes for p in r.visits if not problem.visits[p.visit].is_fact}
    if any((visit, shift) not in model.variables.on for visit, (shift, _) in placed.items()):
        return None
    for (visit, shift), on in model.variables.on.items():
        model.proto.add(on == (placed.get(visit, (-1, 0))[0] == shift))
    for visit, (_, start) in placed.items():
        model.proto.add(model.variables.start[visit] == start)
    return model


def _disturb(problem: Problem, plan: Plan, rng: random.Random) -> Plan:
    """Move, hand over or drop one visit of a plan."""
    routes = [[route.shift, list(route.visits), route.breaks] for route in plan.routes]
    movable = [
        (i, j) for i, row in enumerate(routes) for j, p in enumerate(row[1]) if not problem.visits[p.visit].is_fact
    ]
    if not movable:
        return plan
    i, j = rng.choice(movable)
    visit = routes[i][1].pop(j)
    move = rng.choice(["later", "earlier", "handover", "drop"])
    if move == "handover" and len(problem.shifts) > 1:
        target = rng.randrange(len(problem.shifts))
        if all(row[0] != target for row in routes):
            routes.append([target, [], ()])
        i = next(k for k, row in enumerate(routes) if row[0] == target)
    if move != "drop":
        step = {"later": rng.randint(1, 4), "earlier": -rng.randint(1, 4), "handover": 0}[move]
        shift = problem.shifts[routes[i][0]]
        alone = problem.crew_size(problem.visits[visit.visit]) == 1
        percent = problem.technicians[shift.technician].duration_percent if alone else 100
        minutes = -(-problem.visits[visit.visit].minutes * percent // 100)
        start = visit.start + step
        routes[i][1].append(PlannedVisit(visit.visit, start, start + minutes))
    return Plan(
        tuple(
            Route(shift, tuple(sorted(visits, key=lambda p: (p.start, p.end))), breaks)
            for shift, visits, breaks in sorted(routes, key=lambda row: row[0])
            if visits
        )
    )


def _compare(seed: int) -> None:
    problem = random_problem(seed)
    plan, cost = _solve(_model(problem))
    if plan is None:
        return
    report = check(problem, plan)
    assert (report.is_legal, report.total) == (True, cost)
    rng = random.Random(seed)
    for _ in range(DISTURBED):
        other = _disturb(problem, plan, rng)
        judged = check(problem, other)
        pressed = _press(problem, other)
        held, price = (None, None) if pressed is None else _solve(pressed)
        if judged.is_legal:
            assert price is not None, f"seed {seed}: legal, but the model cannot hold {other}"
            assert price <= judged.total
        if held is not None:
            again = check(problem, held)
            assert (again.is_legal, again.total) == (True, price), f"seed {seed}: {again.violations}"


@pytest.mark.parametrize("block", range(8))
def test_the_model_holds_exactly_what_the_checker_accepts(block: int) -> None:
    """On 160 random problems and six disturbed plans each, model and checker agree on legality and cost."""
    for seed in range(20 * block, 20 * block + 20):
        _compare(seed)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_the_model_holds_exactly_what_the_checker_accepts_on_many(block: int) -> None:
    """The same on 1,000 further problems."""
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        _compare(seed)


def test_a_weight_of_zero_turns_a_term_off_for_both_voices() -> None:
    """With every weight 0 every plan costs 0, to the model and to the checker."""
    problem = random_problem(3)
    nothing = {term: dict.fromkeys(names, 0) for term, names in problem.policy.weights.items()}
    free = replace(problem, policy=replace(problem.policy, weights=nothing))

    plan, cost = _solve(_model(free))

    assert plan is not None
    assert (cost, check(free, plan).total) == (0, 0)
