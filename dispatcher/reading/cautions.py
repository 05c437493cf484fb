"""Warnings about a request without faults: what will surprise somebody once it is planned."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.limits import effective_urgency
from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.kept import Kept
from dispatcher.schemas.request import Request
from dispatcher.schemas.site import Site
from dispatcher.schemas.technician import Shift, Technician
from dispatcher.schemas.ticket import Ticket, people

Named = TypeVar("Named", Technician, Site, Ticket)
Need = tuple[str, int, frozenset[str]]  # trade, level, certificates


def cautions(request: Request) -> Iterator[Fault]:
    """Yield the warnings of a request that has no fault, by id; their paths lead into the request as sent."""
    if not any(technician.shifts for technician in request.technicians):
        yield make_fault("no_shift_in_horizon", ("technicians",))
    for k, technician in _by_id(request.technicians):
        if not technician.skills:
            yield make_fault("technician_without_skills", ("technicians", k, "skills"), ids=(technician.id,))
    for k, site in _by_id(request.sites):
        if site.lat == 0 and site.lon == 0:
            yield make_fault("site_at_zero", ("sites", k), ids=(site.id,))
    published = set() if request.published is None else {
        visit.ticket_id for route in request.published.routes for visit in route.visits
    }  # fmt: skip
    able, duty = _Able(request), _Duty(request)
    for k, ticket in _by_id(request.tickets):
        if ticket.status == "open":
            yield from _ticket_cautions(k, ticket, published, able, duty)


def _by_id(items: Sequence[Named]) -> list[tuple[int, Named]]:
    return sorted(enumerate(items), key=lambda item: item[1].id)


def _ticket_cautions(k: int, ticket: Ticket, published: set[str], able: "_Able", duty: "_Duty") -> Iterator[Fault]:
    if not able.can_be_served(ticket):
        yield make_fault("ticket_without_able_technician", ("tickets", k), ids=(ticket.id,))
    for w, window in sorted(enumerate(ticket.windows), key=lambda item: (item[1].start, item[1].end, item[1].kind)):
        if not duty.touches(window.start, window.end):
            yield make_fault("window_outside_every_shift", ("tickets", k, "windows", w), ids=(ticket.id,))
    if ticket.lock != "none" and ticket.id not in published:
        yield make_fault("lock_without_published", ("tickets", k, "lock"), ids=(ticket.id,), value=ticket.lock)


class _Duty:
    """When anybody at all is on a shift, overtime included."""

    def __init__(self, request: Request) -> None:
        shifts = [shift for technician in request.technicians for shift in technician.shifts]
        self._spans: list[tuple[datetime, datetime]] = []
        for start, end in sorted((shift.start, shift.latest_return) for shift in shifts):
            if self._spans and start <= self._spans[-1][1]:
                self._spans[-1] = (self._spans[-1][0], max(end, self._spans[-1][1]))
            else:
                self._spans.append((start, end))

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether a shift has a moment in a window."""
        return any(first <= end and start <= last for first, last in self._spans)


class _Able:
    """Who could serve whom, by trade, level, certificates, estate, urgency and ban."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._found: dict[tuple[Need, str | None, str], frozenset[str]] = {}
        self._estates = {site.id: site.estate_id for site in request.sites}
        self._skilled: dict[str, list[tuple[Technician, int]]] = {}
        for technician in request.technicians:
            for trade, level in {skill.trade: skill.level for skill in technician.skills}.items():
                self._skilled.setdefault(trade, []).append((technician, level))

    @cached_property
    def _clock(self) -> Clock:
        return make_clock(self._request)

    def can_be_served(self, ticket: Ticket) -> bool:
        """Whether every person of every step has an able technician, the required one once in each step."""
        urgency, estate = effective_urgency(self._request, ticket), self._estates.get(ticket.site_id)
        banned, required = ticket.banned_technicians, ticket.required_technician
        crews = [[self._able(need, estate, urgency) for need in crew] for crew in _needs(ticket)]
        if banned or required is not None:
            crews = [[able.difference(banned) for able in crew] for crew in crews]
        return all(all(crew) for crew in crews) and (
            required is None or all(any(required in able for able in crew) for crew in crews)
        )

    def _able(self, need: Need, estate: str | None, urgency: str) -> frozenset[str]:
        key = (need, estate, urgency)
        if key not in self._found:
            trade, level, _ = need
            skilled = (t for t, reached in self._skilled.get(trade, ()) if reached >= level)
            self._found[key] = frozenset(t.id for t in skilled if self._is_able(t, need, estate, urgency))
        return self._found[key]

    def _is_able(self, technician: Technician, need: Need, estate: str | None, urgency: str) -> bool:
        if technician.estates and estate is not None and estate not in technician.estates:
            return False
        return any(self._serves(technician, shift, need, urgency) for shift in technician.shifts)

    def _serves(self, technician: Technician, shift: Shift, need: Need, urgency: str) -> bool:
        if shift.serves_urgencies and urgency not in shift.serves_urgencies:
            return False
        day = self._clock.day(shift.start)
        last_days = {paper.code: paper.valid_until for paper in technician.certificates}
        return all(
            code in last_days and ((last := last_days[code]) is None or day <= last.toordinal()) for code in need[2]
        )


# What a ticket needs of people, by step and position: the same after every event that leaves the ticket alone.
_needs: Kept[Ticket, tuple[tuple[Need, ...], ...]] = Kept(
    lambda ticket: tuple(
        tuple((person.trade, person.min_level, frozenset(person.certificates)) for person in people(step))
        for step in ticket.all_steps
    )
)
