"""Commitments of the plan in force that what has happened since makes impossible (docs/readings.md, 13).

A published plan kept every hard rule when it was published. A freeze, a time lock or a journey that a rule an
event can move now forbids on its own is released here, once, when a problem is made: the visit can be planned
anew, and the rule is kept as the cause. What facts and the clock alone release is left to the rules; locks
that contradict each other, or a rule no event can move (a skill, say), are not released but reported.
"""

from collections.abc import Iterator
from dataclasses import replace

from solver.clock import Minute, Minutes
from solver.compilation import read_tables
from solver.curve import FAR_PAST
from solver.locks import is_frozen
from solver.problem import Problem
from solver.roster import Shift
from solver.rows import FAR_FUTURE
from solver.search.draft import Drafter, Stop
from solver.search.reach import read_reach
from solver.tickets import TicketStatus
from solver.visits import Published, Visit, VisitState


def release(problem: Problem) -> Problem:
    """Return the problem with every impossible commitment released; itself if there is none."""
    bound = [i for i, visit in enumerate(problem.visits) if _binds(problem, visit)]
    if not bound:
        return problem
    alone = _Alone(problem)
    causes = {}
    for i in bound:
        visit = problem.visits[i]
        moved = None if visit.published is None else next(_causes(problem, visit, visit.published), None)
        causes[i] = moved or alone.cause(i)
    if not any(causes.values()):
        return problem
    return replace(problem, visits=tuple(_released(visit, causes.get(i)) for i, visit in enumerate(problem.visits)))


def _binds(problem: Problem, visit: Visit) -> bool:
    """Whether a freeze, a time lock or a journey binds a visit that is still to be made."""
    published, ticket = visit.published, problem.tickets[visit.ticket]
    if published is None or visit.is_fact or ticket.status is not TicketStatus.OPEN:
        return False
    frozen = problem.freeze_until is not None and published.start < problem.freeze_until
    return frozen or ticket.lock.holds_time or published.state is VisitState.TRAVELLING


def _released(visit: Visit, cause: str | None) -> Visit:
    """Return the visit as it may be planned: a journey that leads nowhere is only a planned visit."""
    if cause is None or visit.published is None:
        return visit
    return replace(visit, published=replace(visit.published, state=VisitState.PLANNED, released_by=cause))


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


class _Alone:
    """Whether a commitment can be kept with nothing else on its shift but facts, absences and breaks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.tables = read_tables(problem)
        self.reach = read_reach(self.tables)
        self.drafter = Drafter(self.tables, self.reach)
        self.closed = {limit.index for limit in self.tables.closed}

    def cause(self, visit_idx: int) -> str | None:
        """Return the rule in the way; None if there is none, or if only rules that no event can move are."""
        visit = self.problem.visits[visit_idx]
        published, ticket = visit.published, self.problem.tickets[visit.ticket]
        if published is None or self._has_new_part_before(visit) or visit.ticket in self.closed:
            return "step_order"
        shift = self.problem.shifts[published.shift]
        fallback = "available" if shift.absences else "break_taken" if shift.breaks else "working_hours"
        if published.state is VisitState.TRAVELLING:
            if self.tables.banned[visit_idx, published.shift]:
                return next(name for name, rows in self.tables.bans.items() if rows[visit_idx, published.shift])
            latest = int(self.reach.latest[visit_idx, published.shift])
            route = self.drafter.empty(published.shift)
            fits = any(True for _ in self.drafter.insertions(route, visit_idx, -FAR_FUTURE, latest))
            return None if fits else fallback
        if not (is_frozen(self.problem, visit) or ticket.lock.holds_technician):
            return None
        minutes = int(self.tables.minutes[visit_idx, published.shift])
        stop = Stop(published.start, published.start + minutes, ticket.site, visit_idx)
        return None if self.drafter.lay_out_stops(published.shift, [stop]) else fallback

    def _has_new_part_before(self, visit: Visit) -> bool:
        """Whether an earlier step has visits to be made that no plan has placed: an interruption's rest."""
        own = (self.problem.visits[v] for v in self.problem.open_visits_by_ticket[visit.ticket])
        return any(other.step < visit.step and other.published is None for other in own)
