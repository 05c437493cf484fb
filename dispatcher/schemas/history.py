"""What events have left in a request: decisions that stay in force, and which events are already in it."""

from typing import Literal

from pydantic import Field

from dispatcher.schemas.common import Id, Text, Time, Wire, Word


class Override(Wire):
    """A supervisor's decision about a visit: a lock with who and why, in force until released."""

    visit_id: Word = Field(description="The visit, by its id; published has it as decided.")
    technician_id: Id | None = Field(None, description="Who makes it; absent: anybody.")
    start: Time | None = Field(None, description="When it starts; absent: at any time.")
    by: Word = Field(description="Who decided.")
    why: Text = Field(description="Why, for people.")
    event_id: Id | None = Field(None, description="The event that said so; absent: not known.")


EventType = Literal[
    "new_ticket", "travelling", "started", "done", "overrun", "finished_early", "paused", "no_show", "refused",
    "rescoped", "technician_out", "technician_late", "cancelled", "held", "parts_late", "owner_changed_window",
    "priority_changed", "owner_told", "override", "released",
]  # fmt: skip


class AppliedEvent(Wire):
    """An event that is already in the request, and whom it concerns: what changes of a re-plan are because of."""

    id: Id
    digest: Word = Field(description="sha256 of the RFC 8785 JSON of its body.")
    type: EventType | None = Field(None, description="Which event it is; absent: not known.")
    at: Time | None = Field(None, description="When it became known; absent: not known.")
    plan_id: Id | None = Field(None, description="Plan in force when it was taken; absent: it had no id.")
    ticket_id: Id | None = Field(None, description="Ticket it is about; absent: none.")
    visit_id: Word | None = Field(None, description="Visit it is about; absent: none.")
    technician_id: Id | None = Field(None, description="Technician who is away or late; absent: none.")
    start: Time | None = Field(None, description="From when he is away; absent: since the shift began, or none is.")
    end: Time | None = Field(None, description="Until when he is away; absent: for all shifts left, or none is.")
