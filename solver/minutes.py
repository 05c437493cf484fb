"""Where the minutes of each used shift go; every minute of it is counted once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from solver.problem import Minute, Minutes, Problem
from solver.timeline import Timeline

Stretch = tuple[str, Minute, Minute]
IN_ORDER = ("service", "travel", "absence", "breaks", "waiting")  # what a minute counts as, where facts overlap


@dataclass(frozen=True, slots=True)
class ShiftMinutes:
    """Where the minutes of one used shift go.

    ``service`` + ``travel`` + ``breaks`` + ``absence`` + ``waiting`` + ``idle`` = ``shift`` + ``overtime``.
    ``absence`` is spent at a site; ``waiting`` lies between the first departure and the return; ``idle`` is the
    rest. Facts may overlap or lie outside the shift: a minute then counts once, as service before travel
    before absence before break, and outside the shift not at all.
    """

    shift_idx: int
    service: Minutes
    travel: Minutes
    breaks: Minutes
    absence: Minutes
    waiting: Minutes
    idle: Minutes
    shift: Minutes
    overtime: Minutes


def read_minutes(problem: Problem, line: Timeline) -> ShiftMinutes:
    """Return where the minutes of a shift with a route go."""
    shift = problem.shifts[line.shift]
    overtime = max(0, line.return_at - shift.end)
    begin, end = shift.start, shift.end + overtime
    counted = dict.fromkeys(IN_ORDER, 0)
    stretches = [(kind, max(a, begin), min(b, end)) for kind, a, b in _stretches(problem, line)]
    points = sorted({begin, end, *(t for _, a, b in stretches if a < b for t in (a, b))})
    for low, high in pairwise(points):
        kinds = {kind for kind, a, b in stretches if a <= low and high <= b}
        first = next((kind for kind in IN_ORDER if kind in kinds), None)
        if first is not None:
            counted[first] += high - low
    idle = end - begin - sum(counted.values())
    return ShiftMinutes(line.shift, **counted, idle=idle, shift=shift.end - shift.start, overtime=overtime)


def _stretches(problem: Problem, line: Timeline) -> Iterator[Stretch]:
    """Yield what the route does and when; waiting is all of it, where nothing else is done."""
    for stop in line.stops:
        yield "travel", stop.depart, stop.start
        if stop.visit is None:
            yield "absence", stop.start, stop.end
        elif not problem.visits[stop.visit].is_no_show:
            yield "service", stop.start, stop.end
    yield "travel", line.last_end, line.return_at
    yield from (("breaks", rest.start, rest.end) for rest in line.breaks)
    yield "waiting", line.first_departure, line.return_at
