"""What the two databases do differently in a transaction: SQLite lets one write at a time, PostgreSQL many."""

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite

POSTGRES = "postgresql"


def hold(connection: Connection, name: str) -> None:
    """Let nobody else hold a name until this transaction ends; what others have committed under it is seen from here.

    Whoever holds several takes them in this order, so that nobody waits in a circle: a caller's key of idempotency
    (``once``), a plan key (``key``), ``plan`` for ids of plans, rows of runs, those of their parts, ``in_force``,
    ``audit``.
    """
    if connection.dialect.name == POSTGRES:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def hold_key(connection: Connection, plan_key: str) -> None:
    """Let nobody else change what belongs to a plan key until this transaction ends."""
    hold(connection, f"key {plan_key}")


def insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an insertion that can say what is to be done about a row that is there."""
    return postgresql.insert(table) if connection.dialect.name == POSTGRES else sqlite.insert(table)
