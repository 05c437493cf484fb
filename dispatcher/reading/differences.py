"""Where a plan sent in says something else than its own routes come to."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, JsonValue

from dispatcher.answer import Answer
from dispatcher.convert.plan_in import read_routes, visit_names
from dispatcher.convert.plan_out import make_plan
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.checker import check
from solver.problem import Problem
from solver.status import Status

_VISIT_FIELDS = ("visit_id", "part", "site_id", "depart", "travel_minutes", "state", "outcome", "remaining_minutes")
_PLAN_FIELDS = ("request_digest", "cost", "kpis", "constants")


def differences(plan: Plan, request: Request, problem: Problem) -> Iterator[Fault]:
    """Yield a warning for every value of a plan that its routes do not come to; only what was sent is compared.

    The plan names no visit that the problem does not have.
    """
    found, _ = read_routes(plan, request, problem)
    report = check(problem, found)
    again = make_plan(request, problem, Answer(status=Status.FEASIBLE, plan=found, report=report))
    for name in _PLAN_FIELDS:
        yield from _compare((name,), getattr(plan, name), getattr(again, name))
    left_out = sorted(problem.tickets[k].id for k in report.schedule.unassigned_tickets)
    if plan.unassigned is not None and sorted(row.ticket_id for row in plan.unassigned) != left_out:
        yield make_fault("recomputed_differs", ("unassigned",), ids=left_out, allowed=[*left_out])
    if plan.held is not None:
        held = [row.ticket_id for row in again.held or ()]
        if sorted(row.ticket_id for row in plan.held) != sorted(held):
            yield make_fault("recomputed_differs", ("held",), ids=held, allowed=[*held])
    yield from _compare_routes(plan, again)


def _compare_routes(plan: Plan, again: Plan) -> Iterator[Fault]:
    names = visit_names(plan)
    routes = {route.shift_id: route for route in again.routes}
    visits = {visit.visit_id: visit for route in again.routes for visit in route.visits}
    for r, route in enumerate(plan.routes):
        if route.visits:
            yield from _compare(("routes", r, "return_at"), route.return_at, routes[route.shift_id].return_at)
        for v, visit in enumerate(route.visits):
            other, path = visits[names[r, v]], ("routes", r, "visits", v)
            for name in _VISIT_FIELDS:
                yield from _compare((*path, name), getattr(visit, name), getattr(other, name))
            if visit.arrival_window is not None and other.arrival_window is not None:
                for name in ("start", "end"):
                    sent, mine = getattr(visit.arrival_window, name), getattr(other.arrival_window, name)
                    yield from _compare((*path, "arrival_window", name), sent, mine)


def _compare(path: Path, sent: Any, again: Any) -> Iterator[Fault]:
    """Yield the leaves that differ; what was not sent is not compared."""
    if sent is None:
        return
    if isinstance(sent, BaseModel) and isinstance(again, BaseModel):
        for name in sorted(sent.model_fields_set):
            yield from _compare((*path, name), getattr(sent, name), getattr(again, name))
    elif isinstance(sent, Mapping) and isinstance(again, Mapping):
        for name in sent:
            yield from _compare((*path, name), sent[name], again.get(name))
    elif sent != again:
        yield make_fault("recomputed_differs", path, value=_plain(sent), allowed=_plain(again))


def _plain(value: Any) -> JsonValue:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if isinstance(value, str | int | float) else None
