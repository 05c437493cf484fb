"""The use cases of a supervisor: what differs between two plans, and what is going on; neither plans anything."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.comparison import make_comparison
from dispatcher.convert.plan_in import read_routes, visit_keys, visit_names
from dispatcher.convert.problem import make_problem
from dispatcher.convert.state import Key, parts
from dispatcher.convert.watch import WatchWriter
from dispatcher.faults import Fault
from dispatcher.schemas.comparison import Comparison
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.watch import Watch
from solver.compare import compare
from solver.plan import Plan as Routes
from solver.problem import Problem, Window
from solver.watch import TOLERANCE, watch

Sent = tuple[Plan, list[Fault]]


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, with the problem that reports need to explain it."""

    comparison: Comparison
    problem: Problem


@dataclass(frozen=True, slots=True)
class Watched:
    """A watch, with what reports need to explain it: the request as watched, and its problem."""

    watch: Watch
    request: Request
    problem: Problem


def compare_plans(request: Request, before: Sent, after: Sent) -> Compared:
    """Return what differs between two plans of a request, each read without faults and with its warnings."""
    problem, clock = make_problem(request), make_clock(request)
    first, second = (read_routes(plan, request, problem)[0] for plan, _ in (before, after))
    found = compare(problem, first, second, _windows(problem, clock, before[0]))
    return Compared(make_comparison(problem, clock, found, (before, after)), problem)


def _windows(problem: Problem, clock: Clock, plan: Plan) -> dict[int, Window]:
    """Return the arrival windows a plan gives, by visit."""
    index, names = {visit.id: k for k, visit in enumerate(problem.visits)}, visit_names(plan)
    return {
        index[names[r, v]]: Window(clock.up(visit.arrival_window.start), clock.down(visit.arrival_window.end))
        for r, route in enumerate(plan.routes)
        for v, visit in enumerate(route.visits)
        if visit.arrival_window is not None and names[r, v] in index
    }


def watch_plan(request: Request, published: Plan, now: datetime, tolerance: int = TOLERANCE) -> Watched:
    """Return what is going on, by the plan in force and what is known of it.

    Parameters
    ----------
    request, published
        Read without faults; the plan is in force, whatever the request has published.
    now
        The moment to look ahead from, with an offset.
    tolerance
        Minutes for which a visit that nobody has spoken of is taken to have begun in time.
    """
    watched = request.model_copy(update={"published": published, "now": now})
    problem, clock = make_problem(watched), make_clock(watched)
    routes = _in_force(read_routes(published, watched, problem)[0])
    said = _said(problem, published)
    found = watch(problem, routes, said, tolerance)
    writer, by_shift = WatchWriter(problem, clock, found, said), {route.shift: route for route in routes.routes}
    answer = Watch(
        schema_version=1,
        plan_id=published.plan_id,
        now=clock.local(now),
        tolerance_minutes=tolerance,
        findings=[writer.finding(row) for row in found.findings],
        unplanned=[problem.tickets[ticket].id for ticket in found.unplanned],
        routes=[writer.route(row, by_shift[row.shift]) for row in found.projection.routes],
    )
    return Watched(answer, watched, problem)


def _in_force(routes: Routes) -> Routes:
    return Routes(tuple(route for route in routes.routes if route.visits))


def _said(problem: Problem, published: Plan) -> frozenset[int]:
    """Return the visits whose state somebody has said."""
    index, part_of = visit_keys(problem), parts(published)
    keys: list[Key] = [
        (visit.ticket_id, visit.step, visit.crew_position, part_of[r, v])
        for r, route in enumerate(published.routes)
        for v, visit in enumerate(route.visits)
        if visit.state not in (None, "planned")
    ]
    return frozenset(index[key] for key in keys if key in index)
