"""Events: what has happened is kept, and answered with proposals; nothing is published by it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import allow, service_of
from dispatcher.api.answers import answer
from dispatcher.api.bodies import Body, Happened, happened
from dispatcher.api.described import described
from dispatcher.api.desk import Desks, Seen
from dispatcher.api.once import once
from dispatcher.api.refusals import refuse_input
from dispatcher.api.roles import Right
from dispatcher.api.rows import plan_tree, run_tree
from dispatcher.schemas.runs import EventsAnswer, EventsBody

router = APIRouter(prefix="/v1/events", tags=["events"], dependencies=[Depends(allow(Right.SUBMIT))])


@router.post(
    "",
    **described("record_events", "Say what has happened", EventsAnswer, body=EventsBody, headers=("Idempotency-Key?",)),
)
def record(call: HttpRequest, body: Body, seen: Seen, sent: Annotated[Happened, Depends(happened)]) -> Response:
    """Keep what has happened; the ``fast`` answer comes at once, others from a run."""
    key = seen.plan_key(sent.question.plan_key).key
    return once(call, seen, body, lambda: _record(call, seen, key, sent))


def _record(call: HttpRequest, seen: Desks, key: str, sent: Happened) -> Response:
    wish = sent.question
    found = seen.desk.record_events(
        key,
        sent.batch,
        who=seen.who.id,
        modes=wish.modes,
        partial=wish.partial,
        seconds=min(2.0, service_of(call).settings.answer_seconds),
    )
    if found.rejected and not wish.partial:
        raise refuse_input(found.rejected)
    run = {} if found.run is None else {"run": run_tree(found.run)}
    rejected = [fault.to_wire() for fault in found.rejected]
    proposals = [plan_tree(plan) for plan in found.proposals]
    return answer({"accepted": list(found.accepted), "rejected": rejected, "proposals": proposals, **run})
