"""Effective urgencies and time limits, as sent."""

from typing import Annotated

from pydantic import Field

from dispatcher.schemas.common import UrgencyName, Wire, Word

LimitMinutes = Annotated[int, Field(ge=0, le=10_000)]


class ImpactRow(Wire):
    """Effective urgency by impact; a missing impact keeps the ticket's urgency."""

    household: UrgencyName | None = Field(None, description="Effective urgency; absent: the ticket's.")
    building: UrgencyName | None = Field(None, description="Effective urgency; absent: the ticket's.")
    estate: UrgencyName | None = Field(None, description="Effective urgency; absent: the ticket's.")


class PriorityMatrix(Wire):
    """Effective urgency by urgency and impact; a missing urgency keeps the ticket's."""

    emergency: ImpactRow | None = Field(None, description="For emergency tickets; absent: unchanged.")
    urgent: ImpactRow | None = Field(None, description="For urgent tickets; absent: unchanged.")
    normal: ImpactRow | None = Field(None, description="For normal tickets; absent: unchanged.")
    low: ImpactRow | None = Field(None, description="For low tickets; absent: unchanged.")


class TimeLimit(Wire):
    """Due times of tickets of one urgency, filled in where a ticket has none."""

    urgency: UrgencyName = Field(description="Effective urgency the row is for.")
    trade: Word | None = Field(None, description="First step's trade; absent: all trades without a row of their own.")
    respond_minutes: LimitMinutes | None = Field(None, description="Minutes to the first start; absent: falls on.")
    complete_minutes: LimitMinutes | None = Field(None, description="Minutes to the last end; absent: falls on.")
