"""An instance: patients with one or two services, caregivers with abilities, travel between places.

Times are whole *ticks*, thousandths of a minute: what the files hold is a multiple of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from benchmarks.public.faults import SetError, Wire, read_wire

TICKS = 1000  # of a minute
OFFICE = 0  # place where every route starts and ends; patient k is at place k + 1


@dataclass(frozen=True, slots=True)
class Service:
    """What one caregiver does at a patient's."""

    service: str
    ticks: int


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient: each service starts from ``earliest`` on, and is late after ``due``.

    ``distance`` bounds the start of the second service less that of the first: (0, 0) for simultaneous ones, None
    with a single service.
    """

    id: str
    earliest: int
    due: int
    services: tuple[Service, ...]
    distance: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Caregiver:
    """A caregiver and the services he can do."""

    id: str
    abilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Instance:
    """One day: ``travel[i][j]`` is both the time and the cost of the way from place i to place j."""

    name: str
    patients: tuple[Patient, ...]
    caregivers: tuple[Caregiver, ...]
    travel: tuple[tuple[int, ...], ...]


class _Service(Wire):
    id: str
    default_duration: float


class _Office(Wire):
    id: str
    location: tuple[float, float]


class _Caregiver(Wire):
    id: str
    abilities: list[str] = Field(min_length=1)


class _Required(Wire):
    service: str
    duration: float = Field(gt=0)


class _Synchronization(Wire):
    type: str = Field(pattern="^(simultaneous|sequential)$")
    distance: tuple[float, float] | None = None


class _Patient(Wire):
    id: str
    location: tuple[float, float]
    time_window: tuple[float, float]
    required_caregivers: list[_Required] = Field(min_length=1, max_length=2)
    synchronization: _Synchronization | None = None


class _Instance(Wire):
    patients: list[_Patient] = Field(min_length=1)
    services: list[_Service] = Field(min_length=1)
    caregivers: list[_Caregiver] = Field(min_length=1)
    central_offices: list[_Office] = Field(min_length=1, max_length=1)
    distances: list[list[float]]


def read_instance(path: Path) -> Instance:
    """Read an instance.

    Raises
    ------
    SetError
        If the file is no instance: every fault is named.
    """
    wire = read_wire(_Instance, path)
    if faults := [*_faults(wire), *_distance_faults(wire), *_time_faults(wire)]:
        raise SetError(path, faults)
    return Instance(
        name=path.stem,
        patients=tuple(_patient(row) for row in wire.patients),
        caregivers=tuple(Caregiver(row.id, frozenset(row.abilities)) for row in wire.caregivers),
        travel=tuple(tuple(map(_ticks, row)) for row in wire.distances),
    )


def _ticks(minutes: float) -> int:
    return round(minutes * TICKS)


def _patient(row: _Patient) -> Patient:
    distance: tuple[int, int] | None = None
    if row.synchronization is not None:
        low, high = row.synchronization.distance or (0.0, 0.0)
        distance = _ticks(low), _ticks(high)
    services = tuple(Service(need.service, _ticks(need.duration)) for need in row.required_caregivers)
    earliest, due = row.time_window
    return Patient(row.id, _ticks(earliest), _ticks(due), services, distance)


def _faults(wire: _Instance) -> Iterator[str]:
    """Yield what does not fit together."""
    known = {row.id for row in wire.services}
    for kind, rows in (("patients", wire.patients), ("caregivers", wire.caregivers), ("services", wire.services)):
        ids = [row.id for row in rows]
        yield from (f"{kind}: {id!r} stands there twice" for id in sorted({id for id in ids if ids.count(id) > 1}))
    for caregiver in wire.caregivers:
        for service in sorted(set(caregiver.abilities) - known):
            yield f"caregiver {caregiver.id}: unknown service {service!r}, allowed: {', '.join(sorted(known))}"
    for patient in wire.patients:
        for need in patient.required_caregivers:
            if need.service not in known:
                yield f"patient {patient.id}: unknown service {need.service!r}, allowed: {', '.join(sorted(known))}"
        if patient.time_window[0] > patient.time_window[1]:
            yield f"patient {patient.id}: time_window {patient.time_window} ends before it starts"
        yield from _synchronization_faults(patient)


def _synchronization_faults(patient: _Patient) -> Iterator[str]:
    row, two = patient.synchronization, len(patient.required_caregivers) == 2
    if two != (row is not None):
        yield f"patient {patient.id}: synchronization is for two services and only for them"
    elif row is not None and (row.type == "sequential") != (row.distance is not None):
        yield f"patient {patient.id}: a distance is for sequential services and only for them"
    elif row is not None and row.distance is not None and not 0 <= row.distance[0] <= row.distance[1]:
        yield f"patient {patient.id}: distance {row.distance}, allowed: 0 <= first <= second"
    if len({need.service for need in patient.required_caregivers}) < len(patient.required_caregivers):
        yield f"patient {patient.id}: the same service twice, allowed: two different ones"


def _distance_faults(wire: _Instance) -> Iterator[str]:
    places = len(wire.patients) + 1
    if len(wire.distances) != places:
        yield f"distances: {len(wire.distances)} rows, expected {places}"
    for k, row in enumerate(wire.distances):
        if len(row) != places:
            yield f"distances.{k}: {len(row)} entries, expected {places}"
        yield from (f"distances.{k}.{j}: {value}, allowed: 0 or more" for j, value in enumerate(row) if value < 0)


def _time_faults(wire: _Instance) -> Iterator[str]:
    """Yield times that are no multiple of a tick."""
    rows = [(f"distances.{k}.{j}", value) for k, row in enumerate(wire.distances) for j, value in enumerate(row)]
    for patient in wire.patients:
        name = f"patient {patient.id}"
        rows += [(name, value) for value in patient.time_window]
        rows += [(name, need.duration) for need in patient.required_caregivers]
        rows += [(name, value) for value in (patient.synchronization and patient.synchronization.distance) or ()]
    for where, value in rows:
        if abs(value * TICKS - round(value * TICKS)) > 1e-6:
            yield f"{where}: {value}, allowed: thousandths of a minute"
