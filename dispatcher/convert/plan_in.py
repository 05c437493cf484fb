"""A wire plan becomes the solver's plan: positions are looked up, the rest is left to be recomputed."""

from collections.abc import Iterator

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.state import Key, parts, visit_id
from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas import plan as wire_plan
from dispatcher.schemas import visit as wire_visit
from dispatcher.schemas.request import Request
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Problem


def visit_keys(problem: Problem) -> dict[Key, int]:
    """Return the index of every visit of a problem by ticket id, step, crew position and part."""
    return {
        (problem.tickets[visit.ticket].id, visit.step, visit.crew_position, visit.part): k
        for k, visit in enumerate(problem.visits)
    }


def read_routes(wire: wire_plan.Plan, request: Request, problem: Problem) -> tuple[Plan, list[Fault]]:
    """Convert a plan whose references have been checked.

    Returns
    -------
    The plan of the visits the problem has, and a fault for every visit it has not. Routes come in the order of
    the shifts, visits in that of time.
    """
    reader = _Reader(wire, request, problem)
    routes = [reader.route(r, route) for r, route in enumerate(wire.routes)]
    routes.sort(key=lambda route: route.shift)
    return Plan(tuple(routes)), list(reader.unknown())


def visit_names(wire: wire_plan.Plan) -> dict[tuple[int, int], str]:
    """Return the id of every visit of a plan by (route, visit), whatever id it was sent with."""
    part_of = _parts_to_make(wire)
    return {
        (r, v): visit_id((visit.ticket_id, visit.step, visit.crew_position, part_of[r, v]))
        for r, route in enumerate(wire.routes)
        for v, visit in enumerate(route.visits)
    }


class _Reader:
    def __init__(self, wire: wire_plan.Plan, request: Request, problem: Problem) -> None:
        self._wire = wire
        self._clock: Clock = make_clock(request)
        self._shifts = {shift.id: k for k, shift in enumerate(problem.shifts)}
        self._parts = _parts_to_make(wire)
        self._visits = visit_keys(problem)

    def route(self, r: int, wire: wire_visit.Route) -> Route:
        """Convert one route, unknown visits left out."""
        visits = [
            PlannedVisit(self._visits[key], self._clock.down(visit.start), self._clock.up(visit.end))
            for v, visit in enumerate(wire.visits)
            if (key := self._key(r, v, visit)) in self._visits
        ]
        breaks = [Interval(self._clock.down(pause.start), self._clock.up(pause.end)) for pause in wire.breaks]
        return Route(
            self._shifts[wire.shift_id],
            tuple(sorted(visits, key=lambda visit: (visit.start, visit.end))),
            tuple(sorted(breaks, key=lambda pause: (pause.start, pause.end))),
        )

    def unknown(self) -> Iterator[Fault]:
        """Yield a fault for every visit the problem does not have."""
        for r, route in enumerate(self._wire.routes):
            for v, visit in enumerate(route.visits):
                key = self._key(r, v, visit)
                if key not in self._visits:
                    yield make_fault("unknown_visit", ("routes", r, "visits", v), ids=(visit_id(key),))

    def _key(self, r: int, v: int, visit: wire_visit.Visit) -> Key:
        return (visit.ticket_id, visit.step, visit.crew_position, self._parts[r, v])


def _parts_to_make(wire: wire_plan.Plan) -> dict[tuple[int, int], int]:
    """Return the part of every visit of a plan; one not sent is told from the part numbers in its ``visit_id``.

    Without either it is the visit's rank in time among those of its position, as in a published plan.
    """
    found = dict(parts(wire))
    for r, route in enumerate(wire.routes):
        for v, visit in enumerate(route.visits):
            stem = visit_id((visit.ticket_id, visit.step, visit.crew_position, 0))
            if visit.part is None and visit.visit_id is not None and visit.visit_id.startswith(stem):
                tail = visit.visit_id[len(stem) :].removeprefix(":")
                found[r, v] = int(tail) if tail.isdecimal() and tail.isascii() and len(tail) < 6 else found[r, v]
    return found
