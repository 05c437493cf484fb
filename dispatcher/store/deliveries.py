"""Deliveries: one message for one webhook, tried until it arrives or is given up.

Who tries one claims it: its next try is put off, so that nobody else takes it meanwhile, and it comes up again if the
claimer is gone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Select, delete, desc, func, insert, select, update

from dispatcher.store.rows import Tree, fields
from dispatcher.store.tables import DELIVERY, OUTBOX, WEBHOOK

DeliveryState = Literal["waiting", "delivered", "failed"]
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message for a webhook, and what has become of it.

    Attributes
    ----------
    next_at
        When it is tried next, while it waits.
    status, problem
        Of the last try: the receiver's status, or why there was none; None: it has not been tried, or went well.
    ended_at
        When it was delivered or given up; None: it waits.
    written_at
        When the message was written.
    """

    number: int
    webhook_id: str
    message_id: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    status: int | None
    problem: str | None
    ended_at: datetime | None
    written_at: datetime
    topic: str
    plan_key: str
    body: Tree


def add_deliveries(connection: Connection, message_id: str, webhook_ids: Iterable[str], now: float) -> None:
    """Let a message be sent to webhooks."""
    rows = [
        {"webhook_id": name, "message_id": message_id, "state": "waiting", "attempts": 0, "next_at": now}
        for name in webhook_ids
    ]
    if rows:
        connection.execute(insert(DELIVERY), rows)


def due_webhooks(connection: Connection, now: float) -> list[str]:
    """Return the ids of webhooks in use for which something is to be tried."""
    due = (DELIVERY.c.state == "waiting", DELIVERY.c.next_at <= now)
    rows = select(DELIVERY.c.webhook_id).distinct().join(WEBHOOK, WEBHOOK.c.id == DELIVERY.c.webhook_id)
    return sorted(connection.execute(rows.where(*due, WEBHOOK.c.disabled_at.is_(None))).scalars())


def claim_due(connection: Connection, webhook_id: str, now: float, until: float, count: int) -> list[Delivery]:
    """Take what is to be tried for a webhook, oldest first; nobody else takes it until a time."""
    due = (DELIVERY.c.webhook_id == webhook_id, DELIVERY.c.state == "waiting", DELIVERY.c.next_at <= now)
    found = _rows(connection, _select().where(*due).order_by(DELIVERY.c.number).limit(count))
    return [row for row in found if _claim(connection, row, now, until)]


def _claim(connection: Connection, row: Delivery, now: float, until: float) -> bool:
    due = (DELIVERY.c.number == row.number, DELIVERY.c.state == "waiting", DELIVERY.c.next_at <= now)
    return connection.execute(update(DELIVERY).where(*due).values(next_at=until)).rowcount == 1


def note_delivered(connection: Connection, row: Delivery, status: int, now: float) -> None:
    """Note that a message has arrived."""
    values = {"state": "delivered", "status": status, "problem": None, "ended_at": now}
    _write(connection, row, values | {"attempts": row.attempts + 1})


def note_failed(
    connection: Connection, row: Delivery, *, status: int | None, problem: str | None, next_at: float | None, now: float
) -> None:
    """Note a try that failed; ``next_at``: when it is tried again, None: it is given up."""
    values: Tree = {"attempts": row.attempts + 1, "status": status, "problem": problem}
    over = {"state": "failed", "ended_at": now} if next_at is None else {"next_at": next_at}
    _write(connection, row, values | over)


def give_back(connection: Connection, rows: Sequence[Delivery], next_at: float) -> None:
    """Let what was claimed and not tried be tried from a time on."""
    for row in rows:
        _write(connection, row, {"next_at": next_at})


def retry_failed(connection: Connection, webhook_id: str, now: float) -> int:
    """Let what was given up for a webhook be tried again now; return how many."""
    own = (DELIVERY.c.webhook_id == webhook_id, DELIVERY.c.state == "failed")
    values = {"state": "waiting", "next_at": now, "ended_at": None}
    return connection.execute(update(DELIVERY).where(*own).values(values)).rowcount


def find_delivery(connection: Connection, webhook_id: str, message_id: str) -> Delivery | None:
    """Return what has become of a message for a webhook; None: it was not for it."""
    own = (DELIVERY.c.webhook_id == webhook_id, DELIVERY.c.message_id == message_id)
    return next(iter(_rows(connection, _select().where(*own))), None)


def list_deliveries(
    connection: Connection,
    webhook_id: str,
    *,
    state: DeliveryState | None = None,
    before: int | None = None,
    count: int = 100,
) -> list[Delivery]:
    """Return deliveries for a webhook, newest first: those in a state (None: all), below a number."""
    rows = _select().where(DELIVERY.c.webhook_id == webhook_id).order_by(desc(DELIVERY.c.number)).limit(count)
    if state is not None:
        rows = rows.where(DELIVERY.c.state == state)
    if before is not None:
        rows = rows.where(DELIVERY.c.number < before)
    return _rows(connection, rows)


def count_deliveries(connection: Connection) -> dict[str, int]:
    """Return how many deliveries are in each state."""
    rows = select(DELIVERY.c.state, func.count()).group_by(DELIVERY.c.state)
    return {row[0]: row[1] for row in connection.execute(rows)}


def forget(connection: Connection, before: float) -> int:
    """Delete some messages written before a time that are done with, and their deliveries; return how many: 0, all."""
    waiting = select(DELIVERY.c.message_id).where(DELIVERY.c.state == "waiting")
    old = (OUTBOX.c.created_at < before, OUTBOX.c.sent_at.is_not(None), OUTBOX.c.id.not_in(waiting))
    names = connection.execute(select(OUTBOX.c.id).where(*old).limit(_CHUNK)).scalars().all()
    connection.execute(delete(DELIVERY).where(DELIVERY.c.message_id.in_(names)))
    connection.execute(delete(OUTBOX).where(OUTBOX.c.id.in_(names)))
    return len(names)


def _select() -> Select[tuple[object, ...]]:
    message = (OUTBOX.c.created_at.label("written_at"), OUTBOX.c.topic, OUTBOX.c.plan_key, OUTBOX.c.body)
    return select(*DELIVERY.c, *message).join(OUTBOX, OUTBOX.c.id == DELIVERY.c.message_id)


def _rows(connection: Connection, rows: Select[tuple[object, ...]]) -> list[Delivery]:
    return [Delivery(**fields(row)) for row in connection.execute(rows).mappings()]


def _write(connection: Connection, row: Delivery, values: Tree) -> None:
    connection.execute(update(DELIVERY).where(DELIVERY.c.number == row.number).values(values))
