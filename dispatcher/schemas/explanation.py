"""An explanation: why a plan is as it is, what would help, and who else could have a ticket."""

from typing import Literal

from pydantic import Field, JsonValue

from dispatcher.schemas.change import Change
from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.figures import Amount, Cost
from dispatcher.schemas.unassigned import Unassigned


class SupplyHour(Wire):
    """Minutes of one trade, from one level up, in one hour."""

    trade: str = Field(description="Trade that tickets ask for.")
    level: int = Field(description="Level from which on people and visits count.")
    start: Time = Field(description="Begin of the hour.")
    able_minutes: Amount = Field(description="Shifts of everybody able, without absences and breaks.")
    elsewhere_minutes: Amount = Field(description="What these people do otherwise, the way home included.")
    planned_minutes: Amount = Field(description="Service of planned visits of this kind, with the way there.")
    left_out_minutes: Amount = Field(description="Service left out, spread over the time in which it may be served.")
    short_minutes: Amount = Field(description="By how much what is needed exceeds what there is.")


class Bottleneck(Wire):
    """Hours on end in which a kind of people is short."""

    trade: str = Field(description="Trade that is short.")
    level: int = Field(description="Level from which on people and visits count.")
    start: Time = Field(description="Begin of the first hour.")
    end: Time = Field(description="End of the last hour.")
    short_minutes: Amount = Field(description="Minutes short in all.")


class Hiring(Wire):
    """What one more technician of a trade would change, the day planned anew with and without him."""

    trade: str = Field(description="His trade.")
    level: int = Field(description="His level: the highest that a ticket asks for.")
    cost_change: int | None = Field(None, description="Change of the total; absent: no plan was found.")
    unassigned_change: int | None = Field(None, description="Change of the number of tickets left out; absent: same.")


class ShiftMinutes(Wire):
    """Where the minutes of one used shift go; the first six add up to the last two."""

    technician_id: Id
    shift_id: Id
    service_minutes: Amount = Field(description="Of visits.")
    travel_minutes: Amount = Field(description="The way home included.")
    break_minutes: Amount = Field(description="Of breaks.")
    absence_minutes: Amount = Field(description="Of absences with a place.")
    waiting_minutes: Amount = Field(description="Between the first departure and the return.")
    idle_minutes: Amount = Field(description="The rest.")
    shift_minutes: Amount = Field(description="From the shift's start to its end.")
    overtime_minutes: Amount = Field(description="From its end to the return.")


class Improvement(Wire):
    """A ticket left out that a shift takes for less than it saves."""

    ticket_id: Id
    cost_change: int = Field(description="Change of the total.")


class TechnicianAnswer(Wire):
    """What is to be said of one technician and a ticket."""

    technician_id: Id
    verdict: Literal["serves", "possible", "excluded", "no_room_found"] = Field(description="Whether he could.")
    rule: str | None = Field(None, description="Hard rule that excludes him; absent: none does.")
    detail: dict[str, JsonValue] = Field(
        {}, description="What is needed and what he has; absent: the rule says it all."
    )
    cost_change: int | None = Field(None, description="Change of the total if he served it; absent: not possible.")
    terms: dict[str, int] | None = Field(None, description="The same by term, without those that stay.")
    moves: list[Change] = Field([], description="Visits that would move, the ticket's own among them.")


class TicketExplanation(Wire):
    """Why one ticket is planned as it is, or left out."""

    ticket_id: Id
    planned: bool = Field(description="Whether all its visits are in the plan.")
    visit_ids: list[str] = Field([], description="Its visits in the plan, facts included; absent: none.")
    cost: Cost = Field(description="Its share of the cost by term; what belongs to no ticket is in nobody's share.")
    technicians: list[TechnicianAnswer] = Field([], description="Who serves it, then who could, cheapest first.")
    why_not: TechnicianAnswer | None = Field(None, description="The technician asked about; absent: nobody was.")


class Explanation(Wire):
    """Why a plan is as it is."""

    schema_version: int = Field(1, description="Version of the wire format.")
    cost: Cost = Field(description="What the plan costs.")
    ticket: TicketExplanation | None = Field(None, description="The ticket asked about; absent: none was.")
    unassigned: list[Unassigned] = Field([], description="Every ticket left out, or the one asked about.")
    improvements: list[Improvement] = Field([], description="Tickets a shift would take after all; absent: none found.")
    supply: list[SupplyHour] = Field([], description="Needed and able by trade, level and hour.")
    bottlenecks: list[Bottleneck] = Field([], description="Where people are short, the worst first.")
    one_more: list[Hiring] | None = Field(None, description="One more technician of each trade; absent: not asked.")
    shifts: list[ShiftMinutes] = Field([], description="Where the minutes of each used shift go.")
    empty_shift_ids: list[Id] = Field([], description="Shifts without a visit.")
