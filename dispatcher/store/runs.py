"""Runs: claimed with a lease and a fencing number, written to by their holder alone."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, case, desc, func, insert, select, update

from dispatcher.store.bell import ring
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.parts import drop_parts
from dispatcher.store.rows import Lane, Run, RunEvent, RunState, Tree, fields
from dispatcher.store.tables import RUN, RUN_EVENT, RUN_STATES


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to queue; see ``Run``."""

    plan_key: str
    request_id: str
    lane: Lane
    limits: Tree
    modes: Sequence[str] = ()
    before_id: str | None = None
    deadline: float | None = None


def add_run(connection: Connection, new: NewRun, now: float) -> str:
    """Queue a run; return its id."""
    name = f"run-{uuid.uuid4().hex}"
    values = {
        "id": name,
        "plan_key": new.plan_key,
        "request_id": new.request_id,
        "before_id": new.before_id,
        "state": "queued",
        "lane": new.lane,
        "modes": list(new.modes),
        "limits": new.limits,
        "fence": 0,
        "attempts": 0,
        "causes": [],
        "plan_ids": [],
        "stop_wanted": 0,
        "cancel_wanted": 0,
        "deadline": new.deadline,
        "created_at": now,
    }
    connection.execute(insert(RUN).values(values))
    add_run_event(connection, name, "queued", {}, now)
    ring(connection)
    return name


def find_run(connection: Connection, run_id: str) -> Run | None:
    """Return a run; None: there is none of that id."""
    row = connection.execute(select(RUN).where(RUN.c.id == run_id)).mappings().one_or_none()
    return None if row is None else Run(**fields(row))


def list_runs(
    connection: Connection,
    *,
    plan_key: str | None = None,
    states: Collection[RunState] = (),
    before: int | None = None,
    count: int = 100,
) -> list[Run]:
    """Return runs, newest first: those of a key (None: all) and of some states (empty: all), below a number."""
    rows = select(RUN).order_by(desc(RUN.c.number)).limit(count)
    if plan_key is not None:
        rows = rows.where(RUN.c.plan_key == plan_key)
    if states:
        rows = rows.where(RUN.c.state.in_(states))
    if before is not None:
        rows = rows.where(RUN.c.number < before)
    return [Run(**fields(row)) for row in connection.execute(rows).mappings()]


def claim(connection: Connection, lease: Lease, lanes: Collection[Lane], now: float) -> Run | None:
    """Take the next queued run of some lanes, urgent ones first, oldest first; None: nothing waits."""
    first = select(RUN.c.id).where(RUN.c.state == "queued", RUN.c.lane.in_(lanes))
    order = (case((RUN.c.lane == "urgent", 0), else_=1), RUN.c.number)
    # What another claims at this moment is his.
    free = first.order_by(*order).limit(1).with_for_update(skip_locked=True)
    name = connection.execute(free).scalar_one_or_none()
    if name is None:
        return None
    values = {
        "state": "running",
        "lease_owner": lease.owner,
        "lease_until": now + lease.seconds,
        "fence": RUN.c.fence + 1,
        "attempts": RUN.c.attempts + 1,
        "started_at": func.coalesce(RUN.c.started_at, now),
    }
    connection.execute(update(RUN).where(RUN.c.id == name, RUN.c.state == "queued").values(values))
    run = find_run(connection, name)
    if run is not None:
        add_run_event(connection, name, "running", {"attempt": run.attempts}, now)
    return run


def count_runs(connection: Connection) -> dict[str, int]:
    """Return how many runs are in each state."""
    rows = select(RUN.c.state, func.count()).group_by(RUN.c.state)
    return dict.fromkeys(RUN_STATES, 0) | {row[0]: row[1] for row in connection.execute(rows)}


def is_waiting(connection: Connection, lanes: Collection[Lane]) -> bool:
    """Whether a run of some lanes is queued."""
    rows = select(RUN.c.id).where(RUN.c.state == "queued", RUN.c.lane.in_(lanes)).limit(1)
    return connection.execute(rows).one_or_none() is not None


def renew(connection: Connection, run: Run, lease: Lease, now: float) -> Run:
    """Prolong the lease of a run that is held; return the run as it is by now, with what people want of it.

    Raises
    ------
    FencedError
        Somebody else has claimed it, or it is over.
    """
    _write(connection, run, {"lease_until": now + lease.seconds})
    found = find_run(connection, run.id)
    if found is None:
        raise FencedError(run.id)
    return found


def note_progress(connection: Connection, run: Run, progress: Tree, now: float) -> None:
    """Write how far a run that is held has come.

    Raises
    ------
    FencedError
        As ``renew``.
    """
    _write(connection, run, {"progress": progress})
    add_run_event(connection, run.id, "progress", progress, now)


def succeed(connection: Connection, run: Run, plan_ids: Sequence[str], now: float, *, cause: str | None = None) -> None:
    """End a run that is held with what it has found.

    Parameters
    ----------
    cause
        What went wrong after that; None: nothing.

    Raises
    ------
    FencedError
        As ``renew``.
    """
    found: Tree = {"plan_id": plan_ids[0], "plan_ids": list(plan_ids)}
    wrong: Tree = {} if cause is None else {"causes": [*run.causes, cause]}
    _end_claim(connection, run, _end("succeeded", now) | found | wrong)
    add_run_event(connection, run.id, "succeeded", found | ({} if cause is None else {"cause": cause}), now)


