"""What a request keeps of an event: enough to say later what it concerned, nothing that people wrote."""

from typing import Any

from dispatcher.schemas.event import (
    AnyEvent,
    NewTicket,
    TechnicianLate,
    TechnicianOut,
    TicketEvent,
)
from dispatcher.schemas.history import AppliedEvent


def applied_event(event: AnyEvent, digest: str, plan_id: str | None) -> AppliedEvent:
    """Return the row of an event that has been taken.

    Parameters
    ----------
    plan_id
        The plan in force; None: it has no id.
    """
    fields = {"type": event.type, "at": event.at, "plan_id": plan_id, **_concerned(event)}
    given = {name: value for name, value in fields.items() if value is not None}
    return AppliedEvent(id=event.id, digest=digest, **given)


def _concerned(event: AnyEvent) -> dict[str, Any]:
    if isinstance(event, NewTicket):
        return {"ticket_id": event.ticket.id}
    if isinstance(event, TicketEvent):
        return {"ticket_id": event.ticket_id}
    if isinstance(event, TechnicianOut):
        return {"technician_id": event.technician_id, "start": event.start, "end": event.end}
    if isinstance(event, TechnicianLate):
        return {"technician_id": event.technician_id, "end": event.until}
    return {"visit_id": event.visit_id}
