"""What a plan leaves out, and why."""

from typing import Literal

from pydantic import Field, JsonValue

from dispatcher.schemas.common import Id, Text, Wire

ClassName = Literal["impossible", "crowded_out", "not_found_in_time"]
ProofName = Literal["global", "routes"]


class Reason(Wire):
    """The hard rule in the way, and the technicians it excludes."""

    code: str = Field(description="Name of the hard rule.")
    technician_ids: list[Id] = Field([], description="Technicians excluded by it; absent: none in particular.")


class Suggestion(Wire):
    """A change that would let the ticket in."""

    action: str = Field(description="What to do, a lower_snake_case code.")
    parameters: dict[str, JsonValue] = Field({}, description="What the action needs; absent: nothing.")
    cost_change: int | None = Field(None, description="Change of the total; absent: not known.")
    verified: bool = Field(False, description="Whether it was re-solved.")


class Unassigned(Wire):
    """A ticket with visits that no route holds."""

    ticket_id: Id
    class_: ClassName = Field(alias="class", description="What is known of why it is left out.")
    proof: ProofName | None = Field(None, description="How crowded_out was proved; absent: not of that class.")
    remaining: bool = Field(False, description="Whether part of it has been done.")
    reasons: list[Reason] = Field([], description="Rules in the way; absent: none known.")
    suggestions: list[Suggestion] = Field([], description="Changes that would help; absent: none known.")


class Held(Wire):
    """A ticket on hold: not planned, costs nothing."""

    ticket_id: Id
    hold_reason: Text | None = Field(None, description="Code or text; absent: not said.")
