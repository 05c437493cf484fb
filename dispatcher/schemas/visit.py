"""A visit on a route, as published, sent in or given back."""

from typing import Annotated, Literal

from pydantic import Field

from dispatcher.schemas.common import Id, Minutes, Time, Wire

Position = Annotated[int, Field(ge=0, le=10_000)]
StateName = Literal["planned", "travelling", "started", "done"]
OutcomeName = Literal["served", "no_show", "interrupted"]


class ArrivalWindow(Wire):
    """When the owner may expect the technician."""

    start: Time
    end: Time
    told_at: Time | None = Field(None, description="When the owner was told; absent: not told.")


class Visit(Wire):
    """One technician's stop for one step of one ticket."""

    visit_id: Annotated[str, Field(min_length=1, max_length=160)] | None = Field(
        None, description="ticket:step:crew_position, with :part after an interruption or no-show; absent: recomputed."
    )
    ticket_id: Id
    step: Position = Field(description="Position of the step in the ticket, from 0.")
    crew_position: Position = Field(description="Position in the step's crew, from 0.")
    part: Position | None = Field(None, description="0, or which visit after interruptions; absent: by time.")
    site_id: Id | None = Field(None, description="The ticket's site; absent: recomputed.")
    depart: Time | None = Field(None, description="When the technician sets out; absent: recomputed.")
    start: Time = Field(description="Start of service.")
    end: Time = Field(description="End of service.")
    travel_minutes: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Minutes on the way to it; absent: recomputed."
    )
    state: StateName | None = Field(None, description="How far it has come; planned or absent: read by the clock.")
    outcome: OutcomeName | None = Field(None, description="How it went, once over; absent: served, or not over.")
    remaining_minutes: Minutes | None = Field(
        None, description="Minutes of work an interrupted visit left; absent: not interrupted."
    )
    stopped_by: Id | None = Field(
        None, description="Event that keeps it from starting as published; absent: none, it is read by the clock."
    )
    arrival_window: ArrivalWindow | None = Field(None, description="What the owner is told; absent: recomputed.")


class TakenBreak(Wire):
    """A break on a route."""

    start: Time
    end: Time


class Route(Wire):
    """One shift's visits in order, and its breaks."""

    technician_id: Id
    shift_id: Id
    return_at: Time | None = Field(None, description="When the route is over, way home included; absent: recomputed.")
    breaks: list[TakenBreak] = Field([], description="Breaks taken; absent: none.")
    visits: list[Visit] = Field(description="Visits in order of time.")
