"""A worker: a process that runs what waits in a store which others submit to."""

import time
from dataclasses import replace
from typing import Literal

from sqlalchemy.exc import SQLAlchemyError

from dispatcher.runs.child import main
from dispatcher.runs.process import Entry
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.supervisor import Supervisor
from dispatcher.store import Store

WISH_SECONDS = 0.1
STUCK_SECONDS = 120.0  # more than a database that is away can hold up one turn
Lanes = Literal["urgent", "daily", "any"]


def slots_of(settings: RunSettings, lanes: Lanes) -> RunSettings:
    """Return the settings of a worker for some lanes; for any, each lane keeps its own slots."""
    if lanes == "urgent":
        return replace(settings, daily_slots=0)
    return replace(settings, urgent_slots=0) if lanes == "daily" else settings


class Worker:
    """Runs what waits until it is told to end.

    Parameters
    ----------
    finish_seconds
        How long runs under way may take to end once the worker is told to; those that do not are queued again.
    entry
        What runs in a child process.
    """

    def __init__(self, store: Store, settings: RunSettings, *, finish_seconds: float, entry: Entry = main) -> None:
        self._store = store
        self._supervisor = Supervisor(store, settings, entry)
        self._finish_seconds = finish_seconds
        self._wishes = 0

    def end(self) -> None:
        """Begin nothing more, and end with what is under way; told again: at once. A signal may call it."""
        self._wishes += 1

    def stuck(self) -> str:
        """Return what keeps the worker from going on by itself; empty: nothing does."""
        silent = time.monotonic() - self._supervisor.heartbeat
        return "no_supervisor" if silent > STUCK_SECONDS else ""

    def missing(self) -> str:
        """Return what keeps the worker from working now; empty: nothing does."""
        if self._wishes:
            return "ending"
        try:
            self._store.condition()
        except SQLAlchemyError:
            return "no_store"
        return self.stuck()

    def work(self) -> None:
        """Work until told to end."""
        self._supervisor.start()
        while self._wishes == 0:
            time.sleep(WISH_SECONDS)
        self._supervisor.drain(self._finish_seconds, lambda: self._wishes > 1)
        self._supervisor.close()
        self._store.close()
