"""Plans: looked at, asked, compared, printed; published or put aside."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import allow, service_of
from dispatcher.api.answers import VERBS, Verb, answer, move
from dispatcher.api.bodies import Body, object_of
from dispatcher.api.described import described
from dispatcher.api.desk import Desks, Seen
from dispatcher.api.headers import etag, page_wanted, version_wanted
from dispatcher.api.once import once
from dispatcher.api.refusals import choose_lang, refuse_input
from dispatcher.api.reports import FORMATS, orders, report_of
from dispatcher.api.roles import Right
from dispatcher.api.rows import plan_tree
from dispatcher.api.stored import compare, hold
from dispatcher.reading.moment import read_moment
from dispatcher.schemas.comparison import Comparison
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.runs import PlanList, PlanRow, ProposedMove, StoredMove, WorkOrders
from dispatcher.schemas.watch import Watch
from dispatcher.supervising import watch_plan

router = APIRouter(prefix="/v1/plans", tags=["plans"], dependencies=[Depends(allow(Right.ASK))])
ONCE = ("Idempotency-Key?",)
PUBLISH = [Depends(allow(Right.PUBLISH))]


@router.get("", **described("list_plans", "List the plans of a key", PlanList))
def list_plans(seen: Seen, plan_key: str, page_size: str | None = None, page_token: str | None = None) -> Response:
    """List the plans of a key, newest first, without the plans themselves."""
    page = page_wanted(page_size, page_token)
    found = seen.desk.plans(seen.plan_key(plan_key).key, before=page.number, count=page.size + 1)
    return answer(page.answer([(str(plan.number), plan_tree(plan, whole=False)) for plan in found]))


@router.get("/{plan_id}", **described("get_plan", "A plan", PlanRow))
def get_plan(seen: Seen, plan_id: str) -> Response:
    """Give a plan; its ETag is the version of its plan key, as publishing compares it."""
    plan = seen.plan(plan_id)
    return answer(plan_tree(plan), headers={"ETag": etag(seen.plan_key(plan.plan_key).version)})


@router.post(
    "/{plan_id}:publish",
    dependencies=PUBLISH,
    **described("publish", "Put a plan in force", PlanRow, headers=("If-Match", "Idempotency-Key?")),
)
def publish(call: HttpRequest, seen: Seen, plan_id: str) -> Response:
    """Put a plan in force, if it is legal as things stand and nobody has published since the caller looked."""
    version, name = version_wanted(call), seen.plan(plan_id).id

    def work() -> Response:
        plan = seen.desk.publish(name, version=version, who=seen.who.id)
        return answer(plan_tree(plan), headers={"ETag": etag(plan.version or 0)})

    return once(call, seen, b"", work)


@router.post(
    "/{plan_id}:discard", dependencies=PUBLISH, **described("discard", "Put a proposal aside", PlanRow, headers=ONCE)
)
def discard(call: HttpRequest, seen: Seen, plan_id: str) -> Response:
    """Put a proposal aside for good."""
    name = seen.plan(plan_id).id
    return once(call, seen, b"", lambda: answer(plan_tree(seen.desk.discard(name, who=seen.who.id), whole=False)))


@router.post(
    "/{plan_id}:review",
    dependencies=PUBLISH,
    **described("review", "Mark a proposal as reviewed", PlanRow, headers=ONCE),
)
def review(call: HttpRequest, seen: Seen, plan_id: str) -> Response:
    """Note that somebody has looked at a proposal."""
    name = seen.plan(plan_id).id
    return once(call, seen, b"", lambda: answer(plan_tree(seen.desk.review(name, who=seen.who.id), whole=False)))


@router.get("/{plan_id}/diff", **described("diff", "What differs from another plan", Comparison))
def diff(seen: Seen, plan_id: str, other: Annotated[str, Query(alias="with")]) -> Response:
    """Say what differs between a plan and the one named by ``with``, as the request of that one has it."""
    return answer(compare(seen, plan_id, other))


@router.get("/{plan_id}/watch", **described("watch", "What is going on", Watch))
def watch(seen: Seen, plan_id: str, now: str | None = None) -> Response:
    """Project what remains of a plan, and say what to look at; ``now``: this moment, if it is not said."""
    moment, faults = (seen.desk.store.now(), []) if now is None else read_moment(now, "now")
    if moment is None:
        raise refuse_input(faults)
    held = hold(seen, plan_id)
    return answer(watch_plan(held.request, held.plan, moment).watch)


@router.get("/{plan_id}/work-orders", **described("work_orders", "Work orders", WorkOrders))
def work_orders(call: HttpRequest, seen: Seen, plan_id: str, technician_id: str | None = None) -> Response:
    """Say what each technician has to know of each visit; phones are masked unless the key may see contacts."""
    lang = choose_lang(call.headers.get("accept-language", ""))
    return answer({"items": orders(seen, plan_id, technician_id, lang)})


_REPORT: dict[int | str, Any] = {
    200: {"description": "The report.", "content": {media.partition(";")[0]: {} for media, _ in FORMATS.values()}}
}


@router.get("/{plan_id}/report", **described("report", "A report for people", more=_REPORT))
def report(call: HttpRequest, seen: Seen, plan_id: str, format: str = "html") -> Response:
    """Give a page, a workbook, messages or a table; phones are masked unless the key may see contacts."""
    lang = choose_lang(call.headers.get("accept-language", ""))
    media, content = report_of(seen, plan_id, format, lang)
    return Response(content, media_type=media, headers={"Content-Language": lang.value})


def _endpoint(verb: Verb) -> Callable[..., Response]:
    def ask(
        call: HttpRequest, seen: Seen, plan_id: str, question: Annotated[Any, Depends(object_of(verb.question))]
    ) -> Response:
        return verb.work(hold(seen, plan_id).asked(question, service_of(call)))

    return ask


for _verb in VERBS:
    if _verb.name != "move":
        _about = described(f"{_verb.name}_stored", _verb.summary, _verb.answers, body=_verb.question)
        router.add_api_route(f"/{{plan_id}}:{_verb.name}", _endpoint(_verb), methods=["POST"], **_about)


@router.post(
    "/{plan_id}:move", **described("move_stored", "What a move comes to", ProposedMove, body=StoredMove, headers=ONCE)
)
def move_stored(
    call: HttpRequest,
    body: Body,
    seen: Seen,
    plan_id: str,
    question: Annotated[StoredMove, Depends(object_of(StoredMove))],
) -> Response:
    """Say what a move comes to; with ``propose`` its plan becomes a proposal."""
    if question.propose:
        allow(Right.SUBMIT)(seen.who)
    held = hold(seen, plan_id)

    def work() -> Response:
        found = move(held.asked(question, service_of(call)))
        return answer({**found, **_proposal(seen, plan_id, question, found.get("plan"))})

    return once(call, seen, body, work)


def _proposal(seen: Desks, plan_id: str, question: StoredMove, plan: dict[str, Any] | None) -> dict[str, Any]:
    if plan is None or not question.propose:
        return {}
    kept = seen.desk.propose(seen.plan(plan_id).plan_key, Plan.model_validate(plan), who=seen.who.id)
    return {"proposal": plan_tree(kept, whole=False)}
