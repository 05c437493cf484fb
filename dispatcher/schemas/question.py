"""Questions about a plan, as asked: who could go, when could somebody come, what does an own idea cost."""

from pydantic import Field

from dispatcher.schemas.common import Id, Time, Wire, Word
from dispatcher.schemas.event import VisitId


class AskedWindow(Wire):
    """A window in which a visit might start, both ends included."""

    start: Time
    end: Time


class TicketQuestion(Wire):
    """Who could take a ticket?"""

    ticket_id: Id


class SlotQuestion(Wire):
    """When could somebody start a ticket?"""

    ticket_id: Id
    windows: list[AskedWindow] = Field([], description="Windows asked about; absent: the half-days with shifts.")


class Decision(Wire):
    """A person's decision: who made it, and why."""

    by: Word = Field(description="Who decides.")
    why: Word = Field(description="Why, for people.")


class MoveQuestion(Wire):
    """What does it cost if a technician makes a visit?"""

    visit_id: VisitId
    technician_id: Id
    start: Time | None = Field(None, description="When it starts; absent: when it costs least.")
    decision: Decision | None = Field(None, description="Of whose decision an event is to be made; absent: none.")


class ForcedQuestion(MoveQuestion):
    """What does it cost if a technician makes a visit, whatever is in the way but the rules?"""

    force: bool = Field(False, description="Whether the rest is planned anew around it; it needs a decision.")
    seconds: float = Field(5.0, gt=0, description="Seconds to search with force.")
