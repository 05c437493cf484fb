"""Calls over HTTP: trees out, models in."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import httpx

from dispatcher.client.refusal import Refusal
from dispatcher.faults import Fault
from dispatcher.schemas.common import Wire

Answer = TypeVar("Answer", bound=Wire)
Tree = Mapping[str, Any] | Wire
TIMEOUT = 60.0


class Calls:
    """Makes calls with one key.

    Parameters
    ----------
    address
        Of the service, without ``/v1``.
    lang
        Language of sentences in refusals: ``en`` or ``zh``.
    http
        An ``httpx.Client`` to call with, for proxies or certificates; None: one of its own.
    """

    def __init__(self, address: str, key: str, lang: str = "en", http: httpx.Client | None = None) -> None:
        self._base = address.rstrip("/") + "/v1"
        self._headers = {"Authorization": f"Bearer {key}", "Accept-Language": lang}
        self.http = http or httpx.Client(timeout=TIMEOUT)

    def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> httpx.Response:
        """Return the answer to one call; fields of the body that are None are not sent.

        Raises
        ------
        Refusal
            It was refused.
        """
        sent = None if body is None else _text({name: item for name, item in body.items() if item is not None})
        media = {} if body is None else {"Content-Type": "application/json"}
        given = {name: value for name, value in query.items() if value is not None}
        answer = self.http.request(
            method,
            self._base + path,
            content=sent,
            headers={**self._headers, **media, **(headers or {})},
            params=given or None,
        )
        if answer.status_code >= 400:
            raise refusal_of(answer)
        return answer

    def stream(self, path: str, headers: Mapping[str, str]) -> AbstractContextManager[httpx.Response]:
        """Return an answer that is read while it comes in."""
        return self.http.stream("GET", self._base + path, headers={**self._headers, **headers}, timeout=None)

    def ask(
        self,
        model: type[Answer],
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **query: Any,
    ) -> Answer:
        """Return the answer to one call as a model."""
        return model.model_validate(self.call(method, path, body, headers, **query).json())


def plain(value: Any) -> Any:
    """Return a value as JSON: models as what they say, times with their offset."""
    if isinstance(value, Wire):
        return value.to_wire()
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _text(body: Mapping[str, Any]) -> bytes:
    return json.dumps(plain(body), ensure_ascii=False, allow_nan=False).encode()


def refusal_of(answer: httpx.Response) -> Refusal:
    """Return the exception that an answer stands for."""
    try:
        tree = answer.json()
        errors = tuple(Fault.model_validate(row) for row in tree["errors"])
    except (ValueError, KeyError, TypeError):
        return Refusal(answer.status_code, answer.reason_phrase)
    wait = answer.headers.get("Retry-After", "")
    return Refusal(
        answer.status_code,
        tree.get("detail", ""),
        errors,
        tree.get("request_id"),
        int(wait) if wait.isdigit() else None,
    )
