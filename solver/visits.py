"""What is made of tickets: visits, and what the plan in force says of them."""

from dataclasses import dataclass
from enum import StrEnum

from solver.clock import Minute, Minutes, Window


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
class Published:
    """What the plan in force says of one visit.

    ``state`` is already read by the clock. ``depart`` is when the technician set out (None: not known).
    ``window`` is the arrival window, None when none was published; ``told`` says whether the owner knows
    it. ``released_by`` names the rule that has made freeze, time lock or journey impossible since (see
    ``solver.releases``); None: they bind.
    """

    shift: int
    start: Minute
    end: Minute
    depart: Minute | None = None
    state: VisitState = VisitState.PLANNED
    outcome: Outcome | None = None
    window: Window | None = None
    told: bool = False
    released_by: str | None = None


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
