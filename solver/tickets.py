"""What owners ask for: tickets, their steps, and what each person of a crew must bring."""

from dataclasses import dataclass
from enum import StrEnum

from solver.clock import Minute, Minutes, Window


class Urgency(StrEnum):
    """How urgent a ticket is, after the priority matrix."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


class TicketStatus(StrEnum):
    """Whether a ticket is to be planned."""

    OPEN = "open"
    ON_HOLD = "on_hold"
    DONE = "done"
    CANCELLED = "cancelled"


class Lock(StrEnum):
    """What of a ticket's published visits must stay."""

    NONE = "none"
    TECHNICIAN = "technician"
    TIME = "time"
    BOTH = "both"

    @property
    def holds_technician(self) -> bool:
        """Whether a planned visit must stay with its published technician."""
        return self in (Lock.TECHNICIAN, Lock.BOTH)

    @property
    def holds_time(self) -> bool:
        """Whether the visit must be planned, at its published start."""
        return self in (Lock.TIME, Lock.BOTH)


@dataclass(frozen=True, slots=True)
class Need:
    """What one person of a crew must bring."""

    trade: str
    min_level: int = 1
    certificates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a ticket, served by one visit per entry of ``crew``, together.

    The gaps run from the last end of the step before to this start, negative where the two may overlap; ``max_gap``
    None means no limit.
    """

    crew: tuple[Need, ...]
    service_minutes: Minutes
    min_gap: Minutes = 0
    max_gap: Minutes | None = None


@dataclass(frozen=True, slots=True)
class After:
    """A ticket's first step starts after the last end of another ticket, within the gaps."""

    ticket: int
    min_gap: Minutes = 0
    max_gap: Minutes | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """An owner's request.

    ``urgency`` is the effective one; ``impact`` multiplies unassigned and lateness costs (1, 2 or 4; 1
    for all when a priority matrix is given); ``respond_by`` and ``complete_by`` already hold the time
    limits that fill them in. None always means "no such condition".
    """

    id: str
    site: int
    steps: tuple[Step, ...]
    urgency: Urgency = Urgency.NORMAL
    impact: int = 1
    reported_at: Minute | None = None
    ready_at: Minute | None = None
    respond_by: Minute | None = None
    complete_by: Minute | None = None
    deadline: Minute | None = None
    promised: tuple[Window, ...] = ()
    preferred: tuple[Window, ...] = ()
    required_technician: int | None = None
    preferred_technicians: frozenset[int] = frozenset()
    banned_technicians: frozenset[int] = frozenset()
    same_technician_as: int | None = None
    after: tuple[After, ...] = ()
    status: TicketStatus = TicketStatus.OPEN
    hold_reason: str | None = None
    lock: Lock = Lock.NONE
