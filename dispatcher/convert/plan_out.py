"""The solver's plan becomes a wire plan: ids, times with offsets, arrival windows, digests."""

from datetime import datetime
from typing import Any

from dispatcher.answer import Answer, LeftOut
from dispatcher.convert.arrival import arrival_window
from dispatcher.convert.canonical import canonical_digest
from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.figures import wire_constants, wire_cost, wire_kpis, wire_search, wire_warnings
from dispatcher.convert.state import visits_by_id
from dispatcher.digest import json_digest
from dispatcher.schemas import plan as wire_plan
from dispatcher.schemas import visit as wire_visit
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Held, Reason, Unassigned
from solver.plan import Route
from solver.problem import Problem
from solver.timeline import Stop, read_timeline
from solver.visits import Visit as SolverVisit


def make_plan(request: Request, problem: Problem, answer: Answer) -> wire_plan.Plan:
    """Return the plan to give back for an answer.

    The plan's id is derived from the canonical request and the routes: the same plan of the same request has the
    same id, whatever the order of the request's lists.
    """
    writer = _Writer(request, problem)
    found = () if answer.plan is None else answer.plan.routes
    routes = sorted((writer.route(route) for route in found if route.visits), key=_departure)
    name = json_digest([canonical_digest(request), [route.model_dump(mode="json") for route in routes]])
    plan = wire_plan.Plan(
        schema_version=1,
        contract_version=wire_plan.CONTRACT_VERSION,
        plan_id=f"plan-{name[:20]}",
        request_digest=request.digest,
        status=answer.status.value,
        routes=routes,
        unassigned=[
            wire_unassigned(problem, left_out) for left_out in sorted(answer.left_out, key=lambda row: row.ticket)
        ],
        held=[
            Held(ticket_id=ticket.id, hold_reason=ticket.hold_reason)
            for ticket in sorted(request.tickets, key=lambda ticket: ticket.id)
            if ticket.status == "on_hold"
        ],
        cost=wire_cost(answer.report),
        lower_bound=answer.lower_bound,
        gap=answer.gap,
        sunk=answer.sunk,
        kpis=wire_kpis(problem, answer.report),
        warnings=[*wire_warnings(problem, answer.report), *answer.faults],
        constants=wire_constants(problem, answer.report),
        search=wire_search(request, answer.search),
    )
    return plan if answer.changes is None else _with_changes(plan, answer)


def _departure(route: wire_visit.Route) -> tuple[datetime, str, str]:
    """Return when a route sets out, and whose it is: the order in which routes are listed."""
    first = route.visits[0]
    return first.depart or first.start, route.technician_id, route.shift_id


def _with_changes(plan: wire_plan.Plan, answer: Answer) -> wire_plan.Plan:
    return plan.model_copy(update={"changes": list(answer.changes or ()), "notices": list(answer.notices or ())})


def _state(visit: SolverVisit, published: wire_visit.Visit | None) -> wire_visit.StateName:
    """Return the declared state of a visit; a journey that has been released is planned like any other visit."""
    if published is None or (visit.published is not None and visit.published.released_by is not None):
        return "planned"
    return published.state or "planned"


class _Writer:
    def __init__(self, request: Request, problem: Problem) -> None:
        self._problem = problem
        self._clock: Clock = make_clock(request)
        force = {} if request.published is None else visits_by_id(request.published)
        self._published = {name: visit for name, (_, visit) in force.items()}

    def route(self, route: Route) -> wire_visit.Route:
        """Return one route with its travel."""
        problem, time = self._problem, self._clock.time
        timeline = read_timeline(problem, route)
        shift = problem.shifts[route.shift]
        return wire_visit.Route.made(
            technician_id=problem.technicians[shift.technician].id,
            shift_id=shift.id,
            return_at=time(timeline.return_at),
            breaks=[
                wire_visit.TakenBreak.made(start=time(pause.start), end=time(pause.end)) for pause in timeline.breaks
            ],
            visits=[self._visit(route.shift, stop, stop.visit) for stop in timeline.stops if stop.visit is not None],
        )

    def _visit(self, shift: int, stop: Stop, visit_idx: int) -> wire_visit.Visit:
        problem, time = self._problem, self._clock.time
        visit = problem.visits[visit_idx]
        ticket = problem.tickets[visit.ticket]
        published = self._published.get(visit.id)
        return wire_visit.Visit.made(
            visit_id=visit.id,
            ticket_id=ticket.id,
            step=visit.step,
            crew_position=visit.crew_position,
            part=visit.part,
            site_id=problem.sites[stop.site].id,
            depart=time(stop.depart),
            start=time(stop.start),
            end=time(stop.end),
            travel_minutes=stop.travel,
            # What was only read by the clock stays so: a later event may still correct it.
            state=_state(visit, published),
            outcome=None if published is None else published.outcome,
            **_remaining(published),
            arrival_window=arrival_window(problem, self._clock, visit_idx, shift, stop.start, published),
        )


def wire_unassigned(problem: Problem, left_out: LeftOut) -> Unassigned:
    """Return a ticket that is not planned, technicians in the order of their ids."""
    reasons = [
        Reason(code=code, technician_ids=sorted(problem.technicians[k].id for k in technicians))
        for code, technicians in left_out.reasons
    ]
    proof = {} if left_out.proof is None else {"proof": left_out.proof}
    return Unassigned.model_validate(
        {
            "ticket_id": problem.tickets[left_out.ticket].id,
            "class": left_out.class_name,
            **proof,
            "remaining": left_out.remaining,
            "reasons": reasons,
            "suggestions": list(left_out.suggestions),
        }
    )


def _remaining(published: wire_visit.Visit | None) -> dict[str, Any]:
    if published is None or published.remaining_minutes is None:
        return {}
    return {"remaining_minutes": published.remaining_minutes}
