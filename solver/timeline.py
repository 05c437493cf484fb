"""When each route is where: the checker's reading of a plan, shared by every judge.

Plain arithmetic on the plan as it stands: nothing is repaired, moved or optimized. The search never uses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Minute, Minutes, Problem, Shift, VisitState


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit or a located absence on a route, with the travel that leads to it.

    ``visit`` is None for an absence. ``depart`` = ``start`` - ``travel``. ``fact`` says that the visit has
    started or is over. ``new`` says that it is a visit which is neither a fact nor travelled to already.
    """

    visit: int | None
    site: int
    depart: Minute
    start: Minute
    end: Minute
    travel: Minutes
    fact: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """One shift's day.

    ``stops`` by time, each with its travel; a located absence that begins with the shift is the place where
    the route starts (its travel is 0). ``last_end`` is the end of the last visit, break or located absence;
    ``return_at`` = ``last_end`` + ``home``. ``free_at`` is when the last fact of the shift ends, or ``now``
    if that is later: what is before it is settled.
    """

    shift: int
    technician: int
    stops: tuple[Stop, ...]
    breaks: tuple[Interval, ...]
    last_end: Minute
    home: Minutes
    return_at: Minute
    free_at: Minute

    @property
    def facts_only(self) -> bool:
        """Whether no visit on the route is still to be made."""
        return all(stop.fact for stop in self.stops if stop.visit is not None)

    @property
    def first_departure(self) -> Minute:
        """When the technician first sets out."""
        return self.stops[0].depart


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a plan puts a visit."""

    shift: int
    technician: int
    start: Minute
    end: Minute


def _stops(problem: Problem, shift: Shift, visits: tuple[PlannedVisit, ...]) -> tuple[Stop, ...]:
    """Merge visits and located absences by start and add the travel between them."""
    rows: list[tuple[Minute, Minute, int, int | None]] = [
        (planned.start, planned.end, problem.tickets[problem.visits[planned.visit].ticket].site, planned.visit)
        for planned in visits
    ]
    rows += [(a.start, a.end, a.site, None) for a in shift.absences if a.site is not None]
    rows.sort(key=lambda row: (row[0], row[1]))
    stops: list[Stop] = []
    place = shift.start_site
    for start, end, site, visit_idx in rows:
        begins_here = visit_idx is None and not stops and start <= shift.start
        travel = 0 if begins_here else int(problem.travel[place, site])
        visit = None if visit_idx is None else problem.visits[visit_idx]
        fact = visit is not None and visit.is_fact
        travelling = (
            visit is not None and visit.published is not None and visit.published.state is VisitState.TRAVELLING
        )
        new = visit is not None and not fact and not travelling
        stops.append(Stop(visit_idx, site, start - travel, start, end, travel, fact, new))
        place = site
    return tuple(stops)


def read_timeline(problem: Problem, route: Route) -> Timeline:
    """Lay out one route of at least one visit."""
    shift = problem.shifts[route.shift]
    stops = _stops(problem, shift, route.visits)
    breaks = tuple(sorted(route.breaks, key=lambda interval: (interval.start, interval.end)))
    last_end = max([stop.end for stop in stops] + [interval.end for interval in breaks])
    home = 0 if shift.end_site is None else int(problem.travel[stops[-1].site, shift.end_site])
    facts = [stop.end for stop in stops if stop.fact]
    return Timeline(
        shift=route.shift,
        technician=shift.technician,
        stops=stops,
        breaks=breaks,
        last_end=last_end,
        home=home,
        return_at=last_end + home,
        free_at=max([problem.now, *facts]),
    )


class Schedule:
    """A plan laid out in time, with the look-ups the judges need."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.timelines = tuple(read_timeline(problem, route) for route in plan.routes if route.visits)

    @cached_property
    def placed(self) -> Mapping[int, Placed]:
        """Where each planned visit is (facts included); absent means not planned."""
        return {
            planned.visit: Placed(route.shift, self.problem.shifts[route.shift].technician, planned.start, planned.end)
            for route in self.plan.routes
            for planned in route.visits
        }

    @cached_property
    def planned_tickets(self) -> frozenset[int]:
        """Tickets with visits still to be made, all of which are in the plan."""
        return frozenset(
            ticket
            for ticket, visits in enumerate(self.problem.open_visits_by_ticket)
            if visits and all(visit in self.placed for visit in visits)
        )

    @cached_property
    def unassigned_tickets(self) -> frozenset[int]:
        """Open tickets with visits still to be made, of which at least one is not in the plan."""
        return frozenset(
            ticket
            for ticket, visits in enumerate(self.problem.open_visits_by_ticket)
            if visits and not all(visit in self.placed for visit in visits)
        )
