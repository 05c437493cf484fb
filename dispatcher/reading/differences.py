"""Where a plan sent in says something else than its own routes come to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
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
from solver.rules.base import Text
from solver.status import Status

_VISIT_FIELDS = ("visit_id", "part", "site_id", "depart", "travel_minutes", "state", "outcome", "remaining_minutes")
_LONG = 64
_PLAN = Text("Plan", "计划")
_PLAN_FIELDS = ("request_digest", "cost", "kpis", "constants")


def differences(plan: Plan, request: Request, problem: Problem) -> Iterator[Fault]:
    """Yield a warning for every value of a plan that its routes do not come to; only what was sent is compared.

    The plan names no visit that the problem does not have.
    """
    found, _ = read_routes(plan, request, problem)
    report = check(problem, found)
    again = make_plan(request, problem, Answer(status=Status.FEASIBLE, plan=found, report=report))
    for name in _PLAN_FIELDS:
        yield from _compare((name,), Place(_PLAN), getattr(plan, name), getattr(again, name))
    left_out = sorted(problem.tickets[k].id for k in report.schedule.unassigned_tickets)
    if plan.unassigned is not None and (sent := sorted(row.ticket_id for row in plan.unassigned)) != left_out:
        yield _difference(("unassigned",), Place(_PLAN, tuple(left_out)), sent, left_out)
    if plan.held is not None:
        sent, held = ([row.ticket_id for row in rows] for rows in (plan.held, again.held or ()))
        if sorted(sent) != sorted(held):
            yield _difference(("held",), Place(_PLAN, tuple(held)), sent, held)
    yield from _compare_routes(plan, again)


@dataclass(frozen=True, slots=True)
class Place:
    """What a value is of, in words, and the ids concerned."""

    text: Text
    ids: tuple[str, ...] = ()


def _compare_routes(plan: Plan, again: Plan) -> Iterator[Fault]:
    names = visit_names(plan)
    routes = {route.shift_id: route for route in again.routes}
    visits = {visit.visit_id: visit for route in again.routes for visit in route.visits}
    for r, route in enumerate(plan.routes):
        ids = (route.technician_id, route.shift_id)
        words = Text(f"Route of {ids[0]} ({ids[1]})", f"{ids[0]} 的路线（{ids[1]}）")
        if route.visits:
            sent, mine = route.return_at, routes[route.shift_id].return_at
            yield from _compare(("routes", r, "return_at"), Place(words, ids), sent, mine)
        for v, visit in enumerate(route.visits):
            other, path = visits[names[r, v]], ("routes", r, "visits", v)
            place = Place(
                Text(f"Visit {names[r, v]}, route of {ids[0]} ({ids[1]})", f"{words.zh}，上门 {names[r, v]}"),
                (names[r, v],),
            )
            for name in _VISIT_FIELDS:
                yield from _compare((*path, name), place, getattr(visit, name), getattr(other, name))
            if visit.arrival_window is not None and other.arrival_window is not None:
                for name in ("start", "end"):
                    sent, mine = getattr(visit.arrival_window, name), getattr(other.arrival_window, name)
                    yield from _compare((*path, "arrival_window", name), place, sent, mine)


def _compare(path: Path, place: Place, sent: Any, again: Any) -> Iterator[Fault]:
    """Yield the leaves that differ; what was not sent is not compared."""
    if sent is None:
        return
    if isinstance(sent, BaseModel) and isinstance(again, BaseModel):
        for name in sorted(sent.model_fields_set):
            yield from _compare((*path, name), place, getattr(sent, name), getattr(again, name))
    elif isinstance(sent, Mapping) and isinstance(again, Mapping):
        for name in sent:
            yield from _compare((*path, name), place, sent[name], again.get(name))
    elif sent != again:
        yield _difference(path, place, sent, again)


def _difference(path: Path, place: Place, sent: Any, again: Any) -> Fault:
    sent, again = _plain(sent), _plain(again)
    # Below a route or a visit its own place says the first parts.
    inside = path[4:] if path[2:3] == ("visits",) else path[2:] if path[0] == "routes" else path
    field = ".".join(str(part) for part in inside)
    words = {"place": place.text, "field": Text(field, field), "sent": _shown(sent), "again": _shown(again)}
    return make_fault("recomputed_differs", path, ids=place.ids, value=sent, allowed=again, words=words)


def _shown(value: JsonValue) -> Text:
    if value is None:
        return Text("nothing", "无")
    if isinstance(value, list):
        return Text(", ".join(map(str, value)) or "none", "、".join(map(str, value)) or "无")
    text = str(value)
    return Text(text, text) if len(text) < _LONG else Text(f"{text[:12]}…", f"{text[:12]}…")  # a digest


def _plain(value: Any) -> JsonValue:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if isinstance(value, str | int | float) else None
