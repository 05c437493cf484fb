"""Refusals: what the service does not do, as problems of RFC 9457 in the reader's language."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import Response

from dispatcher.faults import Fault, make_fault
from dispatcher.faults.build import Path
from dispatcher.reports.words import Lang

MEDIA_TYPE = "application/problem+json"
_BODY_TOO_LARGE = {"too_large"}
_NO_JSON = {"invalid_json"}


class Refused(Exception):
    """A call is refused.

    Parameters
    ----------
    faults
        At least one.
    headers
        Further headers of the answer.
    """

    def __init__(self, status: int, faults: Sequence[Fault], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(faults[0].code)
        self.status = status
        self.faults = faults
        self.headers = dict(headers or {})


def refuse(status: int, code: str, path: Path = (), *, ids: Iterable[str] = (), value: object = None,
           allowed: JsonValue = None, headers: Mapping[str, str] | None = None) -> Refused:  # fmt: skip
    """Return the refusal of a call for one reason."""
    return Refused(status, [make_fault(code, path, ids=ids, value=value, allowed=allowed)], headers)


def refuse_input(faults: Sequence[Fault]) -> Refused:
    """Return the refusal of a body: 400 if it is no JSON, 413 if it is too large, else 422."""
    codes = {fault.code for fault in faults}
    if codes & _BODY_TOO_LARGE:
        return Refused(413, faults)
    return Refused(400 if codes & _NO_JSON else 422, faults)


def answer_refusal(request: Request, refused: Refused, more: Mapping[str, Any] | None = None) -> Response:
    """Return the answer that says why, with further fields."""
    lang = choose_lang(request.headers.get("accept-language", ""))
    first = refused.faults[0]
    others = len(refused.faults) - 1
    tree: dict[str, Any] = {
        "type": f"urn:dispatcher:problem:{first.code}",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "detail": (first.message.zh if lang is Lang.ZH else first.message.en) + _more(others, lang),
        "instance": request.url.path,
        "request_id": getattr(request.state, "request_id", None),
        "errors": [fault.to_wire() for fault in refused.faults],
        **(more or {}),
    }
    headers = {"Content-Language": lang.value, "Vary": "Accept-Language", **refused.headers}
    body = json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, refused.status, headers, MEDIA_TYPE)


def choose_lang(accepted: str) -> Lang:
    """Return the language of ``Accept-Language`` that weighs most; English where none is known."""
    best, weight = Lang.EN, 0.0
    for row in accepted[:200].split(","):
        name, _, parameter = row.strip().partition(";")
        found = next((lang for lang in Lang if name.strip().lower().split("-")[0] == lang.value), None)
        if found is not None and (own := _weight(parameter)) > weight:
            best, weight = found, own
    return best


def _weight(parameter: str) -> float:
    name, _, text = parameter.strip().partition("=")
    if name != "q":
        return 1.0
    try:
        return float(text)
    except ValueError:
        return 0.0


def _more(count: int, lang: Lang) -> str:
    if not count:
        return ""
    return f"（另有 {count} 处，见 errors）" if lang is Lang.ZH else f" ({count} more in errors)"
