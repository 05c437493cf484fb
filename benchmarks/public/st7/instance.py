"""An instance: employees with homes and appointments, tasks with opening times. Times in minutes from midnight."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pydantic import Field

from benchmarks.public.faults import SetError, Wire, read_wire

EARTH = 6371  # km
KM_PER_MINUTE = 50 / 60


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, in degrees."""

    lat: float
    lon: float

    def km(self, other: "Place") -> float:
        """Return the great-circle distance."""
        if self == other:
            return 0.0
        a, b = math.radians(self.lat), math.radians(other.lat)
        apart = math.radians(self.lon - other.lon)
        cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(apart)
        return EARTH * math.acos(min(1.0, max(-1.0, cosine)))

    def minutes(self, other: "Place") -> float:
        """Return the time of the way."""
        return self.km(other) / KM_PER_MINUTE


@dataclass(frozen=True, slots=True)
class Appointment:
    """A stretch that an employee spends somewhere else."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee; ``appointments`` by start. Skills are in the files in two languages: only levels count."""

    name: str
    home: Place
    level: int
    start: int
    end: int
    appointments: tuple[Appointment, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A task; it is done within one of ``windows``, which are closed, ascending and disjoint."""

    id: str
    place: Place
    minutes: int
    level: int
    windows: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Instance:
    """One day; ``full``: version 2, with a lunch break for everybody, appointments, and tasks that may be left out."""

    name: str
    full: bool
    employees: tuple[Employee, ...]
    tasks: tuple[Task, ...]


class _Stretch(Wire):
    start: int = Field(ge=0, le=1440)
    end: int = Field(ge=0, le=1440)


class _Appointment(_Stretch):
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class _Employee(_Appointment):
    name: str
    skill: str
    level: int = Field(ge=1)
    unavailable: tuple[_Appointment, ...]


class _Task(Wire):
    id: str
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    duration: int = Field(gt=0)
    skill: str
    level: int = Field(ge=1)
    open: int = Field(ge=0, le=1440)
    close: int = Field(ge=0, le=1440)
    unavailable: tuple[_Stretch, ...]


class _Instance(Wire):
    employees: tuple[_Employee, ...] = Field(min_length=1)
    tasks: tuple[_Task, ...] = Field(min_length=1)
    extra_sheets: tuple[str, ...]  # of the workbook the file was made from; they hold nothing


def read_instance(path: Path) -> Instance:
    """Read an instance; the version is the end of its name.

    Raises
    ------
    SetError
        If the file is no instance: every fault is named.
    """
    wire = read_wire(_Instance, path)
    faults = [*_faults(wire)]
    full = path.stem.endswith("V2")
    if path.stem[-2:] not in ("V1", "V2"):
        faults.append(f"version {path.stem[-2:]!r}, allowed: V1, V2")
    elif not full and any(row.unavailable for row in wire.employees):
        faults.append("version 1 has no appointments")
    if faults:
        raise SetError(path, faults)
    return Instance(path.stem, full, tuple(map(_employee, wire.employees)), tuple(map(_task, wire.tasks)))


def _employee(row: _Employee) -> Employee:
    away = sorted((Appointment(Place(a.lat, a.lon), a.start, a.end) for a in row.unavailable), key=lambda a: a.start)
    return Employee(row.name, Place(row.lat, row.lon), row.level, row.start, row.end, tuple(away))


def _task(row: _Task) -> Task:
    windows, opens = [], row.open
    for closed in sorted(row.unavailable, key=lambda stretch: stretch.start):
        windows.append((opens, min(closed.start, row.close)))
        opens = max(opens, closed.end)
    windows.append((opens, row.close))
    fitting = tuple(window for window in windows if window[1] - window[0] >= row.duration)
    return Task(row.id, Place(row.lat, row.lon), row.duration, row.level, fitting)


def _faults(wire: _Instance) -> Iterator[str]:
    """Yield what does not fit together."""
    for kind, ids in (("employee", [row.name for row in wire.employees]), ("task", [row.id for row in wire.tasks])):
        yield from (f"{kind} {id!r} stands there twice" for id in sorted({id for id in ids if ids.count(id) > 1}))
    for employee in wire.employees:
        for row in (employee, *employee.unavailable):
            if row.end < row.start:
                yield f"employee {employee.name}: {row.start}-{row.end} ends before it starts"
            elif not employee.start <= row.start <= row.end <= employee.end:
                yield f"employee {employee.name}: {row.start}-{row.end}, allowed: within the working day"
        away = sorted(employee.unavailable, key=lambda row: row.start)
        for before, after in pairwise(away):
            if after.start < before.end:
                yield f"employee {employee.name}: appointments at {before.start} and {after.start} overlap"
    for task in wire.tasks:
        for start, end in ((task.open, task.close), *((row.start, row.end) for row in task.unavailable)):
            if end < start:
                yield f"task {task.id}: {start}-{end} ends before it starts"
