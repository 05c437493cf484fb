"""Tiny ST7 days on the equator, where a hundredth of a degree is 1.112 km, and their optimum by enumeration."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

from benchmarks.public.st7.evaluation import Route, Stop, Verdict, evaluate
from benchmarks.public.st7.instance import Appointment, Employee, Instance, Place, Task
from benchmarks.public.st7.timing import time_route


def place(minutes: float) -> Place:
    """Return a point on the equator so many minutes by car (50 km/h) east of home."""
    return Place(0.0, minutes * 50 / 60 / 6371 * 180 / 3.141592653589793)


def task(id: str, at: float, minutes: int = 60, *, level: int = 1, windows: tuple[tuple[int, int], ...] = ()) -> Task:
    """Return a task that is open all day if no windows are given."""
    return Task(id, place(at), minutes, level, windows or ((480, 1080),))


def employee(name: str = "ann", *away: tuple[float, int, int], level: int = 2) -> Employee:
    """Return an employee at home at 0, there from 480 to 1080; appointments as (place, start, end)."""
    return Employee(name, place(0), level, 480, 1080, tuple(Appointment(place(at), a, b) for at, a, b in away))


def day(tasks: list[Task], employees: list[Employee] | None = None, *, full: bool = True) -> Instance:
    """Return a day."""
    return Instance("tiny", full, tuple(employees or [employee()]), tuple(tasks))


@cache
def random_day(seed: int) -> Instance:
    """Draw a day of four long tasks, of which some have to be left out, and two employees, one with an appointment."""
    rng = random.Random(seed)
    tasks = []
    for k in range(4):
        opens = rng.choice((480, 480, 600, 840))
        minutes = rng.choice((90, 150, 240))
        at = rng.uniform(-90, 90)
        tasks.append(task(f"t{k}", at, minutes, level=rng.choice((1, 1, 2)), windows=((opens, opens + 240),)))
    start = rng.choice((500, 620, 900))
    return day(tasks, [employee("ann", (rng.uniform(-60, 60), start, start + 60)), employee("bob", level=1)])


def every_route(instance: Instance, one: Employee, tasks: tuple[int, ...]) -> Iterator[Route]:
    """Yield every way for an employee to do some tasks: in each order, each before or after his appointments."""
    cuts = [480.0 + 0.001 * k for k in range(len(tasks))] if not one.appointments else None
    for order in permutations(tasks):
        for early in range(len(order) + 1) if cuts is None else (0,):
            starts = cuts or [470.0 + k if k < early else 1000.0 + k for k in range(len(order))]
            rows = [Stop(t, start) for t, start in zip(order, starts, strict=True)]
            route = time_route(instance, one, rows)
            if route is not None:
                yield route


def best(instance: Instance) -> Verdict:
    """Return what the best solution is worth."""
    numbers = range(len(instance.tasks))
    found: list[Verdict] = []
    for owners in product(range(-1, len(instance.employees)), repeat=len(numbers)):
        shares = [tuple(t for t in numbers if owners[t] == k) for k in range(len(instance.employees))]
        ways = [every_route(instance, one, share) for one, share in zip(instance.employees, shares, strict=True)]
        for routes in product(*ways):
            verdict = evaluate(instance, routes)
            if not verdict.faults:
                found.append(verdict)
    return min(found, key=lambda verdict: (-verdict.minutes, verdict.km))
