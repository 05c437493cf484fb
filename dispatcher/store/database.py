"""The store itself: a file brought to the newest form, and transactions that read or write it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from dispatcher.store.migration import upgrade
from dispatcher.store.sqlite import is_sound_in_wal, journal_of, library, make_engines, require_local

PREFIX = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a probe says of the store.

    Attributes
    ----------
    library
        Version of SQLite.
    journal
        ``WAL``, or ``TRUNCATE`` where the library has the race that spoils files in WAL mode.
    is_newest_library
        Whether the library is free of it.
    revision
        Of the form the file has.
    """

    library: str
    journal: str
    is_newest_library: bool
    revision: str


class Store:
    """Transactions on one file; one writes at a time, many read.

    Parameters
    ----------
    clock
        Seconds since 1970: what every time in the store is read from.
    """

    def __init__(self, path: Path, writer: Engine, reader: Engine, revision: str, clock: Callable[[], float]) -> None:
        self.path = path
        self.clock = clock
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

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def condition(self) -> Condition:
        """Return what a probe says; a file that cannot be written to raises."""
        module = library()
        with self.writing() as connection:
            connection.exec_driver_sql("CREATE TEMP TABLE IF NOT EXISTS probe (x)")
        version = module.sqlite_version_info
        return Condition(module.sqlite_version, journal_of(version)[0], is_sound_in_wal(version), self._revision)

    def backup(self, target: Path) -> None:
        """Write a copy of the store as of one moment to a new file, while work goes on.

        Raises
        ------
        FileExistsError
            The target is there already.
        """
        if target.exists():
            raise FileExistsError(target)
        raw = self._reader.raw_connection()
        try:
            raw.cursor().execute("PRAGMA query_only=OFF")
            raw.cursor().execute("VACUUM INTO ?", (str(target),))
        finally:
            raw.cursor().execute("PRAGMA query_only=ON")
            raw.close()

    def close(self) -> None:
        """Give every connection back."""
        self._writer.dispose()
        self._reader.dispose()


def open_store(place: str | Path, *, clock: Callable[[], float] = time.time) -> Store:
    """Open a store, made or brought to the newest form first.

    Parameters
    ----------
    place
        A path, or ``sqlite:///`` and a path.

    Raises
    ------
    ValueError
        The place is no SQLite file, is on a network file system, or was written by a newer version.
    """
    text = str(place)
    if "://" in text and not text.startswith(PREFIX):
        raise ValueError("only SQLite is served: sqlite:///file.db")
    path = Path(text.removeprefix(PREFIX))
    require_local(path.parent)
    writer, reader = make_engines(path)
    revision = upgrade(writer)
    return Store(path, writer, reader, revision, clock)
