"""What other systems are told by webhooks: one message each, signed by Standard Webhooks; nothing private in it."""

from typing import Any, Literal

from pydantic import Field

from dispatcher.schemas.change import Notice
from dispatcher.schemas.common import Id, Time, Wire
from dispatcher.schemas.visit import ArrivalWindow

KindName = Literal[
    "run.finished",
    "proposal.ready",
    "plan.published",
    "visit.assigned",
    "visit.changed",
    "visit.withdrawn",
    "notice.created",
]


class RunFinished(Wire):
    """A run is over."""

    run_id: str = Field(description="The run.")
    state: Literal["succeeded", "failed", "cancelled"] = Field(description="How it ended.")
    plan_ids: list[str] = Field(description="Its proposals; empty: none.")


class ProposalReady(Wire):
    """There is a new proposal."""

    plan_id: str = Field(description="The proposal.")
    run_id: str | None = Field(None, description="The run that made it; absent: a first answer, or a move by hand.")


class PlanPublished(Wire):
    """A plan has come into force."""

    plan_id: str = Field(description="The plan.")
    version: int = Field(description="Version that its plan key has with it: the ETag.")
    supersedes: str | None = Field(None, description="The plan in force before; absent: none was.")


class VisitTold(Wire):
    """A visit that nobody has begun: somebody new makes it, or, withdrawn, nobody does any more."""

    plan_id: str = Field(description="The plan in force.")
    visit_id: str = Field(description="The visit.")
    ticket_id: Id = Field(description="Its ticket.")
    technician_id: Id = Field(description="Who makes it; withdrawn: who would have.")
    shift_id: Id = Field(description="In which shift.")
    start: Time = Field(description="Start of service.")
    end: Time = Field(description="End of service.")
    arrival_window: ArrivalWindow | None = Field(None, description="What its owner is told; absent: nothing.")


class VisitChanged(VisitTold):
    """A visit that somebody else makes, or at another time."""

    previous_technician_id: Id = Field(description="Who would have made it; the same: only the time is another.")
    previous_start: Time = Field(description="When it would have started.")


class NoticeCreated(Notice):
    """An owner is to be told."""

    plan_id: str = Field(description="The plan in force.")


class Tried(Wire):
    """Whether messages arrive."""

    webhook_id: str = Field(description="The webhook that is tried.")


class Message(Wire):
    """What a webhook gets: the body that is signed."""

    id: str = Field(description="The same for each try: who has seen it has seen the message.")
    type: KindName | Literal["webhook.test"] = Field(description="What has happened.")
    timestamp: Time = Field(description="When it happened.")
    plan_key: str = Field(description="The plan key it is about; empty: none, it is a test.")
    data: RunFinished | ProposalReady | PlanPublished | VisitChanged | VisitTold | NoticeCreated | Tried = Field(
        description="What more there is to say, by type."
    )


DATA: dict[str, type[Wire]] = {
    "run.finished": RunFinished,
    "proposal.ready": ProposalReady,
    "plan.published": PlanPublished,
    "visit.assigned": VisitTold,
    "visit.changed": VisitChanged,
    "visit.withdrawn": VisitTold,
    "notice.created": NoticeCreated,
    "webhook.test": Tried,
}


def message_schema(kind: str, reference: str) -> dict[str, Any]:
    """Return the JSON Schema of messages of one kind, with references to ``Message`` and its data."""
    own = {"type": {"const": kind}, "data": {"$ref": reference.format(model=DATA[kind].__name__)}}
    return {"allOf": [{"$ref": reference.format(model="Message")}, {"properties": own}]}
