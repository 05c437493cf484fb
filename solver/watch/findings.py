"""What a supervisor should look at now: who has not begun, who takes longer, and what will be missed for it.

Reads the projection; what the published plan misses already is no finding.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from solver.plan import Plan
from solver.problem import Minute, Minutes, Problem, Published, Ticket, TicketStatus, Urgency
from solver.watch.outlook import Projected, Projection
from solver.watch.projection import project

Limit = Literal["respond_by", "complete_by", "deadline", "promised", "told"]
TOLERANCE = 10  # minutes in which nobody is asked why he has not said that he has begun


class FindingKind(StrEnum):
    """What is found, the gravest first."""

    WILL_MISS_LIMIT = "will_miss_limit"
    WILL_MISS_WINDOW = "will_miss_window"
    NOT_STARTED = "not_started"
    OVERRUNNING = "overrunning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes
    ----------
    minutes
        How late: since a visit could have begun, beyond its planned length, or after ``due``; None: the visit cannot
        be made as published, so that no time is known.
    limit
        ``deadline``, ``respond_by``, ``complete_by``, ``promised`` or ``told``: what will be missed; None: nothing by
        this visit.
    due
        When that is; None: nothing is missed.
    because_of
        The visit at the beginning of the delay; None: this visit, or no visit.
    pushed
        Visits that start later because of this one, by time, each with its minutes of delay.
    """

    kind: FindingKind
    visit: int
    minutes: Minutes | None
    limit: Limit | None = None
    due: Minute | None = None
    because_of: int | None = None
    pushed: tuple[tuple[int, Minutes], ...] = ()


@dataclass(frozen=True)
class Watch:
    """The rest of the day, and what to look at, the most urgent first.

    ``unplanned`` are open tickets with a visit to be made that the plan does not have, the most urgent first.
    """

    projection: Projection
    findings: tuple[Finding, ...]
    unplanned: tuple[int, ...]


def watch(problem: Problem, plan: Plan, said: frozenset[int], tolerance: Minutes = TOLERANCE) -> Watch:
    """Look ahead from ``now`` without any search; for the parameters see ``project``."""
    projection = project(problem, plan, said, tolerance)
    finder = _Finder(problem, projection)
    findings = sorted(finder.findings(), key=lambda finding: _urgency(problem, finding))
    planned = {visit.visit for route in plan.routes for visit in route.visits}
    unplanned = [k for k, visits in enumerate(problem.open_visits_by_ticket) if not planned.issuperset(visits)]
    unplanned.sort(key=lambda ticket: list(Urgency).index(problem.tickets[ticket].urgency))
    return Watch(projection, tuple(findings), tuple(unplanned))


def _urgency(problem: Problem, finding: Finding) -> tuple[int, int, int, int]:
    """Return what findings are sorted by: the ticket's urgency, the kind, and most minutes first."""
    ticket = problem.tickets[problem.visits[finding.visit].ticket]
    late = -(10**9) if finding.minutes is None else -finding.minutes
    return list(Urgency).index(ticket.urgency), list(FindingKind).index(finding.kind), late, finding.visit


