"""Visits under way that somebody could leave for an emergency, where the policy allows it."""

from collections.abc import Iterator
from itertools import islice

from dispatcher.events import apply
from dispatcher.reading.events import make_batch
from dispatcher.resident.standing import Standing
from dispatcher.schemas.event import Paused
from solver.policy import Interrupt
from solver.problem import Problem, Urgency, VisitState

MOST_TRIED = 3  # technicians who could leave what they are at, the nearest first
_LESS_URGENT = (Urgency.NORMAL, Urgency.LOW)


def interrupted(standing: Standing) -> tuple[Standing, list[Paused]] | None:
    """Return how things stand once a visit is interrupted, and the event that says so, if an emergency gains by it.

    None where the policy forbids it, no emergency is late or left out, or nothing costs less than waiting.
    """
    if standing.problem.policy.interrupt is not Interrupt.NORMAL_AND_LOW:
        return None
    best, least = None, standing.first.report.total
    for ticket in _late(standing):
        for event in islice(_pauses(standing, ticket), MOST_TRIED):
            request, faults = apply(standing.request, standing.published, make_batch([event]))
            if request is None or faults:
                continue
            other = Standing(request, standing.fresh)
            if other.first.report.is_legal and other.first.report.total < least:
                best, least = (other, [event]), other.first.report.total
    return best


def _in_force(standing: Standing):  # type: ignore[no-untyped-def]
    return standing.request.published


def _late(standing: Standing) -> list[int]:
    """Return emergencies that the first answer leaves out or comes to late."""
    problem, report = standing.problem, standing.first.report
    emergencies = [k for k, ticket in enumerate(problem.tickets) if ticket.urgency is Urgency.EMERGENCY]
    left_out = report.schedule.unassigned_tickets
    return [k for k in emergencies if k in left_out or report.ticket_costs.get(k, {}).get("respond_late", 0) > 0]


def _pauses(standing: Standing, ticket: int) -> Iterator[Paused]:
    """Yield events that interrupt a less urgent visit of somebody who may serve a ticket, the nearest first."""
    problem, tables = standing.problem, standing.tables
    own = problem.open_visits_by_ticket[ticket]
    if not own:
        return
    site = problem.tickets[ticket].site
    able = [k for k in _under_way(problem) if not tables.banned[own[0], _shift(problem, k)]]
    for k in sorted(able, key=lambda k: (int(problem.travel[problem.tickets[problem.visits[k].ticket].site, site]), k)):
        visit = problem.visits[k]
        percent = problem.technicians[problem.shifts[_shift(problem, k)].technician].duration_percent
        left = (visit.published.end if visit.published else 0) - problem.now
        yield Paused(
            id=f"interrupt {visit.id}"[:128],
            at=standing.request.moment,
            type="paused",
            visit_id=visit.id,
            remaining_minutes=max(1, -(-left * 100 // percent)),
        )


def _under_way(problem: Problem) -> list[int]:
    """Return started visits of one person that are not over yet and may be interrupted."""
    return [
        k
        for k, visit in enumerate(problem.visits)
        if visit.published is not None
        and visit.published.state is VisitState.STARTED
        and visit.published.start < problem.now < visit.published.end
        and problem.crew_size(visit) == 1
        and problem.tickets[visit.ticket].urgency in _LESS_URGENT
    ]


def _shift(problem: Problem, visit: int) -> int:
    published = problem.visits[visit].published
    return 0 if published is None else published.shift
