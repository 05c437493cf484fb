"""What a plan changes against an earlier one, as the contract counts it.

A visit is changed when it is added, dropped, goes to another technician, or its start leaves its published
arrival window; facts are never changed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from solver.problem import Minute, Problem, Published, Visit, Window
from solver.timeline import Schedule


class ChangeKind(StrEnum):
    """What is different of a visit."""

    ADDED = "added"
    DROPPED = "dropped"
    TECHNICIAN = "technician"
    TIME = "time"
    BOTH = "both"


class Place(NamedTuple):
    """Where a plan has a visit.

    Attributes
    ----------
    depart
        When the technician sets out for it; ``start`` where that is not known.
    window
        Starts at which the visit counts as unchanged in a later plan; None: not worked out.
    told
        Whether the owner was told the window.
    """

    ticket: int
    shift: int
    technician: int
    depart: Minute
    start: Minute
    end: Minute
    window: Window | None = None
    told: bool = False

    def holds(self, start: Minute) -> bool:
        """Whether a start lies in the window, both ends included; without one, whether it is the same."""
        if self.window is None:
            return start == self.start
        return self.window.start <= start <= self.window.end

    def is_at(self, other: "Place | None") -> bool:
        """Whether another plan has the visit by the same technician at the same time."""
        return other is not None and (self.technician, self.start, self.end) == (
            other.technician,
            other.start,
            other.end,
        )


# Visits of two plans are compared by their ids, which are the same in every version of a plan; indexes are not.
Places = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Change:
    """A changed visit, by its id; ``before`` is None if it is added, ``after`` if it is dropped."""

    visit: str
    kind: ChangeKind
    before: Place | None
    after: Place | None


def changed_visits(problem: Problem, schedule: Schedule) -> tuple[int, ...]:
    """Return the visits that are changed against the plan in force, facts left out; none without one.

    Withdrawn visits, which no plan can have, are not among them.
    """
    if not problem.has_published:
        return ()
    return tuple(i for i, visit in enumerate(problem.visits) if not visit.is_fact and _is_changed(schedule, i))


def _is_changed(schedule: Schedule, visit_idx: int) -> bool:
    problem, placed = schedule.problem, schedule.placed.get(visit_idx)
    published = problem.visits[visit_idx].published
    if published is None or placed is None:
        return (published is None) != (placed is None)
    window = kept_window(problem, published)
    same_person = problem.shifts[published.shift].technician == placed.technician
    return not (same_person and window.start <= placed.start <= window.end)


def kept_window(problem: Problem, published: Published) -> Window:
    """Return the starts at which a published visit counts as unchanged: its arrival window, or the usual one."""
    return usual_window(problem, published.start) if published.window is None else published.window


def usual_window(problem: Problem, start: Minute) -> Window:
    """Return the arrival window of a visit that was published without one."""
    return Window(start - problem.policy.arrival_before, start + problem.policy.arrival_after)


def published_places(problem: Problem) -> dict[str, Place]:
    """Return where the plan in force has its visits, facts and withdrawn ones included, by their ids."""
    rows = (*problem.visits, *problem.withdrawn)
    return {visit.id: _published_place(problem, visit, visit.published) for visit in rows if visit.published}


def _published_place(problem: Problem, visit: Visit, published: Published) -> Place:
    technician = problem.shifts[published.shift].technician
    depart = published.start if published.depart is None else min(published.depart, published.start)
    window = kept_window(problem, published)
    where = (visit.ticket, published.shift, technician, depart, published.start, published.end)
    return Place(*where, window, published.told)


def planned_places(schedule: Schedule) -> dict[str, Place]:
    """Return where a plan has its visits, facts included, by their ids."""
    problem = schedule.problem
    found: dict[str, Place] = {}
    for line in schedule.timelines:
        for stop in line.stops:
            if stop.visit is not None:
                visit = problem.visits[stop.visit]
                found[visit.id] = Place(visit.ticket, line.shift, line.technician, stop.depart, stop.start, stop.end)
    return found


def compare(before: Places, after: Places, facts: Collection[str]) -> tuple[Change, ...]:
    """Return the changed visits by time, where they were or else where they are, then by id.

    Parameters
    ----------
    facts
        Ids of visits that are never changed.
    """
    names = [*before, *(name for name in after if name not in before)]
    rows = [_compared(name, before.get(name), after.get(name)) for name in names if name not in facts]
    return tuple(sorted((row for row in rows if row is not None), key=_moment))


def _compared(name: str, before: Place | None, after: Place | None) -> Change | None:
    if before is None:
        return Change(name, ChangeKind.ADDED, None, after)
    if after is None:
        return Change(name, ChangeKind.DROPPED, before, None)
    in_time = before.holds(after.start)
    if before.technician != after.technician:
        return Change(name, ChangeKind.TECHNICIAN if in_time else ChangeKind.BOTH, before, after)
    return None if in_time else Change(name, ChangeKind.TIME, before, after)


def _moment(change: Change) -> tuple[Minute, str]:
    place = change.before or change.after
    return (0 if place is None else place.start), change.visit
