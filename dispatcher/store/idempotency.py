"""Answers given once: the same key and body again get them again."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, tuple_

from dispatcher.store.dialect import hold
from dispatcher.store.errors import IdempotencyConflictError
from dispatcher.store.rows import Tree
from dispatcher.store.tables import IDEMPOTENCY

KEPT_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Idempotency:
    """What a caller says once.

    Attributes
    ----------
    principal
        The caller: two of them may use the same key.
    digest
        Of the body (and the path, where one key may come to several).
    """

    principal: str
    key: str
    digest: str


def recall(connection: Connection, asked: Idempotency, now: float) -> Tree | None:
    """Return the answer given before; None: none was, or it is too long ago. Who asks at the same moment waits.

    Raises
    ------
    IdempotencyConflictError
        The key was used with another body.
    """
    hold(connection, f"once {asked.principal} {asked.key}")
    own = (IDEMPOTENCY.c.principal == asked.principal, IDEMPOTENCY.c.key == asked.key)
    row = connection.execute(select(IDEMPOTENCY).where(*own, IDEMPOTENCY.c.expires_at > now)).mappings().one_or_none()
    if row is None:
        return None
    if row["digest"] != asked.digest:
        raise IdempotencyConflictError(asked.key)
    answer: Tree = row["answer"]
    return answer


def keep(connection: Connection, asked: Idempotency, answer: Tree, now: float) -> None:
    """Keep an answer for a day, and forget those that are older."""
    name = tuple_(IDEMPOTENCY.c.principal, IDEMPOTENCY.c.key)
    old = select(IDEMPOTENCY.c.principal, IDEMPOTENCY.c.key).where(IDEMPOTENCY.c.expires_at <= now)
    connection.execute(delete(IDEMPOTENCY).where(name.in_(old.with_for_update(skip_locked=True))))
    row = {"principal": asked.principal, "key": asked.key, "digest": asked.digest, "answer": answer}
    connection.execute(insert(IDEMPOTENCY).values(**row, expires_at=now + KEPT_SECONDS))
