"""What the plan in force still binds: freezes and locks that clock and facts leave possible; for the judges.

docs/readings.md, 13, says when a freeze or lock is released.
"""

from solver.problem import Minute, Problem, Published, Visit, VisitState

Fact = tuple[Minute, Minute, int]  # start, end, site


def is_kept_by_freeze(problem: Problem, visit: Visit) -> bool:
    """Whether the freeze keeps the visit with its technician and at its start."""
    published = visit.published
    return (
        published is not None
        and published.released_by is None
        and published.state is VisitState.PLANNED
        and problem.freeze_until is not None
        and published.start < problem.freeze_until
    )


def is_kept_by_lock(problem: Problem, visit: Visit) -> bool:
    """Whether a lock keeps the visit at its published start."""
    published = visit.published
    if published is None or published.released_by is not None or visit.is_fact:
        return False
    return problem.tickets[visit.ticket].lock.holds_time


def released_visits(problem: Problem) -> frozenset[int]:
    """Return the visits whose freeze or time lock clock or facts release, each worth a ``lock_released`` warning."""
    bound = {
        i: visit.published
        for i, visit in enumerate(problem.visits)
        if visit.published is not None and (is_kept_by_freeze(problem, visit) or is_kept_by_lock(problem, visit))
    }
    if not bound:
        return frozenset()
    facts = _facts_by_shift(problem)
    return frozenset(i for i, published in bound.items() if _is_released(problem, problem.visits[i], published, facts))


def _is_released(problem: Problem, visit: Visit, published: Published, facts: dict[int, list[Fact]]) -> bool:
    ticket = problem.tickets[visit.ticket]
    if not is_kept_by_freeze(problem, visit) and not ticket.lock.holds_technician:
        return published.start < problem.now
    place, free_at = _settled(problem, published.shift, facts.get(published.shift, []))
    return published.start - int(problem.travel[place, ticket.site]) < free_at


def _facts_by_shift(problem: Problem) -> dict[int, list[Fact]]:
    rows: dict[int, list[Fact]] = {}
    for visit in problem.visits:
        if visit.published is not None and visit.is_fact:
            row = (visit.published.start, visit.published.end, problem.tickets[visit.ticket].site)
            rows.setdefault(visit.published.shift, []).append(row)
    return rows


def _settled(problem: Problem, shift_idx: int, facts: list[Fact]) -> tuple[int, Minute]:
    """Return where the facts of a shift leave its technician, and when they are over (or now, if later)."""
    shift = problem.shifts[shift_idx]
    if facts:
        return max(facts)[2], max(problem.now, *(end for _, end, _ in facts))
    begins_at = [a.site for a in shift.absences if a.site is not None and a.start <= shift.start]
    return (begins_at or [shift.start_site])[0], problem.now


def published_departure(problem: Problem, visit: Visit, published: Published) -> Minute:
    """Return when a visit's technician set out by the plan in force, worked out where it was not sent."""
    if published.depart is not None:
        return published.depart
    shift = problem.shifts[published.shift]
    stops = [(shift.start, shift.start_site)]
    stops += [(a.start, a.site) for a in shift.absences if a.site is not None and a.start < published.start]
    stops += [
        (other.published.start, problem.tickets[other.ticket].site)
        for other in problem.visits
        if other.published is not None
        and other.published.shift == published.shift
        and other.published.start < published.start
    ]
    # At the same minute the later entry counts: an absence that begins with the shift is where it begins.
    _, place = sorted(stops, key=lambda stop: stop[0])[-1]
    return published.start - int(problem.travel[place, problem.tickets[visit.ticket].site])
