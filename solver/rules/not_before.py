"""Service starts once the ticket is reported and ready; nobody sets out for a new visit before now.

    start(visit)  >= max(reported_at, ready_at)                          amount: minutes early
    depart(visit) >= now                         (new visits)            amount: minutes early
    depart(visit) >= published departure, start(visit) >= now
                                                 (visits travelled to)   amount: minutes early
Inactive for a ticket without these times whose departure is not before now. Facts: a warning; a fact that came
in vain or was interrupted is not held to ``ready_at``, which is then when the rest can go on.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.commitment import published_departure
from solver.curve import FAR_PAST
from solver.heads import Head
from solver.locks import place_before
from solver.problem import Minute, Outcome, Problem, Visit, VisitState
from solver.rows import FAR_FUTURE, Limit
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule, Stop

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _earliest_start(problem: Problem, visit: Visit) -> Minute | None:
    """Return when service may start; None: any time."""
    ticket = problem.tickets[visit.ticket]
    cut_short = visit.published is not None and visit.published.outcome in (Outcome.NO_SHOW, Outcome.INTERRUPTED)
    on_the_way = visit.published is not None and visit.published.state is VisitState.TRAVELLING
    times = (ticket.reported_at, None if cut_short else ticket.ready_at, problem.now if on_the_way else None)
    return max((time for time in times if time is not None), default=None)


def _earliest_departure(problem: Problem, visit: Visit, stop: Stop) -> Minute | None:
    """Return when the technician may set out; None: any time."""
    if stop.new:
        return problem.now
    if visit.is_fact or visit.published is None:
        return None
    return published_departure(problem, visit, visit.published)


def _set_out(problem: Problem, heads: tuple[Head, ...], visit: Visit) -> int:
    """Return the earliest departure: now, or when a technician on his way really left."""
    published = visit.published
    if published is None or published.state is not VisitState.TRAVELLING:
        return problem.now
    if published.depart is not None:
        return published.depart
    place = place_before(problem, heads[published.shift], published)
    return published.start - int(problem.travel[place, problem.tickets[visit.ticket].site])


class NotBefore(HardRule):
    """Nothing starts before it can."""

    name = "not_before"
    title = Text("Not before", "不早于可开工时间")
    promise = Text(
        "Work starts only when the ticket is reported and ready, and nobody is sent out in the past.",
        "报修且具备条件后才开工，不会要求任何人在过去的时间出发。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield starts before the ticket is ready and departures before now."""
        for line in schedule.timelines:
            for stop in line.stops:
                if stop.visit is None:
                    continue
                visit = problem.visits[stop.visit]
                limits = (
                    (_earliest_start(problem, visit), stop.start),
                    (_earliest_departure(problem, visit, stop), stop.depart),
                )
                where = {"tickets": (visit.ticket,), "technicians": (line.technician,), "shifts": (line.shift,)}
                for earliest, time in limits:
                    if earliest is not None and time < earliest:
                        yield Violation(self.name, earliest - time, (stop.visit,), **where, by_fact=visit.is_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Bound starts by the report and the parts, and departures by now."""
        for visits, ticket in zip(problem.open_visits_by_ticket, problem.tickets, strict=True):
            known = [t for t in (ticket.reported_at, ticket.ready_at) if t is not None]
            for visit_idx in visits:
                visit = problem.visits[visit_idx]
                departure = _set_out(problem, tables.heads, visit)
                tables.set_outs.append(Limit(self.name, visit_idx, departure))
                on_the_way = visit.published is not None and visit.published.state is VisitState.TRAVELLING
                tables.start_in(
                    self.name,
                    visit_idx,
                    [(max([FAR_PAST, *known, problem.now if on_the_way else FAR_PAST]), FAR_FUTURE)],
                )
