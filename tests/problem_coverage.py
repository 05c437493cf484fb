"""Which rules and situations a problem exercises, read off the problem itself and not off how it was drawn."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from solver.problem import Lock, Outcome, Problem, Published, Shift, Step, Ticket, TicketStatus, Visit, VisitState

_TICKET: Mapping[str, Callable[[Ticket], bool]] = {
    "after": lambda t: bool(t.after),
    "after_max_gap": lambda t: any(row.max_gap is not None for row in t.after),
    "banned": lambda t: bool(t.banned_technicians),
    "complete": lambda t: t.complete_by is not None,
    "deadline": lambda t: t.deadline is not None,
    "impact": lambda t: t.impact > 1,
    "preferred_technician": lambda t: bool(t.preferred_technicians),
    "preferred_window": lambda t: bool(t.preferred),
    "promised": lambda t: bool(t.promised),
    "promised_windows": lambda t: len(t.promised) > 1,
    "ready": lambda t: t.ready_at is not None,
    "reported": lambda t: t.reported_at is not None,
    "required": lambda t: t.required_technician is not None,
    "respond": lambda t: t.respond_by is not None,
    "same_technician": lambda t: t.same_technician_as is not None,
    "steps": lambda t: len(t.steps) > 1,
}
_STEP: Mapping[str, Callable[[Step], bool]] = {
    "certificate": lambda s: any(need.certificates for need in s.crew),
    "crew": lambda s: len(s.crew) > 1,
    "level": lambda s: any(need.min_level > 1 for need in s.crew),
    "max_gap": lambda s: s.max_gap is not None,
    "min_gap": lambda s: s.min_gap > 0,
    "mixed_crew": lambda s: len({need.trade for need in s.crew}) > 1,
}
_SHIFT: Mapping[str, Callable[[Shift], bool]] = {
    "absence": lambda s: any(a.site is None for a in s.absences),
    "break": lambda s: bool(s.breaks),
    "duty_shift": lambda s: bool(s.serves_urgencies),
    "free_end": lambda s: s.end_site is None,
    "located_absence": lambda s: any(a.site is not None and a.start > s.start for a in s.absences),
    "located_absence_at_start": lambda s: any(a.site is not None and a.start <= s.start for a in s.absences),
    "max_visits": lambda s: s.max_visits is not None,
    "overlapping_absences": lambda s: _has_overlapping_absences(s),
    "other_end": lambda s: s.end_site not in (None, s.start_site),
    "overtime": lambda s: s.overtime_until > s.end,
    "past_break": lambda s: bool(s.past_breaks),
    "two_breaks": lambda s: len(s.breaks) > 1,
}
_PUBLISHED: Mapping[str, Callable[[Published], bool]] = {
    "done": lambda p: p.state is VisitState.DONE,
    "interrupted": lambda p: p.outcome is Outcome.INTERRUPTED,
    "no_show": lambda p: p.outcome is Outcome.NO_SHOW,
    "planned": lambda p: p.state is VisitState.PLANNED,
    "released": lambda p: p.released_by is not None,
    "started": lambda p: p.state is VisitState.STARTED,
    "told": lambda p: p.told and p.window is not None,
    "travelling": lambda p: p.state is VisitState.TRAVELLING,
    "travelling_without_depart": lambda p: p.state is VisitState.TRAVELLING and p.depart is None,
}
_PROBLEM: Mapping[str, Callable[[Problem], bool]] = {
    "asymmetric_travel": lambda p: bool((p.travel != p.travel.T).any()),
    "carried": lambda p: any(k.carried_minutes for k in p.technicians),
    "constants": lambda p: p.constants is not None,
    "contractor": lambda p: any(k.contractor for k in p.technicians),
    "duration_percent": lambda p: any(k.duration_percent != 100 for k in p.technicians),
    "estate": lambda p: any(k.estates for k in p.technicians) and any(s.estate for s in p.sites),
    "freeze": lambda p: any(_is_frozen(p, v) for v in p.visits),
    "full_weights": lambda p: p.policy.weight("unassigned", "emergency") == 1_000_000,
    "now": lambda p: p.now > 0,
    "promised_soft": lambda p: not p.policy.promised_hard and any(t.promised for t in p.tickets),
    "same_site_travel": lambda p: bool(np.diagonal(p.travel).any()),
    "several_shifts": lambda p: any(len(k.shifts) > 1 for k in p.technicians),
    "small_weights": lambda p: p.policy.weight("unassigned", "emergency") < 1_000_000,
    "triangle_broken": lambda p: _breaks_triangle(p),
    "after_chain": lambda p: any(p.tickets[row.ticket].after for t in p.tickets for row in t.after),
    "crew_part_fact": lambda p: any(_is_mate_of_fact(p, v) for v in p.visits),
    "overrun": lambda p: _has_overrun(p),
    "part": lambda p: any(v.part > 0 for v in p.visits),
}
_AFTER_STATUS = {
    TicketStatus.ON_HOLD: "after_on_hold",
    TicketStatus.DONE: "after_done",
    TicketStatus.CANCELLED: "after_cancelled",
}
_LOCK = {Lock.TECHNICIAN: "lock_technician", Lock.TIME: "lock_time", Lock.BOTH: "lock_both"}

EVERYTHING = frozenset(
    [*_TICKET, *_STEP, *_SHIFT, *_PUBLISHED, *_PROBLEM, *_AFTER_STATUS.values(), *_LOCK.values()]
    + [status.value for status in TicketStatus]
)


def _has_overlapping_absences(shift: Shift) -> bool:
    pairs = ((a, b) for k, a in enumerate(shift.absences) for b in shift.absences[:k])
    return any(a.start < b.end and b.start < a.end for a, b in pairs)


def _is_frozen(problem: Problem, visit: Visit) -> bool:
    record, until = visit.published, problem.freeze_until
    planned = record is not None and record.state is VisitState.PLANNED
    in_force = record is not None and record.released_by is None
    return record is not None and until is not None and planned and in_force and record.start < until


def _breaks_triangle(problem: Problem) -> bool:
    """Whether a way over a third site is shorter than the direct one."""
    over = problem.travel[:, :, None] + problem.travel[None, :, :]
    return bool((problem.travel[:, None, :] > over).any())


def _is_mate_of_fact(problem: Problem, visit: Visit) -> bool:
    """Whether another of the crew has begun already."""
    own = (visit.ticket, visit.step, visit.part)
    return not visit.is_fact and any(v.is_fact and (v.ticket, v.step, v.part) == own for v in problem.visits)


def _has_overrun(problem: Problem) -> bool:
    """Whether a fact lasts longer than what was published after it allows."""
    records = [v.published for v in problem.visits if v.published is not None]
    facts = [p for p in records if p.state in (VisitState.STARTED, VisitState.DONE)]
    return any(
        f.shift == p.shift and f.start < p.start and (p.start if p.depart is None else p.depart) < f.end
        for f in facts
        for p in records
    )


def _of_tickets(problem: Problem) -> Iterator[str]:
    for ticket in problem.tickets:
        yield ticket.status.value
        yield from (name for name, holds in _TICKET.items() if holds(ticket))
        yield from (name for step in ticket.steps for name, holds in _STEP.items() if holds(step))
        others = (problem.tickets[row.ticket].status for row in ticket.after)
        yield from (_AFTER_STATUS[status] for status in others if status in _AFTER_STATUS)


def _of_published(problem: Problem) -> Iterator[str]:
    for visit in problem.visits:
        if visit.published is None:
            continue
        yield from (name for name, holds in _PUBLISHED.items() if holds(visit.published))
        lock = problem.tickets[visit.ticket].lock
        if not visit.is_fact and lock is not Lock.NONE:
            yield _LOCK[lock]


def coverage(problem: Problem) -> set[str]:
    """Return the names in ``EVERYTHING`` that the problem exercises."""
    found = {name for name, holds in _PROBLEM.items() if holds(problem)}
    found |= {name for shift in problem.shifts for name, holds in _SHIFT.items() if holds(shift)}
    return found | set(_of_tickets(problem)) | set(_of_published(problem))
