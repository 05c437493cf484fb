"""A verdict: what the checker says of a plan."""

from pydantic import Field

from dispatcher.faults.fault import Fault, Message
from dispatcher.schemas.common import Wire
from dispatcher.schemas.figures import Amount, Cost, Kpis


class Breach(Wire):
    """One breach of one hard rule."""

    rule: str = Field(description="Name of the hard rule.")
    amount: Amount = Field(description="How much, in the rule's unit.")
    unit: str = Field(description="What the amount counts.")
    visit_ids: list[str] = Field([], description="Visits concerned; absent: none.")
    ticket_ids: list[str] = Field([], description="Tickets concerned; absent: none.")
    technician_ids: list[str] = Field([], description="Technicians concerned; absent: none.")
    shift_ids: list[str] = Field([], description="Shifts concerned; absent: none.")
    message: Message = Field(description="The rule's promise.")


class Verdict(Wire):
    """Whether a plan keeps every hard rule, and what it costs."""

    legal: bool = Field(description="Whether no hard rule is broken.")
    violations: list[Breach] = Field(description="Every breach of a hard rule; empty: the plan is legal.")
    warnings: list[Fault] = Field(description="What to look at, breaches by facts among it.")
    cost: Cost = Field(description="What the plan costs, whether legal or not.")
    kpis: Kpis | None = Field(None, description="Measures of the plan; absent: not worked out.")
