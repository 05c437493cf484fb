"""Messages for other systems, written in the transaction of what they tell."""

import uuid

from sqlalchemy import Connection, insert, select, update

from dispatcher.store.rows import OutboxRow, Tree, fields
from dispatcher.store.tables import OUTBOX


def put(connection: Connection, topic: str, plan_key: str, body: Tree, now: float) -> str:
    """Add a message; its id, which is returned, stays the same however often it is sent."""
    name = f"msg-{uuid.uuid4().hex}"
    row = {"id": name, "topic": topic, "plan_key": plan_key, "body": body}
    connection.execute(insert(OUTBOX).values(**row, created_at=now))
    return name


def waiting(connection: Connection, count: int = 100) -> list[OutboxRow]:
    """Return messages that no webhook has been given yet, oldest first."""
    rows = select(OUTBOX).where(OUTBOX.c.sent_at.is_(None))
    found = connection.execute(rows.order_by(OUTBOX.c.number).limit(count)).mappings()
    return [OutboxRow(**fields(row)) for row in found]


def hand_over(connection: Connection, message_id: str, now: float) -> bool:
    """Note that a message has been given to the webhooks it is for; return whether it had not been before."""
    own = (OUTBOX.c.id == message_id, OUTBOX.c.sent_at.is_(None))
    return connection.execute(update(OUTBOX).where(*own).values(sent_at=now)).rowcount == 1
