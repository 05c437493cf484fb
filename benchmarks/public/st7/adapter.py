"""An instance as our problem, in ticks of a 10,000th of a minute from the first start of work; and a plan as orders.

- The objective is lexicographic: a task left out costs its minutes, each at more than all ways together can take.
- Ways are rounded down (``wide``: no solution of the set costs more here, so that bounds hold for the set) or up.
- An appointment is an absence with a place. Where the way straight from home (or home) is too long, the set does not
  test it; by the triangle inequality no task can then lie on it, and the shift starts (ends) at the appointment. The km
  of that way are the same in every solution: ``constant_km``.
- Lunch may interrupt a way in the set, not in our model. With ``wide``, our break may begin as much before the set's
  first lunch as the longest way takes: that holds every solution of the set. Otherwise it begins when the set allows.
- Somebody with appointments and no task is driving in the set and not in our model, where he costs less.
"""

import math
from dataclasses import dataclass

import numpy as np

from benchmarks.public.st7.evaluation import LUNCH, LUNCH_FROM, LUNCH_TO
from benchmarks.public.st7.instance import KM_PER_MINUTE, Employee, Instance, Place, Task
from solver.plan import Plan
from solver.problem import Absence, Break, Need, Problem, Shift, Site, Step, Technician, Ticket, Visit, Window
from solver.rules import SOFT_RULES
from solver.weights import default_policy

TICKS = 10_000  # of a minute
SKILL = "any"
NO_WINDOW = (Window(-1, -1),)  # of a task that fits into none of its own: nobody can start it


@dataclass(frozen=True, slots=True)
class Adapted:
    """A problem with what its cost means.

    Attributes
    ----------
    unit
        Minutes of tasks that the price of leaving something out counts in.
    price
        Ticks that one such unit left out costs.
    constant_km
        Ways that every solution has and the problem does not.
    """

    problem: Problem
    unit: int
    price: int
    constant_km: float

    def measures(self, cost: int) -> tuple[float, float]:
        """Return minutes left out and km of a cost; of a bound: what no solution is below, km at equal minutes."""
        left, ticks = divmod(cost, self.price)
        return float(left * self.unit), ticks / TICKS * KM_PER_MINUTE + self.constant_km


def adapt(instance: Instance, *, wide: bool) -> Adapted:
    """Return the problem of an instance.

    Raises
    ------
    ValueError
        If somebody's lunch can only be on a way that the set does not test.
    """
    if squeezed := [row.name for row in instance.employees if instance.full and _is_squeezed(row)]:
        raise ValueError(f"{instance.name}: not supported: lunch on a way that is not tested: {', '.join(squeezed)}")
    places = _places(instance)
    index = {place: k for k, place in enumerate(places)}
    rounded = math.floor if wide else math.ceil
    travel = np.array([[rounded(a.minutes(b) * TICKS) for b in places] for a in places], dtype=np.int64)
    day = min(row.start for row in instance.employees)
    rests = (_lunch(day, int(travel.max()) if wide else 0),) if instance.full else ()
    price = sum(row.end - row.start for row in instance.employees) * TICKS + 1
    unit = math.gcd(*(task.minutes for task in instance.tasks))
    tickets = tuple(_ticket(task, index[task.place], day, unit) for task in instance.tasks)
    weights = {"unassigned": price, "travel": 1}
    problem = Problem(
        horizon_end=0,
        now=0,
        sites=tuple(Site(f"place-{k}") for k in range(len(places))),
        travel=travel,
        technicians=tuple(
            Technician(row.name, skills={SKILL: row.level}, shifts=(k,)) for k, row in enumerate(instance.employees)
        ),
        shifts=tuple(_shift(k, row, index, day, rests) for k, row in enumerate(instance.employees)),
        tickets=tickets,
        visits=tuple(Visit(f"{t.id}:0:0", k, 0, 0, 0, t.steps[0].service_minutes) for k, t in enumerate(tickets)),
        policy=default_policy(overrides={rule.name: weights.get(rule.name, 0) for rule in SOFT_RULES}),
    )
    return Adapted(problem, unit, price, sum(_constant_km(row) for row in instance.employees))


def read_orders(problem: Problem, plan: Plan) -> list[list[tuple[int, float]]]:
    """Return, by employee, the tasks of a plan in order, each with its start in minutes from the day's first on."""
    orders: list[list[tuple[int, float]]] = [[] for _ in problem.shifts]
    for route in plan.routes:
        rows = sorted((visit.start, problem.visits[visit.visit].ticket) for visit in route.visits)
        orders[route.shift] = [(task, start / TICKS) for start, task in rows]
    return orders


def _places(instance: Instance) -> list[Place]:
    away = [a.place for row in instance.employees for a in row.appointments]
    rows = [*(row.home for row in instance.employees), *away, *(task.place for task in instance.tasks)]
    return list(dict.fromkeys(rows))


def _lunch(day: int, earlier: int) -> Break:
    begin = max(0, (LUNCH_FROM - day) * TICKS - earlier)
    return Break(begin, (LUNCH_TO - LUNCH - day) * TICKS, LUNCH * TICKS)


def _ticket(task: Task, site: int, day: int, unit: int) -> Ticket:
    """Return a task's ticket: its windows hold all of the service, so a start in one is as much earlier as it takes."""
    starts = tuple(Window((a - day) * TICKS, (b - task.minutes - day) * TICKS) for a, b in task.windows)
    return Ticket(
        id=task.id,
        site=site,
        steps=(Step((Need(SKILL, task.level),), task.minutes * TICKS),),
        impact=task.minutes // unit,
        promised=starts or NO_WINDOW,
    )


def _starts_away(row: Employee) -> bool:
    """Whether the way from home to the first appointment is too long for the time before it."""
    first = row.appointments[0] if row.appointments else None
    return first is not None and row.home.minutes(first.place) > first.start - row.start


def _ends_away(row: Employee) -> bool:
    """Whether the way home from the last appointment is too long for the time after it."""
    last = row.appointments[-1] if row.appointments else None
    return last is not None and last.place.minutes(row.home) > row.end - last.end


def _constant_km(row: Employee) -> float:
    out = row.home.km(row.appointments[0].place) if _starts_away(row) else 0.0
    return out + (row.appointments[-1].place.km(row.home) if _ends_away(row) else 0.0)


def _is_squeezed(row: Employee) -> bool:
    """Whether there is time for an untested way, but not for a lunch that may have to be on it."""
    if not row.appointments:
        return False
    first, last = row.appointments[0], row.appointments[-1]
    out, back = row.home.minutes(first.place), last.place.minutes(row.home)
    morning, evening = first.start - row.start, row.end - last.end
    early = first.start >= LUNCH_FROM + LUNCH and out <= morning < out + LUNCH
    return early or (last.end <= LUNCH_TO - LUNCH and back <= evening < back + LUNCH)


def _shift(k: int, row: Employee, index: dict[Place, int], day: int, rests: tuple[Break, ...]) -> Shift:
    home = index[row.home]
    start = row.appointments[0].start if _starts_away(row) else row.start
    end = row.appointments[-1].end if _ends_away(row) else row.end
    return Shift(
        id=row.name,
        technician=k,
        start=(start - day) * TICKS,
        end=(end - day) * TICKS,
        overtime_until=(end - day) * TICKS,
        start_site=home,
        end_site=None if _ends_away(row) else home,
        breaks=rests,
        absences=tuple(
            Absence((a.start - day) * TICKS, (a.end - day) * TICKS, index[a.place]) for a in row.appointments
        ),
    )
