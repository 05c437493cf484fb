"""What children have found, so that it outlives them: the answers runs end with."""

import logging

from dispatcher.runs import outcome
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.task import DONE, Message
from dispatcher.store import Store
from dispatcher.store.rows import Run

LOG = logging.getLogger(__name__)
LATE = "no answer in time"  # a child's end that no other attempt follows: the time is over


class Answers:
    """Keeps the best answer that children of each run have told of, and ends runs."""

    def __init__(self, store: Store, settings: RunSettings) -> None:
        self._store = store
        self._most = settings.max_attempts
        self._best: dict[str, Message] = {}

    def note(self, run: Run, message: Message) -> None:
        """Keep an answer so far, unless an earlier attempt has told of a cheaper one."""
        before = self._best.get(run.id)
        if before is None or _total(message) <= _total(before):
            self._best[run.id] = message

    def forget(self, run: Run) -> None:
        """Keep nothing of a run any more."""
        self._best.pop(run.id, None)

    def end(self, run: Run, message: Message, *, stopped: bool, cause: str | None = None) -> bool:
        """End a run, or an attempt at it, by the last words of its child; return whether it is tried again.

        Parameters
        ----------
        stopped
            Whether the child was told to give the best it had.
        cause
            Why others gave less than was hoped of them; None: they did not.

        Raises
        ------
        FencedError
            The run is no longer the caller's.
        """
        if message["kind"] == DONE and self._finish(run, message, cause):
            return False
        cause = str(message.get("cause", "garbage"))
        is_last = stopped or cause == LATE or run.attempts >= self._most
        best = None if run.cancel_wanted or not is_last else self._best.get(run.id)
        if best is not None and self._finish(run, best, cause):
            return False
        return outcome.give_up(self._store, run, cause, attempts=self._most)

    def _finish(self, run: Run, message: Message, cause: str | None = None) -> bool:
        """End a run with an answer; False if it is none."""
        try:
            outcome.finish(self._store, run, message, cause=cause)
        except outcome.GarbageError:
            LOG.warning("what a child said is no answer")
            return False
        return True


def _total(message: Message) -> float:
    """Return what the plan of an answer costs by its own words; infinite where it has none."""
    try:
        return float(message["answers"][0]["plan"]["cost"]["total"])
    except (KeyError, IndexError, TypeError, ValueError):
        return float("inf")
