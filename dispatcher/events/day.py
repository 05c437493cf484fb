"""A day under way: tickets, technicians and the plan in force while events are written into them, one by one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from dispatcher.convert.state import Key, parts, visit_id
from dispatcher.faults.build import Path
from dispatcher.kept import Kept
from dispatcher.reading.checks.published import crew_sizes
from dispatcher.schemas.history import Override
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.technician import Shift, Technician
from dispatcher.schemas.ticket import Ticket
from dispatcher.schemas.visit import Route, TakenBreak, Visit

Model = TypeVar("Model", Ticket, Visit)
FACTS = ("started", "done")
_ROUTE = {"technician_id", "shift_id", "breaks", "visits"}
_KEPT = frozenset({"schema_version", "contract_version", "plan_id", "request_digest", "constants"})


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit of the plan in force and whose shift it is on."""

    technician_id: str
    shift_id: str
    visit: Visit

    @property
    def is_fact(self) -> bool:
        """Whether somebody has said that it has started or is over; what only the clock says may be corrected."""
        return self.visit.state in FACTS

    def has_begun(self, moment: datetime) -> bool:
        """Whether it has started by what was said, else by the clock."""
        if self.visit.state not in (None, "planned"):
            return self.is_fact
        return self.visit.stopped_by is None and self.visit.start < moment


def _with(model: Model, fields: Mapping[str, Any]) -> Model:
    """Return a model with fields set, those that are None absent."""
    changed = model.model_copy(update=fields)
    changed.model_fields_set.difference_update(name for name, value in fields.items() if value is None)
    return changed


class Day:
    """What events change. Each visit has its id and part, so that moving one renames no other."""

    def __init__(self, request: Request, published: Plan) -> None:
        self.request = request
        self.tickets: dict[str, Ticket] = {ticket.id: ticket for ticket in request.tickets}
        self.technicians: dict[str, Technician] = {person.id: person for person in request.technicians}
        self.overrides: dict[str, Override] = {override.visit_id: override for override in request.overrides}
        self.stops: dict[str, Stop] = {}
        self.written: dict[tuple[str, str], Path] = {}
        self._plan = published
        self._routes = {route.shift_id: route for route in published.routes}
        part_of = parts(published)
        for r, route in enumerate(published.routes):
            for v, visit in enumerate(route.visits):
                key = (visit.ticket_id, visit.step, visit.crew_position, part_of[r, v])
                name = visit_id(key)
                if (visit.part, visit.visit_id) != (key[3], name):
                    visit = visit.model_copy(update={"part": key[3], "visit_id": name})
                self.stops[name] = Stop(route.technician_id, route.shift_id, visit)

    @property
    def plan_id(self) -> str | None:
        """The id of the plan in force; None if it has none."""
        return self._plan.plan_id

    def stops_of(self, ticket_id: str) -> list[tuple[str, Stop]]:
        """Return the visits of a ticket with their ids."""
        return [(name, stop) for name, stop in self.stops.items() if stop.visit.ticket_id == ticket_id]

    def stops_by(self, technician_id: str) -> list[tuple[str, Stop]]:
        """Return a technician's visits by time, with their ids."""
        found = [(name, stop) for name, stop in self.stops.items() if stop.technician_id == technician_id]
        return sorted(found, key=lambda item: (item[1].visit.start, item[1].visit.end, item[0]))

    def write_visit(self, name: str, **fields: Any) -> None:
        """Set fields of a visit of the plan in force; None: absent."""
        stop = self.stops[name]
        self.stops[name] = Stop(stop.technician_id, stop.shift_id, _with(stop.visit, fields))

    def stop_visit(self, name: str, event_id: str) -> None:
        """Keep a visit that has not begun from starting by the clock; who was on the way turns back."""
        self.write_visit(name, state="planned", stopped_by=event_id)

    def put_stop(self, name: str, stop: Stop) -> None:
        """Have a visit at a place of the plan in force, in place of an earlier one."""
        self.stops[name] = stop

    def take_out(self, name: str) -> None:
        """Take a visit out of the plan in force, and a decision about it."""
        del self.stops[name]
        self.overrides.pop(name, None)

    def put_ticket(self, ticket: Ticket, place: Path, fields: Iterable[str]) -> None:
        """Add a ticket, or put it in the place of the one of its id; ``place`` leads to the event that says so."""
        self.tickets[ticket.id] = ticket
        self.written |= dict.fromkeys(((ticket.id, name) for name in fields), place)

    def write_ticket(self, ticket_id: str, place: Path, **fields: Any) -> None:
        """Set fields of a ticket; ``place`` leads to the event that says so."""
        self.put_ticket(_with(self.tickets[ticket_id], fields), place, fields)

    def write_shift(self, technician_id: str, shift: Shift) -> None:
        """Put a shift in the place of the one of the same id."""
        person = self.technicians[technician_id]
        shifts = [shift if old.id == shift.id else old for old in person.shifts]
        self.technicians[technician_id] = person.model_copy(update={"shifts": shifts})

    def minutes_of(self, key: Key) -> int | None:
        """Return the minutes at 100 % that a visit is made for; None if no such visit is to be made."""
        ticket_id, step, position, part = key
        ticket = self.tickets[ticket_id]
        sizes = crew_sizes(ticket)
        if step >= len(sizes) or position >= sizes[step]:
            return None
        if part == 0:
            return ticket.service_minutes if ticket.steps is None else ticket.steps[step].service_minutes
        before = self.stops.get(visit_id((ticket_id, step, position, part - 1)))
        if before is None or before.visit.outcome not in ("no_show", "interrupted"):
            return None
        if before.visit.outcome == "interrupted":
            return before.visit.remaining_minutes or None
        return self.minutes_of((ticket_id, step, position, part - 1))

    def plan(self) -> Plan:
        """Return the plan in force with what was written; figures that facts have made untrue are left out."""
        rows: dict[str, list[Visit]] = {}
        owners: dict[str, str] = {}
        for stop in self.stops.values():
            rows.setdefault(stop.shift_id, []).append(stop.visit)
            owners[stop.shift_id] = stop.technician_id
        breaks = {route.shift_id: route.breaks for route in self._plan.routes if route.breaks}
        owners |= {route.shift_id: route.technician_id for route in self._plan.routes if route.breaks}
        routes = [self._route(owners[name], name, breaks.get(name, []), rows.get(name, [])) for name in sorted(owners)]
        kept = {name: getattr(self._plan, name) for name in self._plan.model_fields_set & _KEPT}
        return Plan(**kept, routes=routes)

    def _route(self, technician_id: str, shift_id: str, breaks: list[TakenBreak], visits: list[Visit]) -> Route:
        """Return a route of visits in order of time: the one in force itself if that says nothing else."""
        visits = sorted(visits, key=lambda visit: (visit.start, visit.end, visit.visit_id))
        old = self._routes.get(shift_id)
        if (
            old is not None
            and (old.technician_id, old.breaks) == (technician_id, breaks)
            and list(map(id, old.visits)) == list(map(id, visits))
        ):
            return _bare(old)
        return Route(technician_id=technician_id, shift_id=shift_id, breaks=breaks, visits=visits)


def _made_bare(route: Route) -> Route:
    if route.model_fields_set == _ROUTE:
        return route
    return Route(technician_id=route.technician_id, shift_id=route.shift_id, breaks=route.breaks, visits=route.visits)


# A route without figures that events may make untrue; it is the same one after every event that leaves it alone.
_bare: Kept[Route, Route] = Kept(_made_bare)
