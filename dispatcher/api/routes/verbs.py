"""Questions about a request and a plan that are sent in; nothing of them is kept."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.access import allow, service_of
from dispatcher.api.answers import VERBS, Held, Verb
from dispatcher.api.bodies import asked_of
from dispatcher.api.described import described
from dispatcher.api.roles import Right
from dispatcher.reading.enclosed import Asked

router = APIRouter(prefix="/v1", tags=["questions"], dependencies=[Depends(allow(Right.ASK))])


def _endpoint(verb: Verb) -> Callable[..., Response]:
    def ask(call: HttpRequest, asked: Annotated[Asked[Any], Depends(asked_of(verb.question))]) -> Response:
        service = service_of(call)
        return verb.work(Held(asked, service.settings.answer_seconds, service.aside))

    return ask


for _verb in VERBS:
    _about = described(_verb.name, _verb.summary, _verb.answers, body=_verb.body)
    router.add_api_route(f"/{_verb.name}", _endpoint(_verb), methods=["POST"], **_about)
