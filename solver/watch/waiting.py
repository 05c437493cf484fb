"""What a crew waits for besides its own ways: its ticket, what comes before it, and what forbids it altogether."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from solver.changes import kept_window
from solver.plan import PlannedVisit, Route
from solver.problem import Interval, Minute, Problem
from solver.watch.outlook import Projected, SetAside
from solver.watch.walk import Walk

Crew = tuple[int, int, int]  # ticket, step, part
Bound = tuple[Minute, int | None]  # earliest start, and the visit that it waits for


@dataclass(slots=True)
class Course:
    """A route under way: where its technician is by now, and what is settled.

    ``reports``: somebody has said something of it. ``read_by_clock``: nobody has, though something should have begun.
    ``breaks``: those not over, as projected.
    """

    route: Route
    walk: Walk
    reports: bool
    read_by_clock: bool = False
    breaks: list[Interval] = field(default_factory=list)


Member = tuple[PlannedVisit, Course]


class Waiting:
    """Asked while a projection grows: ``visits`` and ``set_aside`` are what it has so far."""

    def __init__(self, problem: Problem, visits: Mapping[int, Projected], set_aside: Mapping[int, SetAside]) -> None:
        self.problem, self.visits, self.set_aside = problem, visits, set_aside

    def obstacle(self, crew: Crew, members: list[Member]) -> str | None:
        """Return the rule by which the visits cannot be made by these people in their arrival windows; None: none."""
        problem, ticket = self.problem, self.problem.tickets[crew[0]]
        people = {problem.shifts[course.route.shift].technician for _, course in members}
        if people & ticket.banned_technicians:
            return "technician_allowed"
        if any(visit in self.set_aside for visit in self._earlier(crew)):
            return "step_order"
        ends = []
        for planned, _ in members:
            published = problem.visits[planned.visit].published
            ends.append(planned.start if published is None else kept_window(problem, published).end)
        latest = max(ends)
        if max(ticket.reported_at or 0, ticket.ready_at or 0) > latest:
            return "not_before"
        first = min((window.start for window in ticket.promised), default=0)
        return "promised_window" if crew[1] == 0 and crew[2] == 0 and first > latest else None

    def _earlier(self, crew: Crew) -> Iterator[int]:
        """Yield the visits that a crew has to wait for: earlier parts and steps, and tickets before this one."""
        problem = self.problem
        for visit in problem.visits_by_ticket[crew[0]]:
            other = problem.visits[visit]
            if other.step < crew[1] or (other.step == crew[1] and other.part < crew[2]):
                yield visit
        if crew[1] == 0:
            for after in problem.tickets[crew[0]].after:
                yield from problem.visits_by_ticket[after.ticket]

    def bounds(self, crew: Crew, members: list[Member]) -> Iterator[Bound]:
        """Yield before when the visits cannot start, the ways of their technicians left out."""
        problem, ticket = self.problem, self.problem.tickets[crew[0]]
        yield ticket.reported_at or 0, None
        yield ticket.ready_at or 0, None
        if crew[1] == 0 and ticket.promised:
            yield min(window.start for window in ticket.promised), None
        for planned, _ in members:
            published = problem.visits[planned.visit].published
            yield planned.start, None
            if published is not None and published.told and published.window is not None:
                yield published.window.start, None
        gaps = {after.ticket: after.min_gap for after in ticket.after}
        for visit in self._earlier(crew):
            other = problem.visits[visit]
            gap = gaps.get(other.ticket, 0)
            if other.ticket == crew[0]:
                gap = ticket.steps[crew[1]].min_gap if other.step == crew[1] - 1 else 0
            if visit in self.visits:
                yield self.visits[visit].end + gap, visit
            elif other.is_fact and other.published is not None:
                yield other.published.end + gap, visit
