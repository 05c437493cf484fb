"""Ids are unique in their list, those of shifts in the whole request."""

from collections.abc import Iterable, Iterator

from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.context import UNKNOWN_CODES, Context, ids_sent


def check_ids(context: Context) -> Iterator[Fault]:
    """Yield a fault for every id that stands a second time, broken items included."""
    for name in UNKNOWN_CODES:
        yield from repeated(((name, k, "id"), found) for k, found in ids_sent(context.draft.raw(name)))
    yield from repeated(_shift_ids(context))


def repeated(places: Iterable[tuple[Path, str]], code: str = "duplicate_id") -> Iterator[Fault]:
    """Yield a fault at every place whose text stood at an earlier one."""
    seen: set[str] = set()
    for path, name in places:
        if name in seen:
            yield make_fault(code, path, ids=(name,), value=name)
        seen.add(name)


def _shift_ids(context: Context) -> Iterator[tuple[Path, str]]:
    technicians = context.draft.raw("technicians")
    for k, technician in enumerate(technicians if isinstance(technicians, list) else []):
        if isinstance(technician, dict):
            for position, found in ids_sent(technician.get("shifts")):
                yield ("technicians", k, "shifts", position, "id"), found
