"""Runs: a request is sent in, planned in the background, watched, stopped."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import Response, StreamingResponse

from dispatcher.api.access import allow
from dispatcher.api.answers import answer
from dispatcher.api.bodies import Body, sent_of
from dispatcher.api.described import described
from dispatcher.api.desk import Desks, Seen, watches_of
from dispatcher.api.headers import idempotency_key, page_wanted, wait_wanted
from dispatcher.api.refusals import refuse
from dispatcher.api.roles import Right
from dispatcher.api.rows import run_tree
from dispatcher.api.streams import follow, start_of, until_over
from dispatcher.digest import bytes_digest
from dispatcher.reading.enclosed import Sent
from dispatcher.schemas.runs import RunBody, RunList, RunQuestion, RunRow
from dispatcher.store.idempotency import Idempotency
from dispatcher.store.rows import Run

router = APIRouter(prefix="/v1/plan-runs", tags=["runs"], dependencies=[Depends(allow(Right.ASK))])
SUBMIT = [Depends(allow(Right.SUBMIT))]
_ACCEPTED: dict[int | str, Any] = {202: {"model": RunRow, "description": "It is kept, and planned as soon as can be."}}


@router.post(
    "",
    dependencies=SUBMIT,
    **described(
        "submit", "Plan a request", RunRow, body=RunBody, more=_ACCEPTED, headers=("Idempotency-Key", "Prefer")
    ),
)
async def submit(
    call: HttpRequest, body: Body, seen: Seen, sent: Annotated[Sent[Any], Depends(sent_of(RunQuestion))]
) -> Response:
    """Keep a request and plan it; with ``Prefer: wait=N`` the answer is waited for."""
    key = sent.question.plan_key
    once = Idempotency(seen.who.id, idempotency_key(call), bytes_digest(body))
    if not await run_in_threadpool(seen.may_submit, key):
        raise refuse(403, "foreign_plan_key", ids=[key])
    found = await run_in_threadpool(seen.desk.submit, key, sent.request, who=seen.who.id, idempotency=once)
    run = await until_over(seen.desk, found.run, wait_wanted(call))
    return await run_in_threadpool(_submitted, seen, run)


@router.get("", **described("list_runs", "List runs", RunList))
def list_runs(
    seen: Seen, plan_key: str | None = None, page_size: str | None = None, page_token: str | None = None
) -> Response:
    """List runs, newest first."""
    page = page_wanted(page_size, page_token)
    found = seen.desk.runs(plan_key, after=page.after or None, count=page.size + 1)
    return answer(page.answer([(run.id, run_tree(run) if seen.sees(run.request_id) else None) for run in found]))


@router.get("/{run_id}", **described("get_run", "A run", RunRow))
def get_run(seen: Seen, run_id: str) -> Response:
    """Say how far a run is."""
    return answer(run_tree(seen.run(run_id)))


_STREAM: dict[int | str, Any] = {
    200: {"description": "What happens, as it does.", "content": {"text/event-stream": {}}}
}


@router.get("/{run_id}/events", **described("follow_run", "Follow a run", more=_STREAM, headers=("Last-Event-ID",)))
async def follow_run(call: HttpRequest, seen: Seen, run_id: str) -> Response:
    """Tell what happens to a run as server-sent events, from after ``Last-Event-ID`` on, until it is over."""
    await run_in_threadpool(seen.run, run_id)
    lines: AsyncIterator[bytes] = follow(watches_of(call, seen.desk), run_id, start_of(call))
    return StreamingResponse(lines, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


@router.post("/{run_id}:stop", dependencies=SUBMIT, **described("stop_run", "Stop a run, keep the best", RunRow))
def stop(seen: Seen, run_id: str) -> Response:
    """Let a run end soon with the best plan it has."""
    return answer(run_tree(seen.desk.stop(seen.run(run_id).id, who=seen.who.id)))


@router.post("/{run_id}:cancel", dependencies=SUBMIT, **described("cancel_run", "Cancel a run", RunRow))
def cancel(seen: Seen, run_id: str) -> Response:
    """Let a run end without a plan."""
    return answer(run_tree(seen.desk.cancel(seen.run(run_id).id, who=seen.who.id)))


def _submitted(seen: Desks, run: Run) -> Response:
    """Answer 200 with the plan if the run is over, else 202 and where to ask."""
    place = {"Location": f"/v1/plan-runs/{run.id}"}
    if not run.is_over:
        return answer(run_tree(run), 202, {**place, "Retry-After": "1"})
    plan = {} if run.plan_id is None else {"plan": seen.desk.plan(run.plan_id).body}
    return answer({**run_tree(run), **plan}, 200, place)
