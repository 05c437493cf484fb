"""Who runs runs on a database that several processes share, and how many slots they have."""

from sqlalchemy import Connection, delete, func, select

from dispatcher.store.dialect import insert
from dispatcher.store.tables import SUPERVISOR

SILENT_SECONDS = 8.0  # after this long without a word a supervisor counts no more
FORGOTTEN_SECONDS = 3600.0


def be_heard(connection: Connection, owner: str, daily_slots: int, now: float) -> None:
    """Say that a supervisor is there."""
    values = {"daily_slots": daily_slots, "heard_at": now}
    new = insert(connection, SUPERVISOR).values(owner=owner, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["owner"], set_=values))


def leave(connection: Connection, owner: str, now: float) -> None:
    """Take a supervisor out that ends, and those nobody has heard of for long."""
    gone = (SUPERVISOR.c.owner == owner) | (SUPERVISOR.c.heard_at < now - FORGOTTEN_SECONDS)
    connection.execute(delete(SUPERVISOR).where(gone))


def daily_slots(connection: Connection, now: float) -> int:
    """Return how many daily slots the supervisors have that are heard of."""
    heard = select(func.coalesce(func.sum(SUPERVISOR.c.daily_slots), 0))
    return int(connection.execute(heard.where(SUPERVISOR.c.heard_at > now - SILENT_SECONDS)).scalar_one())
