"""Answers to questions about a plan: candidates, slots, and what a move comes to."""

from typing import Annotated

from pydantic import Field

from dispatcher.faults.fault import Fault, Message
from dispatcher.schemas.change import Change
from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.unassigned import Reason
from dispatcher.schemas.verdict import Breach

Grade = Annotated[float, Field(ge=0, le=100)]


class CostChange(Wire):
    """What changes against the plan asked about, in minutes of travel; below 0: it gets cheaper."""

    total: int = Field(description="Change of the total.")
    terms: dict[str, int] = Field(description="Change of each term; terms that stay are left out.")


class Answer(Wire):
    """What every answer has."""

    violations: list[Breach] = Field(
        [], description="Hard rules in the way of an answer: those the plan asked about breaks; absent: none."
    )
    warnings: list[Fault] = Field([], description="What to look at; absent: nothing.")


class Candidate(Wire):
    """A technician who can take the ticket's first visit still to be made."""

    technician_id: Id
    shift_id: Id
    start: Time
    after_visit_id: str | None = Field(None, description="The visit before it on the route; absent: it is the first.")
    cost_change: CostChange = Field(description="What it costs.")
    displaced: list[Change] = Field([], description="Visits of others that it displaces; absent: none.")
    meets_time_limits: bool = Field(description="Whether respond_by, complete_by and a promised window are kept.")
    grade: Grade = Field(description="What of the best candidate's saving it saves, in percent.")


class Excluded(Wire):
    """A technician who cannot take it."""

    technician_id: Id
    rule: str = Field(description="Name of the hard rule in the way, no_room_found or several_rules.")
    detail: Message = Field(description="The reason as a sentence.")


class Candidates(Answer):
    """Who could take a ticket, the cheapest first, and why the others cannot."""

    ticket_id: Id
    candidates: list[Candidate] = Field([], description="Best first; empty: nobody can.")
    excluded: list[Excluded] = Field([], description="Everybody else who has a shift.")


class Slot(Wire):
    """A window in which the ticket can start, and who would do it at the least cost."""

    start: Time
    end: Time
    technician_id: Id
    shift_id: Id
    visit_start: Time = Field(description="When the visit would start.")
    cost_change: CostChange = Field(description="What it costs.")
    displaced: list[Change] = Field([], description="Visits of others that it displaces; absent: none.")
    meets_time_limits: bool = Field(description="Whether respond_by, complete_by and a promised window are kept.")


class FullWindow(Wire):
    """A window in which nobody can start."""

    start: Time
    end: Time
    reasons: list[Reason] = Field([], description="What keeps which technicians from it.")


class Slots(Answer):
    """When a ticket could start, the cheapest window first, and when it could not."""

    ticket_id: Id
    slots: list[Slot] = Field([], description="Best first; empty: in no window.")
    full: list[FullWindow] = Field([], description="Windows in which nobody can start, by time.")


class PushedVisit(Wire):
    """A visit that starts at another time, but within the window its owner expects."""

    visit_id: str = Field(description="The visit.")
    minutes: int = Field(description="How much later it starts; below 0: earlier.")


class Move(Answer):
    """What a move comes to; with violations it is not possible."""

    visit_id: str = Field(description="The visit asked about.")
    technician_id: Id
    shift_id: Id | None = Field(None, description="The shift it would be on; absent: not possible.")
    start: Time | None = Field(None, description="When it would start; of a move that is not possible, as asked.")
    possible: bool = Field(description="Whether a legal plan was found that keeps it.")
    cost_change: CostChange | None = Field(None, description="What it costs; absent: not possible.")
    displaced: list[Change] = Field([], description="Visits of others that it displaces; absent: none.")
    pushed: list[PushedVisit] = Field([], description="Visits of others that wait or come earlier; absent: none.")
    meets_time_limits: bool | None = Field(
        None, description="Whether respond_by, complete_by and a promised window are kept; absent: not possible."
    )
