"""The solver's plan becomes a wire plan: ids, times with offsets, arrival windows, digests."""

from datetime import datetime

from dispatcher.answer import Answer, LeftOut
from dispatcher.convert.canonical import canonical_digest
from dispatcher.convert.figures import wire_constants, wire_cost, wire_kpis, wire_search, wire_warnings
from dispatcher.convert.route_out import RouteWriter
from dispatcher.digest import bytes_digest, canonical_json
from dispatcher.kept import Kept
from dispatcher.schemas import plan as wire_plan
from dispatcher.schemas import visit as wire_visit
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Held, Reason, Unassigned
from solver.problem import Problem


def make_plan(request: Request, problem: Problem, answer: Answer) -> wire_plan.Plan:
    """Return the plan to give back for an answer.

    The plan's id is derived from the canonical request and the routes: the same plan of the same request has the
    same id, whatever the order of the request's lists.
    """
    writer = RouteWriter(request, problem)
    timelines = () if answer.report is None else answer.report.schedule.timelines
    routes = sorted((writer.route(timeline) for timeline in timelines), key=_departure)
    name = bytes_digest(b'["%b",[%b]]' % (canonical_digest(request).encode(), b",".join(map(_json, routes))))
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


_json: Kept[wire_visit.Route, bytes] = Kept(lambda route: canonical_json(route.model_dump(mode="json")))
