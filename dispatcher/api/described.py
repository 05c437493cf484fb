"""How an operation describes itself: its answer, its body, an example that tests send."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, Response

from dispatcher.api.examples import example_of
from dispatcher.api.refusals import MEDIA_TYPE
from dispatcher.schemas.common import Wire
from dispatcher.schemas.service import Problem

BODIES: dict[str, type[Wire]] = {}  # what is read by our own readers, for `dispatcher.api.openapi` to describe
HEADERS = {
    "Idempotency-Key": (True, "The same key with the same call gives the same answer, for 24 hours."),
    "Prefer": (False, "wait=N: wait up to N seconds, at most 30, for the plan."),
    "If-Match": (True, "The ETag of the plan or its plan key, as the caller has seen it."),
    "Last-Event-ID": (False, "Number of the last event that was seen: the stream goes on after it."),
}
_REFUSED: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "Refused, and why.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}},
    }
}


def described(
    name: str,
    summary: str,
    answers: Any = None,
    *,
    body: type[Wire] | None = None,
    status: int = 200,
    is_open: bool = False,
    more: dict[int | str, dict[str, Any]] | None = None,
    headers: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what a route is registered with.

    Parameters
    ----------
    name
        Of the operation, and of its example.
    answers
        What comes back, a model or several; None: ``more`` says it.
    body
        What is sent; None: nothing.
    is_open
        Whether no key is needed.
    more
        Further answers by status.
    headers
        Headers that mean something here, of ``HEADERS``; with a question mark behind it one may be left out.
    """
    responses: dict[int | str, dict[str, Any]] = {} if is_open else dict(_REFUSED)
    if answers is not None:
        about_answer = answers.__doc__ if isinstance(answers, type) and answers.__doc__ else summary
        responses[status] = {"model": answers, "description": about_answer.partition("\n")[0]}
    about: dict[str, Any] = {
        "operation_id": name,
        "summary": summary,
        "status_code": status,
        "responses": responses | (more or {}),
        "response_model": None,
        "response_class": Response if answers is None else JSONResponse,  # what is described, not what is sent
    }
    if headers:
        about["openapi_extra"] = {"parameters": [_header(name) for name in headers]}
    if body is not None:
        BODIES[body.__name__] = body
        schema = {"$ref": f"#/components/schemas/{body.__name__}"}
        content = {"schema": schema, "examples": {"example": {"value": example_of(name)}}}
        sent = {"requestBody": {"required": True, "content": {"application/json": content}}}
        about["openapi_extra"] = {**about.get("openapi_extra", {}), **sent}
    return about


def _header(name: str) -> dict[str, Any]:
    required, meaning = HEADERS[name.rstrip("?")]
    is_needed = required and not name.endswith("?")
    about = {"in": "header", "required": is_needed, "description": meaning, "schema": {"type": "string"}}
    return {"name": name.rstrip("?"), **about}
