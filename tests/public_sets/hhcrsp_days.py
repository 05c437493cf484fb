"""Tiny HHCRSP days, and their optimum by enumeration."""

import random
from collections.abc import Iterator
from functools import cache
from itertools import permutations, product

from benchmarks.public.hhcrsp.evaluation import Orders, Solution, Verdict, earliest_starts, evaluate
from benchmarks.public.hhcrsp.instance import TICKS, Caregiver, Instance, Patient, Service


def patient(id: str, window: tuple[int, int], *needs: str, distance: tuple[int, int] | None = None) -> Patient:
    """Return a patient whose services take ten minutes each; all arguments in minutes."""
    services = tuple(Service(need, 10 * TICKS) for need in needs)
    apart = None if distance is None else (distance[0] * TICKS, distance[1] * TICKS)
    return Patient(id, window[0] * TICKS, window[1] * TICKS, services, apart)


def day(patients: list[Patient], caregivers: list[str], travel: list[list[int]]) -> Instance:
    """Return a day; a caregiver is the letters of what he can do, travel is in minutes."""
    return Instance(
        name="tiny",
        patients=tuple(patients),
        caregivers=tuple(Caregiver(f"c{k}", frozenset(letters)) for k, letters in enumerate(caregivers)),
        travel=tuple(tuple(way * TICKS for way in row) for row in travel),
    )


def random_day(seed: int) -> Instance:
    """Draw a day of two single patients, one of two services at once and one of two in order, mostly late ones."""
    rng = random.Random(seed)
    due = [rng.randint(5, 60) for _ in range(4)]
    low = rng.randint(2, 25)
    patients = [
        patient("p1", (0, due[0]), rng.choice("ab")),
        patient("p2", (rng.randint(0, 20), 20 + due[1]), rng.choice("abc")),
        patient("p3", (0, due[2]), "a", "b", distance=(0, 0)),
        patient("p4", (0, due[3]), "a", "c", distance=(low, 2 * low)),
    ]
    points = [(rng.randint(0, 30), rng.randint(0, 30)) for _ in range(5)]
    travel = [[abs(a - c) + abs(b - d) for c, d in points] for a, b in points]
    return day(patients, ["ab", "a", "c"], travel)


def every_order(instance: Instance) -> Iterator[Orders]:
    """Yield every way to share and order the services."""
    services = [(p, k) for p, row in enumerate(instance.patients) for k in range(len(row.services))]
    able = [
        [c for c, row in enumerate(instance.caregivers) if instance.patients[p].services[k].service in row.abilities]
        for p, k in services
    ]
    for owners in product(*able):
        shares = [
            [s for s, owner in zip(services, owners, strict=True) if owner == c]
            for c in range(len(instance.caregivers))
        ]
        yield from product(*(permutations(share) for share in shares))


@cache
def every_solution(seed: int) -> tuple[tuple[Solution, Verdict], ...]:
    """Return every feasible solution of a random day without needless waiting, with what it is worth."""
    instance, found = random_day(seed), []
    for orders in every_order(instance):
        solution = earliest_starts(instance, orders)
        verdict = None if solution is None else evaluate(instance, solution)
        if solution is not None and verdict is not None and not verdict.faults:
            found.append((solution, verdict))
    return tuple(found)
