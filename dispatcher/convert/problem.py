"""A request becomes a problem: ids become positions, times become minutes, defaults are filled in."""

from dataclasses import dataclass

from dispatcher.convert.canonical import canonical
from dispatcher.convert.clock import Clock, make_clock, ordinal
from dispatcher.convert.indexes import Indexes, make_indexes
from dispatcher.convert.published import PublishedPlan
from dispatcher.convert.ticket import TicketConverter
from dispatcher.convert.travel import travel_matrix
from dispatcher.schemas import technician as wire_technician
from dispatcher.schemas.request import Request
from solver.policy import Interrupt, Policy
from solver.problem import (
    Absence,
    Break,
    Interval,
    Problem,
    Shift,
    Site,
    Technician,
    Ticket,
    Urgency,
    Visit,
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
    converter, ticket_converter = _Converter(clock, indexes), TicketConverter(request, clock, indexes)
    tickets = tuple(ticket_converter.convert(ticket) for ticket in request.tickets)
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
        freeze_until=None if request.freeze_until is None else clock.up(request.freeze_until),
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


@dataclass(frozen=True, slots=True)
class _Converter:
    """Converts technicians and their shifts."""

    clock: Clock
    indexes: Indexes

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
