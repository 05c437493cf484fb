"""Solutions in the set's own JSON: routes of caregivers, each stop with the start and the end of its service."""

import json
from pathlib import Path

from benchmarks.public.faults import SetError, Wire, read_wire
from benchmarks.public.hhcrsp.evaluation import Solution, Stop
from benchmarks.public.hhcrsp.instance import TICKS, Instance


class _Location(Wire):
    arrival_time: float  # of service: waiting lies before it
    departure_time: float
    patient: str
    service: str


class _Route(Wire):
    caregiver_id: str
    locations: tuple[_Location, ...] = ()  # a caregiver without work may have none


class _Solution(Wire):
    global_ordering: list[str]
    routes: list[_Route]


def read_solution(instance: Instance, path: Path) -> Solution:
    """Read a solution of an instance.

    Raises
    ------
    SetError
        If the file names what the instance does not have.
    """
    wire = read_wire(_Solution, path)
    services = {
        (patient.id, need.service): (p, k)
        for p, patient in enumerate(instance.patients)
        for k, need in enumerate(patient.services)
    }
    routes: dict[str, list[Stop]] = {caregiver.id: [] for caregiver in instance.caregivers}
    faults: list[str] = []
    for route in wire.routes:
        if route.caregiver_id not in routes:
            faults.append(f"unknown caregiver {route.caregiver_id!r}")
            continue
        for row in route.locations:
            if (row.patient, row.service) not in services:
                faults.append(f"{route.caregiver_id}: no patient {row.patient!r} with service {row.service!r}")
                continue
            stop = Stop(*services[row.patient, row.service], round(row.arrival_time * TICKS))
            routes[route.caregiver_id].append(stop)
    if faults:
        raise SetError(path, faults)
    return list(routes.values())


def write_solution(instance: Instance, solution: Solution) -> str:
    """Return the JSON of a solution."""
    stops = sorted((stop.start, stop.patient) for route in solution for stop in route)
    order = list(dict.fromkeys(instance.patients[patient].id for _, patient in stops))
    routes = [
        {"caregiver_id": caregiver.id, "locations": [_location(instance, stop) for stop in route]}
        for caregiver, route in zip(instance.caregivers, solution, strict=True)
    ]
    return json.dumps({"global_ordering": order, "routes": routes}, indent=1) + "\n"


def _location(instance: Instance, stop: Stop) -> dict[str, object]:
    patient = instance.patients[stop.patient]
    need = patient.services[stop.service]
    return {
        "arrival_time": stop.start / TICKS,
        "departure_time": (stop.start + need.ticks) / TICKS,
        "patient": patient.id,
        "service": need.service,
    }
