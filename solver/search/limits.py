"""What a search is allowed, and what it says while it runs and when it ends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from solver.plan import Plan
from solver.problem import Urgency
from solver.status import Status

SMALL = 60  # visits; the complete model proves little on larger days


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Limits of one search.

    Attributes
    ----------
    seconds
        Time for the search; None with ``iterations``: no limit of time.
    iterations
        Instead of seconds: repeatable to the byte with one worker; None: limited by time.
    seed
        Seed of every random choice.
    workers
        Threads; 0: one per core.
    target_gap
        Stop once (cost - bound) / max(1, cost) is at most this.
    engine
        ``full`` (the default search) or ``cp_sat`` (the complete model alone).
    """

    seconds: float | None = 10.0
    iterations: int | None = None
    seed: int = 0
    workers: int = 0
    target_gap: float = 0.0
    engine: str = "full"


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a search, ``plan`` being the best so far; None is what is not known yet."""

    seconds: float
    cost: int | None
    lower_bound: int | None
    unassigned: Mapping[Urgency, int]
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A lock that takes part in a proved contradiction, or a rule it contradicts, and the ticket it binds."""

    rule: str
    ticket: int


@dataclass(frozen=True, slots=True)
class Effort:
    """What the chains of a search did.

    Attributes
    ----------
    removed
        Visits taken out, over all iterations.
    insertions
        Insertions evaluated.
    selection_seconds
        Time in choosing among the routes seen; None: that was not done.
    """

    removed: int
    insertions: int
    selection_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found.

    Attributes
    ----------
    status
        What is proved, and what is not.
    plan, cost
        The cheapest plan found and its cost; None without one.
    lower_bound
        No legal plan costs less; None when nothing is proved.
    seconds, first_plan_seconds
        Time in all and until the first plan; None without one.
    iterations
        Steps of the search, in the engine's own count.
    effort
        What those steps were; None where no chain made them.
    conflict
        With ``infeasible``: a smallest set of locks that contradict each other, and rules that forbid them.
    refused
        Plans of ours that the checker refused, and bounds that failed: 0 unless there is a defect.
    """

    status: Status
    plan: Plan | None = None
    cost: int | None = None
    lower_bound: int | None = None
    seconds: float = 0.0
    first_plan_seconds: float | None = None
    iterations: int = 0
    effort: Effort | None = None
    conflict: tuple[Conflict, ...] = ()
    refused: int = 0


Listener = Callable[[Progress], None]
Stop = Callable[[], bool]
Timer = Callable[[], float]
