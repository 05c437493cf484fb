"""What a new plan is compared with: the plan in force, the one before the events, and the events between them."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.state import visits_by_id
from dispatcher.schemas.history import AppliedEvent
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.visit import Route, Visit
from solver.changes import Place, Places, published_places, usual_window
from solver.problem import Problem, Window

Visits = Mapping[str, tuple[Route, Visit]]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a new plan is compared with; it may be made before there is one.

    Attributes
    ----------
    request, problem, clock
        After the events.
    published
        The visits of ``request.published``, with their routes.
    force, before
        Where the plan in force has its visits, with what events have written into it, and where it had them before.
    facts
        Ids of the visits that have started or are over.
    events
        Those taken since the plan in force was published, by time and id; those of unknown type left out.
    """

    request: Request
    problem: Problem
    clock: Clock
    published: Visits
    force: Places
    before: Places
    facts: frozenset[str]
    events: tuple[AppliedEvent, ...]


def make_baseline(request: Request, problem: Problem, before: Plan | None = None) -> Baseline:
    """Return what new plans of a request with a plan in force are compared with.

    Parameters
    ----------
    request, problem
        After the events.
    before
        The plan in force as it was before the events: a decision (``override``) has moved its visit in
        ``request.published`` already, and some visits may be gone from it. None: ``request.published``.

    Raises
    ------
    ValueError
        There is no plan in force.
    """
    if request.published is None:
        raise ValueError("a first plan is compared with nothing")
    clock = make_clock(request)
    published, force = visits_by_id(request.published), published_places(problem)
    name = request.published.plan_id
    rows = [row for row in request.applied_events if row.type is not None and row.plan_id == name]
    return Baseline(
        request=request,
        problem=problem,
        clock=clock,
        published=published,
        force=force,
        before=force if before is None else _places(problem, clock, before, published, force),
        facts=frozenset(visit.id for visit in problem.visits if visit.is_fact),
        events=tuple(sorted(rows, key=lambda row: (row.at or request.horizon.start, row.id))),
    )


def _places(problem: Problem, clock: Clock, before: Plan, published: Visits, force: Places) -> dict[str, Place]:
    """Return where a plan has its visits; most are where the plan in force has them."""
    tickets = {ticket.id: k for k, ticket in enumerate(problem.tickets)}
    shifts = {shift.id: k for k, shift in enumerate(problem.shifts)}
    found: dict[str, Place] = {}
    for name, (route, visit) in visits_by_id(before).items():
        place, same = force.get(name), published.get(name)
        if place is None or same is None or not _is_same(route, visit, *same):
            shift, ticket = shifts.get(route.shift_id), tickets.get(visit.ticket_id)
            place = None if shift is None or ticket is None else _place(problem, clock, ticket, shift, visit)
        if place is not None:
            found[name] = place
    return found


def _is_same(route: Route, visit: Visit, other_route: Route, other: Visit) -> bool:
    return (
        route.shift_id == other_route.shift_id
        and (visit.start is other.start or visit.start == other.start)
        and (visit.end is other.end or visit.end == other.end)
        and (visit.arrival_window is other.arrival_window or visit.arrival_window == other.arrival_window)
    )


def _place(problem: Problem, clock: Clock, ticket: int, shift: int, visit: Visit) -> Place:
    start, window = clock.down(visit.start), visit.arrival_window
    depart = start - (visit.travel_minutes or 0) if visit.depart is None else min(start, clock.down(visit.depart))
    sent = None if window is None else Window(clock.up(window.start), clock.down(window.end))
    told = window is not None and window.told_at is not None
    kept = sent or usual_window(problem, start)
    return Place(ticket, shift, problem.shifts[shift].technician, depart, start, clock.up(visit.end), kept, told)
