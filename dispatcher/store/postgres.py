"""PostgreSQL as this project uses it: pooled connections, and how long a transaction may keep others waiting."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError

DRIVER = "postgresql+psycopg"
POOL = 8
WAIT_SECONDS = 30.0  # for a connection of the pool
_CONNECT = {
    "connect_timeout": 5,
    "application_name": "dispatcher",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds, where the system knows it
}
_LIMITS = ("idle_in_transaction_session_timeout", "lock_timeout", "statement_timeout")
# Who stands still in a transaction, or waits too long for another, is cut off: locks go with the transaction.
# A wait is shorter than a lease, so that a supervisor that waits does not lose its other runs.
IDLE, LOCK, STATEMENT = "10s", "5s", "60s"


def is_postgres(place: str) -> bool:
    """Whether a place is a database of PostgreSQL by its first word."""
    return place.partition(":")[0] in ("postgresql", "postgres", DRIVER)


def read_url(place: str) -> URL:
    """Return the address of a database.

    Raises
    ------
    ValueError
        It is none.
    """
    try:
        url = make_url(place)
    except ArgumentError:
        raise ValueError("not the address of a database: postgresql://USER@HOST/NAME") from None
    return url.set(drivername=DRIVER)


def shown(place: str) -> str:
    """Return the address of a database as others may see it: without its password."""
    try:
        return make_url(place).set(query={}).render_as_string(hide_password=True)
    except ArgumentError:
        return place.partition(":")[0]


def make_engines(place: str) -> tuple[Engine, Engine]:
    """Return an engine whose transactions write, and one whose transactions see one moment and only read.

    Both take from one pool; a connection that was lost is noticed before it is given out.

    Raises
    ------
    ValueError
        The place is no address of a database, or its driver is not installed.
    """
    url = read_url(place)
    try:
        writer = create_engine(
            url,
            pool_size=POOL,
            max_overflow=POOL,
            pool_timeout=WAIT_SECONDS,
            pool_pre_ping=True,
            connect_args={name: value for name, value in _CONNECT.items() if name not in url.query},
            isolation_level="READ COMMITTED",
        )
    except ImportError:
        raise ValueError("psycopg is not installed: pip install 'dispatcher[postgres]'") from None
    event.listen(writer, "connect", _set)
    return writer, writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def seconds(connection: Connection) -> float:
    """Return the time by the clock of the database, in seconds since 1970: all machines go by it."""
    return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())


def take_time(connection: Connection) -> None:
    """Let a transaction take as long as it needs: one that makes the database new, say."""
    for name in _LIMITS:
        connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def version(connection: Connection) -> str:
    """Return the version of the server."""
    return str(connection.exec_driver_sql("SHOW server_version").scalar_one())


def _set(connection: Any, _: Any) -> None:
    for name, most in zip(_LIMITS, (IDLE, LOCK, STATEMENT), strict=True):
        connection.execute(f"SET {name} = '{most}'")
    connection.commit()
