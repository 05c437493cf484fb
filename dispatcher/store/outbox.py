"""Messages to send to other systems, written in the transaction of what they tell."""

import uuid

from sqlalchemy import Connection, insert, select

from dispatcher.store.rows import OutboxRow, Tree, fields
from dispatcher.store.tables import OUTBOX


def put(connection: Connection, topic: str, plan_key: str, body: Tree, now: float) -> None:
    """Add a message; its id stays the same however often it is sent."""
    row = {"id": f"msg-{uuid.uuid4().hex}", "topic": topic, "plan_key": plan_key, "body": body}
    connection.execute(insert(OUTBOX).values(**row, created_at=now, attempts=0, next_at=now))


def waiting(connection: Connection, now: float, count: int = 100) -> list[OutboxRow]:
    """Return messages that are due and neither sent nor given up, oldest first."""
    rows = select(OUTBOX).where(OUTBOX.c.sent_at.is_(None), OUTBOX.c.given_up_at.is_(None), OUTBOX.c.next_at <= now)
    found = connection.execute(rows.order_by(OUTBOX.c.number).limit(count)).mappings()
    return [OutboxRow(**fields(row)) for row in found]
