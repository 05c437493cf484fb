"""A plan, published or sent in, against its request: it names what there is, once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from dispatcher.convert.state import Key, ReadVisit, parts, read_states, visit_id
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.context import Context
from dispatcher.reading.draft import Draft
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.ticket import Ticket
from dispatcher.schemas.visit import Route, Visit
from solver.problem import VisitState


@dataclass(frozen=True)
class PlanContext:
    """A plan read as far as it could be, inside a request (``base`` leads to it) or by itself."""

    context: Context
    plan: Plan
    draft: Draft
    base: Path

    def routes(self) -> Iterator[tuple[Path, Route]]:
        """Yield the routes with their paths."""
        return self.draft.each((*self.base, "routes"), self.plan.routes)


def check_published(context: Context) -> Iterator[Fault]:
    """Yield what is wrong with ``published``: references, order, and facts that contradict each other."""
    if context.request.published is None:
        return
    plan = PlanContext(context, context.request.published, context.draft, ("published",))
    yield from check_plan(plan)
    yield from check_facts(plan)


def check_plan(plan: PlanContext) -> Iterator[Fault]:
    """Yield references that dangle, visits and routes that stand twice, and times that are reversed."""
    tickets = readable_tickets(plan.context)
    part_of = parts(plan.plan)
    routes_seen: set[str] = set()
    visits_seen: set[Key] = set()
    for r, (path, route) in enumerate(plan.routes()):
        yield from _check_route(plan, path, route, routes_seen)
        for v, (at, visit) in enumerate(plan.draft.each((*path, "visits"), route.visits)):
            yield from plan.context.refer("tickets", (*at, "ticket_id"), (visit.ticket_id,))
            if visit.ticket_id in tickets:
                yield from _check_position(at, visit, tickets[visit.ticket_id])
            key = (visit.ticket_id, visit.step, visit.crew_position, part_of[r, v])
            if key in visits_seen:
                yield make_fault("duplicate_visit", at, ids=(visit_id(key),))
            visits_seen.add(key)
            yield from _check_times(at, visit, visit_id(key))


def _check_route(plan: PlanContext, path: Path, route: Route, seen: set[str]) -> Iterator[Fault]:
    context = plan.context
    yield from context.refer("technicians", (*path, "technician_id"), (route.technician_id,))
    if route.shift_id in seen:
        yield make_fault("duplicate_route", (*path, "shift_id"), ids=(route.shift_id,), value=route.shift_id)
    seen.add(route.shift_id)
    if route.shift_id in context.shift_owner:
        owner = context.shift_owner[route.shift_id]
        known = context.known.get("technicians", frozenset())
        if owner not in (None, route.technician_id) and route.technician_id in known:
            ids = (route.shift_id, route.technician_id)
            yield make_fault("shift_of_other_technician", (*path, "shift_id"), ids=ids, value=route.shift_id)
    elif not _shifts_lost(context):
        yield make_fault("unknown_shift", (*path, "shift_id"), ids=(route.shift_id,), value=route.shift_id)
    for at, pause in plan.draft.each((*path, "breaks"), route.breaks):
        if pause.end < pause.start:
            yield make_fault("taken_break_reversed", (*at, "end"), ids=(route.shift_id,))


def _shifts_lost(context: Context) -> bool:
    """Whether some list of shifts could not be read, so that an unknown one may have stood there."""
    technicians = context.draft.raw("technicians")
    if not isinstance(technicians, list):
        return True
    lists = [item.get("shifts") for item in technicians if isinstance(item, dict)]
    return len(lists) < len(technicians) or any(shifts is not None and not isinstance(shifts, list) for shifts in lists)


def _check_position(path: Path, visit: Visit, ticket: Ticket) -> Iterator[Fault]:
    steps = crew_sizes(ticket)
    if visit.step >= len(steps):
        yield make_fault("unknown_step", (*path, "step"), ids=(ticket.id,), value=visit.step, allowed=len(steps) - 1)
    elif visit.crew_position >= steps[visit.step]:
        allowed = steps[visit.step] - 1
        yield make_fault("unknown_crew_position", (*path, "crew_position"), ids=(ticket.id,),
                         value=visit.crew_position, allowed=allowed)  # fmt: skip


def crew_sizes(ticket: Ticket) -> list[int]:
    """Return how many people serve each step of a ticket."""
    if ticket.steps is None:
        return [ticket.crew_size]
    return [step.crew_size if step.crew is None else len(step.crew) for step in ticket.steps]


def readable_tickets(context: Context) -> dict[str, Ticket]:
    """Return the tickets whose steps and crews are as sent."""
    lost = context.draft.lost
    return {
        ticket.id: ticket
        for path, ticket in context.draft.each(("tickets",), context.request.tickets)
        if not lost((*path, "steps"), (*path, "crew_size"))
    }


def _check_times(path: Path, visit: Visit, name: str) -> Iterator[Fault]:
    if visit.end < visit.start:
        yield make_fault("visit_reversed", (*path, "end"), ids=(name,), value=visit.end.isoformat())
    window = visit.arrival_window
    if window is not None and window.end < window.start:
        yield make_fault("window_reversed", (*path, "arrival_window", "end"), ids=(name,))


def check_facts(plan: PlanContext) -> Iterator[Fault]:
    """Yield outcomes, parts and journeys of a plan in force that contradict each other."""
    if plan.context.draft.lost(("horizon",), ("now",)) or plan.draft.lost_inside((*plan.base, "routes")):
        return
    read = read_states(plan.plan, plan.context.request.moment, {})
    by_key = {item.key: item for item in read}
    underway: Counter[int] = Counter()
    for item in read:
        path = (*plan.base, "routes", item.path[0], "visits", item.path[1])
        yield from _check_outcome(path, item)
        if item.part > 0 and not _is_followed(by_key.get((*item.key[:3], item.part - 1))):
            yield make_fault("unknown_part", (*path, "part"), ids=(item.visit.ticket_id,), value=item.part)
        underway[item.path[0]] += item.state is VisitState.TRAVELLING
        if item.state is VisitState.TRAVELLING and underway[item.path[0]] > 1:
            yield make_fault("several_travelling", (*path, "state"), ids=(item.route.technician_id,))


def _check_outcome(path: Path, item: ReadVisit) -> Iterator[Fault]:
    outcome = item.visit.outcome
    if outcome is not None and item.state is not VisitState.DONE:
        yield make_fault("outcome_of_unfinished", (*path, "outcome"), ids=(visit_id(item.key),), value=outcome)
    if outcome == "interrupted" and item.visit.remaining_minutes is None:
        yield make_fault("missing_field", (*path, "remaining_minutes"), ids=(visit_id(item.key),))


def _is_followed(before: ReadVisit | None) -> bool:
    return before is not None and before.visit.outcome in ("no_show", "interrupted")
