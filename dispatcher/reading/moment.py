"""A single time or day from a command line or a query, read as strictly as one of a request."""

from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError

from dispatcher.faults.fault import Fault
from dispatcher.reading.structure import structural_fault
from dispatcher.schemas.common import Day, Time

_TIME: TypeAdapter[datetime] = TypeAdapter(Time)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


def read_moment(text: str, name: str) -> tuple[datetime | None, list[Fault]]:
    """Return a time, or None and what is wrong with it; ``name`` is how the reader calls it."""
    try:
        return _TIME.validate_python(text), []
    except ValidationError as error:
        return None, [structural_fault({**row, "loc": (name,)}) for row in error.errors()]


def read_day(text: str, name: str) -> tuple[date | None, list[Fault]]:
    """Return a date, or None and what is wrong with it; ``name`` is how the reader calls it."""
    try:
        return _DAY.validate_python(text), []
    except ValidationError as error:
        return None, [structural_fault({**row, "loc": (name,)}) for row in error.errors()]
