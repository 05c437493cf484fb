"""Calls that are made once: the same again gives the same answer, for a day."""

import json
from collections.abc import Callable

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from dispatcher.api.desk import Desks
from dispatcher.api.headers import idempotency_key
from dispatcher.digest import bytes_digest
from dispatcher.store.idempotency import Idempotency, keep, recall

KEPT_HEADERS = ("etag", "content-type")
REPLAYED = {"Idempotent-Replayed": "true"}


def once(call: HttpRequest, seen: Desks, body: bytes, work: Callable[[], Response]) -> Response:
    """Return the answer to a call; with an ``Idempotency-Key`` that was used for it before, the answer given then.

    What is refused is not kept. If the service ends between the answer and its being kept, the same call is made
    again: events have ids, and publishing has a version, so nothing happens twice then, either.

    Raises
    ------
    IdempotencyConflictError
        The key was used for another call.
    """
    if "idempotency-key" not in call.headers:
        return work()
    text = "\n".join((call.method, call.url.path, call.headers.get("if-match", ""))).encode() + b"\n" + body
    asked = Idempotency(seen.who.id, idempotency_key(call), bytes_digest(text))
    store = seen.desk.store
    with store.reading() as connection:
        known = recall(connection, asked, store.time(connection))
    if known is None:
        found = work()
        kept = {name: found.headers[name] for name in KEPT_HEADERS if name in found.headers}
        answer = {"status": found.status_code, "headers": kept, "body": json.loads(bytes(found.body))}
        with store.writing() as connection:
            known = recall(connection, asked, store.time(connection))  # by the same call at the same moment
            if known is None:
                keep(connection, asked, answer, store.time(connection))
                return found
    content = json.dumps(known["body"], ensure_ascii=False).encode()
    return Response(content, known["status"], known["headers"] | REPLAYED)
