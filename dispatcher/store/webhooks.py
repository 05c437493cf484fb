"""Webhooks: who is told what, where, signed with which secrets."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dispatcher.store.rows import fields
from dispatcher.store.tables import DELIVERY, WEBHOOK


@dataclass(frozen=True, slots=True)
class Webhook:
    """Somebody who is told what happens.

    Attributes
    ----------
    kinds, estates
        Kinds of messages, and estates they may be about; empty: all.
    secret
        What messages are signed with; kept as it is, since it is needed.
    previous_secret, previous_until
        The secret before, and until when it signs as well; None: there is none.
    disabled_at, disabled_because
        Since when nothing is sent, and why; None: it is in use.
    """

    number: int
    id: str
    url: str
    kinds: tuple[str, ...]
    estates: tuple[str, ...]
    label: str
    secret: str
    previous_secret: str | None
    previous_until: datetime | None
    disabled_at: datetime | None
    disabled_because: str | None
    made_at: datetime
    made_by: str

    def secrets(self, now: datetime) -> list[str]:
        """Return the secrets that sign at a time, the newest first."""
        old = self.previous_secret
        holds = old is not None and self.previous_until is not None and now < self.previous_until
        return [self.secret, old] if holds and old is not None else [self.secret]


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook to make; see ``Webhook``."""

    url: str
    secret: str
    who: str
    kinds: Sequence[str] = ()
    estates: Sequence[str] = ()
    label: str = ""


def add_webhook(connection: Connection, new: NewWebhook, now: float) -> str:
    """Make a webhook; return its id."""
    name = f"hook-{uuid.uuid4().hex}"
    values = {
        "id": name,
        "url": new.url,
        "kinds": list(new.kinds),
        "estates": list(new.estates),
        "label": new.label,
        "secret": new.secret,
        "made_at": now,
        "made_by": new.who,
    }
    connection.execute(insert(WEBHOOK).values(values))
    return name


def find_webhook(connection: Connection, webhook_id: str) -> Webhook | None:
    """Return a webhook; None: there is none of that id."""
    row = connection.execute(select(WEBHOOK).where(WEBHOOK.c.id == webhook_id)).mappings().one_or_none()
    return None if row is None else Webhook(**fields(row))


def all_webhooks(connection: Connection, *, only_in_use: bool = False) -> list[Webhook]:
    """Return webhooks, oldest first; ``only_in_use``: those that are not disabled."""
    rows = select(WEBHOOK).order_by(WEBHOOK.c.number)
    if only_in_use:
        rows = rows.where(WEBHOOK.c.disabled_at.is_(None))
    return [Webhook(**fields(row)) for row in connection.execute(rows).mappings()]


def count_webhooks(connection: Connection) -> int:
    """Return how many webhooks there are."""
    return connection.execute(select(func.count()).select_from(WEBHOOK)).scalar_one()


def change_webhook(connection: Connection, webhook_id: str, **values: Any) -> None:
    """Write fields of a webhook."""
    connection.execute(update(WEBHOOK).where(WEBHOOK.c.id == webhook_id).values(values))


def drop_webhook(connection: Connection, webhook_id: str) -> None:
    """Delete a webhook with what was, or was to be, sent to it."""
    connection.execute(delete(DELIVERY).where(DELIVERY.c.webhook_id == webhook_id))
    connection.execute(delete(WEBHOOK).where(WEBHOOK.c.id == webhook_id))
