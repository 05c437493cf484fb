"""What goes around every call: its request id, its line in the log, and an answer even if something fails."""

import logging
import re
import time
import uuid

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatcher.api.counts import Counts
from dispatcher.api.logs import FIELDS, LOGGER
from dispatcher.api.refusals import answer_refusal, refuse

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class Calls:
    """Gives every call an id, counts it and writes it down.

    Parameters
    ----------
    counts
        Told of every call when it is over.
    """

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self._app = app
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call; what is no call over HTTP is passed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        call = _Call(scope, send)
        try:
            await self._app(scope, receive, call.send)
        except ClientDisconnect:
            pass  # the caller left while his body came: nobody is there to be answered
        except Exception:
            LOGGER.exception("failed", extra={FIELDS: call.fields()})
            if call.status is not None:
                raise ConnectionAbortedError from None  # half an answer is out: nothing sensible can follow
            await answer_refusal(Request(scope), refuse(500, "internal_error"))(scope, receive, call.send)
        finally:
            call.end(self._counts)


class _Call:
    """One call on its way."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._began = time.monotonic()
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        self.id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        self.status: int | None = None
        scope.setdefault("state", {})["request_id"] = self.id

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on, the id with it."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            extra = [(b"x-request-id", self.id.encode()), (b"x-content-type-options", b"nosniff")]
            if not any(name == b"cache-control" for name, _ in message["headers"]):
                extra.append((b"cache-control", b"no-store"))
            message = {**message, "headers": [*message["headers"], *extra]}
        await self._send(message)

    def fields(self) -> dict[str, object]:
        """Return what may be written down: the pattern of the path, not the path, which can hold anything."""
        key = self._scope["state"].get("key_id")
        return {
            "request_id": self.id,
            "method": self._scope["method"] if self._scope["method"].isalpha() else "?",
            "route": self.route,
            **({} if key is None else {"key_id": key}),
        }

    @property
    def route(self) -> str:
        """The pattern of the path; of none that is known: a question mark."""
        return getattr(self._scope.get("route"), "path", "?")

    def end(self, counts: Counts) -> None:
        """Count the call and write it down."""
        seconds = time.monotonic() - self._began
        status = 499 if self.status is None else self.status  # the caller left before an answer
        counts.add(self.route, status, seconds)
        level = logging.ERROR if status >= 500 else logging.INFO
        fields = {**self.fields(), "status": status, "milliseconds": round(seconds * 1000)}
        LOGGER.log(level, "call", extra={FIELDS: fields})
