"""Measures of plans day by day, and over several plans: counted first, so that shares of sums are right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.problem import make_problem
from dispatcher.convert.state import visits_by_id
from dispatcher.schemas.daily import DayKpis
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.visit import Route, Visit
from solver.checker import Report, check
from solver.kpis import Punctuality, punctuality
from solver.problem import Problem, TicketStatus, Urgency

Tally = Counter[tuple[str, ...]]
MINUTES = ("service", "travel", "breaks", "absence", "waiting", "idle", "shift", "overtime")
_BEGUN = ("started", "done")


def tally_plan(request: Request, plan: Plan) -> dict[date, Tally]:
    """Return what a plan comes to by local date; both are read without faults.

    A ticket belongs to the day of its first visit, one left out to the first day of the horizon, a shift to the day it
    starts on, a visit to the day of its shift.
    """
    problem, clock = make_problem(request), make_clock(request)
    report = check(problem, read_routes(plan, request, problem)[0])
    days: dict[date, Tally] = {}
    first_day = clock.time(0).date()
    for ticket, row in punctuality(problem, report.schedule).items():
        day = first_day if row.first is None else clock.time(row.first).date()
        days.setdefault(day, Counter()).update(_ticket(problem, report, ticket, row))
    for minutes in report.kpis.shifts:
        day = date.fromordinal(problem.shifts[minutes.shift_idx].day)
        days.setdefault(day, Counter()).update({("minutes", name): getattr(minutes, name) for name in MINUTES})
        days[day]["shifts_used",] += 1
    starts = {shift.id: date.fromordinal(shift.day) for shift in problem.shifts}
    contractors = {row.id for row in problem.technicians if row.contractor}
    for route in plan.routes:
        if route.shift_id in starts:
            made = _visits(route, is_contractor=route.technician_id in contractors, clock=clock)
            days.setdefault(starts[route.shift_id], Counter()).update(made)
    return days


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of tallies."""
    total: Tally = Counter()
    for row in tallies:
        total.update(row)
    return total


def day_kpis(tally: Tally, day: date | None = None, plan_keys: Iterable[str] = ()) -> DayKpis:
    """Return the measures of a tally; shares of nothing are None.

    Parameters
    ----------
    day
        The day they are of; None: of several.
    """
    minutes = {name: tally["minutes", name] for name in MINUTES}
    worked = minutes["shift"] + minutes["overtime"]
    told = tally["told",]
    return DayKpis(
        date=None if day is None else day.isoformat(),
        plan_keys=sorted(plan_keys),
        planned=tally["planned",],
        unassigned={urgency.value: tally["unassigned", urgency.value] for urgency in Urgency},
        respond_on_time_share={u.value: _share(tally, "respond", u.value) for u in Urgency},
        complete_on_time_share={u.value: _share(tally, "complete", u.value) for u in Urgency},
        promise_kept_share=_share(tally, "promise"),
        visits=tally["visits",],
        visits_begun=tally["begun",],
        no_shows=tally["no_shows",],
        contractor_visits=tally["contractor",],
        told_kept_share=tally["told_kept",] / told if told else None,
        told_late_minutes=tally["told_late",] if told else None,
        shifts_used=tally["shifts_used",],
        shift_minutes=minutes["shift"],
        service_minutes=minutes["service"],
        travel_minutes=minutes["travel"],
        break_minutes=minutes["breaks"],
        absence_minutes=minutes["absence"],
        waiting_minutes=minutes["waiting"],
        idle_minutes=minutes["idle"],
        overtime_minutes=minutes["overtime"],
        utilization=minutes["service"] / worked if worked else None,
    )


def _share(tally: Tally, *name: str) -> float | None:
    asked = tally["asked", *name]
    return tally["kept", *name] / asked if asked else None


def _ticket(problem: Problem, report: Report, ticket: int, row: Punctuality) -> Tally:
    urgency, found = problem.tickets[ticket].urgency.value, Counter[tuple[str, ...]]()
    if ticket in report.schedule.unassigned_tickets:
        found["unassigned", urgency] += 1
    elif problem.tickets[ticket].status is TicketStatus.OPEN:
        found["planned",] += 1
    answers = {
        ("respond", urgency): row.responds,
        ("complete", urgency): row.completes,
        ("promise",): row.keeps_promise,
    }
    for name, kept in answers.items():
        if kept is not None:
            found["asked", *name] += 1
            found["kept", *name] += kept
    return found


def _visits(route: Route, *, is_contractor: bool, clock: Clock) -> Tally:
    """Return how many visits a route has, how many have begun, and when, against what owners were told."""
    found: Tally = Counter({("visits",): len(route.visits)})
    if is_contractor:
        found["contractor",] += len(route.visits)
    for visit in (row for row in route.visits if row.state in _BEGUN):
        found["begun",] += 1
        found["no_shows",] += visit.outcome == "no_show"
        window = visit.arrival_window
        if window is not None and window.told_at is not None:
            found["told",] += 1
            late = clock.up(visit.start) - clock.down(window.end)
            found["told_kept",] += late <= 0 and visit.start >= window.start
            found["told_late",] += max(0, late)
    return found


def changed_between(before: Plan, after: Plan) -> int:
    """Return how many visits one plan in force has changed against the one before it, as the contract counts them.

    Added, dropped, given to somebody else, or starting outside the arrival window they had.
    """
    then, now = visits_by_id(before), visits_by_id(after)
    return len(then.keys() ^ now.keys()) + sum(_is_changed(then[name], now[name]) for name in then.keys() & now.keys())


def _is_changed(then: tuple[Route, Visit], now: tuple[Route, Visit]) -> bool:
    window, start = then[1].arrival_window, now[1].start
    stays = then[1].start == start if window is None else window.start <= start <= window.end
    return not stays or then[0].technician_id != now[0].technician_id


def days_of(rows: Iterable[tuple[str, dict[date, Tally]]], first: date, last: date) -> Iterator[DayKpis]:
    """Yield the measures of each day between two, both included, on which one of some plan keys has anything."""
    by_day: dict[date, dict[str, Tally]] = {}
    for key, days in rows:
        for day, tally in days.items():
            if first <= day <= last:
                by_day.setdefault(day, {})[key] = tally
    for day in sorted(by_day):
        yield day_kpis(summed(by_day[day].values()), day, by_day[day])
