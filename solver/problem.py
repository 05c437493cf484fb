"""The problem of one planning run: what is to be done, by whom it can be done, and what is already fact.

Owns the frozen data every other part of the solver reads. Refuses to know wire formats, clocks and time
zones: time is whole minutes from the horizon's start (``Minute``), and everything is referred to by its
position (``*_idx`` or a plain index) in the tuples of ``Problem``; ids are kept for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from solver.policy import Policy

Minute = int
Minutes = int
IntMatrix = npt.NDArray[np.int64]


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


class VisitState(StrEnum):
    """How far a published visit has come, the clock already taken into account."""

    PLANNED = "planned"
    TRAVELLING = "travelling"
    STARTED = "started"
    DONE = "done"


class Outcome(StrEnum):
    """How a visit that is over went."""

    SERVED = "served"
    NO_SHOW = "no_show"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time [start, end)."""

    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True)
class Window:
    """Allowed or wished starts of service, both ends included."""

    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True)
class Break:
    """A break of a shift: ``minutes`` long, its start within the window, both ends included."""

    earliest_start: Minute
    latest_start: Minute
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class Absence:
    """A stretch of a shift without work: at ``site`` (a stop of the route), or nowhere if None."""

    start: Minute
    end: Minute
    site: int | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """One technician's working day.

    ``overtime_until`` is the latest return; ``end_site`` None means the route may end anywhere;
    ``max_visits`` None means any number; ``serves_urgencies`` empty means all; ``day`` is the proleptic
    ordinal of the local date on which the shift starts; ``past_breaks`` are published breaks that had
    started before ``now``: facts.
    """

    id: str
    technician: int
    start: Minute
    end: Minute
    overtime_until: Minute
    start_site: int
    end_site: int | None
    breaks: tuple[Break, ...] = ()
    absences: tuple[Absence, ...] = ()
    max_visits: int | None = None
    serves_urgencies: frozenset[Urgency] = frozenset()
    day: int = 0
    past_breaks: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Technician:
    """A person with skills.

    ``skills`` maps trade to level 1-3; ``certificates`` maps code to the ordinal of its last valid day,
    None for ever; ``estates`` empty means all; ``duration_percent`` scales the service minutes of visits
    made alone; ``carried_minutes`` is work already done in the fairness period; ``shifts`` are indexes.
    """

    id: str
    name: str = ""
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: Mapping[str, int | None] = field(default_factory=dict)
    contractor: bool = False
    estates: frozenset[str] = frozenset()
    duration_percent: int = 100
    carried_minutes: Minutes = 0
    shifts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """A place; ``estate`` None means it belongs to none and is open to every technician."""

    id: str
    estate: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """What one person of a crew must bring."""

    trade: str
    min_level: int = 1
    certificates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a ticket, served by one visit per entry of ``crew``, together.

    The gaps run from the last end of the step before to this start; ``max_gap`` None means no limit.
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


@dataclass(frozen=True, slots=True)
class Published:
    """What the plan in force says of one visit.

    ``state`` is already read by the clock. ``depart`` is when the technician set out (None: not known).
    ``window`` is the arrival window, None when none was published; ``told`` says whether the owner knows
    it. ``released`` says that an event or a fact has made the lock, freeze or told window impossible.
    """

    shift: int
    start: Minute
    end: Minute
    depart: Minute | None = None
    state: VisitState = VisitState.PLANNED
    outcome: Outcome | None = None
    window: Window | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One technician's stop for one step of one ticket.

    ``minutes`` is the service at 100 % that this part holds: the step's, or what an interruption left.
    For a fact it is what was or is being served (0 for a no-show, planned minutes less the remaining ones
    for an interrupted visit).
    """

    id: str
    ticket: int
    step: int
    crew_position: int
    part: int
    minutes: Minutes
    published: Published | None = None

    @property
    def is_fact(self) -> bool:
        """Whether the visit has started or is over: it can no longer be planned, only kept."""
        return self.published is not None and self.published.state in (VisitState.STARTED, VisitState.DONE)

    @property
    def is_no_show(self) -> bool:
        """Whether the technician came in vain: travel, but no service and no response."""
        return self.published is not None and self.published.outcome is Outcome.NO_SHOW


@dataclass(frozen=True, slots=True)
class Constants:
    """Figures derived from a first request and kept by its re-plans.

    ``share`` maps a technician's index to his fair share of minutes; ``scarce_trades`` are trades whose
    demand exceeds 0.8 of their supply.
    """

    share: Mapping[int, Minutes]
    scarce_trades: frozenset[str]


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything one planning run needs to know.

    Attributes
    ----------
    horizon_end
        Caps the lateness an unassigned ticket pays; bounds no visit.
    now
        No technician sets out for a new visit before it.
    travel
        Array (site, site) of minutes, access minutes of the destination included.
    visits
        Facts of every ticket, and the visits still to be made of the open ones. Ids ascend within a
        ticket by step, part and crew position.
    freeze_until
        Planned visits whose published start is before it stay; None: no freeze.
    max_changes
        Cap on changed visits; None: no cap.
    constants
        Kept from the first plan; None: derive them from this problem.
    has_published
        Whether a plan is in force (it may be empty).
    """

    horizon_end: Minute
    now: Minute
    sites: tuple[Site, ...]
    travel: IntMatrix
    technicians: tuple[Technician, ...]
    shifts: tuple[Shift, ...]
    tickets: tuple[Ticket, ...]
    visits: tuple[Visit, ...]
    policy: Policy
    freeze_until: Minute | None = None
    max_changes: int | None = None
    constants: Constants | None = None
    has_published: bool = False

    @cached_property
    def visits_by_ticket(self) -> tuple[tuple[int, ...], ...]:
        """Indexes of every visit of each ticket, facts included."""
        lists: list[list[int]] = [[] for _ in self.tickets]
        for visit_idx, visit in enumerate(self.visits):
            lists[visit.ticket].append(visit_idx)
        return tuple(tuple(indexes) for indexes in lists)

    @cached_property
    def open_visits_by_ticket(self) -> tuple[tuple[int, ...], ...]:
        """Indexes of each ticket's visits that are still to be made; empty when it is not open."""
        return tuple(
            tuple(i for i in indexes if not self.visits[i].is_fact) if ticket.status is TicketStatus.OPEN else ()
            for ticket, indexes in zip(self.tickets, self.visits_by_ticket, strict=True)
        )

    def need(self, visit: Visit) -> Need:
        """Return what the technician of a visit must bring."""
        return self.tickets[visit.ticket].steps[visit.step].crew[visit.crew_position]

    def crew_size(self, visit: Visit) -> int:
        """Return how many people serve the visit's step together."""
        return len(self.tickets[visit.ticket].steps[visit.step].crew)
