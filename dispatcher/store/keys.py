"""Plan keys: what is in force, moved on by compare and set."""

from typing import Any

from sqlalchemy import Connection, select, update

from dispatcher.store.dialect import insert
from dispatcher.store.rows import PlanKey, fields
from dispatcher.store.tables import PLAN_KEY


def add_key(connection: Connection, key: str, now: float) -> None:
    """Make a key known; one that is stays as it is."""
    row = {"key": key, "version": 0, "revision": 0, "last_event": 0, "created_at": now}
    connection.execute(insert(connection, PLAN_KEY).values(row).on_conflict_do_nothing())


def find_key(connection: Connection, key: str) -> PlanKey | None:
    """Return what is in force under a key; None: it is not known."""
    row = connection.execute(select(PLAN_KEY).where(PLAN_KEY.c.key == key)).mappings().one_or_none()
    return None if row is None else PlanKey(**fields(row))


def all_keys(connection: Connection, after: str = "", count: int = 100) -> list[PlanKey]:
    """Return keys in order, those after one."""
    rows = select(PLAN_KEY).where(PLAN_KEY.c.key > after).order_by(PLAN_KEY.c.key).limit(count)
    return [PlanKey(**fields(row)) for row in connection.execute(rows).mappings()]


class MovedOnError(Exception):
    """Somebody else has changed the key since it was seen: look again."""


def move_on(connection: Connection, seen: PlanKey, **changes: Any) -> None:
    """Change a key if nobody has since it was seen.

    Raises
    ------
    MovedOnError
        Somebody has; to be raised through the transaction, so that nothing of it stays.
    """
    own = (PLAN_KEY.c.key == seen.key, PLAN_KEY.c.revision == seen.revision)
    if connection.execute(update(PLAN_KEY).where(*own).values(revision=seen.revision + 1, **changes)).rowcount != 1:
        raise MovedOnError(seen.key)


def set_submitted(connection: Connection, key: str, request_id: str) -> None:
    """Note the request last submitted: nothing in force changes by it."""
    connection.execute(update(PLAN_KEY).where(PLAN_KEY.c.key == key).values(submitted_id=request_id))
