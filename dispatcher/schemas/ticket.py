"""A ticket: an owner's request with its steps, times, people and state, as sent."""

from typing import Annotated, Literal

from pydantic import Field

from dispatcher.schemas.common import (
    Id,
    ImpactName,
    Level,
    Minutes,
    ServiceMinutes,
    Text,
    Time,
    UrgencyName,
    Wire,
    Word,
)
from dispatcher.schemas.contact import Contact

CrewSize = Annotated[int, Field(ge=1, le=20)]


class CrewPerson(Wire):
    """What one person of a crew must bring."""

    trade: Word = Field(description="Trade the person must have.")
    min_level: Level = Field(1, description="Least level of the trade.")
    certificates: list[Word] = Field([], description="Certificates the person must hold; absent: none.")


class Step(Wire):
    """A part of a ticket; give either ``trade`` (with ``crew_size``) or ``crew``."""

    trade: Word | None = Field(None, description="Trade of everybody in the crew; absent: see crew.")
    min_level: Level = Field(1, description="Least level of the trade.")
    service_minutes: ServiceMinutes = Field(description="Minutes of work at 100 percent.")
    crew_size: CrewSize = Field(1, description="People who start together.")
    certificates: list[Word] = Field([], description="Certificates everybody must hold; absent: none.")
    crew: Annotated[list[CrewPerson], Field(min_length=1, max_length=20)] | None = Field(
        None, description="The people one by one, in place of trade and crew_size; absent: see trade."
    )
    min_gap_minutes: Minutes = Field(0, description="Least minutes after the last end of the step before.")
    max_gap_minutes: Minutes | None = Field(None, description="Most minutes after it; absent: no limit.")


class TicketWindow(Wire):
    """Times between which the first step starts, both included."""

    start: Time
    end: Time
    kind: Literal["promised", "preferred"] = Field(description="Promised to the owner, or only wished.")


class After(Wire):
    """Another ticket that must be finished before this one starts."""

    ticket_id: Id
    min_gap_minutes: Minutes = Field(0, description="Least minutes after its last end.")
    max_gap_minutes: Minutes | None = Field(None, description="Most minutes after its last end; absent: no limit.")


class Ticket(Wire):
    """An owner's request; give either ``trade`` and ``service_minutes`` or ``steps``."""

    id: Id
    site_id: Id = Field(description="Where all visits are made.")
    trade: Word | None = Field(None, description="Trade of the single step; absent: see steps.")
    min_level: Level = Field(1, description="Least level of the trade.")
    service_minutes: ServiceMinutes | None = Field(None, description="Minutes of work; absent: see steps.")
    crew_size: CrewSize = Field(1, description="People who start together.")
    certificates: list[Word] = Field([], description="Certificates everybody must hold; absent: none.")
    steps: Annotated[list[Step], Field(min_length=1, max_length=100)] | None = Field(
        None, description="Steps in order, in place of trade and service_minutes; absent: a single step."
    )
    urgency: UrgencyName = Field("normal", description="How urgent, before the priority matrix.")
    impact: ImpactName = Field("household", description="Whom it concerns: multiplies lateness by 1, 2 or 4.")
    reported_at: Time | None = Field(None, description="When the owner called; nothing starts before it.")
    ready_at: Time | None = Field(None, description="Parts in, owner at home; nothing starts before it.")
    respond_by: Time | None = Field(None, description="Due time of the first start (soft); absent: by time_limits.")
    complete_by: Time | None = Field(None, description="Due time of the last end (soft); absent: by time_limits.")
    deadline: Time | None = Field(None, description="Latest last end (hard); absent: none.")
    windows: list[TicketWindow] = Field([], description="Windows for the first start; absent: none.")
    required_technician: Id | None = Field(None, description="Must be in every step's crew; absent: anybody.")
    preferred_technicians: list[Id] = Field([], description="Wished technicians; absent: no wish.")
    banned_technicians: list[Id] = Field([], description="Technicians who may not come; absent: none.")
    same_technician_as: Id | None = Field(
        None, description="Ticket among whose technicians this one's must be, if both are planned; absent: no tie."
    )
    after: list[After] = Field([], description="Tickets to finish first; absent: none.")
    status: Literal["open", "on_hold", "done", "cancelled"] = Field("open", description="Only open is planned.")
    hold_reason: Text | None = Field(None, description="Code or text why it is on hold; absent: not said.")
    lock: Literal["none", "technician", "time", "both"] = Field("none", description="What of published visits stays.")
    description: Text | None = Field(None, description="What the owner says; private, never read by the solver.")
    address: Text | None = Field(None, description="Door; private, never read by the solver.")
    contact: Contact | None = Field(None, description="Whom to call; private, never read by the solver.")
    reference: Text | None = Field(None, description="Reference of the caller's system, carried along.")
    channel: Text | None = Field(None, description="Way the request came in, carried along.")
    chargeable: Literal["free", "paid", "warranty"] | None = Field(None, description="Who pays, carried along.")

    @property
    def all_steps(self) -> tuple[Step, ...]:
        """The steps in order; a ticket without ``steps`` is its own single step."""
        if self.steps is not None:
            return tuple(self.steps)
        names = ("trade", "min_level", "service_minutes", "crew_size", "certificates")
        return (Step.model_validate({name: getattr(self, name) for name in names}),)


def people(step: Step) -> tuple[CrewPerson, ...]:
    """Return what each person of a step's crew must bring, by crew position."""
    if step.crew is not None:
        return tuple(step.crew)
    person = CrewPerson(trade=step.trade or "", min_level=step.min_level, certificates=step.certificates)
    return (person,) * step.crew_size
