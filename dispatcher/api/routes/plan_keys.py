"""Plan keys: what is in force, what was, what has happened, and who did what."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from dispatcher.api.access import allow
from dispatcher.api.answers import answer
from dispatcher.api.bodies import object_of
from dispatcher.api.described import described
from dispatcher.api.desk import Seen
from dispatcher.api.headers import etag, page_wanted
from dispatcher.api.refusals import refuse
from dispatcher.api.roles import Right
from dispatcher.api.rows import audit_tree, event_tree, key_tree, plan_tree
from dispatcher.schemas.runs import AuditList, Erased, EraseWish, EventRows, PlanKeyList, PlanKeyRow, PlanList

router = APIRouter(prefix="/v1", tags=["plan keys"], dependencies=[Depends(allow(Right.ASK))])
PUBLISH = [Depends(allow(Right.PUBLISH))]


@router.get("/plan-keys", **described("list_plan_keys", "List plan keys", PlanKeyList))
def list_keys(seen: Seen, page_size: str | None = None, page_token: str | None = None) -> Response:
    """List plan keys by name, those of the caller's estates."""
    page = page_wanted(page_size, page_token)
    found = seen.desk.plan_keys(page.after, page.size + 1)
    return answer(page.answer([(key.key, key_tree(key) if seen.sees_key(key) else None) for key in found]))


@router.get("/plan-keys/{plan_key}", **described("get_plan_key", "What is in force", PlanKeyRow))
def get_key(seen: Seen, plan_key: str) -> Response:
    """Say what is in force under a plan key; the ETag is its version."""
    key = seen.plan_key(plan_key)
    return answer(key_tree(key), headers={"ETag": etag(key.version)})


@router.get("/plan-keys/{plan_key}/history", **described("history", "What was in force", PlanList))
def history(seen: Seen, plan_key: str, page_size: str | None = None, page_token: str | None = None) -> Response:
    """List the plans that were in force, newest first; publishing one of them again undoes what came after."""
    page = page_wanted(page_size, page_token)
    found = seen.desk.history(seen.plan_key(plan_key).key, before=page.number, count=page.size + 1)
    return answer(page.answer([(str(plan.version), plan_tree(plan, whole=False)) for plan in found]))


@router.get("/plan-keys/{plan_key}/events", **described("list_events", "What has happened", EventRows))
def list_events(seen: Seen, plan_key: str, page_size: str | None = None, page_token: str | None = None) -> Response:
    """List the accepted events of a plan key, in order."""
    page = page_wanted(page_size, page_token)
    found = seen.desk.events(seen.plan_key(plan_key).key, after=page.number or 0, count=page.size + 1)
    return answer(page.answer([(str(event.number), event_tree(event)) for event in found]))


@router.post(
    "/plan-keys/{plan_key}:erase",
    dependencies=PUBLISH,
    **described("erase", "Erase private words", Erased, body=EraseWish),
)
def erase(seen: Seen, plan_key: str, wish: Annotated[EraseWish, Depends(object_of(EraseWish))]) -> Response:
    """Erase contact, address and description of a ticket, or of all; plans stay as they are."""
    number = seen.desk.erase(seen.plan_key(plan_key).key, wish.ticket_id, who=seen.who.id)
    return answer({"tickets": number})


@router.get("/audit", dependencies=PUBLISH, **described("audit", "Who did what", AuditList))
def audit(
    seen: Seen, plan_key: str | None = None, page_size: str | None = None, page_token: str | None = None
) -> Response:
    """List who did what, in order; a key of some estates has to name a plan key."""
    page = page_wanted(page_size, page_token)
    if plan_key is None and seen.who.estates:
        raise refuse(422, "missing_field", ("plan_key",))
    name = None if plan_key is None else seen.plan_key(plan_key).key
    found = seen.desk.audit(name, after=page.number or 0, count=page.size + 1)
    return answer(page.answer([(str(row.number), audit_tree(row)) for row in found]))
