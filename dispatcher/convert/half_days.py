"""The half-days in which somebody works: what an owner is offered who asks for no window."""

from datetime import datetime, timedelta
from datetime import time as clock_time

from dispatcher.convert.clock import Clock
from solver.problem import Problem, Window


def half_days(problem: Problem, clock: Clock) -> list[Window]:
    """Return midnight to noon and noon to midnight, local time, of every day with shifts, in order.

    Each is cut to the time from the first start to the latest return of its shifts, and to what is after ``now``.
    """
    if not problem.shifts:
        return []
    first = min(clock.time(shift.start) for shift in problem.shifts).astimezone(clock.zone).date()
    last = max(clock.time(shift.overtime_until) for shift in problem.shifts).astimezone(clock.zone).date()
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    found = []
    for day in days:
        noon = _minute(clock, datetime.combine(day, clock_time(12), clock.zone))
        begin = _minute(clock, datetime.combine(day, clock_time(0), clock.zone))
        end = _minute(clock, datetime.combine(day + timedelta(days=1), clock_time(0), clock.zone))
        found += [Window(begin, noon), Window(noon, end)]
    return [cut for window in found if (cut := _cut(problem, window)) is not None]


def _cut(problem: Problem, window: Window) -> Window | None:
    shifts = [s for s in problem.shifts if s.start < window.end and s.overtime_until > window.start]
    if not shifts:
        return None
    start = max(window.start, problem.now, min(shift.start for shift in shifts))
    end = min(window.end, max(shift.overtime_until for shift in shifts))
    return Window(start, end) if start < end else None


def _minute(clock: Clock, moment: datetime) -> int:
    return clock.down(moment)
