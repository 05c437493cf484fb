"""The solver's routes become wire routes; what stays as it was written last is the same model again."""

from dispatcher.convert.arrival import new_window, wire_window
from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.state import visits_by_id
from dispatcher.kept import KeptFor
from dispatcher.schemas import visit as wire
from dispatcher.schemas.request import Request
from solver.problem import Problem, Window
from solver.timeline import Stop, Timeline
from solver.visits import Visit


class RouteWriter:
    """Writes the routes of plans of one problem."""

    def __init__(self, request: Request, problem: Problem) -> None:
        self._problem = problem
        self._clock: Clock = make_clock(request)
        published = request.published
        force = {} if published is None else visits_by_id(published)
        self._published = {name: visit for name, (_, visit) in force.items()}
        self._routes = {} if published is None else {route.shift_id: route for route in published.routes}

    def route(self, timeline: Timeline) -> wire.Route:
        """Return one route with its travel."""
        shift = self._problem.shifts[timeline.shift]
        person = self._problem.technicians[shift.technician].id
        visits = [self._visit(timeline.shift, stop, stop.visit) for stop in timeline.stops if stop.visit is not None]

        def work() -> wire.Route:
            return self._make_route(person, shift.id, timeline, visits)

        published = self._routes.get(shift.id)
        if published is None:
            return work()
        # The kept route holds its visits, so that no other visit has the place of one in memory.
        key = (self._clock, person, timeline.return_at, timeline.breaks, tuple(map(id, visits)))
        return _kept_routes(published, key, work)

    def _make_route(self, person: str, shift: str, timeline: Timeline, visits: list[wire.Visit]) -> wire.Route:
        time = self._clock.time
        return wire.Route.made(
            technician_id=person,
            shift_id=shift,
            return_at=time(timeline.return_at),
            breaks=[wire.TakenBreak.made(start=time(pause.start), end=time(pause.end)) for pause in timeline.breaks],
            visits=visits,
        )

    def _visit(self, shift: int, stop: Stop, visit_idx: int) -> wire.Visit:
        problem = self._problem
        visit, site = problem.visits[visit_idx], problem.sites[stop.site].id
        published = self._published.get(visit.id)
        state = _state(visit, published)
        window = new_window(problem, visit_idx, shift, stop.start, published)

        def work() -> wire.Visit:
            return self._make_visit(visit, site, stop, published, state, window)

        if published is None:
            return work()
        key = (self._clock, visit.id, site, stop.depart, stop.start, stop.end, stop.travel, state, window)
        return _kept_visits(published, key, work)

    def _make_visit(self, visit: Visit, site: str, stop: Stop, published: wire.Visit | None, state: wire.StateName,
                    window: Window | None) -> wire.Visit:  # fmt: skip
        time = self._clock.time
        return wire.Visit.made(
            visit_id=visit.id,
            ticket_id=self._problem.tickets[visit.ticket].id,
            step=visit.step,
            crew_position=visit.crew_position,
            part=visit.part,
            site_id=site,
            depart=time(stop.depart),
            start=time(stop.start),
            end=time(stop.end),
            travel_minutes=stop.travel,
            # What was only read by the clock stays so: a later event may still correct it.
            state=state,
            outcome=None if published is None else published.outcome,
            remaining_minutes=None if published is None else published.remaining_minutes,
            arrival_window=wire_window(self._clock, window, published),
        )


def _state(visit: Visit, published: wire.Visit | None) -> wire.StateName:
    """Return the declared state of a visit; a journey that has been released is planned like any other visit."""
    if published is None or (visit.published is not None and visit.published.released_by is not None):
        return "planned"
    return published.state or "planned"


_kept_routes: KeptFor[wire.Route, wire.Route] = KeptFor()
_kept_visits: KeptFor[wire.Visit, wire.Visit] = KeptFor()
