"""Where each shift stands: what its facts leave as the place and time from which the rest is planned.

Facts are in the head of a shift and never in the search (see docs/readings.md, 4 and 5).
"""

from dataclasses import dataclass

from solver.curve import FAR_PAST
from solver.problem import Absence, Minute, Minutes, Problem, Shift, Visit


@dataclass(frozen=True, slots=True)
class Head:
    """The settled beginning of a route.

    Attributes
    ----------
    site
        Place from which the next leg starts.
    free
        Earliest departure from there; ``Problem.now`` and the shift's start are not counted.
    settled
        End of the last fact, or ``now`` if later: nothing new (a break, say) is planned before it.
    last_end
        End of the last settled stop or break, from which the way home is counted; None when the shift has no
        fact. ``free`` is later where facts left no time to reach an absence.
    travel
        Minutes of travel among facts, from the start of the route on.
    visits
        Number of facts.
    absences
        Located absences still ahead: stops of the route with travel to them.
    """

    site: int
    free: Minute
    settled: Minute
    last_end: Minute | None
    travel: Minutes
    visits: int
    absences: tuple[Absence, ...]

    @property
    def used(self) -> bool:
        """Whether the shift has a fact: then it has a route whatever is planned."""
        return self.visits > 0


def _located(shift: Shift) -> list[Absence]:
    return sorted((a for a in shift.absences if a.site is not None), key=lambda a: (a.start, a.end))


def _without_facts(problem: Problem, shift: Shift) -> Head:
    """A route that has not begun; an absence that begins with the shift is where it begins.

    Past breaks are no stop: ``break_taken`` blocks their time for everything new.
    """
    site, free, ahead = shift.start_site, FAR_PAST, _located(shift)
    if ahead and ahead[0].start <= shift.start:
        first = ahead.pop(0)
        site, free = int(first.site or 0), first.end
    return Head(site, free, problem.now, None, 0, 0, tuple(ahead))


def read_head(problem: Problem, shift: Shift, facts: list[Visit]) -> Head:
    """Return the head that the facts of one shift leave."""
    if not facts:
        return _without_facts(problem, shift)
    stops = [(v.published.start, v.published.end, problem.tickets[v.ticket].site, 0) for v in facts if v.published]
    stops += [(a.start, a.end, int(a.site or 0), 1) for a in _located(shift)]
    stops.sort(key=lambda stop: stop[:2])
    last_fact = max(k for k, stop in enumerate(stops) if stop[3] == 0)
    site, free, travel = shift.start_site, FAR_PAST, 0
    ends = max(end for _, end, _, absence in stops if not absence)
    settled = max(ends, problem.now)
    past = max((interval.end for interval in shift.past_breaks), default=FAR_PAST)
    absorbed, ended = 0, FAR_PAST
    for k, (start, end, place, absence) in enumerate(stops):
        leg = int(problem.travel[site, place])
        if k > last_fact and start >= max(past, max(free, ends) + leg):
            break
        if k == 0 and absence and start <= shift.start:
            leg = 0
        # An absence is over when it ends, or when it could be reached after all that came before it.
        reached = ended + leg if absence else end
        free = max(free, end, reached) if k <= last_fact else max(end, max(free, ends) + leg)
        site, travel, absorbed, ended = place, travel + leg, k + 1, max(ended, end)
    free = max(free, ends, past)
    last_end = max(ended, ends, past)
    ahead = tuple(Absence(start, end, place) for start, end, place, _ in stops[absorbed:])
    return Head(site, free, settled, last_end, travel, len(facts), ahead)


def read_heads(problem: Problem) -> tuple[Head, ...]:
    """Return the head of every shift."""
    facts: list[list[Visit]] = [[] for _ in problem.shifts]
    for visit in problem.visits:
        if visit.is_fact and visit.published is not None:
            facts[visit.published.shift].append(visit)
    return tuple(read_head(problem, shift, rows) for shift, rows in zip(problem.shifts, facts, strict=True))
