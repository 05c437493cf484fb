"""Tickets: references, steps, people and windows."""

from collections.abc import Iterator

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.shifts import check_interval
from dispatcher.reading.context import Context
from dispatcher.schemas.ticket import After, Step, Ticket

_OWN_STEP = frozenset({"trade", "min_level", "service_minutes", "crew_size", "certificates"})
_OWN_CREW = frozenset({"trade", "min_level", "crew_size", "certificates"})


def check_tickets(context: Context) -> Iterator[Fault]:
    """Yield what is wrong with each ticket by itself."""
    clock = make_clock(context.request)
    for path, ticket in context.draft.each(("tickets",), context.request.tickets):
        if id(ticket) in context.sound:
            continue
        yield from context.refer("sites", (*path, "site_id"), (ticket.site_id,))
        yield from _check_steps(context, path, ticket)
        yield from _check_people(context, path, ticket)
        yield from _check_links(context, path, ticket)
        yield from _check_windows(context, clock, path, ticket)


def _check_steps(context: Context, path: Path, ticket: Ticket) -> Iterator[Fault]:
    own = sorted(_OWN_STEP & ticket.model_fields_set)
    if ticket.steps is not None:
        if own:
            yield make_fault("steps_and_trade", (*path, own[0]), ids=(ticket.id,))
        for k, step in enumerate(ticket.steps):
            yield from _check_step(context, (*path, "steps", k), ticket.id, step)
    elif not context.draft.lost((*path, "steps")):
        missing = [
            name
            for name in ("trade", "service_minutes")
            if getattr(ticket, name) is None and not context.draft.lost((*path, name))
        ]
        if len(missing) == 2:
            yield make_fault("steps_or_trade_missing", path, ids=(ticket.id,))
        else:
            yield from (make_fault("missing_field", (*path, name), ids=(ticket.id,)) for name in missing)


def _check_step(context: Context, path: Path, ticket_id: str, step: Step) -> Iterator[Fault]:
    own = sorted(_OWN_CREW & step.model_fields_set)
    if step.crew is not None and own:
        yield make_fault("crew_and_trade", (*path, own[0]), ids=(ticket_id,))
    if step.crew is None and step.trade is None and not context.draft.lost((*path, "crew"), (*path, "trade")):
        yield make_fault("crew_or_trade_missing", path, ids=(ticket_id,))
    yield from _check_gaps(path, ticket_id, step)


def _check_gaps(path: Path, ticket_id: str, gaps: Step | After) -> Iterator[Fault]:
    if gaps.max_gap_minutes is not None and gaps.max_gap_minutes < gaps.min_gap_minutes:
        yield make_fault("gaps_reversed", (*path, "max_gap_minutes"), ids=(ticket_id,), value=gaps.max_gap_minutes)


def _check_people(context: Context, path: Path, ticket: Ticket) -> Iterator[Fault]:
    required = ticket.required_technician
    yield from context.refer("technicians", (*path, "required_technician"), (required,))
    yield from context.refer_each("technicians", (*path, "preferred_technicians"), ticket.preferred_technicians)
    yield from context.refer_each("technicians", (*path, "banned_technicians"), ticket.banned_technicians)
    wanted = {required, *ticket.preferred_technicians}
    for at, name in context.draft.each((*path, "banned_technicians"), ticket.banned_technicians):
        if name in wanted:
            yield make_fault("technician_wanted_and_banned", at, ids=(name, ticket.id), value=name)


def _check_links(context: Context, path: Path, ticket: Ticket) -> Iterator[Fault]:
    other = ticket.same_technician_as
    yield from context.refer("tickets", (*path, "same_technician_as"), (other,))
    if other == ticket.id:
        yield make_fault("self_reference", (*path, "same_technician_as"), ids=(ticket.id,), value=other)
    for at, after in context.draft.each((*path, "after"), ticket.after):
        yield from context.refer("tickets", (*at, "ticket_id"), (after.ticket_id,))
        if after.ticket_id == ticket.id:
            yield make_fault("self_reference", (*at, "ticket_id"), ids=(ticket.id,), value=after.ticket_id)
        yield from _check_gaps(at, ticket.id, after)


def _check_windows(context: Context, clock: Clock, path: Path, ticket: Ticket) -> Iterator[Fault]:
    for at, window in context.draft.each((*path, "windows"), ticket.windows):
        yield from check_interval(clock, at, "start", "end", window, "window_reversed", (ticket.id,))
