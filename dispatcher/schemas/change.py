"""What a re-plan changes, why, and whom to tell."""

from typing import Literal

from pydantic import Field

from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.visit import ArrivalWindow


class Placement(Wire):
    """Where a plan has a visit."""

    technician_id: Id
    shift_id: Id
    start: Time
    end: Time


class Cause(Wire):
    """A visit or an event that pushed another visit."""

    visit_id: str | None = Field(None, description="Visit now in the way; absent: the cause is an event.")
    event_id: str | None = Field(None, description="Event at the end of the chain; absent: the cause is a visit.")


class Change(Wire):
    """A visit that differs from the published plan."""

    visit_id: str = Field(description="The visit, by its id in both plans.")
    kind: Literal["added", "dropped", "technician", "time", "both"] = Field(description="What is different.")
    before: Placement | None = Field(None, description="Where it was; absent: added.")
    after: Placement | None = Field(None, description="Where it is; absent: dropped.")
    because_of: list[Cause] = Field([], description="Nearest cause first, ending in an event; absent: not known.")


class NoticeText(Wire):
    """A sentence to an owner in both languages."""

    en: str = Field(description="English.")
    zh: str = Field(description="Chinese.")


class Notice(Wire):
    """What an owner is to be told."""

    id: Id
    visit_id: str = Field(description="The visit it is about.")
    kind: Literal["scheduled", "delay", "earlier", "cancelled"] = Field(description="What the owner is told.")
    arrival_window: ArrivalWindow | None = Field(None, description="The window to tell; absent: cancelled.")
    reason_code: str | None = Field(None, description="Why it changed; absent: nothing changed.")
    text: NoticeText = Field(description="The sentence to send.")
