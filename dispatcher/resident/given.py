"""A plan that somebody gives, as a proposal for how things stand by now: an earlier plan again, or one made by hand."""

from collections.abc import Iterator

from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.state import visits_by_id
from dispatcher.interim import interim_answer
from dispatcher.planning import Planned
from dispatcher.resident.proposals import Proposal, Telling
from dispatcher.resident.standing import Standing
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.visit import Route, Visit
from solver.checker import Report, check


def propose_given(standing: Standing, plan: Plan, telling: Telling) -> tuple[Proposal, Report]:
    """Return a plan with what has happened in the place of what it had for that, and the verdict on it.

    Visits that have begun are where they were; visits that are no longer to be made, and shifts that are no more, are
    left out; tickets that have come since are not planned by it.
    """
    problem, request = standing.problem, standing.request
    wire = Plan(schema_version=1, routes=[*_routes(standing, plan)])
    routes, _ = read_routes(wire, request, problem)
    report = check(problem, routes)
    answer = interim_answer(request, report, **telling.of(standing, report))
    whole = make_plan(request, problem, answer)
    return Proposal((), Planned(whole, problem, report.charges), standing), report


def _routes(standing: Standing, plan: Plan) -> Iterator[Route]:
    """Yield the routes of a plan, with facts as they are and nothing that is not to be made."""
    problem = standing.problem
    facts = {visit.id for visit in problem.visits if visit.is_fact}
    to_make = {visit.id for visit in problem.visits} - facts
    rows: dict[tuple[str, str], list[Visit]] = {}
    for name, (route, visit) in visits_by_id(plan).items():
        if name in to_make:
            rows.setdefault((route.technician_id, route.shift_id), []).append(visit)
    for name, (route, visit) in visits_by_id(standing.published).items():
        if name in facts:
            rows.setdefault((route.technician_id, route.shift_id), []).append(visit)
    breaks = {route.shift_id: route.breaks for route in plan.routes}
    shifts = {shift.id for shift in problem.shifts}
    for (technician, shift), visits in rows.items():
        if shift in shifts:
            ordered = sorted(visits, key=lambda visit: (visit.start, visit.end))
            yield Route(technician_id=technician, shift_id=shift, breaks=breaks.get(shift, []), visits=ordered)
