"""What the service keeps, as it goes over the wire: runs, plans, plan keys, events and the audit trail."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from dispatcher.faults.fault import Fault
from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.event import Event
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.question import ForcedQuestion
from dispatcher.schemas.request import Request
from dispatcher.schemas.service import Moved
from dispatcher.schemas.visit import ArrivalWindow

RunStateName = Literal["queued", "running", "succeeded", "failed", "cancelled"]
PlanStateName = Literal["proposed", "reviewed", "published", "superseded", "discarded"]
ModeName = Literal["fast", "steady", "best"]
Token = Annotated[str | None, Field(description="Send it as page_token for the next page; absent: this is the last.")]


class RunQuestion(Wire):
    """What a request is planned for."""

    plan_key: Id = Field(description="The caller's name for what is planned: jade-garden_2026-03-02.")


class RunBody(RunQuestion):
    """A request to plan."""

    request: Request


class PlanRow(Wire):
    """A version of a plan; of a version only the state changes."""

    plan_id: str
    plan_key: str
    state: PlanStateName
    version: int | None = Field(None, description="Of the plan key, once it came into force; absent: it never was.")
    modes: list[str] = Field([], description="What it is the answer to; absent: to the request.")
    run_id: str | None = Field(None, description="The run that made it; absent: none.")
    from_plan_id: str | None = Field(None, description="The version it repeats; absent: none.")
    created_at: Time
    interrupts: list[JsonValue] = Field([], description="Events that happen when it is published; absent: none.")
    plan: Plan | None = Field(None, description="The plan; absent in lists.")


class RunRow(Wire):
    """A run: a request that is planned, and how far that is."""

    id: str
    plan_key: str
    state: RunStateName
    lane: Literal["urgent", "daily"]
    modes: list[str] = Field([], description="Answers to events that are wanted; absent: a request is planned.")
    progress: dict[str, JsonValue] | None = Field(None, description="The best so far; absent: nothing yet.")
    plan_id: str | None = Field(None, description="The proposal; absent: none yet.")
    plan_ids: list[str] = Field([], description="Every proposal.")
    problem: JsonValue = Field(None, description="Why it failed; absent: it has not.")
    attempts: int = Field(0, description="How often it was begun.")
    causes: list[str] = Field([], description="Why attempts, or parts of it, gave no plan; absent: none failed.")
    created_at: Time
    started_at: Time | None = None
    finished_at: Time | None = None
    plan: Plan | None = Field(None, description="The plan, where the answer was waited for.")


class RunList(Wire):
    """Runs, newest first."""

    items: list[RunRow]
    next_page_token: Token = None


class PlanList(Wire):
    """Versions of plans, newest first."""

    items: list[PlanRow]
    next_page_token: Token = None


class PlanKeyRow(Wire):
    """What is in force under a plan key."""

    plan_key: str
    version: int = Field(description="How often something was published; the ETag, and what If-Match names.")
    plan_id: str | None = Field(None, description="The plan in force; absent: none is.")
    last_event: int = Field(0, description="Number of the last event taken.")
    created_at: Time


class PlanKeyList(Wire):
    """Plan keys, by name."""

    items: list[PlanKeyRow]
    next_page_token: Token = None


class EventsQuestion(Wire):
    """What has happened, and which answers are wanted."""

    plan_key: Id
    modes: list[ModeName] = Field(
        ["fast"], max_length=3, description="Answers wanted: fast is in the answer, the others come from a run."
    )
    partial: bool = Field(False, description="Whether the good events are taken where others are bad.")


class EventsBody(EventsQuestion):
    """What has happened."""

    events: Annotated[list[Event], Field(max_length=10_000)]


class EventsAnswer(Wire):
    """What became of events; nothing is published by them."""

    accepted: list[str] = Field(description="Ids of events that are kept, now or before.")
    rejected: list[Fault] = Field([], description="What is wrong with the others.")
    proposals: list[PlanRow] = Field([], description="The first answer; absent: none is legal without a search.")
    run: RunRow | None = Field(None, description="Searches for the other answers; absent: none was wanted.")


class EventRow(Wire):
    """An event that was accepted, without what is private."""

    number: int
    who: str = Field(description="Id of the key that sent it.")
    accepted_at: Time
    event: JsonValue


class EventRows(Wire):
    """Accepted events, in order."""

    items: list[EventRow]
    next_page_token: Token = None


class AuditRow(Wire):
    """Who did what, when; each row is chained to the one before it."""

    number: int
    at: Time
    who: str = Field(description="Id of the key.")
    what: str
    plan_key: str | None = None
    ids: list[str]
    digest: str


class AuditList(Wire):
    """The audit trail, in order."""

    items: list[AuditRow]
    next_page_token: Token = None


class StoredMove(ForcedQuestion):
    """What does it cost if a technician makes a visit; and shall that be a proposal?"""

    propose: bool = Field(False, description="Whether the plan with the move is kept as a proposal.")


class ProposedMove(Moved):
    """What a move comes to, and the proposal it has become."""

    proposal: PlanRow | None = Field(None, description="The proposal; absent: none was wanted, or it is not possible.")


class WorkOrder(Wire):
    """What a technician has to know of one visit."""

    visit_id: str
    ticket_id: str
    technician_id: Id
    technician: str
    shift_id: Id
    number: int = Field(description="Place in the order of the shift, from 1.")
    reference: str = ""
    urgency: str
    trade: str
    site: str
    address: str = ""
    owner: str = ""
    phone: str = Field("", description="Masked, unless the key may see contacts.")
    fault: str = Field("", description="What the owner said.")
    depart: Time | None = None
    latest_departure: Time | None = Field(None, description="After it the arrival window is missed; absent: none.")
    arrival_window: ArrivalWindow | None = None
    start: Time
    end: Time
    minutes: int = Field(description="Minutes of service.")
    state: str
    crew: list[str] = Field([], description="Names of those who come along.")
    pays: str = Field("", description="Who pays; empty: not said.")
    certificates: list[str] = Field([], description="Certificates that are needed.")
    notes: list[str] = Field([], description="What else to know.")


class WorkOrders(Wire):
    """Work orders of a plan, by technician and time."""

    items: list[WorkOrder]


class EraseWish(Wire):
    """Whose private words are to go."""

    ticket_id: Id | None = Field(None, description="The ticket; absent: every ticket of the plan key.")


class Erased(Wire):
    """What was erased; plans stay as they are."""

    tickets: int = Field(description="Tickets whose private words are gone.")
