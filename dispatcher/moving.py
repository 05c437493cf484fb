"""What a move leaves: the plan that keeps it, and the event that makes it last."""

from typing import Any

from dispatcher.answer import Answer, unproved
from dispatcher.convert.plan_in import visit_names
from dispatcher.convert.plan_out import make_plan
from dispatcher.digest import json_digest
from dispatcher.prepared import Prepared
from dispatcher.questions import Moved
from dispatcher.reading.cautions import cautions
from dispatcher.schemas.event import EventList, OverrideEvent
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.question import MoveQuestion
from dispatcher.schemas.visit import ArrivalWindow, Route, Visit
from solver.checker import check
from solver.plan import Plan as SolverPlan
from solver.status import Status


def moved_plan(held: Prepared, plan: SolverPlan) -> Plan:
    """Return the plan of a move as any other plan.

    Owners keep the arrival windows they were told, if the same technician still comes in them. Why
    tickets are left out was proved of the plan asked about, not of this one; bound and gap are not known.
    """
    report = check(held.problem, plan)
    answer = Answer(Status.FEASIBLE, plan, report, left_out=unproved(report), faults=tuple(cautions(held.request)))
    whole = make_plan(held.request, held.problem, answer)
    given = _given(held)
    changes: dict[str, Any] = {
        "routes": [_with_windows(route, given) for route in whole.routes],
    }
    return whole.model_copy(update=changes)


def override_events(held: Prepared, question: MoveQuestion, moved: Moved) -> EventList | None:
    """Return the decision as a list of one event for ``apply``; None without a decision, or if it is not possible.

    Its id is made of what it says, so that the same decision has the same id. A visit the plan does not have is said
    with its start, as ``override`` asks for.
    """
    if question.decision is None or moved.plan is None or moved.answer.start is None:
        return None
    planned = {p.visit for route in held.plan.routes for p in route.visits}
    new = all(held.problem.visits[visit].id != question.visit_id for visit in planned)
    start = moved.answer.start if new or question.start is not None else None
    said: dict[str, Any] = {
        "type": "override",
        "at": held.clock.local(held.request.moment),
        "visit_id": question.visit_id,
        "technician_id": question.technician_id,
        **({} if start is None else {"start": start}),
        "by": question.decision.by,
        "why": question.decision.why,
    }
    unnamed = OverrideEvent(id="override", **said)
    name = f"override-{json_digest(unnamed.to_wire())[:16]}"
    return EventList(schema_version=1, events=[OverrideEvent(id=name, **said)])


def _given(held: Prepared) -> dict[str, tuple[str, ArrivalWindow]]:
    """Return who was said to come when, by visit id."""
    names = visit_names(held.wire_plan)
    return {
        names[r, v]: (route.technician_id, visit.arrival_window)
        for r, route in enumerate(held.wire_plan.routes)
        for v, visit in enumerate(route.visits)
        if visit.arrival_window is not None and visit.arrival_window.told_at is not None
    }


def _with_windows(route: Route, given: dict[str, tuple[str, ArrivalWindow]]) -> Route:
    return route.model_copy(update={"visits": [_with_window(route, visit, given) for visit in route.visits]})


def _with_window(route: Route, visit: Visit, given: dict[str, tuple[str, ArrivalWindow]]) -> Visit:
    technician, window = given.get(visit.visit_id or "", ("", None))
    if window is None or technician != route.technician_id or not window.start <= visit.start <= window.end:
        return visit
    return visit.model_copy(update={"arrival_window": window})
