"""The use case of showing a plan that was sent in: what it leaves out is worked out, what it claims is weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.answer import Answer, unproved
from dispatcher.convert.plan_in import read_routes, visit_names
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.convert.verdict import make_verdict
from dispatcher.faults import Fault
from dispatcher.reading.cautions import cautions
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.verdict import Breach
from dispatcher.schemas.visit import ArrivalWindow, Route
from solver.checker import check
from solver.problem import Problem
from solver.rules.base import Charge
from solver.status import Status


@dataclass(frozen=True, slots=True)
class Completed:
    """A plan with every figure reports need.

    Attributes
    ----------
    charges
        Every cost of the plan, one by one; empty when it is the answer that there is no plan.
    breaches
        Hard rules the plan breaks; empty: it is legal.
    """

    plan: Plan
    problem: Problem
    charges: tuple[Charge, ...] = ()
    breaches: tuple[Breach, ...] = ()


def complete_plan(request: Request, plan: Plan, differences: Sequence[Fault] = ()) -> Completed:
    """Return a plan that has been read without faults, with times, cost and measures as its routes come to.

    Arrival windows stay as they were sent: owners may have been told them. Bound, gap and status stay if the plan
    is legal and costs what it says; else nothing is claimed. Classes and reasons of tickets left out stay; a
    ticket the plan does not speak of is not found in time, for no reason known.

    Parameters
    ----------
    differences
        Warnings found in reading it; they are repeated among the plan's.
    """
    problem = make_problem(request)
    if plan.status in ("infeasible", "no_plan_in_time") and not plan.routes:
        return Completed(plan, problem)
    routes, _ = read_routes(plan, request, problem)
    report = check(problem, routes)
    faults = (*cautions(request), *differences)
    answer = Answer(Status.FEASIBLE, routes, report, left_out=unproved(report), faults=faults)
    whole = make_plan(request, problem, answer)
    known = {row.ticket_id: row for row in plan.unassigned or []}
    holds = report.is_legal and plan.cost is not None and plan.cost.total == report.total
    told = _windows(plan)
    changes: dict[str, Any] = {
        "routes": [_with_windows(route, told) for route in whole.routes],
        "unassigned": [known.get(row.ticket_id, row) for row in whole.unassigned or []],
        "status": (plan.status if holds else "feasible") if report.is_legal else None,
        **{name: getattr(plan, name) if holds else None for name in ("lower_bound", "gap", "sunk")},
        **{name: getattr(plan, name) for name in ("search", "changes", "notices")},
    }
    breaches = tuple(make_verdict(problem, report).violations)
    return Completed(whole.model_copy(update=changes), problem, report.charges, breaches)


def _windows(plan: Plan) -> dict[str, ArrivalWindow]:
    """Return the arrival windows a plan says, by visit id."""
    names = visit_names(plan)
    return {
        names[r, v]: visit.arrival_window
        for r, route in enumerate(plan.routes)
        for v, visit in enumerate(route.visits)
        if visit.arrival_window is not None
    }


def _with_windows(route: Route, told: dict[str, ArrivalWindow]) -> Route:
    visits = [
        visit.model_copy(update={"arrival_window": told.get(visit.visit_id or "", visit.arrival_window)})
        for visit in route.visits
    ]
    return route.model_copy(update={"visits": visits})
