"""How far each published visit has come: what was sent, else what the clock says."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher.schemas.plan import Plan
from dispatcher.schemas.visit import Route, Visit
from solver.problem import VisitState

Position = tuple[str, int, int]
Key = tuple[str, int, int, int]


def visit_id(key: Key) -> str:
    """Return the id of a visit: ``ticket:step:crew_position``, with ``:part`` when that is not 0."""
    ticket, step, crew_position, part = key
    return f"{ticket}:{step}:{crew_position}" + (f":{part}" if part else "")


@dataclass(frozen=True, slots=True)
class ReadVisit:
    """A published visit with its place in the plan and its state, the clock taken into account.

    ``path`` is (route, visit); ``part`` is the one sent, else its rank among the visits of its position.
    """

    route: Route
    visit: Visit
    path: tuple[int, int]
    part: int
    state: VisitState

    @property
    def key(self) -> Key:
        """Ticket id, step, crew position and part."""
        return (self.visit.ticket_id, self.visit.step, self.visit.crew_position, self.part)

    @property
    def is_fact(self) -> bool:
        """Whether it has started or is over."""
        return self.state in (VisitState.STARTED, VisitState.DONE)


def parts(plan: Plan) -> Mapping[tuple[int, int], int]:
    """Return the part of every visit by (route, visit): as sent, else by time among those of its position."""
    sent = {(r, v): visit.part for r, route in enumerate(plan.routes) for v, visit in enumerate(route.visits)}
    known = {path: part for path, part in sent.items() if part is not None}
    if len(known) == len(sent):
        return known
    rows: dict[Position, list[tuple[datetime, datetime, str, tuple[int, int], int | None]]] = defaultdict(list)
    for r, route in enumerate(plan.routes):
        for v, visit in enumerate(route.visits):
            row = (visit.start, visit.end, route.shift_id, (r, v), visit.part)
            rows[visit.ticket_id, visit.step, visit.crew_position].append(row)
    found: dict[tuple[int, int], int] = {}
    for visits in rows.values():
        for rank, (*_, path, part) in enumerate(sorted(visits, key=lambda row: row[:4])):
            found[path] = rank if part is None else part
    return found


def visits_by_id(plan: Plan) -> dict[str, tuple[Route, Visit]]:
    """Return the visits of a plan with their routes by the ids of the contract, whatever ids they were sent with."""
    part_of = parts(plan)
    return {
        visit_id((visit.ticket_id, visit.step, visit.crew_position, part_of[r, v])): (route, visit)
        for r, route in enumerate(plan.routes)
        for v, visit in enumerate(route.visits)
    }


def read_states(plan: Plan, now: datetime, travel_minutes: Mapping[tuple[int, int], int]) -> list[ReadVisit]:
    """Read every visit of a published plan by the clock.

    Parameters
    ----------
    plan
        The plan in force.
    now
        A visit that starts before it has started, unless an event has stopped it; one that ends before it is done.
    travel_minutes
        Minutes on the way to each visit by (route, visit), for those whose departure was not sent; a visit
        that is absent here is not taken as travelled to.
    """
    part_of = parts(plan)
    read: list[ReadVisit] = []
    for r, route in enumerate(plan.routes):
        # Only the next visit can be travelled to, and by somebody who is not known to be on another way.
        next_open = all(visit.state != "travelling" for visit in route.visits)
        for v, visit in sorted(enumerate(route.visits), key=lambda item: (item[1].start, item[0])):
            state = _state(visit, now, travel_minutes.get((r, v)) if next_open else None, next_open)
            is_past = state in (VisitState.STARTED, VisitState.DONE) or visit.stopped_by is not None
            next_open = next_open and is_past
            read.append(ReadVisit(route, visit, (r, v), part_of[r, v], state))
    return sorted(read, key=lambda item: item.path)


def _state(visit: Visit, now: datetime, travel: int | None, may_travel: bool) -> VisitState:
    if visit.state not in (None, "planned"):
        return VisitState(visit.state)
    if visit.stopped_by is not None:
        return VisitState.PLANNED
    if visit.start < now:
        return VisitState.DONE if visit.end < now else VisitState.STARTED
    departed = visit.depart
    if departed is None and travel is not None:
        departed = visit.start - timedelta(minutes=travel)
    return VisitState.TRAVELLING if may_travel and departed is not None and departed < now else VisitState.PLANNED
