"""Commitments of the plan in force that what has happened since makes impossible (docs/readings.md, 13).

A published plan kept every hard rule when it was published. A freeze, a time lock or a journey that a rule an
event can move now forbids on its own is released here, once, when a problem is made: the visit can be planned
anew, and the rule is kept as the cause. What facts and the clock alone release is left to the rules; locks
that contradict each other, or a rule no event can move (a skill, say), are not released but reported.
"""

from collections.abc import Iterator
from dataclasses import replace

from solver.clock import Minute, Minutes
from solver.curve import FAR_PAST
from solver.problem import Problem
from solver.roster import Shift
from solver.visits import Published, Visit, VisitState


def release(problem: Problem) -> Problem:
    """Return the problem with every impossible commitment released; itself if there is none."""
    visits = tuple(_released(problem, visit) for visit in problem.visits)
    return problem if visits == problem.visits else replace(problem, visits=visits)


def _released(problem: Problem, visit: Visit) -> Visit:
    """Return the visit as it may be planned: a journey that leads nowhere is only a planned visit."""
    published = visit.published
    if published is None or visit.is_fact:
        return visit
    cause = next(_causes(problem, visit, published), None)
    if cause is None:
        return visit
    return replace(visit, published=replace(published, state=VisitState.PLANNED, released_by=cause))


def _causes(problem: Problem, visit: Visit, published: Published) -> Iterator[str]:
    """Yield the rules that forbid on their own what binds the visit; nothing for one that nothing binds."""
    ticket = problem.tickets[visit.ticket]
    if published.state is VisitState.TRAVELLING:
        yield from _person(problem, visit, published)
        yield from _journey(problem, visit, problem.shifts[published.shift])
        return
    frozen = problem.freeze_until is not None and published.start < problem.freeze_until
    if not frozen and not ticket.lock.holds_time:
        return
    if published.start < _ready(problem, visit):
        yield "not_before"
    if _serves_first(visit) and not _promised(problem, visit, published.start):
        yield "promised_window"
    if frozen or ticket.lock.holds_technician:
        yield from _person(problem, visit, published)
        yield from _stay(problem, visit, published)


def _ready(problem: Problem, visit: Visit) -> Minute:
    ticket = problem.tickets[visit.ticket]
    return max((t for t in (ticket.reported_at, ticket.ready_at) if t is not None), default=FAR_PAST)


def _serves_first(visit: Visit) -> bool:
    """Whether the promised windows are for this visit."""
    return visit.step == 0 and visit.part == 0


def _promised(problem: Problem, visit: Visit, start: Minute) -> bool:
    """Whether a start is allowed by the ticket's promises."""
    windows = problem.tickets[visit.ticket].promised
    late = not problem.policy.promised_hard and all(start > w.end for w in windows)
    return not windows or late or any(w.start <= start <= w.end for w in windows)


def _person(problem: Problem, visit: Visit, published: Published) -> Iterator[str]:
    """Yield the rules by which the technician may no longer make the visit."""
    shift, ticket = problem.shifts[published.shift], problem.tickets[visit.ticket]
    if shift.technician in ticket.banned_technicians:
        yield "technician_allowed"
    if shift.serves_urgencies and ticket.urgency not in shift.serves_urgencies:
        yield "urgency_served"


def _minutes(problem: Problem, visit: Visit, shift: Shift) -> Minutes:
    percent = 100 if problem.crew_size(visit) > 1 else problem.technicians[shift.technician].duration_percent
    return -(-visit.minutes * percent // 100)


def _stay(problem: Problem, visit: Visit, published: Published) -> Iterator[str]:
    """Yield the rules by which the technician cannot be there at the published start."""
    shift = problem.shifts[published.shift]
    end = published.start + _minutes(problem, visit, shift)
    if any(published.start < away.end and away.start < end for away in shift.absences):
        yield "available"
    if published.start < shift.start or end > shift.overtime_until:
        yield "working_hours"


def _journey(problem: Problem, visit: Visit, shift: Shift) -> Iterator[str]:
    """Yield the rules by which a technician on his way can no longer serve on that shift."""
    minutes, ticket = _minutes(problem, visit, shift), problem.tickets[visit.ticket]
    start = max(problem.now, _ready(problem, visit))
    for away in sorted(shift.absences, key=lambda a: a.start):
        if start < away.end and away.start < start + minutes:
            start = away.end
    if start + minutes > shift.overtime_until:
        yield "available" if shift.absences else "working_hours"
    if ticket.deadline is not None and start + minutes > ticket.deadline:
        yield "deadline"
    last = max((w.end for w in ticket.promised), default=None)
    if problem.policy.promised_hard and _serves_first(visit) and last is not None and start > last:
        yield "promised_window"
