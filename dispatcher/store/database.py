"""The store itself: a database brought to the newest form, and transactions that read or write it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from dispatcher.store import postgres, sqlite
from dispatcher.store.bell import Bell
from dispatcher.store.migration import upgrade

PREFIX = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a probe says of the store.

    Attributes
    ----------
    library
        Version of SQLite, or of the PostgreSQL that is asked.
    journal
        ``WAL``, or ``TRUNCATE`` where SQLite has the race that spoils files in WAL mode.
    is_newest_library
        Whether it is free of it.
    revision
        Of the form the database has.
    """

    library: str
    journal: str
    is_newest_library: bool
    revision: str


class Store:
    """Transactions on one database: in a file one writes at a time, in PostgreSQL many do.

    Parameters
    ----------
    clock
        Seconds since 1970: what every time in the store is read from; None: the clock of this machine for a file, that
        of the database for PostgreSQL.
    """

    def __init__(self, writer: Engine, reader: Engine, revision: str, clock: Callable[[], float] | None) -> None:
        self.is_shared = writer.dialect.name == "postgresql"
        self.clock = clock or time.time
        self._asks_database = self.is_shared and clock is None
        self._writer, self._reader, self._revision = writer, reader, revision

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that may write; it is committed at the end, or undone by any exception."""
        with self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction that sees one moment and cannot write."""
        with self._reader.begin() as connection:
            yield connection

    def time(self, connection: Connection) -> float:
        """Return the time of a transaction in seconds since 1970, the same for all processes that share the store."""
        return postgres.seconds(connection) if self._asks_database else self.clock()

    def now(self) -> datetime:
        """Return the time by this machine, in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def condition(self) -> Condition:
        """Return what a probe says; a store that cannot be written to raises."""
        with self.writing() as connection:
            connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS probe (x INTEGER)")
            if self.is_shared:
                return Condition(postgres.version(connection), "WAL", True, self._revision)
        module = sqlite.library()
        version = module.sqlite_version_info
        sound = sqlite.is_sound_in_wal(version)
        return Condition(module.sqlite_version, sqlite.journal_of(version)[0], sound, self._revision)

    def listen(self, heard: Callable[[], None]) -> Bell | None:
        """Call a function whenever another process has queued a run; None: a store in a file has no others.

        The function is called in a thread of the bell, which is to be closed before the store.
        """
        return Bell(self._writer, heard) if self.is_shared else None

    def close(self) -> None:
        """Give every connection back."""
        self._writer.dispose()
        self._reader.dispose()


def open_store(place: str | Path, *, clock: Callable[[], float] | None = None) -> Store:
    """Open a store, made or brought to the newest form first.

    Parameters
    ----------
    place
        A path, ``sqlite:///`` and a path, or the address of a PostgreSQL database, ``postgresql://USER@HOST/NAME``.

    Raises
    ------
    ValueError
        The place is neither, is on a network file system, or was written by a newer version; the driver of PostgreSQL
        is not installed.
    sqlalchemy.exc.SQLAlchemyError
        The database cannot be reached.
    """
    text = str(place)
    if postgres.is_postgres(text):
        writer, reader = postgres.make_engines(text)
    elif "://" in text and not text.startswith(PREFIX):
        raise ValueError("a store is a file of SQLite, sqlite:///file.db, or a database, postgresql://USER@HOST/NAME")
    else:
        path = Path(text.removeprefix(PREFIX))
        sqlite.require_local(path.parent)
        writer, reader = sqlite.make_engines(path)
    try:
        return Store(writer, reader, upgrade(writer), clock)
    except BaseException:
        writer.dispose()
        reader.dispose()
        raise
