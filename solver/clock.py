"""Time inside the solver: whole minutes from the horizon's start, and stretches of it."""

from dataclasses import dataclass

Minute = int  # a point in time
Minutes = int  # a length


@dataclass(frozen=True, slots=True)
class Interval:
    """A half-open stretch of time [start, end)."""

    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True)
class Window:
    """Allowed or wished starts of service, both ends included."""

    start: Minute
    end: Minute
