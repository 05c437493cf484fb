"""The set's rules and objective: (travel + total tardiness + largest tardiness) / 3.

Knows instances and solutions, nothing of our model. Times are ticks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from benchmarks.public.hhcrsp.instance import OFFICE, TICKS, Instance


@dataclass(frozen=True, slots=True)
class Stop:
    """A service (index of patient, and of the service there) and when it starts."""

    patient: int
    service: int
    start: int


Solution = Sequence[Sequence[Stop]]  # by caregiver, in the order of his route
Orders = Sequence[Sequence[tuple[int, int]]]  # the same without times


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a solution is worth.

    Attributes
    ----------
    faults
        Breaches of the set's rules; one without any is feasible.
    travel, tardiness, largest
        In ticks.
    """

    faults: tuple[str, ...]
    travel: int
    tardiness: int
    largest: int

    @property
    def ticks(self) -> int:
        """Three times the objective, in ticks."""
        return self.travel + self.tardiness + self.largest

    @property
    def value(self) -> float:
        """The set's objective, in minutes."""
        return self.ticks / (3 * TICKS)


def evaluate(instance: Instance, solution: Solution, tolerance: int = 0) -> Verdict:
    """Judge a solution.

    Parameters
    ----------
    tolerance
        Ticks by which times may be off: published ones are rounded.
    """
    late = [max(0, stop.start - instance.patients[stop.patient].due) for route in solution for stop in route]
    return Verdict(
        faults=tuple(_faults(instance, solution, tolerance)),
        travel=sum(_way(instance, [stop.patient for stop in route]) for route in solution),
        tardiness=sum(late),
        largest=max(late, default=0),
    )


def earliest_starts(instance: Instance, orders: Orders) -> list[list[Stop]] | None:
    """Return the solution in which every service of some routes starts as early as all rules allow.

    Every start is the least of any solution with these routes (the rules on starts are differences, so a least
    solution exists): so are total and largest tardiness. None: the routes wait for each other.
    """
    starts = {(p, k): row.earliest for p, row in enumerate(instance.patients) for k in range(len(row.services))}
    limit = max(row.due for row in instance.patients) + _longest(instance)
    moved = True
    while moved:
        moved = False
        for (before, after), gap in _differences(instance, orders):
            least = gap + (0 if before is None else starts[before])
            if starts[after] < least:
                starts[after], moved = least, True
                if least > limit:
                    return None
    return [[Stop(*service, starts[service]) for service in route] for route in orders]


def _longest(instance: Instance) -> int:
    """Return a time no chain of services takes: all of them, each after its longest way and distance."""
    ways = max(map(max, instance.travel))
    rows = [(sum(s.ticks + ways for s in p.services), p.distance[1] if p.distance else 0) for p in instance.patients]
    return sum(map(sum, rows))


Difference = tuple[tuple[tuple[int, int] | None, tuple[int, int]], int]


def _differences(instance: Instance, orders: Orders) -> Iterator[Difference]:
    """Yield ((before, after), least time from one start to the other); before is None for the start of the day."""
    for route in orders:
        place, before, ticks = OFFICE, None, 0
        for patient, service in route:
            yield (before, (patient, service)), ticks + instance.travel[place][patient + 1]
            place, before = patient + 1, (patient, service)
            ticks = instance.patients[patient].services[service].ticks
    for k, row in enumerate(instance.patients):
        if row.distance is not None:
            yield ((k, 0), (k, 1)), row.distance[0]
            yield ((k, 1), (k, 0)), -row.distance[1]


def _way(instance: Instance, patients: Sequence[int]) -> int:
    places = [OFFICE, *(patient + 1 for patient in patients), OFFICE]
    return sum(instance.travel[a][b] for a, b in pairwise(places))


def _faults(instance: Instance, solution: Solution, tolerance: int) -> Iterator[str]:
    if len(solution) != len(instance.caregivers):
        yield f"{len(solution)} routes, expected {len(instance.caregivers)}"
    done = Counter((stop.patient, stop.service) for route in solution for stop in route)
    for p, patient in enumerate(instance.patients):
        for k, need in enumerate(patient.services):
            if done[p, k] != 1:
                yield f"patient {patient.id}: {need.service} is done {done[p, k]} times, expected once"
    for caregiver, route in zip(instance.caregivers, solution, strict=False):
        free, place = 0, OFFICE
        for stop in route:
            patient = instance.patients[stop.patient]
            need = patient.services[stop.service]
            if need.service not in caregiver.abilities:
                yield f"caregiver {caregiver.id} cannot do {need.service} at {patient.id}"
            least = max(patient.earliest, free + instance.travel[place][stop.patient + 1])
            if stop.start < least - tolerance:
                yield f"caregiver {caregiver.id} starts at {patient.id} at {stop.start}, earliest {least}"
            free, place = stop.start + need.ticks, stop.patient + 1
    yield from _together(instance, solution, tolerance)


def _together(instance: Instance, solution: Solution, tolerance: int) -> Iterator[str]:
    """Yield patients of two services that are not the agreed time apart, or by one caregiver."""
    where = {(stop.patient, stop.service): (k, stop.start) for k, route in enumerate(solution) for stop in route}
    for p, patient in enumerate(instance.patients):
        first, second = where.get((p, 0)), where.get((p, 1))
        if patient.distance is None or first is None or second is None:
            continue
        low, high = patient.distance
        if first[0] == second[0]:
            yield f"patient {patient.id}: one caregiver does both services"
        if not low - tolerance <= second[1] - first[1] <= high + tolerance:
            yield f"patient {patient.id}: services start {second[1] - first[1]} apart, allowed {low} to {high}"
