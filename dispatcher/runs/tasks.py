"""What children of runs are given to do."""

from dispatcher.runs.settings import RunSettings
from dispatcher.runs.task import Share, Task
from dispatcher.store import Store, requests
from dispatcher.store.body import pack
from dispatcher.store.plans import find_plan
from dispatcher.store.rows import Run, Tree

MEGABYTE = 1024 * 1024


class Tasks:
    """Makes the tasks of children by the settings of their supervisor."""

    def __init__(self, store: Store, settings: RunSettings) -> None:
        self._store, self._settings = store, settings

    def request(self, run: Run) -> Tree:
        """Return the request of a run as JSON tree; nothing private is in it."""
        with self._store.reading() as connection:
            return requests.request_tree(connection, run.request_id)

    def make(self, run: Run, share: Share | None = None, tree: Tree | None = None) -> Task:
        """Return the task of a child.

        Parameters
        ----------
        share
            What of the request it plans; None: all.
        tree
            The request, where it has been read; None: it is read.
        """
        with self._store.reading() as connection:
            request = tree or requests.request_tree(connection, run.request_id)
            digest = requests.request_digest(connection, run.request_id)
            before = None if run.before_id is None else find_plan(connection, run.before_id)
        limits = {name: value for name, value in run.limits.items() if name != "allowed_seconds"}
        if run.attempts > 1 and run.attempts >= self._settings.max_attempts:
            limits["workers"] = 1
        memory = self._settings.memory_mb
        return Task(
            request=pack(request),
            digest=digest,
            limits=limits,
            modes=run.modes,
            before=None if before is None else pack(before.body),
            nice=self._settings.daily_nice if run.lane == "daily" else 0,
            memory_bytes=None if memory is None else memory * MEGABYTE,
            share=share,
        )
