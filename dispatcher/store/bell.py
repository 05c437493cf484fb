"""The bell: processes on one PostgreSQL hear that a run is queued; who misses it looks for runs all the same."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from dispatcher.store.dialect import POSTGRES

LOG = logging.getLogger(__name__)
CHANNEL = "dispatcher_runs"
LOOK_SECONDS = 0.5  # how soon a listener that is told to end notices
RETRY_SECONDS = 2.0


def ring(connection: Connection) -> None:
    """Let all processes hear, once this transaction is committed, that there is something to do."""
    if connection.dialect.name == POSTGRES:
        connection.execute(select(func.pg_notify(CHANNEL, "")))


class Bell:
    """A thread that listens, with a connection of its own; a connection that is lost is made again.

    Parameters
    ----------
    heard
        Called for everything that is heard.
    """

    def __init__(self, engine: Engine, heard: Callable[[], None]) -> None:
        self._engine, self._heard = engine, heard
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="bell", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._ending.set()
        self._thread.join()

    def _go_on(self) -> None:
        while not self._ending.is_set():
            try:
                self._listen()
            except Exception as error:  # the database is away, say
                LOG.warning("nothing is heard: %s", type(error).__name__)
                self._ending.wait(RETRY_SECONDS)

    def _listen(self) -> None:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # the pool makes another one
        with closing(connection):
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            self._heard()  # what was queued before
            while not self._ending.is_set():
                for _ in connection.notifies(timeout=LOOK_SECONDS):
                    self._heard()
