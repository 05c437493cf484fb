"""Events: facts are kept first, in one transaction; then there are answers to them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dispatcher.digest import json_digest
from dispatcher.faults import Fault, make_fault
from dispatcher.faults.build import Path
from dispatcher.reading.events import Batch
from dispatcher.resident import Proposal, Resident
from dispatcher.runs.residents import Residents, read_plan
from dispatcher.schemas.event import AnyEvent, Event
from dispatcher.store import Store, audit, events, keys, outbox, plans, private, requests, runs
from dispatcher.store.dialect import hold_key
from dispatcher.store.plans import NewPlan
from dispatcher.store.private import Words
from dispatcher.store.rows import PlanKey, PlanVersion, Run, Tree
from dispatcher.store.runs import NewRun

MOST_TRIES = 20  # other processes that write to the same key at the same moment
EVENT: TypeAdapter[AnyEvent] = TypeAdapter(Event)
FAST = "fast"
Rows = tuple[tuple[Path, AnyEvent], ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of events.

    Attributes
    ----------
    accepted
        Ids of events that are kept, those kept before included, in the order they were sent.
    rejected
        What is wrong with the others, with paths into the list as it was sent.
    proposals
        The first answer; empty: none was wanted, none is legal without a search, nothing was accepted, or another
        process has changed the key meanwhile.
    run
        Searches for the other answers; None: none was wanted.
    """

    accepted: tuple[str, ...]
    rejected: tuple[Fault, ...] = ()
    proposals: tuple[PlanVersion, ...] = ()
    run: Run | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """How events are to be taken and answered: see ``Desk.record_events``."""

    who: str
    modes: Sequence[str] = ()
    partial: bool = False
    seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Events of a list: new ones without what is private, ids of those known before, and ids that clash."""

    fresh: Batch
    digests: dict[str, str]
    words: tuple[Words, ...]
    known: frozenset[str]


def record(store: Store, residents: Residents, plan_key: str, batch: Batch, wanted: Wanted) -> Recorded:
    """Keep events and answer them; see ``Desk.record_events``."""
    with residents.alone(plan_key):
        for _ in range(MOST_TRIES):
            seen, resident = residents.get(plan_key)
            with store.reading() as connection:
                found = _sort(connection, plan_key, batch)
            taken, faults = _take(resident, found.fresh, partial=wanted.partial)
            if faults and not wanted.partial:
                return Recorded((), tuple(faults))
            accepted = frozenset(event.id for _, event in taken) | found.known
            try:
                run_id = _write(store, seen, resident, found, taken, wanted)
            except keys.MovedOnError:
                residents.drop(plan_key)
                continue
            except BaseException:
                residents.drop(plan_key)  # what the planner has taken is not kept
                raise
            moved = seen.revision + (1 if taken else 0)
            residents.keep(plan_key, moved, resident)
            ids = tuple(dict.fromkeys(event.id for _, event in batch.events if event.id in accepted))
            return _answer(store, resident, (plan_key, moved), Recorded(ids, tuple(faults)), wanted, run_id)
    raise TimeoutError(f"others write to {plan_key} all the time")


def _sort(connection: Connection, plan_key: str, batch: Batch) -> _Sorted:
    """Tell new events from those that were kept before, and from those whose id was used for another."""
    rows = [(path, event, event.to_wire()) for path, event in batch.events]
    digests = {event.id: json_digest(tree) for _, event, tree in reversed(rows)}
    kept = events.digests(connection, plan_key, list(digests))
    faults = [*batch.faults]
    fresh = []
    words: list[Words] = []
    for path, event, tree in rows:
        digest = json_digest(tree)
        if kept.get(event.id, digests[event.id]) != digest:
            faults.append(make_fault("event_conflict", (*path, "id"), ids=(event.id,), value=event.id))
        elif event.id not in kept:
            plain, own = private.split_event(tree)
            words += own
            fresh.append((path, EVENT.validate_python(plain) if own else event))
    return _Sorted(replace(batch, events=tuple(fresh), faults=tuple(faults)), digests, tuple(words), frozenset(kept))


def _take(resident: Resident, batch: Batch, *, partial: bool) -> tuple[Rows, list[Fault]]:
    """Let a planner take events: all of them or none; with ``partial``, those that are left without the bad ones."""
    faults: list[Fault] = []
    if partial:
        faults, batch = [*batch.faults], replace(batch, faults=(), lost=frozenset())
    while batch.events or batch.faults:
        wrong = resident.take(batch)
        if not wrong:
            break
        faults += wrong
        bad = {fault.path.split("/")[2] for fault in wrong if fault.path.count("/") > 1}
        left = tuple(row for row in batch.events if str(row[0][1]) not in bad)
        if not partial or len(left) == len(batch.events):
            return (), faults
        batch = replace(batch, events=left)
    return batch.events, faults


def _write(
    store: Store,
    seen: PlanKey,
    resident: Resident,
    found: _Sorted,
    taken: Rows,
    wanted: Wanted,
) -> str:
    """Keep what was taken, and queue the searches that are wanted.

    Returns
    -------
    The id of the run, empty if none is wanted.

    Raises
    ------
    MovedOnError
        The key has moved on meanwhile: nothing is kept.
    """
    own = {event.id for _, event in taken}
    rows = [(event.id, found.digests[event.id], event.to_wire()) for event in {e.id: e for _, e in taken}.values()]
    modes = [mode for mode in wanted.modes if mode != FAST]
    request_id = seen.request_id
    with store.writing() as connection:
        hold_key(connection, seen.key)
        now = store.time(connection)
        if rows:
            last = seen.last_event + len(rows)
            request_id = requests.add_request(
                connection, seen.key, resident.request, origin="events", last_event=last, now=now
            )
            keys.move_on(connection, seen, request_id=request_id, last_event=last)  # before a number is used twice
            events.add_events(connection, seen.key, rows, after=seen.last_event, who=wanted.who, now=now)
            words = [row for row in found.words if any(row[1] == _ticket(e) for _, e in taken)]
            private.keep(connection, seen.key, words, now)
            audit.note(connection, at=now, who=wanted.who, what="events.accepted", plan_key=seen.key, ids=sorted(own))
        if not modes or request_id is None or not (rows or found.known):
            return ""
        limits = {"seconds": wanted.seconds, "allowed_seconds": wanted.seconds}
        new = NewRun(seen.key, request_id, "urgent", limits, modes=modes, before_id=seen.plan_id)
        run_id = runs.add_run(connection, new, now)
        audit.note(connection, at=now, who=wanted.who, what="run.queued", plan_key=seen.key, ids=[run_id])
        return run_id


def _answer(
    store: Store, resident: Resident, standing: tuple[str, int], recorded: Recorded, wanted: Wanted, run_id: str
) -> Recorded:
    """Return what was kept with the first answer to it, and the run that looks for others."""
    proposals: tuple[PlanVersion, ...] = ()
    if FAST in wanted.modes and recorded.accepted:
        first = resident.first()
        if first is not None:
            with suppress(keys.MovedOnError):  # by another process: what it answers is no longer how things stand
                proposals = (keep_proposal(store, *standing, first),)
    with store.reading() as connection:
        run = runs.find_run(connection, run_id) if run_id else None
    return replace(recorded, proposals=proposals, run=run)


def keep_proposal(store: Store, plan_key: str, revision: int, proposal: Proposal) -> PlanVersion:
    """Keep a proposal for how things stand under a key at a revision; the same again is kept once.

    Raises
    ------
    MovedOnError
        The key has another revision by now.
    """
    body: Tree = proposal.plan.to_wire()
    with store.writing() as connection:
        hold_key(connection, plan_key)
        now = store.time(connection)
        key = keys.find_key(connection, plan_key)
        if key is None or key.request_id is None or key.revision != revision:
            raise keys.MovedOnError(plan_key)
        new = NewPlan(
            plan_key,
            key.request_id,
            body,
            modes=[mode.value for mode in proposal.modes],
            interrupts=[event.to_wire() for event in proposal.interrupts],
        )
        same = plans.find_equal(connection, new)
        if same is not None:
            return same
        name = plans.add_plan(connection, new, now)
        outbox.put(connection, "proposal.ready", plan_key, {"plan_id": name, "run_id": None}, now)
        return read_plan(connection, name)


def _ticket(event: AnyEvent) -> str | None:
    return event.ticket.id if event.type == "new_ticket" else None
