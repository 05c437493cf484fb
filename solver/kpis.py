"""Measures of a plan, as the contract defines them: how much, how punctual, how even, how changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from solver.changes import changed_visits
from solver.minutes import ShiftMinutes, read_minutes
from solver.problem import Minute, Minutes, Problem, Ticket, TicketStatus, Urgency
from solver.serving import Service, first_service, last_service
from solver.timeline import Schedule


@dataclass(frozen=True, slots=True)
class Kpis:
    """The measures of a plan.

    Attributes
    ----------
    planned
        Open tickets of which nothing is left out.
    unassigned
        Open tickets left out, whole or their rest, by urgency.
    respond_on_time_share, complete_on_time_share
        By urgency, of the tickets with such a time (open, or done with a visit in the plan), those that keep
        it; 0-1, None where there is no such ticket.
    promise_kept_share
        Of the tickets with promised windows, those that start in one; None where there is none.
    service_minutes, travel_minutes, waiting_minutes, break_minutes, idle_minutes, overtime_minutes
        Sums over the shifts used.
    workload_spread_minutes
        Largest less smallest (carried + service at 100 %) among staff with a shift; None without such staff.
    contractor_visits
        Visits by contractors, no-shows included.
    changed_visits
        Visits added, dropped (withdrawn ones included), given to another technician or moved out of their
        published arrival window; 0 without a plan in force.
    shifts
        Each shift used.
    already_late_minutes
        Per ticket, by term of the cost, the minutes its due time was passed before ``now``; > 0 only.
    """

    planned: int
    unassigned: Mapping[Urgency, int]
    respond_on_time_share: Mapping[Urgency, float | None]
    complete_on_time_share: Mapping[Urgency, float | None]
    promise_kept_share: float | None
    service_minutes: Minutes
    travel_minutes: Minutes
    waiting_minutes: Minutes
    break_minutes: Minutes
    idle_minutes: Minutes
    overtime_minutes: Minutes
    workload_spread_minutes: Minutes | None
    contractor_visits: int
    changed_visits: int
    shifts: tuple[ShiftMinutes, ...]
    already_late_minutes: Mapping[int, Mapping[str, Minutes]]


def measure(problem: Problem, schedule: Schedule) -> Kpis:
    """Return the measures of a plan."""
    shifts = tuple(read_minutes(problem, line) for line in schedule.timelines)
    unassigned = [problem.tickets[ticket].urgency for ticket in schedule.unassigned_tickets]
    in_play = _tickets_in_play(problem, schedule)
    people = [placed.technician for placed in schedule.placed.values()]
    return Kpis(
        planned=sum(problem.tickets[t].status is TicketStatus.OPEN for t in in_play) - len(unassigned),
        unassigned={urgency: unassigned.count(urgency) for urgency in Urgency},
        respond_on_time_share=_by_urgency(problem, in_play, lambda t: _responds_on_time(schedule, t)),
        complete_on_time_share=_by_urgency(problem, in_play, lambda t: _completes_on_time(schedule, t)),
        promise_kept_share=_share(_keeps_promise(schedule, t) for t in in_play),
        service_minutes=sum(row.service for row in shifts),
        travel_minutes=sum(row.travel for row in shifts),
        waiting_minutes=sum(row.waiting for row in shifts),
        break_minutes=sum(row.breaks for row in shifts),
        idle_minutes=sum(row.idle for row in shifts),
        overtime_minutes=sum(row.overtime for row in shifts),
        workload_spread_minutes=_workload_spread(problem, schedule),
        contractor_visits=sum(problem.technicians[person].contractor for person in people),
        changed_visits=len(changed_visits(problem, schedule)) + len(problem.withdrawn),
        shifts=shifts,
        already_late_minutes={t: late for t in in_play if (late := _already_late(schedule, t))},
    )


@dataclass(frozen=True, slots=True)
class Punctuality:
    """What became of a ticket's times; None: it has no such time.

    Attributes
    ----------
    first
        Start of its first visit that stands; None: there is none.
    """

    first: Minute | None
    responds: bool | None
    completes: bool | None
    keeps_promise: bool | None


def punctuality(problem: Problem, schedule: Schedule) -> dict[int, Punctuality]:
    """Return what became of the times of each ticket that the shares of ``Kpis`` are of."""
    found = {}
    for ticket in _tickets_in_play(problem, schedule):
        first = _first(schedule, ticket)
        answers = (_responds_on_time(schedule, ticket), _completes_on_time(schedule, ticket))
        found[ticket] = Punctuality(None if first is None else first.start, *answers, _keeps_promise(schedule, ticket))
    return found


def _tickets_in_play(problem: Problem, schedule: Schedule) -> list[int]:
    """Return the open tickets and those done with a visit in the plan."""
    return [
        ticket_idx
        for ticket_idx, ticket in enumerate(problem.tickets)
        if (ticket.status is TicketStatus.OPEN and problem.visits_by_ticket[ticket_idx])
        or (ticket.status is TicketStatus.DONE and first_service(schedule, ticket_idx) is not None)
    ]


def _share(answers: Iterable[bool | None]) -> float | None:
    """Return the share of True among the answers that are not None; None if all are."""
    given = [answer for answer in answers if answer is not None]
    return sum(given) / len(given) if given else None


def _by_urgency(
    problem: Problem, tickets: list[int], answer: Callable[[int], bool | None]
) -> dict[Urgency, float | None]:
    return {
        urgency: _share(answer(ticket) for ticket in tickets if problem.tickets[ticket].urgency is urgency)
        for urgency in Urgency
    }


def _counts(schedule: Schedule, ticket: int, service: Service | None) -> Service | None:
    """Return the visit if it stands: a fact, or one of a ticket that is planned as a whole."""
    if service is None or (ticket in schedule.unassigned_tickets and not service.fact):
        return None
    return service


def _first(schedule: Schedule, ticket: int) -> Service | None:
    return _counts(schedule, ticket, first_service(schedule, ticket))


def _last(schedule: Schedule, ticket: int) -> Service | None:
    if ticket in schedule.unassigned_tickets:
        return None
    return last_service(schedule, ticket, len(schedule.problem.tickets[ticket].steps) - 1)


def _responds_on_time(schedule: Schedule, ticket: int) -> bool | None:
    due = schedule.problem.tickets[ticket].respond_by
    if due is None:
        return None
    first = _first(schedule, ticket)
    return first is not None and first.start <= due


def _completes_on_time(schedule: Schedule, ticket: int) -> bool | None:
    due = schedule.problem.tickets[ticket].complete_by
    if due is None:
        return None
    last = _last(schedule, ticket)
    return last is not None and last.end <= due


def _keeps_promise(schedule: Schedule, ticket: int) -> bool | None:
    windows = schedule.problem.tickets[ticket].promised
    if not windows:
        return None
    first = _first(schedule, ticket)
    return first is not None and any(window.start <= first.start <= window.end for window in windows)


def _already_late(schedule: Schedule, ticket_idx: int) -> dict[str, Minutes]:
    ticket: Ticket = schedule.problem.tickets[ticket_idx]
    now = schedule.problem.now
    if all(due is None or due >= now for due in (ticket.respond_by, ticket.complete_by)):
        return {}
    first, last = _first(schedule, ticket_idx), _last(schedule, ticket_idx)
    rows: tuple[tuple[str, Minute | None, Minute | None], ...] = (
        ("respond_late", ticket.respond_by, None if first is None else first.start),
        ("complete_late", ticket.complete_by, None if last is None else last.end),
    )
    passed = {term: (now if done is None else min(now, done)) - due for term, due, done in rows if due is not None}
    return {term: minutes for term, minutes in passed.items() if minutes > 0}


def _workload_spread(problem: Problem, schedule: Schedule) -> Minutes | None:
    minutes = {k: t.carried_minutes for k, t in enumerate(problem.technicians) if t.shifts and not t.contractor}
    for visit_idx, placed in schedule.placed.items():
        if placed.technician in minutes and not problem.visits[visit_idx].is_no_show:
            minutes[placed.technician] += problem.visits[visit_idx].minutes
    return max(minutes.values()) - min(minutes.values()) if minutes else None
