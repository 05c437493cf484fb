"""What the published plan makes of a problem: states by the clock, facts, parts, breaks that are past."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.convert.clock import Clock
from dispatcher.convert.indexes import Indexes
from dispatcher.convert.state import Position, ReadVisit, read_states, visit_id
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.ticket import Ticket
from dispatcher.schemas.visit import Route
from solver.problem import (
    Constants,
    Interval,
    IntMatrix,
    Minute,
    Minutes,
    Outcome,
    Published,
    Step,
    TicketStatus,
    Visit,
    VisitState,
    Window,
)
from solver.problem import Ticket as SolverTicket

_EMPTY_PLAN = Plan(schema_version=1, routes=[])


@dataclass(frozen=True, slots=True)
class Standing:
    """A published visit as the solver sees it."""

    read: ReadVisit
    published: Published


class PublishedPlan:
    """The plan in force, read by the clock; empty when there is none."""

    def __init__(self, request: Request, clock: Clock, indexes: Indexes, travel: IntMatrix) -> None:
        self._request, self._clock, self._indexes = request, clock, indexes
        self._plan = request.published or _EMPTY_PLAN
        minutes = {
            (r, v): travelled
            for r, route in enumerate(self._plan.routes)
            for v, travelled in _travel_minutes(request, indexes, clock, travel, route).items()
        }
        self._standings: dict[Position, list[Standing]] = defaultdict(list)
        for read in read_states(self._plan, request.moment, minutes):
            self._standings[read.key[:3]].append(Standing(read, self._published(read, minutes.get(read.path))))
        for standings in self._standings.values():
            standings.sort(key=lambda standing: standing.read.part)

    def _published(self, read: ReadVisit, travel: Minutes | None) -> Published:
        visit, clock = read.visit, self._clock
        start = clock.down(visit.start)
        depart = None if travel is None else start - travel
        window = visit.arrival_window
        over = read.state is VisitState.DONE
        return Published(
            shift=self._indexes.shifts[read.route.shift_id],
            start=start,
            end=clock.up(visit.end),
            depart=depart if visit.depart is None else clock.down(visit.depart),
            state=read.state,
            outcome=Outcome(visit.outcome or "served") if over else None,
            window=None if window is None else Window(clock.up(window.start), clock.down(window.end)),
            told=window is not None and window.told_at is not None,
        )

    def visits(self, ticket_idx: int, ticket: Ticket, steps: tuple[Step, ...]) -> list[Visit]:
        """Return a ticket's visits: facts, and of an open ticket what is still to be made."""
        found: list[Visit] = []
        for step_idx, step in enumerate(steps):
            rows = [
                visit
                for position in range(len(step.crew))
                for visit in self._parts(ticket_idx, ticket, (ticket.id, step_idx, position), step.service_minutes)
            ]
            found += sorted(rows, key=lambda visit: (visit.part, visit.crew_position))
        return found

    def _parts(self, ticket_idx: int, ticket: Ticket, position: Position, minutes: Minutes) -> Iterator[Visit]:
        _, step, crew_position = position
        standings = self._standings.get(position, [])
        part, left = 0, minutes
        for standing in (item for item in standings if item.read.is_fact):
            part, before = standing.read.part, left
            served, left = _split(standing, before)
            name = visit_id((*position, part))
            yield Visit(name, ticket_idx, step, crew_position, part, served, standing.published)
            part += 1
        if ticket.status == "open" and left > 0:
            next_one = [item.published for item in standings if item.read.part == part and not item.read.is_fact]
            name = visit_id((*position, part))
            yield Visit(name, ticket_idx, step, crew_position, part, left, next_one[0] if next_one else None)

    def withdrawn(self, tickets: Sequence[SolverTicket]) -> tuple[Visit, ...]:
        """Return the published visits of tickets that are closed or on hold which are no facts, by id."""
        found = [
            Visit(visit_id((*position, standing.read.part)), ticket_idx, *position[1:], standing.read.part, 0,
                  standing.published)
            for position, standings in self._standings.items()
            if tickets[ticket_idx := self._indexes.tickets[position[0]]].status is not TicketStatus.OPEN
            for standing in standings
            if not standing.read.is_fact
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda visit: visit.id))

    def past_breaks(self) -> Mapping[int, tuple[Interval, ...]]:
        """Return, by shift, the published breaks that had started before ``now``."""
        now = self._request.moment
        return {
            self._indexes.shifts[route.shift_id]: tuple(
                Interval(self._clock.down(pause.start), self._clock.up(pause.end))
                for pause in sorted(route.breaks, key=lambda pause: pause.start)
                if pause.start < now
            )
            for route in self._plan.routes
        }

    def constants(self) -> Constants | None:
        """Return the constants the plan carries; None if it carries none."""
        kept = self._plan.constants
        if kept is None:
            return None
        technicians = self._indexes.technicians
        share = {technicians[name]: minutes for name, minutes in sorted(kept.share.items()) if name in technicians}
        return Constants(share, frozenset(kept.scarce_trades))


def _split(standing: Standing, minutes: Minutes) -> tuple[Minutes, Minutes]:
    """Return the minutes a fact served of those it was planned for, and those it leaves."""
    outcome = standing.published.outcome
    if outcome is Outcome.NO_SHOW:
        return 0, minutes
    if outcome is Outcome.INTERRUPTED:
        remaining = standing.read.visit.remaining_minutes or 0
        return max(0, minutes - remaining), remaining
    return minutes, 0


def _travel_minutes(request: Request, indexes: Indexes, clock: Clock, travel: IntMatrix,
                    route: Route) -> dict[int, Minutes]:  # fmt: skip
    """Return minutes on the way to each visit of a route from the stop before it, located absences included."""
    shift = indexes.shift_list[indexes.shifts[route.shift_id]]
    rows: list[tuple[Minute, Minute, int | None, str]] = [
        (clock.down(visit.start), clock.up(visit.end), v, request.tickets[indexes.tickets[visit.ticket_id]].site_id)
        for v, visit in enumerate(route.visits)
    ]
    absences = [absence for absence in shift.unavailable if absence.site_id is not None]
    rows += [(clock.down(absence.start), clock.up(absence.end), None, absence.site_id or "") for absence in absences]
    rows.sort(key=lambda row: (row[0], row[1]))
    found: dict[int, Minutes] = {}
    place = indexes.sites[shift.start_site_id]
    for _, _, visit, site_id in rows:
        site = indexes.sites[site_id]
        if visit is not None:
            found[visit] = int(travel[place, site])
        place = site
    return found
