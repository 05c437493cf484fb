"""Events: what has happened since a plan was published, as sent."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from dispatcher.schemas.common import Id, ServiceMinutes, Text, Time, UrgencyName, Version, Wire, Word
from dispatcher.schemas.ticket import Step, Ticket, TicketWindow
from dispatcher.schemas.visit import ArrivalWindow

VisitId = Annotated[str, Field(min_length=1, max_length=160, description="Visit of the published plan, by its id.")]
TicketId = Annotated[Id, Field(description="Ticket of the request.")]
TechnicianId = Annotated[Id, Field(description="Technician of the request.")]


class BaseEvent(Wire):
    """What every event has."""

    id: Id = Field(description="Names the event for ever: the same id with the same body is taken once.")
    at: Time = Field(description="When it became known; the latest one becomes now.")


class NewTicket(BaseEvent):
    """A ticket has come in."""

    type: Literal["new_ticket"] = Field(description="Which event this is.")
    ticket: Ticket = Field(description="The ticket; reported when the event became known, unless it says otherwise.")


class Travelling(BaseEvent):
    """A technician has set out for a visit."""

    type: Literal["travelling"] = Field(description="Which event this is.")
    visit_id: VisitId
    time: Time = Field(description="When the technician set out.")


class Started(BaseEvent):
    """The service of a visit has begun."""

    type: Literal["started"] = Field(description="Which event this is.")
    visit_id: VisitId
    time: Time = Field(description="When it began.")


class Done(BaseEvent):
    """A visit is over, its work done."""

    type: Literal["done"] = Field(description="Which event this is.")
    visit_id: VisitId
    time: Time = Field(description="When it ended.")


class Overrun(BaseEvent):
    """A visit under way takes longer."""

    type: Literal["overrun"] = Field(description="Which event this is.")
    visit_id: VisitId
    expected_end: Time = Field(description="When it will end.")


class FinishedEarly(BaseEvent):
    """A visit under way takes less time."""

    type: Literal["finished_early"] = Field(description="Which event this is.")
    visit_id: VisitId
    expected_end: Time = Field(description="When it ends.")


class Paused(BaseEvent):
    """A visit is over before its work is done; the rest is another visit."""

    type: Literal["paused"] = Field(description="Which event this is.")
    visit_id: VisitId
    remaining_minutes: ServiceMinutes = Field(description="Minutes of work left, at 100 percent.")
    ready_at: Time | None = Field(None, description="The rest does not start before it; absent: at any time.")
    why: Text | None = Field(None, description="Why, for people; absent: not said.")


class NoShow(BaseEvent):
    """Nobody was at home: the visit is over, its work is still to be done."""

    type: Literal["no_show"] = Field(description="Which event this is.")
    visit_id: VisitId
    ready_at: Time | None = Field(None, description="The next visit does not start before it; absent: 120 min later.")


class Refused(BaseEvent):
    """The technician of a visit may not make it."""

    type: Literal["refused"] = Field(description="Which event this is.")
    visit_id: VisitId
    why: Text | None = Field(None, description="Why, for people; absent: not said.")


class Rescoped(BaseEvent):
    """A ticket turns out to be other work."""

    type: Literal["rescoped"] = Field(description="Which event this is.")
    ticket_id: TicketId
    steps: Annotated[list[Step], Field(min_length=1, max_length=100)] = Field(description="All that is still to do.")


class TechnicianOut(BaseEvent):
    """A technician is away."""

    type: Literal["technician_out"] = Field(description="Which event this is.")
    technician_id: TechnicianId
    start: Time = Field(description="From when.")
    end: Time | None = Field(None, description="Until when; absent: for all shifts that are left.")


class TechnicianLate(BaseEvent):
    """A technician comes late."""

    type: Literal["technician_late"] = Field(description="Which event this is.")
    technician_id: TechnicianId
    until: Time = Field(description="When the technician is there.")


class Cancelled(BaseEvent):
    """An owner needs nobody any more."""

    type: Literal["cancelled"] = Field(description="Which event this is.")
    ticket_id: TicketId


class Held(BaseEvent):
    """A ticket waits."""

    type: Literal["held"] = Field(description="Which event this is.")
    ticket_id: TicketId
    why: Text | None = Field(None, description="Becomes the ticket's hold_reason; absent: not said.")


class PartsLate(BaseEvent):
    """What a ticket needs comes later."""

    type: Literal["parts_late"] = Field(description="Which event this is.")
    ticket_id: TicketId
    ready_at: Time = Field(description="Nothing starts before it.")


class OwnerChangedWindow(BaseEvent):
    """An owner wants another time."""

    type: Literal["owner_changed_window"] = Field(description="Which event this is.")
    ticket_id: TicketId
    windows: list[TicketWindow] = Field(description="In place of all windows of the ticket; empty: none.")


class PriorityChanged(BaseEvent):
    """A ticket is more, or less, urgent."""

    type: Literal["priority_changed"] = Field(description="Which event this is.")
    ticket_id: TicketId
    urgency: UrgencyName = Field(description="The urgency from now on, before the priority matrix.")


class OwnerTold(BaseEvent):
    """An owner has been told when to expect a visit."""

    type: Literal["owner_told"] = Field(description="Which event this is.")
    visit_id: VisitId
    arrival_window: ArrivalWindow = Field(description="What the owner was told; told_at absent: at.")


class OverrideEvent(BaseEvent):
    """A supervisor decides who makes a visit, when, or both."""

    type: Literal["override"] = Field(description="Which event this is.")
    visit_id: VisitId
    technician_id: Id | None = Field(None, description="Who makes the visit; absent: anybody.")
    start: Time | None = Field(None, description="When it starts; absent: at any time.")
    by: Word = Field(description="Who decided.")
    why: Word = Field(description="Why, for people.")


class Released(BaseEvent):
    """A visit is no longer locked."""

    type: Literal["released"] = Field(description="Which event this is.")
    visit_id: VisitId


VisitEvent = Travelling | Started | Done | Overrun | FinishedEarly | Paused | NoShow | Refused | OwnerTold
TicketEvent = Rescoped | Cancelled | Held | PartsLate | OwnerChangedWindow | PriorityChanged
AnyEvent = VisitEvent | TicketEvent | NewTicket | TechnicianOut | TechnicianLate | OverrideEvent | Released
EVENT_TYPES: Mapping[str, type[BaseEvent]] = {
    "new_ticket": NewTicket,
    "travelling": Travelling,
    "started": Started,
    "done": Done,
    "overrun": Overrun,
    "finished_early": FinishedEarly,
    "paused": Paused,
    "no_show": NoShow,
    "refused": Refused,
    "rescoped": Rescoped,
    "technician_out": TechnicianOut,
    "technician_late": TechnicianLate,
    "cancelled": Cancelled,
    "held": Held,
    "parts_late": PartsLate,
    "owner_changed_window": OwnerChangedWindow,
    "priority_changed": PriorityChanged,
    "owner_told": OwnerTold,
    "override": OverrideEvent,
    "released": Released,
}


def _tag(value: Any) -> str | None:
    name = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return f"#{name}" if isinstance(name, str) and name in EVENT_TYPES else None


Event = Annotated[
    Annotated[NewTicket, Tag("#new_ticket")]
    | Annotated[Travelling, Tag("#travelling")]
    | Annotated[Started, Tag("#started")]
    | Annotated[Done, Tag("#done")]
    | Annotated[Overrun, Tag("#overrun")]
    | Annotated[FinishedEarly, Tag("#finished_early")]
    | Annotated[Paused, Tag("#paused")]
    | Annotated[NoShow, Tag("#no_show")]
    | Annotated[Refused, Tag("#refused")]
    | Annotated[Rescoped, Tag("#rescoped")]
    | Annotated[TechnicianOut, Tag("#technician_out")]
    | Annotated[TechnicianLate, Tag("#technician_late")]
    | Annotated[Cancelled, Tag("#cancelled")]
    | Annotated[Held, Tag("#held")]
    | Annotated[PartsLate, Tag("#parts_late")]
    | Annotated[OwnerChangedWindow, Tag("#owner_changed_window")]
    | Annotated[PriorityChanged, Tag("#priority_changed")]
    | Annotated[OwnerTold, Tag("#owner_told")]
    | Annotated[OverrideEvent, Tag("#override")]
    | Annotated[Released, Tag("#released")],
    Discriminator(_tag, custom_error_type="bad_event_type", custom_error_message="type of event"),
]


class EventList(Wire):
    """What has happened, in any order."""

    schema_version: Version
    events: Annotated[list[Event], Field(max_length=10_000)] = Field(description="The events; applied by time.")
