"""Random problems for tests: tiny ones that exercise every rule, and realistic days for proof times.

Owns the drawing of problems without a plan in force; ``tests.random_state`` publishes a plan for them and makes
its beginning fact. Times of tiny problems are a few minutes, so that every start can be enumerated.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from solver.policy import Policy
from solver.problem import (
    Absence,
    After,
    Break,
    Constants,
    Need,
    Problem,
    Shift,
    Site,
    Step,
    Technician,
    Ticket,
    Urgency,
    Visit,
    Window,
)
from tests import random_days
from tests.problem_coverage import EVERYTHING, coverage
from tests.random_state import publish

__all__ = ["BALANCED", "FEATURES", "coverage", "problem_of_seed", "random_day", "random_problem"]

URGENCIES = tuple(Urgency)
TRADES = ("water", "electric", "civil")

# The contract's table of weights, profile balanced.
BALANCED: Mapping[str, Mapping[str, int]] = {
    "unassigned": {"emergency": 1_000_000, "urgent": 5000, "normal": 1500, "low": 500},
    "respond_late": {"emergency": 50, "urgent": 10, "normal": 2, "low": 1},
    "complete_late": {"emergency": 50, "urgent": 10, "normal": 2, "low": 1},
    "promise_late": {"emergency": 50, "urgent": 10, "normal": 5, "low": 5},
    "travel": {"minute": 1},
    "overtime": {"minute": 3},
    "contractor": {"shift": 60, "minute": 1},
    "preference": {"window": 15, "technician": 15},
    "skill_waste": {"level": 3, "scarce": 5},
    "workload": {"over": 1, "over_60": 2, "over_120": 4},
    "disruption": {"technician": 40, "minute": 1, "told_minute": 2, "dropped": 300},
}

# How often a problem has a feature that is not forced.
FEATURES: Mapping[str, float] = {
    "crew": 0.22,
    "mixed_crew": 0.12,
    "steps": 0.25,
    "min_gap": 0.15,
    "max_gap": 0.15,
    "after": 0.25,
    "after_chain": 0.08,
    "after_max_gap": 0.1,
    "same_technician": 0.15,
    "break": 0.3,
    "two_breaks": 0.1,
    "absence": 0.2,
    "located_absence": 0.15,
    "located_absence_at_start": 0.1,
    "overtime": 0.3,
    "contractor": 0.2,
    "certificate": 0.15,
    "estate": 0.15,
    "duty_shift": 0.12,
    "required": 0.12,
    "banned": 0.15,
    "preferred_technician": 0.2,
    "promised_hard": 0.25,
    "promised_soft": 0.2,
    "preferred_window": 0.25,
    "respond": 0.4,
    "complete": 0.35,
    "deadline": 0.2,
    "reported": 0.2,
    "ready": 0.2,
    "several_shifts": 0.15,
    "free_end": 0.15,
    "max_visits": 0.15,
    "duration_percent": 0.2,
    "carried": 0.2,
    "on_hold": 0.08,
    "closed": 0.12,
    "published": 0.65,
    "travelling": 0.4,
    "no_show": 0.2,
    "interrupted": 0.2,
    "lock_technician": 0.25,
    "lock_time": 0.2,
    "lock_both": 0.15,
    "freeze": 0.25,
    "released": 0.15,
    "told": 0.35,
    "overrun": 0.15,
    "crew_part_fact": 0.3,
    "past_break": 0.3,
    "same_site_travel": 0.2,
    "constants": 0.1,
    "impact": 0.3,
    "now": 0.3,
    "small_weights": 0.5,
}

# What must be forced besides, for a situation to come about.
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "after_cancelled": ("after", "closed"),
    "after_done": ("after", "closed"),
    "after_max_gap": ("after",),
    "after_on_hold": ("after", "on_hold"),
    "cancelled": ("closed",),
    "crew_part_fact": ("crew", "published"),
    "done": ("published",),
    "freeze": ("published",),
    "interrupted": ("published",),
    "lock_both": ("published",),
    "lock_technician": ("published",),
    "lock_time": ("published",),
    "max_gap": ("steps", "min_gap"),
    "min_gap": ("steps",),
    "no_show": ("published",),
    "overrun": ("published",),
    "overlapping_absences": ("absence", "located_absence"),
    "part": ("no_show", "published"),
    "past_break": ("break", "published"),
    "planned": ("published",),
    "released": ("freeze", "lock_time", "published"),
    "promised": ("promised_hard",),
    "promised_windows": ("promised_hard",),
    "started": ("published",),
    "told": ("published",),
    "travelling": ("published",),
    "travelling_without_depart": ("published", "travelling"),
}


@dataclass(slots=True)
class _Draft:
    """What is drawn so far; ``has`` answers whether the problem is to have a feature."""

    rng: random.Random
    features: frozenset[str]
    forced: frozenset[str]
    sites: tuple[Site, ...] = ()
    technicians: list[Technician] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)

    def has(self, feature: str, share: float = 0.6) -> bool:
        """Whether this part gets the feature: never without it, else for a share of the parts, most if forced."""
        return feature in self.features and self.rng.random() < (0.9 if feature in self.forced else share)


def _drawn_features(rng: random.Random, forced: frozenset[str]) -> frozenset[str]:
    unknown = forced - FEATURES.keys()
    if unknown:
        raise ValueError(f"unknown features {sorted(unknown)}; allowed: {sorted(FEATURES)}")
    return forced | {name for name, share in FEATURES.items() if rng.random() < share}


def _draw_travel(draft: _Draft) -> np.ndarray:
    """Asymmetric, without triangle inequality; the diagonal is 0 unless the site itself takes time."""
    size = len(draft.sites)
    travel = np.array(
        [[draft.rng.choice((0, 1, 1, 2, 2, 3, 4)) for _ in range(size)] for _ in range(size)], dtype=np.int64
    )
    np.fill_diagonal(travel, draft.rng.randint(1, 2) if "same_site_travel" in draft.features else 0)
    return travel


def _draw_technician(draft: _Draft, index: int) -> Technician:
    rng = draft.rng
    trades = rng.sample(TRADES[:2], k=rng.choice((1, 2, 2)))
    if rng.random() < 0.2:
        trades.append("civil")
    certified = draft.has("certificate", 0.7)
    return Technician(
        id=f"k{index}",
        skills={trade: rng.choice((1, 1, 2, 3)) for trade in trades},
        certificates={"gas": rng.choice((None, None, 0, 1))} if certified else {},
        contractor=draft.has("contractor", 0.5),
        estates=frozenset({rng.choice(("north", "south"))}) if draft.has("estate", 0.5) else frozenset(),
        duration_percent=rng.choice((50, 80, 130, 150)) if draft.has("duration_percent") else 100,
        carried_minutes=rng.randint(1, 150) if draft.has("carried") else 0,
    )


def _draw_breaks(draft: _Draft, start: int, until: int) -> tuple[Break, ...]:
    count = 2 if draft.has("two_breaks") else 1 if draft.has("break", 0.75) else 0
    breaks = []
    for _ in range(count):
        minutes = draft.rng.randint(1, 4)
        earliest = draft.rng.randint(start, until - minutes)
        latest = min(until - minutes, earliest + draft.rng.randint(0, 8))
        breaks.append(Break(earliest, latest, minutes))
    return tuple(breaks)


def _draw_absences(draft: _Draft, start: int, until: int) -> tuple[Absence, ...]:
    rng = draft.rng
    absences = []
    if draft.has("absence"):
        begin = rng.randint(start, until - 3)
        absences.append(Absence(begin, begin + rng.randint(1, 3)))
    if draft.has("located_absence_at_start"):
        absences.append(Absence(start, start + rng.randint(1, 5), rng.randrange(len(draft.sites))))
    elif draft.has("located_absence"):
        begin = rng.randint(start + 1, until - 4)
        absences.append(Absence(begin, begin + rng.randint(1, 4), rng.randrange(len(draft.sites))))
    return tuple(absences)


def _draw_shift(draft: _Draft, technician: int, day: int) -> Shift:
    rng = draft.rng
    start = 30 * day + rng.randint(0, 4)
    end = start + rng.randint(14, 26)
    until = end + (rng.randint(1, 6) if draft.has("overtime", 0.8) else 0)
    start_site = rng.randrange(len(draft.sites))
    end_site: int | None = rng.choice((start_site, start_site, rng.randrange(len(draft.sites))))
    if draft.has("free_end"):
        end_site = None
    duty = draft.has("duty_shift", 0.7)
    return Shift(
        id=f"s{len(draft.shifts)}",
        technician=technician,
        start=start,
        end=end,
        overtime_until=until,
        start_site=start_site,
        end_site=end_site,
        breaks=_draw_breaks(draft, start, until),
        absences=_draw_absences(draft, start, until),
        max_visits=rng.randint(1, 2) if draft.has("max_visits", 0.7) else None,
        serves_urgencies=frozenset(rng.sample(URGENCIES, k=2)) if duty else frozenset(),
        day=day,
    )


def _draw_people(draft: _Draft) -> None:
    rng = draft.rng
    people = rng.choice((1, 2, 2, 3)) if not {"crew", "mixed_crew"} & draft.features else rng.choice((2, 3))
    days = [(k, 0) for k in range(people)]
    if "several_shifts" in draft.features and people < 3:
        days.append((0, 1))
    draft.technicians = [_draw_technician(draft, k) for k in range(people)]
    for technician, day in days:
        draft.shifts.append(_draw_shift(draft, technician, day))
        rows = tuple(s for s, shift in enumerate(draft.shifts) if shift.technician == technician)
        draft.technicians[technician] = replace(draft.technicians[technician], shifts=rows)


def _draw_need(draft: _Draft, people: int = 1) -> Need:
    """Mostly what so many people can do."""
    rng = draft.rng
    able = rng.sample(draft.technicians, k=min(people, len(draft.technicians)))
    common = sorted(set.intersection(*(set(person.skills) for person in able)))
    trade = rng.choice(common) if common and rng.random() < 0.95 else rng.choice(TRADES)
    level = rng.randint(1, min(person.skills.get(trade, 2) for person in able))
    certificates = frozenset({"gas"}) if draft.has("certificate", 0.4) else frozenset()
    return Need(trade, level, certificates)


def _draw_crew(draft: _Draft, room: int) -> tuple[Need, ...]:
    if room >= 2 and draft.has("mixed_crew", 0.5):
        return _draw_need(draft), _draw_need(draft)
    if room >= 2 and draft.has("crew", 0.5):
        need = _draw_need(draft, 2)
        return need, need
    return (_draw_need(draft),)


def _draw_steps(draft: _Draft, room: int) -> tuple[Step, ...]:
    """At most ``room`` visits in one or two steps."""
    rng = draft.rng
    steps = [Step(_draw_crew(draft, room), rng.randint(1, 6))]
    left = room - len(steps[0].crew)
    if left and draft.has("steps", 0.6):
        least = rng.randint(1, 4) if draft.has("min_gap", 0.8) else 0
        most = least + rng.randint(0, 4) if draft.has("max_gap", 0.8) else None
        steps.append(Step(_draw_crew(draft, left), rng.randint(1, 4), least, most))
    return tuple(steps)


def _draw_windows(draft: _Draft, count: int) -> tuple[Window, ...]:
    starts = sorted(draft.rng.sample(range(0, 22), k=count))
    return tuple(Window(start, start + draft.rng.randint(0, 6)) for start in starts)


def _draw_after(draft: _Draft, index: int) -> tuple[After, ...]:
    if index == 0 or not (draft.has("after", 0.5) or (index >= 2 and draft.has("after_chain", 0.9))):
        return ()
    chain = index >= 2 and "after_chain" in draft.features
    other = index - 1 if chain else draft.rng.randrange(index)
    least = draft.rng.randint(0, 2)
    return (After(other, least, least + draft.rng.randint(0, 6) if draft.has("after_max_gap") else None),)


def _draw_ticket(draft: _Draft, room: int) -> Ticket:
    rng, index = draft.rng, len(draft.tickets)
    people = range(len(draft.technicians))

    def minute(feature: str, low: int, high: int, share: float = 0.6) -> int | None:
        return rng.randint(low, high) if draft.has(feature, share) else None

    promised = draft.has("promised_hard", 0.5) or draft.has("promised_soft", 0.5)
    required = rng.choice(people) if draft.has("required", 0.4) else None
    banned = frozenset({rng.choice(people)}) if len(people) > 1 and draft.has("banned", 0.4) else frozenset()
    return Ticket(
        id=f"t{index}",
        site=rng.randrange(len(draft.sites)),
        steps=_draw_steps(draft, room),
        urgency=rng.choice(URGENCIES),
        impact=rng.choice((1, 2, 4)) if "impact" in draft.features else 1,
        reported_at=minute("reported", 0, 6),
        ready_at=minute("ready", 0, 10),
        respond_by=minute("respond", 0, 16),
        complete_by=minute("complete", 2, 20),
        deadline=minute("deadline", 10, 34, 0.5),
        promised=_draw_windows(draft, rng.choice((1, 1, 2))) if promised else (),
        preferred=_draw_windows(draft, rng.choice((1, 2))) if draft.has("preferred_window", 0.5) else (),
        required_technician=required,
        preferred_technicians=frozenset({rng.choice(people)})
        if draft.has("preferred_technician", 0.5)
        else frozenset(),
        banned_technicians=banned - {required},
        same_technician_as=rng.randrange(index) if index and draft.has("same_technician", 0.5) else None,
        after=_draw_after(draft, index),
    )


def _draw_tickets(draft: _Draft, visits: int) -> None:
    wanted = draft.rng.choice((2, 3, 4, 4))
    room = visits
    while room > 0 and len(draft.tickets) < wanted:
        draft.tickets.append(_draw_ticket(draft, room))
        room -= sum(len(step.crew) for step in draft.tickets[-1].steps)


def fresh_visits(tickets: list[Ticket]) -> tuple[Visit, ...]:
    """Return the visits of tickets of which nothing is published."""
    return tuple(
        Visit(f"{ticket.id}:{s}:{position}", t, s, position, 0, step.service_minutes)
        for t, ticket in enumerate(tickets)
        for s, step in enumerate(ticket.steps)
        for position in range(len(step.crew))
    )


def _draw_weights(draft: _Draft) -> Mapping[str, Mapping[str, int]]:
    """The contract's weights, or small ones in the same range, so that leaving tickets out can pay."""
    if "small_weights" not in draft.features:
        return BALANCED
    rng = draft.rng
    return {
        **{term: {name: rng.randint(0, 9) for name in names} for term, names in BALANCED.items()},
        "unassigned": {name: rng.randint(20, 120) for name in BALANCED["unassigned"]},
        "travel": {"minute": rng.randint(0, 4)},
        "contractor": {"shift": rng.randint(0, 20), "minute": rng.randint(0, 2)},
    }


