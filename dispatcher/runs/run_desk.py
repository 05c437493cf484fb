"""The part of the desk that has to do with runs: submitted, looked at, waited for, stopped."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime

from dispatcher.planning import Limits, search_limits
from dispatcher.runs import outcome
from dispatcher.runs.child import main
from dispatcher.runs.process import Entry
from dispatcher.runs.residents import read_key, read_plan
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.supervisor import Supervisor
from dispatcher.schemas.request import Request
from dispatcher.store import Store, audit, keys, requests, runs
from dispatcher.store.dialect import hold_key
from dispatcher.store.errors import unknown_run
from dispatcher.store.idempotency import Idempotency, keep, recall
from dispatcher.store.rows import Lane, PlanVersion, Run, RunEvent, Tree
from dispatcher.store.runs import NewRun


@dataclass(frozen=True, slots=True)
class Submitted:
    """A run that was accepted; ``replayed``: before, by the same idempotency key."""

    run: Run
    replayed: bool = False


class RunDesk:
    """Runs of a store, and the supervisor that runs them.

    Parameters
    ----------
    entry
        What runs in a child process.
    """

    def __init__(self, store: Store, settings: RunSettings | None = None, *, entry: Entry = main) -> None:
        self.store = store
        self.settings = settings or RunSettings()
        self.supervisor = Supervisor(store, self.settings, entry)

    def start(self) -> None:
        """Begin to run what waits."""
        self.supervisor.start()

    def close(self) -> None:
        """End: what runs is queued again."""
        self.supervisor.close()

    def submit(
        self,
        plan_key: str,
        request: Request,
        *,
        who: str,
        limits: Limits | None = None,
        lane: Lane = "daily",
        deadline: datetime | None = None,
        idempotency: Idempotency | None = None,
    ) -> Submitted:
        """Accept a request to plan; it is kept once this returns.

        Parameters
        ----------
        request
            Read without faults.
        limits
            Of the search, in place of the request's own. None: those of the request.
        deadline
            When the run is to be over: then the best there is counts. None: none.

        Raises
        ------
        IdempotencyConflictError
            The idempotency key was used with another body.
        """
        with self.store.writing() as connection:
            now = self.store.time(connection)
            known = None if idempotency is None else recall(connection, idempotency, now)
            if known is not None:
                return Submitted(_found(runs.find_run(connection, known["run_id"]), known["run_id"]), replayed=True)
            hold_key(connection, plan_key)
            keys.add_key(connection, plan_key, now)
            last = read_key(connection, plan_key).last_event
            request_id = requests.add_request(
                connection, plan_key, request, origin="submitted", last_event=last, now=now
            )
            keys.set_submitted(connection, plan_key, request_id)
            until = None if deadline is None else deadline.timestamp()
            new = NewRun(plan_key, request_id, lane, _limits(request, limits or Limits()), deadline=until)
            run_id = runs.add_run(connection, new, now)
            if idempotency is not None:
                keep(connection, idempotency, {"run_id": run_id}, now)
            audit.note(connection, at=now, who=who, what="run.queued", plan_key=plan_key, ids=[run_id])
            run = _found(runs.find_run(connection, run_id), run_id)
        self.supervisor.wake()
        return Submitted(run)

    def run(self, run_id: str) -> Run:
        """Return a run."""
        with self.store.reading() as connection:
            return _found(runs.find_run(connection, run_id), run_id)

    def runs(self, plan_key: str | None = None, *, after: str | None = None, count: int = 100) -> list[Run]:
        """Return runs, newest first: those of a key (None: all), those after another one."""
        with self.store.reading() as connection:
            before = None if after is None else _found(runs.find_run(connection, after), after).number
            return runs.list_runs(connection, plan_key=plan_key, before=before, count=count)

    def run_counts(self) -> dict[str, int]:
        """Return how many runs are in each state."""
        with self.store.reading() as connection:
            return runs.count_runs(connection)

    def run_events(self, run_id: str, after: int = 0) -> list[RunEvent]:
        """Return what has happened to a run after a number, in order."""
        with self.store.reading() as connection:
            _found(runs.find_run(connection, run_id), run_id)
            return runs.run_events(connection, run_id, after)

    def wait(self, run_id: str, seconds: float, after: int | None = None) -> Run:
        """Wait until a run is over, or something has happened to it after a number (None: only the end counts)."""
        until = time.monotonic() + seconds
        while True:
            run = self.run(run_id)
            news = after is not None and bool(self.run_events(run_id, after))
            left = until - time.monotonic()
            if run.is_over or news or left <= 0:
                return run
            with self.supervisor.changed:
                self.supervisor.changed.wait(min(left, 0.25))

    def stop(self, run_id: str, *, who: str) -> Run:
        """Let a run end soon with the best it has; one that is over stays as it is."""
        return self._wish(run_id, "stop", who)

    def cancel(self, run_id: str, *, who: str) -> Run:
        """Let a run end without a plan; one that is over stays as it is."""
        return self._wish(run_id, "cancel", who)

    def _wish(self, run_id: str, wish: str, who: str) -> Run:
        with self.store.writing() as connection:
            now = self.store.time(connection)
            run = _found(runs.find_run(connection, run_id), run_id)
            if not run.is_over:
                runs.want(connection, run_id, wish)
                if wish == "cancel" and runs.end_queued(connection, run_id, "cancelled", None, now):
                    outcome.tell_end(connection, run, "cancelled", [], now)
                audit.note(connection, at=now, who=who, what=f"run.{wish}", plan_key=run.plan_key, ids=[run_id])
            run = _found(runs.find_run(connection, run_id), run_id)
        self.supervisor.wake()
        return run

    def proposals(self, run_id: str) -> list[PlanVersion]:
        """Return the plans a run has made."""
        with self.store.reading() as connection:
            run = _found(runs.find_run(connection, run_id), run_id)
            return [read_plan(connection, name) for name in run.plan_ids]


def _found(run: Run | None, run_id: str) -> Run:
    if run is None:
        raise unknown_run(run_id)
    return run


def _limits(request: Request, limits: Limits) -> Tree:
    """Return limits as a run keeps them, with the seconds its child may take for the search."""
    return {**asdict(limits), "allowed_seconds": search_limits(request.search, limits).seconds}
