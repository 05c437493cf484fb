"""What events have left in a request: decisions that stay in force, and which events are already in it."""

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


class AppliedEvent(Wire):
    """An event that is already in the request."""

    id: Id
    digest: Word = Field(description="sha256 of the RFC 8785 JSON of its body.")
