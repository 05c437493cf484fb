"""The rows of the tables: costs, limits and links, each with the name of the rule it came from.

Visits, shifts, tickets and technicians are indexes into the problem; times are minutes from the horizon's
start; costs are in minutes of travel.
"""

from dataclasses import dataclass, field

from solver.curve import Curve
from solver.heads import Head
from solver.problem import Absence, Interval, Minute, Minutes

FAR_FUTURE = 10**7  # after every minute a problem can hold


@dataclass(frozen=True, slots=True)
class TimeCost:
    """A cost of one visit's start or end, paid if the visit is planned."""

    rule: str
    visit: int
    curve: Curve


@dataclass(frozen=True, slots=True)
class StartRange:
    """Closed ranges in one of which a visit's start lies."""

    rule: str
    visit: int
    ranges: tuple[tuple[Minute, Minute], ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit on one entry (a visit, a shift or a ticket, by the list it stands in)."""

    rule: str
    index: int
    value: int


@dataclass(frozen=True, slots=True)
class ShiftCost:
    """A cost of a shift's return."""

    rule: str
    shift: int
    curve: Curve


@dataclass(frozen=True, slots=True)
class TechnicianCost:
    """A cost of ``base`` plus the minutes of the visits given to a technician, over all his shifts."""

    rule: str
    technician: int
    base: Minutes
    curve: Curve


@dataclass(frozen=True, slots=True)
class Group:
    """Visits tied together: ``same_start`` and ``different_people`` read it."""

    rule: str
    visits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """``after`` starts within [min_gap, max_gap] of the end of ``before``, if both are planned."""

    rule: str
    before: int
    after: int
    min_gap: Minutes
    max_gap: Minutes | None


@dataclass(frozen=True, slots=True)
class Requires:
    """``ticket`` is planned only if ``other`` is."""

    rule: str
    ticket: int
    other: int


@dataclass(frozen=True, slots=True)
class Among:
    """Whoever makes one of ``visits`` is in ``people`` or makes one of ``others``.

    It holds if ``visits`` are planned, and, unless ``always``, the ticket ``other`` is planned too.
    """

    rule: str
    visits: tuple[int, ...]
    others: tuple[int, ...]
    people: frozenset[int]
    other: int
    always: bool


@dataclass(frozen=True, slots=True)
class OneBy:
    """At least one of ``visits`` is by ``technician``, if they are planned."""

    rule: str
    visits: tuple[int, ...]
    technician: int


@dataclass(frozen=True, slots=True)
class Next:
    """``visit`` is the first planned visit of ``shift``."""

    rule: str
    shift: int
    visit: int


@dataclass(frozen=True, slots=True)
class PlannedBreak:
    """A break still to be planned: ``earliest`` already respects what is settled."""

    rule: str
    earliest: Minute
    latest: Minute
    minutes: Minutes


@dataclass(slots=True)
class ShiftRow:
    """What the tables say of one shift.

    ``departure`` and ``latest_return`` bound the route; ``capacity`` is the number of visits it may still
    take (None: any); ``blocked`` are stretches without travel, service or break; ``use_cost`` is paid when a
    visit is planned on it (a shift its facts already use has it in the constants).
    """

    head: Head
    technician: int
    end_site: int | None
    departure: Minute = -FAR_FUTURE
    latest_return: Minute = FAR_FUTURE
    capacity: int | None = None
    breaks: list[PlannedBreak] = field(default_factory=list)
    blocked: list[Interval] = field(default_factory=list)
    absences: tuple[Absence, ...] = ()
    use_cost: dict[str, int] = field(default_factory=dict)
