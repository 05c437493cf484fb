"""Bodies as raw bytes: bounded while they come in, read by our own strict readers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.requests import Request as HttpRequest

from dispatcher.api.access import Caller, require_estates, service_of
from dispatcher.api.refusals import refuse, refuse_input
from dispatcher.reading.enclosed import Asked, Sent, read_asked, read_happened, read_object, read_sent
from dispatcher.reading.events import Batch
from dispatcher.schemas.common import Wire
from dispatcher.schemas.runs import EventsQuestion
from dispatcher.settings import Caps

Model = TypeVar("Model", bound=Wire)


async def raw_body(call: HttpRequest, caller: Caller) -> bytes:
    """Return the body of a call by a known caller.

    Raises
    ------
    Refused
        It is no JSON by its headers (415), or too large (413).
    """
    media = call.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if not (media == "application/json" or media.endswith("+json")) or "content-encoding" in call.headers:
        raise refuse(415, "unsupported_media_type")
    most = service_of(call).settings.caps.body_bytes
    parts: list[bytes] = []
    size = 0
    async for part in call.stream():
        size += len(part)
        if size > most:
            raise refuse(413, "too_large", allowed=most, headers={"Connection": "close"})
        parts.append(part)
    return b"".join(parts)


Body = Annotated[bytes, Depends(raw_body)]


def object_of(model: type[Model]) -> Callable[[HttpRequest, bytes], Model]:
    """Return the dependency that reads a body as one object; an empty body is an empty object."""

    def read(call: HttpRequest, body: Body) -> Model:
        found, faults = read_object(body or b"{}", model, service_of(call).settings.caps)
        if found is None:
            raise refuse_input(faults)
        return found

    return read


def asked_of(question: type[Model]) -> Callable[[HttpRequest, bytes, Caller], Asked[Model]]:
    """Return the dependency that reads a body with a request, a plan and a question."""

    def read(call: HttpRequest, body: Body, caller: Caller) -> Asked[Model]:
        asked, faults = read_asked(body, question, _caps(call))
        if asked is None:
            raise refuse_input(faults)
        require_estates(caller, asked.request.sites, "request")
        return asked

    return read


def sent_of(question: type[Model]) -> Callable[[HttpRequest, bytes, Caller], Sent[Model]]:
    """Return the dependency that reads a body with a request and what is wanted for it."""

    def read(call: HttpRequest, body: Body, caller: Caller) -> Sent[Model]:
        sent, faults = read_sent(body, question, _caps(call))
        if sent is None:
            raise refuse_input(faults)
        require_estates(caller, sent.request.sites, "request")
        return sent

    return read


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened, and which answers are wanted."""

    question: EventsQuestion
    batch: Batch


def happened(call: HttpRequest, body: Body) -> Happened:
    """Read a body with events; what is wrong with their form is in the batch."""
    found, faults = read_happened(body, EventsQuestion, _caps(call))
    if found is None:
        raise refuse_input(faults)
    return Happened(*found)


def _caps(call: HttpRequest) -> Caps:
    """Return the caps of a body: one level more than of what it encloses."""
    caps = service_of(call).settings.caps
    return replace(caps, depth=caps.depth + 1)
