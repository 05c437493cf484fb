"""What leaves the store: frozen rows, times as aware datetimes in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import RowMapping

Tree = dict[str, Any]
RunState = Literal["queued", "running", "succeeded", "failed", "cancelled"]
PlanState = Literal["proposed", "reviewed", "published", "superseded", "discarded"]
PartState = Literal["queued", "running", "done", "failed"]
Lane = Literal["urgent", "daily"]
OVER = frozenset({"succeeded", "failed", "cancelled"})


@dataclass(frozen=True, slots=True)
class PlanKey:
    """What is in force under a key.

    Attributes
    ----------
    version
        How often something was published: what a publisher compares, and the ETag.
    revision
        How often anything changed, events included.
    last_event
        Number of the last event taken; 0: none.
    submitted_id
        The request last submitted; None: none was.
    request_id, plan_id
        The request in force with every event in it, and the plan in force; None: nothing is in force.
    """

    key: str
    version: int
    revision: int
    last_event: int
    submitted_id: str | None
    request_id: str | None
    plan_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """One run: a request to plan, and how far that is.

    Attributes
    ----------
    modes
        Answers wanted to what has happened; empty: the request is planned.
    before_id
        The plan in force that changes are told against; None: the request says.
    fence
        Number of the last claim: only its holder may write.
    attempts
        Claims that were not given back unharmed.
    causes
        Why earlier attempts failed, oldest first.
    progress
        ``seconds``, ``cost``, ``lower_bound``, ``unassigned``; None: none yet.
    plan_id, plan_ids
        The proposal, the first of several, None: none; and all of them.
    problem
        A fault as JSON tree, with ``errors``; None: none.
    """

    id: str
    number: int
    plan_key: str
    request_id: str
    before_id: str | None
    state: RunState
    lane: Lane
    modes: tuple[str, ...]
    limits: Tree
    lease_owner: str | None
    lease_until: datetime | None
    fence: int
    attempts: int
    causes: tuple[str, ...]
    progress: Tree | None
    plan_id: str | None
    plan_ids: tuple[str, ...]
    problem: Tree | None
    stop_wanted: bool
    cancel_wanted: bool
    deadline: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a run under way.

    Attributes
    ----------
    place, places
        Which of how many parts it is, from 0; the first is the run's holder's own and has no row.
    until
        When its plan is wanted.
    fence, attempts
        As of a run.
    progress
        As of a run; None: none yet.
    cause
        Why the last attempt gave no plan; None: none has failed.
    """

    id: str
    number: int
    run_id: str
    place: int
    places: int
    state: PartState
    until: datetime
    lease_owner: str | None
    lease_until: datetime | None
    fence: int
    attempts: int
    progress: Tree | None
    cause: str | None


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One thing that happened to a run; numbers rise by one from 1."""

    run_id: str
    number: int
    kind: str
    body: Tree
    at: datetime


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of a plan; only its state changes.

    Attributes
    ----------
    body
        The plan as JSON tree; its ``plan_id`` is ``id``.
    interrupts
        Events that happen when it is published: visits that it breaks off.
    from_plan_id
        The version it repeats; None: none.
    version
        Of its key once it came into force; None: it never was.
    """

    id: str
    number: int
    plan_key: str
    request_id: str
    run_id: str | None
    from_plan_id: str | None
    modes: tuple[str, ...]
    interrupts: tuple[Tree, ...]
    body: Tree
    created_at: datetime
    state: PlanState
    version: int | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event that was accepted, without what is private."""

    plan_key: str
    number: int
    id: str
    digest: str
    batch: int
    body: Tree
    who: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what, when; ``digest`` covers the row and the one before it."""

    number: int
    at: datetime
    who: str
    what: str
    plan_key: str | None
    ids: tuple[str, ...]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message to send; ``sent_at``: when it was given to the webhooks it is for, None: it has not been yet."""

    number: int
    id: str
    topic: str
    plan_key: str
    body: Tree
    created_at: datetime
    sent_at: datetime | None


_TIMES = frozenset(
    {"lease_until", "until", "deadline", "created_at", "started_at", "finished_at", "accepted_at", "at", "next_at",
     "sent_at", "written_at", "ended_at", "made_at", "previous_until", "disabled_at"}
)  # fmt: skip
_TUPLES = frozenset({"modes", "plan_ids", "causes", "interrupts", "ids", "kinds", "estates"})
_FLAGS = frozenset({"stop_wanted", "cancel_wanted"})


def moment(seconds: float) -> datetime:
    """Return a time of the store as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def fields(row: RowMapping) -> Tree:
    """Return the fields of a row as the dataclasses hold them."""
    return {name: _field(name, value) for name, value in row.items()}


def _field(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return moment(value)
    if name in _TUPLES:
        return tuple(value)
    return bool(value) if name in _FLAGS else value
