"""A kind of day: everything that makes one sort of day differ from another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.calendar import Calendar
from scenarios.words import Lang, Words

Limit = tuple[str, str | None, int, int | None]
SHANGHAI_MARCH = Calendar("2026-03-02", "Asia/Shanghai", "+08:00")
SHANGHAI_JULY = Calendar("2026-07-14", "Asia/Shanghai", "+08:00")
LONDON_MARCH = Calendar("2026-03-02", "Europe/London", "+00:00")


@dataclass(frozen=True, slots=True)
class Tickets:
    """What tickets are like; every number is a percentage of the tickets, and above 0 it means at least one.

    Attributes
    ----------
    emergency, certified, common
        Grave faults; faults that take a paper; faults that concern a building or estate.
    promised, preferred, deadline, ready, own_limits
        Promised and preferred windows, hard deadlines, parts or owners that come later, due times of their own.
    required, liked, banned
        A technician who must come, who is wished, who may not come.
    on_hold, closed
        Tickets on hold; tickets done or cancelled. Neither counts in the load.
    seen_late
        Tickets reported after the day's start: the day is planned as it turned out.
    impossible
        Tickets that nobody on shift can serve, on purpose.
    """

    emergency: int = 2
    certified: int = 3
    common: int = 8
    promised: int = 20
    preferred: int = 10
    deadline: int = 3
    ready: int = 5
    own_limits: int = 0
    required: int = 2
    liked: int = 4
    banned: int = 2
    on_hold: int = 2
    closed: int = 0
    seen_late: int = 0
    impossible: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """What technicians are like; every number is a percentage of them.

    Of those on duty, ill, capped, tied to estates and from outside there is at least one unless the number is 0, as
    long as there are people besides the anchors (see ``scenarios.people``), who are none of these.

    Attributes
    ----------
    contractor, tied
        Contractors; those who may enter some estates only.
    away, busy, ill
        A stretch nowhere; a meeting or training at a site; no shift at all.
    quick, slow, carried
        Those who need less or more than 100 percent; those who bring minutes from before.
    early, late, part_time
        Other hours than 08:00-17:00.
    capped
        Shifts with a largest number of visits.
    on_duty
        Evening and night shifts that serve emergencies and urgent tickets only.
    from_home
        Routes that begin at home; some end elsewhere or anywhere.
    """

    contractor: int = 0
    tied: int = 0
    away: int = 5
    busy: int = 10
    ill: int = 0
    quick: int = 10
    slow: int = 10
    carried: int = 30
    early: int = 10
    late: int = 10
    part_time: int = 5
    capped: int = 0
    on_duty: int = 0
    from_home: int = 0


@dataclass(frozen=True, slots=True)
class Links:
    """Which tickets are tied to others; ``share`` is a percentage of the tickets, the others weigh the ways of it."""

    share: int = 10
    crew: int = 3
    mixed_crew: int = 1
    steps: int = 4
    after: int = 2
    same: int = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day.

    Attributes
    ----------
    name
        As on the command line.
    load
        Percent: Σ service × crew of open tickets ÷ Σ working minutes of the shifts that serve all urgencies (to the
        shift's end, less breaks and absences, from ``now`` on).
    mix
        Weight of each trade.
    layout, travel
        One ``estate``, several ``estates`` or a ``city``; kind of travel of the contract.
    starts_at
        Minute of the first day when planning begins (``now``, where it is later than the first shift).
    limits
        ``time_limits``: urgency, trade (None: all others), minutes until the response and the completion (None: no
        limit of this row). Empty: none.
    matrix
        ``priority_matrix`` of the contract; None: none.
    policy
        ``policy`` of the contract; None: defaults.
    """

    name: str
    title: Words
    about: Words
    load: int
    mix: Mapping[str, int]
    layout: str
    travel: str
    lang: Lang = Lang.ZH
    calendar: Calendar = SHANGHAI_MARCH
    days: int = 1
    horizon_start: int = 450
    now: int | None = None
    night: bool = False
    tickets: Tickets = field(default_factory=Tickets)
    people: People = field(default_factory=People)
    links: Links = field(default_factory=Links)
    limits: tuple[Limit, ...] = ()
    matrix: Mapping[str, Mapping[str, str]] | None = None
    policy: Mapping[str, object] | None = None
