"""Keys of callers, as the processes on one database share them: JSON trees, without secrets."""

from sqlalchemy import Connection, delete, insert, select

from dispatcher.store.rows import Tree
from dispatcher.store.tables import API_KEY


def all_keys(connection: Connection) -> list[Tree]:
    """Return all keys, oldest first."""
    return list(connection.execute(select(API_KEY.c.body).order_by(API_KEY.c.number)).scalars())


def find_key(connection: Connection, key_id: str) -> Tree | None:
    """Return a key; None: there is none of that id."""
    found: Tree | None = connection.execute(select(API_KEY.c.body).where(API_KEY.c.id == key_id)).scalar_one_or_none()
    return found


def add_key(connection: Connection, key_id: str, body: Tree) -> None:
    """Keep a key."""
    connection.execute(insert(API_KEY).values(id=key_id, body=body))


def remove_key(connection: Connection, key_id: str) -> None:
    """Forget a key."""
    connection.execute(delete(API_KEY).where(API_KEY.c.id == key_id))
