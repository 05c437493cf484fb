"""Requests as they are kept: immutable, without what is private."""

import uuid
from typing import Literal

from sqlalchemy import Connection, insert, select

from dispatcher.schemas.request import Request
from dispatcher.store import private
from dispatcher.store.body import pack, pack_text, unpack
from dispatcher.store.rows import Tree
from dispatcher.store.tables import REQUEST
from dispatcher.wire_json import wire_json

Origin = Literal["submitted", "events", "published"]


def add_request(
    connection: Connection, plan_key: str, request: Request, *, origin: Origin, last_event: int, now: float
) -> str:
    """Keep a request; of one that was submitted, what is private in it apart. Return its id.

    What events and publications have left is made of requests that were kept, so nothing private is in it.

    Parameters
    ----------
    last_event
        Number of the last event of the key when it was accepted: later ones are not in it.
    """
    if origin == "submitted":
        tree, words = private.split_request(request.to_wire())
        private.keep(connection, plan_key, words, now)
        body = pack(tree)
    else:
        body = pack_text(wire_json(request, inside=frozenset({"published"})))
    name = f"request-{uuid.uuid4().hex}"
    row = {"id": name, "plan_key": plan_key, "origin": origin, "digest": request.digest, "last_event": last_event}
    connection.execute(insert(REQUEST).values(**row, body=body, created_at=now))
    return name


def request_tree(connection: Connection, request_id: str) -> Tree:
    """Return the JSON tree of a request without what is private."""
    body = connection.execute(select(REQUEST.c.body).where(REQUEST.c.id == request_id)).scalar_one()
    tree: Tree = unpack(body)
    return tree


def request_digest(connection: Connection, request_id: str) -> str:
    """Return the digest of a request as it was sent."""
    digest: str = connection.execute(select(REQUEST.c.digest).where(REQUEST.c.id == request_id)).scalar_one()
    return digest


def request_origin(connection: Connection, request_id: str) -> tuple[str, int]:
    """Return where a request comes from, and the number of the last event it may hold."""
    row = connection.execute(select(REQUEST.c.origin, REQUEST.c.last_event).where(REQUEST.c.id == request_id)).one()
    return row[0], row[1]
