"""Which freezes and time locks facts have made impossible (docs/readings.md, 13); for the compile voices."""

from solver.heads import Head
from solver.problem import Problem, Published, Visit, VisitState


def is_frozen(problem: Problem, visit: Visit) -> bool:
    """Whether the freeze keeps the visit where it was published."""
    published = visit.published
    return (
        published is not None
        and published.released_by is None
        and problem.freeze_until is not None
        and published.state is VisitState.PLANNED
        and published.start < problem.freeze_until
    )


def is_released(problem: Problem, heads: tuple[Head, ...], visit: Visit) -> bool:
    """Whether the clock or the shift's facts leave no way to keep the published start."""
    published = visit.published
    if published is None:
        return False
    if published.released_by is not None:
        return True
    ticket = problem.tickets[visit.ticket]
    if not (is_frozen(problem, visit) or ticket.lock.holds_technician):
        return published.start < problem.now
    head = heads[published.shift]
    return published.start - int(problem.travel[head.site, ticket.site]) < head.settled


def place_before(problem: Problem, head: Head, published: Published) -> int:
    """Return where a technician set out from on his way to a visit: the stop published before it, or the head."""
    earlier = [
        (other.published.start, problem.tickets[other.ticket].site)
        for other in problem.visits
        if other.published is not None
        and other.published.shift == published.shift
        and other.published.start < published.start
    ]
    earlier += [(a.start, a.site) for a in head.absences if a.site is not None and a.start < published.start]
    return max(earlier)[1] if earlier else head.site