def _draw_constants(draft: _Draft) -> Constants | None:
    if "constants" not in draft.features:
        return None
    known = [k for k in range(len(draft.technicians)) if draft.rng.random() < 0.8]
    scarce = frozenset({draft.rng.choice(TRADES[:2])}) if draft.rng.random() < 0.6 else frozenset()
    return Constants({k: draft.rng.randint(0, 12) for k in known}, scarce)


def random_day(seed: int, tickets: int = 18, technicians: int = 3) -> Problem:
    """Draw a realistic day in minutes under the contract's weights; see ``tests.random_days``."""
    return random_days.random_day(seed, tickets, technicians, BALANCED)


def random_problem(seed: int, features: frozenset[str] = frozenset(), visits: int = 4) -> Problem:
    """Draw a tiny problem.

    Parameters
    ----------
    seed
        The same seed gives the same problem.
    features
        Names in ``FEATURES`` the problem is to have (where its other parts allow it).
    visits
        Most visits of all tickets before a published plan adds parts or removes facts.
    """
    rng = random.Random(seed)
    draft = _Draft(rng, _drawn_features(rng, features), features)
    estates = ("north", "south", None) if "estate" in draft.features else (None,)
    draft.sites = tuple(Site(f"p{k}", rng.choice(estates)) for k in range(rng.randint(2, 4)))
    _draw_people(draft)
    _draw_tickets(draft, visits)
    soft = "promised_soft" in draft.features and ("promised_hard" not in draft.features or rng.random() < 0.5)
    problem = Problem(
        horizon_end=30 * max(shift.day for shift in draft.shifts) + rng.randint(15, 40),
        now=rng.randint(1, 8) if "now" in draft.features else 0,
        sites=draft.sites,
        travel=_draw_travel(draft),
        technicians=tuple(draft.technicians),
        shifts=tuple(draft.shifts),
        tickets=tuple(draft.tickets),
        visits=fresh_visits(draft.tickets),
        policy=Policy(_draw_weights(draft), promised_hard=not soft),
        constants=_draw_constants(draft),
    )
    return publish(problem, rng, draft.features, features)


def problem_of_seed(seed: int) -> Problem:
    """Return the problem the tests use for a seed; consecutive seeds go through every situation of ``coverage``."""
    aims = sorted(EVERYTHING)
    aim = aims[seed % len(aims)]
    forced = frozenset({aim} & FEATURES.keys()) | frozenset(_NEEDS.get(aim, ()))
    draws = (random_problem(1000 * seed + k, forced) for k in range(1000))
    return next(problem for problem in draws if aim in coverage(problem))
