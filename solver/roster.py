"""Who can work, where and when: technicians, their shifts, and the sites of the company."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from solver.clock import Interval, Minute, Minutes
from solver.tickets import Urgency


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
