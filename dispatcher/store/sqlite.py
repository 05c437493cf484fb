"""SQLite as this project uses it: which library, which journal, one writer, and where a file must not lie."""

import importlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool

BUSY_MILLISECONDS = 5_000
WAIT_SECONDS = 30.0  # for the one writing connection of the process
READERS = 8
# Version of each branch in which two connections can no longer spoil a file in WAL mode.
_FIXED = ((3, 51, 3), (3, 50, 7), (3, 44, 6))
_NETWORKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})


def library() -> ModuleType:
    """Return the newer SQLite that comes as a wheel where it is installed, else Python's own."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return sqlite3


def is_sound_in_wal(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite is free of the race that spoils files in WAL mode (sqlite.org/wal.html)."""
    return version >= _FIXED[0] or any(version[:2] == fixed[:2] and version >= fixed for fixed in _FIXED)


def journal_of(version: tuple[int, ...]) -> tuple[str, str]:
    """Return journal mode and synchronous setting for a version: safe at power loss, whichever it is."""
    return ("WAL", "FULL") if is_sound_in_wal(version) else ("TRUNCATE", "EXTRA")


def file_system(path: Path, mounts: str) -> str | None:
    """Return the kind of file system a path is on, by the text of ``/proc/mounts``; None: not known."""
    best, kind = -1, None
    for line in mounts.splitlines():
        point, name = [*line.split(" "), "", ""][1:3]
        inside = point == "/" or path == Path(point) or Path(point) in path.parents
        if point and inside and len(point) > best:
            best, kind = len(point), name
    return kind


def require_local(path: Path) -> None:
    """Refuse a file on a network: its locks do not hold there.

    Raises
    ------
    ValueError
        The file would lie on a network file system.
    """
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    kind = file_system(path.resolve(), mounts)
    if kind in _NETWORKS:
        raise ValueError(f"the store must not lie on a network file system ({kind}): {path}")


def make_engines(path: Path) -> tuple[Engine, Engine]:
    """Return an engine with one connection that writes, and one with several that only read."""
    module = library()
    journal, synchronous = journal_of(module.sqlite_version_info)
    url = f"sqlite:///{path}"
    both = {"module": module, "poolclass": QueuePool, "pool_timeout": WAIT_SECONDS}
    # Waiting in our own pool is fair; SQLite's busy waiting is only for other processes.
    writer = create_engine(url, pool_size=1, max_overflow=0, **both)
    reader = create_engine(url, pool_size=READERS, max_overflow=READERS, **both)
    always = [
        f"PRAGMA busy_timeout={BUSY_MILLISECONDS}",
        f"PRAGMA journal_mode={journal}",
        f"PRAGMA synchronous={synchronous}",
        "PRAGMA foreign_keys=ON",
        "PRAGMA secure_delete=ON",  # what is erased is overwritten
    ]
    event.listen(writer, "connect", _setting(always))
    event.listen(reader, "connect", _setting([*always, "PRAGMA query_only=ON"]))
    event.listen(writer, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    event.listen(reader, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return writer, reader


def _setting(pragmas: list[str]) -> Callable[[Any, Any], None]:
    def connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # transactions begin where SQLAlchemy says so
        for pragma in pragmas:
            connection.execute(pragma)

    return connect
