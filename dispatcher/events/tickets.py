"""Tickets: come in, called off, waiting, more urgent, at another time."""

from collections.abc import Iterator

from dispatcher.events.claims import CLOSED, closed
from dispatcher.events.day import Day
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.event import (
    Cancelled,
    Held,
    NewTicket,
    OwnerChangedWindow,
    PartsLate,
    PriorityChanged,
    TicketEvent,
)


def new_ticket(day: Day, path: Path, event: NewTicket) -> Iterator[Fault]:
    """The ticket is added; it was reported when it became known unless it says otherwise."""
    ticket = event.ticket
    if ticket.id in day.tickets:
        yield make_fault("duplicate_id", (*path, "ticket", "id"), ids=(ticket.id,), value=ticket.id)
        return
    if ticket.reported_at is None:
        ticket = ticket.model_copy(update={"reported_at": event.at})
    day.put_ticket(ticket, path, ("ticket",))


def cancelled(day: Day, path: Path, event: Cancelled) -> Iterator[Fault]:
    """Nothing of the ticket is planned any more; what has begun stays."""
    if event.ticket_id in day.tickets and day.tickets[event.ticket_id].status == "cancelled":
        return
    faults = list(check_open(day, path, event))
    if not faults:
        day.write_ticket(event.ticket_id, path, status="cancelled")
        _stop_all(day, event)
    yield from faults


def held(day: Day, path: Path, event: Held) -> Iterator[Fault]:
    """Nothing of the ticket is planned for now; what has begun stays."""
    faults = list(check_open(day, path, event))
    if not faults:
        reason = {} if event.why is None else {"hold_reason": event.why}
        day.write_ticket(event.ticket_id, path, status="on_hold", **reason)
        _stop_all(day, event)
    yield from faults


def parts_late(day: Day, path: Path, event: PartsLate) -> Iterator[Fault]:
    """Nothing of the ticket starts before its parts are there."""
    faults = list(check_open(day, path, event))
    if not faults:
        day.write_ticket(event.ticket_id, path, ready_at=event.ready_at)
        for name, stop in day.stops_of(event.ticket_id):
            is_early = stop.visit.start < event.ready_at and stop.visit.state != "travelling"
            if is_early and not stop.has_begun(event.at):
                day.stop_visit(name, event.id)
    yield from faults


def owner_changed_window(day: Day, path: Path, event: OwnerChangedWindow) -> Iterator[Fault]:
    """The windows are replaced; what the owner was told of the first step before does not hold any more."""
    faults = list(check_open(day, path, event))
    if not faults:
        day.write_ticket(event.ticket_id, path, windows=event.windows)
        promised = [window for window in event.windows if window.kind == "promised"]
        for name, stop in day.stops_of(event.ticket_id):
            if stop.visit.step > 0 or stop.has_begun(event.at):
                continue
            day.write_visit(name, arrival_window=None)
            holds = any(window.start <= stop.visit.start <= window.end for window in promised)
            if promised and not holds and stop.visit.state != "travelling":
                day.stop_visit(name, event.id)
    yield from faults


def priority_changed(day: Day, path: Path, event: PriorityChanged) -> Iterator[Fault]:
    """The urgency is replaced; due times that the ticket does not give itself follow it."""
    faults = list(check_open(day, path, event))
    if not faults:
        day.write_ticket(event.ticket_id, path, urgency=event.urgency)
    yield from faults


def check_open(day: Day, path: Path, event: TicketEvent) -> Iterator[Fault]:
    """Yield a fault if an event's ticket is not there, or closed."""
    ticket = day.tickets.get(event.ticket_id)
    if ticket is None:
        yield make_fault("unknown_ticket", (*path, "ticket_id"), ids=(event.ticket_id,), value=event.ticket_id)
    elif ticket.status in CLOSED:
        yield closed(path, "ticket_id", ticket)


def _stop_all(day: Day, event: TicketEvent) -> None:
    for name, stop in day.stops_of(event.ticket_id):
        if not stop.has_begun(event.at):
            day.stop_visit(name, event.id)
