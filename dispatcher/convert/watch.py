"""The solver's watch becomes the wire's: ids and times."""

from dispatcher.convert.clock import Clock
from dispatcher.schemas import watch as wire
from dispatcher.schemas.visit import TakenBreak
from solver.plan import Route
from solver.problem import Problem, VisitState
from solver.watch import Finding, RouteOutlook, Watch


class WatchWriter:
    """Writes what a watch says of one problem."""

    def __init__(self, problem: Problem, clock: Clock, found: Watch, said: frozenset[int]) -> None:
        self._problem, self._clock, self._found, self._said = problem, clock, found, said
        self._shift_of = {k: row.shift for k, row in found.projection.set_aside.items()}
        self._shift_of |= {k: row.shift for k, row in found.projection.visits.items()}

    def finding(self, row: Finding) -> wire.Finding:
        """Return one thing to look at."""
        problem, visit = self._problem, self._problem.visits[row.visit]
        return wire.Finding(
            kind=row.kind.value,
            visit_id=visit.id,
            ticket_id=problem.tickets[visit.ticket].id,
            technician_id=problem.technicians[problem.shifts[self._shift_of[row.visit]].technician].id,
            minutes=row.minutes,
            limit=row.limit,
            due=None if row.due is None else self._clock.time(row.due),
            because_of=None if row.because_of is None else problem.visits[row.because_of].id,
            pushed=[wire.Pushed(visit_id=problem.visits[k].id, minutes=minutes) for k, minutes in row.pushed],
        )

    def route(self, row: RouteOutlook, route: Route) -> wire.ProjectedRoute:
        """Return how a route goes on; ``route`` is the published one."""
        problem, time = self._problem, self._clock.time
        shift = problem.shifts[row.shift]
        return wire.ProjectedRoute(
            technician_id=problem.technicians[shift.technician].id,
            shift_id=shift.id,
            read_by_clock=row.read_by_clock,
            planned_return_at=time(row.planned_return),
            return_at=time(row.return_at),
            overtime_minutes=row.overtime,
            breaks=[TakenBreak(start=time(rest.start), end=time(rest.end)) for rest in row.breaks],
            visits=[self._visit(planned.visit, planned.start) for planned in route.visits
                    if planned.visit in self._shift_of],
        )  # fmt: skip

    def _visit(self, index: int, planned_start: int) -> wire.ProjectedVisit:
        projection, visit, time = self._found.projection, self._problem.visits[index], self._clock.time
        row, away = projection.visits.get(index), projection.set_aside.get(index)
        common = {
            "visit_id": visit.id,
            "ticket_id": self._problem.tickets[visit.ticket].id,
            "said": index in self._said,
            "planned_start": time(planned_start),
        }
        travelling = visit.published is not None and visit.published.state is VisitState.TRAVELLING
        ahead = "travelling" if travelling else "planned"
        if row is None:
            return wire.ProjectedVisit.model_validate(
                {**common, "state": ahead, "rule": None if away is None else away.rule}
            )
        times = {"start": time(row.start), "end": time(row.end), "delay_minutes": row.delay}
        return wire.ProjectedVisit.model_validate({**common, **times, "state": "started" if row.begun else ahead})