class _Finder:
    def __init__(self, problem: Problem, projection: Projection) -> None:
        self.problem, self.projection = problem, projection
        self._next: dict[int, list[Projected]] = defaultdict(list)
        for row in projection.visits.values():
            if row.pushed_by is not None:
                self._next[row.pushed_by].append(row)

    def findings(self) -> Iterator[Finding]:
        """Yield every finding, in no order."""
        for row in self.projection.visits.values():
            if row.overdue > 0:
                yield self._finding(FindingKind.NOT_STARTED, row.visit, row.overdue)
            if row.begun and row.delay > 0:
                yield self._finding(FindingKind.OVERRUNNING, row.visit, row.delay)
        yield from self._windows()
        rest = sorted({self.problem.visits[visit].ticket for visit in self._rest()})
        for ticket_idx in rest:
            yield from self._limits(ticket_idx, self.problem.tickets[ticket_idx])

    def _rest(self) -> Iterator[int]:
        yield from self.projection.visits
        yield from self.projection.set_aside

    def _finding(self, kind: FindingKind, visit: int, minutes: Minutes | None, limit: Limit | None = None,
                 due: Minute | None = None) -> Finding:  # fmt: skip
        return Finding(kind, visit, minutes, limit, due, self._cause(visit), tuple(self._pushed(visit)))

    def _cause(self, visit: int) -> int | None:
        """Return the visit at the beginning of a delay."""
        cause, row = None, self.projection.visits.get(visit)
        while row is not None and row.pushed_by is not None:
            cause = row.pushed_by
            row = self.projection.visits.get(cause)
        return cause

    def _pushed(self, visit: int) -> list[tuple[int, Minutes]]:
        found: list[Projected] = []
        ahead = [visit]
        while ahead:
            rows = self._next.get(ahead.pop(), [])
            found += rows
            ahead += [row.visit for row in rows]
        return [(row.visit, row.delay) for row in sorted(found, key=lambda row: (row.start, row.visit))]

    # --- windows ---------------------------------------------------------------------------------------------

    def _windows(self) -> Iterator[Finding]:
        """Yield what starts after the window that was told or promised, once per crew."""
        worst: dict[tuple[int, int, int], Finding] = {}
        for visit_idx in self._rest():
            visit, finding = self.problem.visits[visit_idx], self._window(visit_idx)
            crew = (visit.ticket, visit.step, visit.part)
            if finding is not None and _graver(finding, worst.get(crew)):
                worst[crew] = finding
        yield from worst.values()

    def _window(self, visit_idx: int) -> Finding | None:
        visit, row = self.problem.visits[visit_idx], self.projection.visits.get(visit_idx)
        published = visit.published
        if published is None or (row is not None and row.begun):
            return None
        ends = self._window_ends(visit_idx, published)
        if not ends:
            return None
        limit, starts = ends
        if row is None:
            return self._finding(FindingKind.WILL_MISS_WINDOW, visit_idx, None, limit, starts[-1][1])
        missed, due = _missed(starts, row.start)
        if missed <= _missed(starts, published.start)[0]:
            return None
        return self._finding(FindingKind.WILL_MISS_WINDOW, visit_idx, missed, limit, due)

    def _window_ends(self, visit_idx: int, published: Published) -> tuple[Limit, list[tuple[Minute, Minute]]] | None:
        """Return whether a start is told or promised, and within what, by time; None: it is neither."""
        visit = self.problem.visits[visit_idx]
        if published.told and published.window is not None:
            return "told", [(published.window.start, published.window.end)]
        promised = self.problem.tickets[visit.ticket].promised
        if visit.step > 0 or not promised or self._responded(visit.ticket):
            return None
        return "promised", sorted((window.start, window.end) for window in promised)

    # --- limits ----------------------------------------------------------------------------------------------

    def _limits(self, ticket_idx: int, ticket: Ticket) -> Iterator[Finding]:
        """Yield the limits that a ticket will miss, each at the visit that decides it."""
        if ticket.status is not TicketStatus.OPEN:
            return
        if not self._responded(ticket_idx) and ticket.respond_by is not None:
            first = self._decisive(ticket_idx, 0, last=False)
            yield from self._limit("respond_by", ticket.respond_by, first)
        last = self._decisive(ticket_idx, len(ticket.steps) - 1, last=True)
        ends: tuple[tuple[Limit, Minute | None], ...] = (
            ("complete_by", ticket.complete_by),
            ("deadline", ticket.deadline),
        )
        for name, due in ends:
            if due is not None:
                yield from self._limit(name, due, last)

    def _limit(self, name: Limit, due: Minute, decisive: tuple[int, Minute | None, Minute] | None) -> Iterator[Finding]:
        if decisive is None:
            return
        visit, moment, planned = decisive
        if moment is None:
            yield self._finding(FindingKind.WILL_MISS_LIMIT, visit, None, name, due)
        elif moment > max(due, planned):
            yield self._finding(FindingKind.WILL_MISS_LIMIT, visit, moment - due, name, due)

    def _decisive(self, ticket: int, step: int, *, last: bool) -> tuple[int, Minute | None, Minute] | None:
        """Return the visit that starts or ends a step, when it will (None: never) and was to; None: none."""
        rows: list[tuple[int, Minute | None, Minute]] = []
        for visit_idx in self.problem.visits_by_ticket[ticket]:
            visit = self.problem.visits[visit_idx]
            if visit.step != step or visit.published is None:
                continue
            if visit_idx in self.projection.set_aside:
                rows.append((visit_idx, None, visit.published.end if last else visit.published.start))
            elif (row := self.projection.visits.get(visit_idx)) is not None:
                moment = row.end if last else row.start
                rows.append((visit_idx, moment, moment - row.delay))
        if not rows:
            return None
        never = [row for row in rows if row[1] is None]
        if never and (last or len(never) == len(rows)):
            return never[0]
        times = [(row[1], row) for row in rows if row[1] is not None]
        return (max if last else min)(times, key=lambda item: item[0])[1]

    def _responded(self, ticket: int) -> bool:
        """Whether a visit of the first step has begun, a no-show not counted."""
        return any(
            visit.step == 0 and visit.is_fact and not visit.is_no_show and self._has_begun(visit_idx)
            for visit_idx in self.problem.visits_by_ticket[ticket]
            for visit in (self.problem.visits[visit_idx],)
        )

    def _has_begun(self, visit: int) -> bool:
        row = self.projection.visits.get(visit)
        return visit not in self.projection.set_aside if row is None else row.begun


def _missed(windows: Iterable[tuple[Minute, Minute]], start: Minute) -> tuple[Minutes, Minute]:
    """Return by how many minutes a start misses the last window before it, and that window's end; 0: it is in one."""
    late = [(start - end, end) for begin, end in windows if begin <= start]
    return max((0, 0), min(late, default=(0, 0)))


def _graver(finding: Finding, other: Finding | None) -> bool:
    if other is None or finding.minutes is None:
        return other is None or other.minutes is not None
    return other.minutes is not None and finding.minutes > other.minutes
