"""A request becomes a problem: ids become positions, times become minutes, defaults are filled in."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher.convert.canonical import canonical
from dispatcher.convert.clock import Clock, make_clock, ordinal
from dispatcher.convert.indexes import Indexes, make_indexes
from dispatcher.convert.limits import TimeLimits, effective_urgency, impact_factor
from dispatcher.convert.published import PublishedPlan
from dispatcher.convert.state import parts, visit_id
from dispatcher.convert.travel import travel_matrix
from dispatcher.kept import Kept
from dispatcher.schemas import technician as wire_technician
from dispatcher.schemas import ticket as wire_ticket
from dispatcher.schemas.history import Override
from dispatcher.schemas.request import Request
from solver.policy import Interrupt, Policy
from solver.problem import (
    Absence,
    After,
    Break,
    Interval,
    Lock,
    Minute,
    Need,
    Problem,
    Shift,
    Site,
    Step,
    Technician,
    Ticket,
    TicketStatus,
    Urgency,
    Visit,
    Window,
)
from solver.releases import release
from solver.weights import resolve_weights


def make_problem(request: Request) -> Problem:
    """Convert a request that has no faults.

    Lower limits round up to whole minutes, upper limits down, facts outward. Everything is numbered in the order of
    the canonical request, so that lists in another order make the same problem.
    """
    request = canonical(request)
    clock, indexes = make_clock(request), make_indexes(request)
    travel = travel_matrix(request)
    published = PublishedPlan(request, clock, indexes, travel)
    converter = _Converter(request, clock, indexes, TimeLimits(request), _decisions(request))
    tickets = tuple(converter.ticket(ticket) for ticket in request.tickets)
    past_breaks = published.past_breaks()
    problem = Problem(
        horizon_end=clock.down(request.horizon.end),
        now=clock.up(request.moment),
        sites=tuple(Site(site.id, site.estate_id) for site in request.sites),
        travel=travel,
        technicians=tuple(converter.technician(technician) for technician in request.technicians),
        shifts=tuple(
            converter.shift(shift, technician, past_breaks.get(indexes.shifts[shift.id], ()))
            for technician, owner in enumerate(request.technicians)
            for shift in owner.shifts
        ),
        tickets=tickets,
        visits=_visits(request, published, tickets),
        policy=make_policy(request),
        freeze_until=_maybe(clock.up, request.freeze_until),
        max_changes=request.max_changes,
        constants=published.constants(),
        has_published=request.published is not None,
        withdrawn=published.withdrawn(tickets),
    )
    return release(problem)


def make_policy(request: Request) -> Policy:
    """Resolve the policy: profile, overrides, and promises hard for a first plan, soft for a re-plan."""
    policy = request.policy
    promises = policy.promised_windows or ("hard" if request.published is None else "soft")
    return Policy(
        weights=resolve_weights(policy.profile, policy.weights),
        promised_hard=promises == "hard",
        interrupt=Interrupt(policy.interrupt),
        arrival_before=policy.arrival_window.before,
        arrival_after=policy.arrival_window.after,
    )


def _visits(request: Request, published: PublishedPlan, tickets: tuple[Ticket, ...]) -> tuple[Visit, ...]:
    return tuple(
        visit
        for k, (wire, ticket) in enumerate(zip(request.tickets, tickets, strict=True))
        for visit in published.visits(k, wire, ticket.steps)
    )


def _decisions(request: Request) -> Mapping[str, Sequence[Override]]:
    """Return the overrides in force by ticket; one of a visit that is not published binds nothing."""
    found: dict[str, list[Override]] = defaultdict(list)
    by_visit = {override.visit_id: override for override in request.overrides}
    if by_visit and request.published is not None:
        for (r, v), part in parts(request.published).items():
            visit = request.published.routes[r].visits[v]
            name = visit_id((visit.ticket_id, visit.step, visit.crew_position, part))
            if name in by_visit:
                found[visit.ticket_id].append(by_visit[name])
    return found


def _maybe(convert: Callable[[datetime], Minute], moment: datetime | None) -> Minute | None:
    return None if moment is None else convert(moment)


@dataclass(frozen=True, slots=True)
class _Converter:
    """Converts single models of one request."""

    request: Request
    clock: Clock
    indexes: Indexes
    limits: TimeLimits
    decisions: Mapping[str, Sequence[Override]]

    def technician(self, wire: wire_technician.Technician) -> Technician:
        """Convert a technician."""
        return Technician(
            id=wire.id,
            name=wire.name or "",
            skills={skill.trade: skill.level for skill in wire.skills},
            certificates={paper.code: ordinal(paper.valid_until) for paper in wire.certificates},
            contractor=wire.employment == "contractor",
            estates=frozenset(wire.estates),
            duration_percent=wire.duration_percent,
            carried_minutes=wire.carried_minutes,
            shifts=tuple(self.indexes.shifts[shift.id] for shift in wire.shifts),
        )

    def shift(self, wire: wire_technician.Shift, technician: int, past_breaks: tuple[Interval, ...]) -> Shift:
        """Convert a shift."""
        clock, sites = self.clock, self.indexes.sites
        last_site = wire.last_site_id
        return Shift(
            id=wire.id,
            technician=technician,
            start=clock.up(wire.start),
            end=clock.down(wire.end),
            overtime_until=clock.down(wire.latest_return),
            start_site=sites[wire.start_site_id],
            end_site=None if last_site is None else sites[last_site],
            breaks=tuple(
                Break(clock.up(pause.earliest_start), clock.down(pause.latest_start), pause.minutes)
                for pause in wire.breaks
            ),
            absences=tuple(self._absence(absence) for absence in wire.unavailable),
            max_visits=wire.max_visits,
            serves_urgencies=frozenset(Urgency(name) for name in wire.serves_urgencies),
            day=clock.day(wire.start),
            past_breaks=past_breaks,
        )

    def _absence(self, wire: wire_technician.Absence) -> Absence:
        site = None if wire.site_id is None else self.indexes.sites[wire.site_id]
        return Absence(self.clock.down(wire.start), self.clock.up(wire.end), site)

    def ticket(self, wire: wire_ticket.Ticket) -> Ticket:
        """Convert a ticket, its urgency and due times being the effective ones."""
        up, down = self.clock.up, self.clock.down
        steps = _steps(wire)
        urgency, trade = effective_urgency(self.request, wire), steps[0].crew[0].trade
        people = self.indexes.technicians
        return Ticket(
            id=wire.id,
            site=self.indexes.sites[wire.site_id],
            steps=steps,
            urgency=Urgency(urgency),
            impact=impact_factor(self.request, wire),
            reported_at=_maybe(up, wire.reported_at),
            ready_at=_maybe(up, wire.ready_at),
            respond_by=_maybe(down, self.limits.respond_by(wire, urgency, trade)),
            complete_by=_maybe(down, self.limits.complete_by(wire, urgency, trade)),
            deadline=_maybe(down, wire.deadline),
            promised=self._windows(wire, "promised"),
            preferred=self._windows(wire, "preferred"),
            required_technician=None if wire.required_technician is None else people[wire.required_technician],
            preferred_technicians=frozenset(people[name] for name in wire.preferred_technicians),
            banned_technicians=frozenset(people[name] for name in wire.banned_technicians),
            same_technician_as=(
                None if wire.same_technician_as is None else self.indexes.tickets[wire.same_technician_as]
            ),
            after=tuple(
                After(self.indexes.tickets[after.ticket_id], after.min_gap_minutes, after.max_gap_minutes)
                for after in wire.after
            ),
            status=TicketStatus(wire.status),
            hold_reason=wire.hold_reason,
            lock=self._lock(wire),
        )

    def _lock(self, wire: wire_ticket.Ticket) -> Lock:
        """Return the ticket's own lock, and what supervisors have decided about its visits."""
        own, decided = Lock(wire.lock), self.decisions.get(wire.id, ())
        if not decided:
            return own
        technician = own.holds_technician or any(override.technician_id is not None for override in decided)
        time = own.holds_time or any(override.start is not None for override in decided)
        if technician:
            return Lock.BOTH if time else Lock.TECHNICIAN
        return Lock.TIME if time else Lock.NONE

    def _windows(self, wire: wire_ticket.Ticket, kind: str) -> tuple[Window, ...]:
        if not wire.windows:
            return ()
        windows = (window for window in wire.windows if window.kind == kind)
        return tuple(Window(self.clock.up(window.start), self.clock.down(window.end)) for window in windows)


def _step(wire: wire_ticket.Step) -> Step:
    crew = tuple(
        Need(person.trade, person.min_level, frozenset(person.certificates)) for person in wire_ticket.people(wire)
    )
    return Step(crew, wire.service_minutes, wire.min_gap_minutes, wire.max_gap_minutes)


# A ticket's steps say nothing about other models, so that they are the same after every event that leaves it alone.
_steps: Kept[wire_ticket.Ticket, tuple[Step, ...]] = Kept(lambda wire: tuple(_step(step) for step in wire.all_steps))
