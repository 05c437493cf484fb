"""A ticket of a request becomes a ticket of the problem; most are the same after an event, and are kept."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher.convert.clock import Clock
from dispatcher.convert.indexes import Indexes
from dispatcher.convert.limits import TimeLimits, effective_urgency, impact_factor
from dispatcher.convert.state import parts, visit_id
from dispatcher.kept import Kept, KeptFor
from dispatcher.schemas import ticket as wire_ticket
from dispatcher.schemas.common import UrgencyName
from dispatcher.schemas.history import Override
from dispatcher.schemas.request import Request
from solver.problem import After, Lock, Minute, Need, Step, Ticket, TicketStatus, Urgency, Window


class TicketConverter:
    """Converts the tickets of one canonical request."""

    def __init__(self, request: Request, clock: Clock, indexes: Indexes) -> None:
        self.request, self.clock, self.indexes = request, clock, indexes
        self.limits = TimeLimits(request)
        self.decisions = _decisions(request)

    def convert(self, wire: wire_ticket.Ticket) -> Ticket:
        """Convert a ticket, its urgency and due times being the effective ones."""
        effective = _Effective(
            clock=self.clock,
            site=self.indexes.sites[wire.site_id],
            urgency=effective_urgency(self.request, wire),
            impact=impact_factor(self.request, wire),
            lock=self._lock(wire),
        )
        if _names_others(wire):
            return self._make_ticket(wire, effective)
        return _kept_tickets(wire, (effective, self.limits), lambda: self._make_ticket(wire, effective))

    def _make_ticket(self, wire: wire_ticket.Ticket, effective: "_Effective") -> Ticket:
        up, down = self.clock.up, self.clock.down
        steps, urgency = _steps(wire), effective.urgency
        people, trade = self.indexes.technicians, steps[0].crew[0].trade
        return Ticket(
            id=wire.id,
            site=effective.site,
            steps=steps,
            urgency=Urgency(urgency),
            impact=effective.impact,
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
            lock=effective.lock,
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


@dataclass(frozen=True, slots=True)
class _Effective:
    """What a request makes of a ticket that names no technician and no other ticket; due times come to it."""

    clock: Clock
    site: int
    urgency: UrgencyName
    impact: int
    lock: Lock


def _names_others(wire: wire_ticket.Ticket) -> bool:
    """Whether a ticket names technicians or other tickets, whose positions an event may change."""
    people = wire.required_technician is not None or wire.preferred_technicians or wire.banned_technicians
    return bool(people or wire.same_technician_as is not None or wire.after)


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


def _step(wire: wire_ticket.Step) -> Step:
    crew = tuple(
        Need(person.trade, person.min_level, frozenset(person.certificates)) for person in wire_ticket.people(wire)
    )
    return Step(crew, wire.service_minutes, wire.min_gap_minutes, wire.max_gap_minutes)


# A ticket's steps say nothing about other models, so that they are the same after every event that leaves it alone.
_steps: Kept[wire_ticket.Ticket, tuple[Step, ...]] = Kept(lambda wire: tuple(_step(step) for step in wire.all_steps))
_kept_tickets: KeptFor[wire_ticket.Ticket, Ticket] = KeptFor()
