"""The times of given orders of tasks, as early as the set's rules allow, with a lunch where one fits."""

from collections.abc import Sequence
from itertools import pairwise

from benchmarks.public.st7.evaluation import LUNCH, LUNCH_FROM, LUNCH_TO, Route, Step, Stop, steps
from benchmarks.public.st7.instance import Employee, Instance, Task

LATEST_LUNCH = LUNCH_TO - LUNCH


def time_route(instance: Instance, employee: Employee, order: Sequence[Stop]) -> Route | None:
    """Return a route with the tasks of ``order`` in this order; None: there is none.

    The starts given say only which task comes before which, and before which appointment.
    """
    day = steps(instance, employee, Route(tuple(order)))
    if not instance.full:
        return _timed(instance, day, None)
    routes = (_timed(instance, day, gap) for gap in range(len(day) - 1))
    return next((route for route in routes if route is not None), None)


def _timed(instance: Instance, day: Sequence[Step], lunch_gap: int | None) -> Route | None:
    """Return the earliest times with lunch between the ``lunch_gap``-th step and the next; None: it does not fit."""
    free, stops, lunch = day[0].end, [], None
    for k, (before, after) in enumerate(pairwise(day)):
        untested = before.task is None and after.task is None and (before.home or after.home)
        ready = free + (0.0 if untested else before.place.minutes(after.place))
        if k == lunch_gap:
            if free > LATEST_LUNCH:
                return None
            lunch = max(free, float(LUNCH_FROM))
            ready = max(ready + LUNCH, lunch + LUNCH)
        start = after.start if after.task is None else _opening(instance.tasks[after.task], ready)
        if start is None or start < ready - 1e-9:
            return None
        free = after.end
        if after.task is not None:
            stops.append(Stop(after.task, start))
            free = start + instance.tasks[after.task].minutes
    return Route(tuple(stops), lunch)


def _opening(task: Task, ready: float) -> float | None:
    """Return the earliest start from ``ready`` on; None: it has closed."""
    starts = (max(float(a), ready) for a, b in task.windows if max(a, ready) + task.minutes <= b + 1e-9)
    return min(starts, default=None)
