"""The set's rules and objective: most minutes of tasks, then the least way.

Knows instances and solutions, nothing of our model. Times in minutes, ways in km.

The course's own checker does not test the way from home straight to an appointment nor from one straight home; several
files are only consistent so, and neither does this one. It counts them as ways.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.public.st7.instance import Employee, Instance, Place

LUNCH, LUNCH_FROM, LUNCH_TO = 60, 720, 840


@dataclass(frozen=True, slots=True)
class Stop:
    """A task (index) and when it starts."""

    task: int
    start: float


@dataclass(frozen=True, slots=True)
class Route:
    """What one employee does; ``lunch`` is when his break starts (None: he has none)."""

    stops: tuple[Stop, ...]
    lunch: float | None = None


Solution = Sequence[Route]  # by employee


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a solution is worth: its breaches of the set's rules, minutes and number of tasks done, km driven."""

    faults: tuple[str, ...]
    minutes: int
    tasks: int
    km: float


@dataclass(frozen=True, slots=True)
class Step:
    """A stop of any kind; ``task`` is None for home and appointments, ``tested`` says whether ways to it count."""

    place: Place
    start: float
    end: float
    task: int | None
    home: bool = False


def evaluate(instance: Instance, solution: Solution, tolerance: float = 1e-6) -> Verdict:
    """Judge a solution.

    Parameters
    ----------
    tolerance
        Minutes by which times may be off: published ones are whole.
    """
    done = [stop.task for route in solution for stop in route.stops]
    days = [steps(instance, employee, route) for employee, route in zip(instance.employees, solution, strict=True)]
    return Verdict(
        faults=tuple(_faults(instance, solution, tolerance)),
        minutes=sum(instance.tasks[task].minutes for task in done),
        tasks=len(done),
        km=sum(a.place.km(b.place) for day in days for a, b in pairwise(day)),
    )


def steps(instance: Instance, employee: Employee, route: Route) -> list[Step]:
    """Return an employee's day by time, from home to home; nothing but home for one who has nothing to do."""
    rows = [Step(a.place, a.start, a.end, None) for a in employee.appointments]
    for stop in route.stops:
        task = instance.tasks[stop.task]
        rows.append(Step(task.place, stop.start, stop.start + task.minutes, stop.task))
    rows.sort(key=lambda step: (step.start, step.end))
    first = Step(employee.home, employee.start, employee.start, None, home=True)
    return [first, *rows, Step(employee.home, employee.end, employee.end, None, home=True)]


def _faults(instance: Instance, solution: Solution, tolerance: float) -> Iterator[str]:
    done = Counter(stop.task for route in solution for stop in route.stops)
    for k, task in enumerate(instance.tasks):
        if done[k] > 1:
            yield f"task {task.id} is done {done[k]} times"
        if done[k] == 0 and not instance.full:
            yield f"task {task.id} is not done"
    for employee, route in zip(instance.employees, solution, strict=True):
        for stop in route.stops:
            task = instance.tasks[stop.task]
            if task.level > employee.level:
                yield f"{employee.name} has level {employee.level}, task {task.id} needs {task.level}"
            over = stop.start + task.minutes
            if not any(a - tolerance <= stop.start and over <= b + tolerance for a, b in task.windows):
                yield f"task {task.id} is done {stop.start}-{over}, allowed: {task.windows}"
        day = steps(instance, employee, route)
        yield from _way_faults(employee, route, day, tolerance)
        if instance.full:
            yield from _lunch_faults(employee, route, day, tolerance)


def _way_faults(employee: Employee, route: Route, day: Sequence[Step], tolerance: float) -> Iterator[str]:
    """Yield steps without time for the way between them, and for the lunch in the same gap."""
    for before, after in pairwise(day):
        if before.task is None and after.task is None and (before.home or after.home):
            continue
        needed = before.place.minutes(after.place)
        if route.lunch is not None and before.end - tolerance <= route.lunch < after.start:
            needed += LUNCH
        if after.start - before.end < needed - tolerance:
            yield f"{employee.name} has {after.start - before.end:.2f} minutes from {before.end} on, needs {needed:.2f}"


def _lunch_faults(employee: Employee, route: Route, day: Sequence[Step], tolerance: float) -> Iterator[str]:
    lunch = route.lunch
    if lunch is None:
        yield f"{employee.name} has no lunch break"
        return
    if not LUNCH_FROM - tolerance <= lunch <= LUNCH_TO - LUNCH + tolerance:
        yield f"{employee.name} has lunch at {lunch}, allowed: {LUNCH_FROM} to {LUNCH_TO - LUNCH}"
    for step in day:
        if step.start + tolerance < lunch + LUNCH and lunch + tolerance < step.end:
            yield f"{employee.name} has lunch at {lunch} and is busy {step.start}-{step.end}"
