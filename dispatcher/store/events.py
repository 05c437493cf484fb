"""The log of events of a key: the order in which they were accepted, each once."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, insert, select

from dispatcher.store.rows import EventRow, Tree, fields
from dispatcher.store.tables import EVENT


def digests(connection: Connection, key: str, ids: Collection[str]) -> dict[str, str]:
    """Return the digests of those events of some ids that were accepted."""
    rows = select(EVENT.c.id, EVENT.c.digest).where(EVENT.c.plan_key == key, EVENT.c.id.in_(ids))
    return {row[0]: row[1] for row in connection.execute(rows)}


def add_events(
    connection: Connection, key: str, rows: Sequence[tuple[str, str, Tree]], *, after: int, who: str, now: float
) -> None:
    """Append events, as id, digest and body without what is private.

    Parameters
    ----------
    after
        Number of the last event so far. Those added are one batch: they were applied together.
    """
    batch = after + 1
    values = [
        {"plan_key": key, "number": after + k, "id": name, "digest": digest, "batch": batch, "body": body, "who": who,
         "accepted_at": now}
        for k, (name, digest, body) in enumerate(rows, 1)
    ]  # fmt: skip
    if values:
        connection.execute(insert(EVENT), values)


def events_of_key(connection: Connection, key: str, *, after: int = 0, count: int | None = None) -> list[EventRow]:
    """Return accepted events in order, those after a number."""
    rows = select(EVENT).where(EVENT.c.plan_key == key, EVENT.c.number > after).order_by(EVENT.c.number)
    if count is not None:
        rows = rows.limit(count)
    return [EventRow(**fields(row)) for row in connection.execute(rows).mappings()]
