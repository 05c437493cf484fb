"""Visits that ended otherwise: the work broken off, nobody at home, the technician not let in."""

from collections.abc import Iterator
from datetime import timedelta

from dispatcher.events.claims import check_order, check_place, contradiction, not_published
from dispatcher.events.day import Day
from dispatcher.events.delays import began
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.event import NoShow, Paused, Refused

_ANOTHER_TRY = timedelta(minutes=120)


def paused(day: Day, path: Path, event: Paused) -> Iterator[Fault]:
    """The visit ended when it became known; its remaining minutes are another visit."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    visit = stop.visit
    start = began(day, event.visit_id, event.at)
    faults: list[Fault] = []
    if visit.state == "done":
        faults.append(contradiction(path, event, stop))
    elif start > event.at:
        faults.append(make_fault("visit_not_begun", (*path, "visit_id"), ids=(event.visit_id,)))
    else:
        faults += check_place(day, path, "visit_id", event.visit_id, start, event.at)
    if not faults:
        times = {"start": start, "end": event.at, "stopped_by": None}
        over = {"state": "done", "outcome": "interrupted", "remaining_minutes": event.remaining_minutes}
        day.write_visit(event.visit_id, **over, **times)
        if event.ready_at is not None:
            day.write_ticket(visit.ticket_id, path, ready_at=event.ready_at)
    yield from faults


def no_show(day: Day, path: Path, event: NoShow) -> Iterator[Fault]:
    """The visit is over at its published end at the latest; the ticket waits for ``ready_at``, or two hours."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    visit = stop.visit
    faults: list[Fault] = []
    if visit.state == "done":
        faults.append(contradiction(path, event, stop))
    elif visit.state == "started":
        faults += check_order(path, "at", event.visit_id, visit.start, event.at)
    if not faults:
        # Where he was late, he came when it became known; else as published.
        start = event.at if visit.stopped_by is not None else min(began(day, event.visit_id, event.at), event.at)
        end = min(max(visit.end, start), event.at)
        depart = None if visit.depart is None else min(visit.depart, start)
        times = {"depart": depart, "start": start, "end": end}
        day.write_visit(event.visit_id, state="done", outcome="no_show", stopped_by=None, **times)
        earlier = day.tickets[visit.ticket_id].ready_at
        waits = max(filter(None, (earlier, event.at + _ANOTHER_TRY)))
        day.write_ticket(visit.ticket_id, path, ready_at=event.ready_at or waits)
    yield from faults


def refused(day: Day, path: Path, event: Refused) -> Iterator[Fault]:
    """The technician is banned for the ticket, and no longer wished for; who was on the way turns back."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    if stop.is_fact:
        yield contradiction(path, event, stop)
        return
    ticket, name = day.tickets[stop.visit.ticket_id], stop.technician_id
    banned = [*ticket.banned_technicians, *([] if name in ticket.banned_technicians else [name])]
    wished = [other for other in ticket.preferred_technicians if other != name]
    day.write_ticket(ticket.id, path, banned_technicians=banned, preferred_technicians=wished)
    for visit_name, other in day.stops_of(ticket.id):
        if other.technician_id == name and not other.has_begun(event.at):
            day.stop_visit(visit_name, event.id)
    day.stop_visit(event.visit_id, event.id)