def fail(connection: Connection, run: Run, problem: Tree, now: float) -> None:
    """End a run that is held, or expired, without a plan.

    Raises
    ------
    FencedError
        As ``renew``.
    """
    _end_claim(connection, run, _end("failed", now) | {"problem": problem})
    add_run_event(connection, run.id, "failed", {"problem": problem}, now)


def cancel(connection: Connection, run: Run, now: float) -> None:
    """End a run that is held because somebody no longer wants it.

    Raises
    ------
    FencedError
        As ``renew``.
    """
    _end_claim(connection, run, _end("cancelled", now))
    add_run_event(connection, run.id, "cancelled", {}, now)


def give_back(connection: Connection, run: Run, cause: str, now: float, *, counts: bool = True) -> None:
    """Queue a run that is held, or expired, again.

    Parameters
    ----------
    counts
        Whether it was an attempt: not where the service itself was the reason.

    Raises
    ------
    FencedError
        As ``renew``.
    """
    attempts = run.attempts if counts else run.attempts - 1
    values = {"state": "queued", "lease_owner": None, "lease_until": None, "causes": [*run.causes, cause]}
    _end_claim(connection, run, values | {"attempts": attempts})
    add_run_event(connection, run.id, "retried", {"cause": cause}, now)
    ring(connection)


def expired(connection: Connection, now: float) -> list[Run]:
    """Return runs whose holder has not been heard of for longer than its lease."""
    rows = select(RUN).where(RUN.c.state == "running", RUN.c.lease_until < now).order_by(RUN.c.number)
    return [Run(**fields(row)) for row in connection.execute(rows).mappings()]


def take_expired(connection: Connection, run: Run, now: float) -> Run | None:
    """Return a claim whose lease has run out as it is by now, None: it has not; no one else writes to it meanwhile."""
    own = (RUN.c.id == run.id, RUN.c.state == "running", RUN.c.fence == run.fence, RUN.c.lease_until < now)
    row = connection.execute(select(RUN).where(*own).with_for_update()).mappings().one_or_none()
    return None if row is None else Run(**fields(row))


def overdue(connection: Connection, now: float) -> list[Run]:
    """Return queued runs whose deadline has passed."""
    rows = select(RUN).where(RUN.c.state == "queued", RUN.c.deadline <= now).order_by(RUN.c.number)
    return [Run(**fields(row)) for row in connection.execute(rows).mappings()]


def end_queued(connection: Connection, run_id: str, state: RunState, problem: Tree | None, now: float) -> bool:
    """End a run that still waits; return whether it did."""
    own = (RUN.c.id == run_id, RUN.c.state == "queued")
    values = _end(state, now) | {"problem": problem}
    if connection.execute(update(RUN).where(*own).values(values)).rowcount == 0:
        return False
    add_run_event(connection, run_id, state, {} if problem is None else {"problem": problem}, now)
    return True


def want(connection: Connection, run_id: str, wish: str) -> None:
    """Note that somebody wants a run that is not over to ``stop`` or ``cancel``."""
    own = (RUN.c.id == run_id, RUN.c.state.in_(("queued", "running")))
    connection.execute(update(RUN).where(*own).values({f"{wish}_wanted": 1}))


def add_run_event(connection: Connection, run_id: str, kind: str, body: Tree, now: float) -> None:
    """Append one thing that happened to a run."""
    last = select(func.coalesce(func.max(RUN_EVENT.c.number), 0)).where(RUN_EVENT.c.run_id == run_id)
    number = connection.execute(last).scalar_one() + 1
    connection.execute(insert(RUN_EVENT).values(run_id=run_id, number=number, kind=kind, body=body, at=now))


def run_events(connection: Connection, run_id: str, after: int = 0) -> list[RunEvent]:
    """Return what happened to a run after a number, in order."""
    own = (RUN_EVENT.c.run_id == run_id, RUN_EVENT.c.number > after)
    rows = connection.execute(select(RUN_EVENT).where(*own).order_by(RUN_EVENT.c.number))
    return [RunEvent(**fields(row)) for row in rows.mappings()]


def _end_claim(connection: Connection, run: Run, values: Tree) -> None:
    """Write to a run that is held for the last time: with its claim go the parts it was split into."""
    _write(connection, run, values)
    drop_parts(connection, run.id)


def _end(state: RunState, now: float) -> Tree:
    return {"state": state, "finished_at": now, "lease_owner": None, "lease_until": None}


def _write(connection: Connection, run: Run, values: Tree) -> None:
    """Write to a run if it is still the caller's: running, at the fencing number he claimed it with."""
    own = (RUN.c.id == run.id, RUN.c.state == "running", RUN.c.fence == run.fence)
    if connection.execute(update(RUN).where(*own).values(values)).rowcount != 1:
        raise FencedError(run.id)
