"""Service under way: set out, begun, longer or shorter than planned, over."""

from collections.abc import Iterator
from datetime import datetime

from dispatcher.events.absences import come_back
from dispatcher.events.claims import check_known, check_order, check_place, contradiction, not_published
from dispatcher.events.day import Day
from dispatcher.events.delays import began, delay
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.event import Done, FinishedEarly, Overrun, Started, Travelling
from dispatcher.schemas.visit import Visit


def travelling(day: Day, path: Path, event: Travelling) -> Iterator[Fault]:
    """The technician has set out: state and departure; the start may still move."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    said = stop.visit.state == "travelling" and stop.visit.depart in (None, event.time)
    faults = list(check_known(path, "time", event, event.time))
    if stop.visit.state not in (None, "planned") and not said:
        faults.append(contradiction(path, event, stop))
    faults += check_place(day, path, "time", event.visit_id, event.time, event.time)
    if not faults:
        day.write_visit(event.visit_id, state="travelling", depart=event.time, stopped_by=None)
        come_back(day, stop.technician_id, stop.shift_id, event.time)
        delay(day, event.visit_id, stop.visit.start, event.id)
    yield from faults


def started(day: Day, path: Path, event: Started) -> Iterator[Fault]:
    """The service has begun: its planned length is kept, its departure moves with it unless it was said."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    visit = stop.visit
    faults = list(check_known(path, "time", event, event.time))
    is_other = visit.state == "done" or (visit.state == "started" and visit.start != event.time)
    too_early = visit.state == "travelling" and visit.depart is not None and event.time < visit.depart
    if is_other or too_early:
        faults.append(contradiction(path, event, stop))
    faults += check_place(day, path, "time", event.visit_id, event.time, event.time)
    if not faults:
        end = event.time + (visit.end - visit.start)
        moved = {"depart": _departure(visit, event.time), "start": event.time, "end": end}
        day.write_visit(event.visit_id, state="started", stopped_by=None, **moved)
        come_back(day, stop.technician_id, stop.shift_id, event.time)
        delay(day, event.visit_id, stop.visit.start, event.id)
    yield from faults


def done(day: Day, path: Path, event: Done) -> Iterator[Fault]:
    """The visit is over, served; one of whose start nothing was said began as published, if it can have."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    visit = stop.visit
    faults = list(check_known(path, "time", event, event.time))
    if visit.state == "done" and (visit.end != event.time or visit.outcome not in (None, "served")):
        faults.append(contradiction(path, event, stop))
    start = visit.start if visit.state == "done" else began(day, event.visit_id, event.time)
    faults += check_order(path, "time", event.visit_id, start, event.time)
    if not faults:
        faults += check_place(day, path, "time", event.visit_id, start, event.time)
    if not faults:
        times = {"start": start, "end": event.time, "stopped_by": None}
        day.write_visit(event.visit_id, state="done", outcome="served", **times)
        delay(day, event.visit_id, stop.visit.start, event.id)
    yield from faults


def expected(day: Day, path: Path, event: Overrun | FinishedEarly) -> Iterator[Fault]:
    """A visit under way ends later or earlier; one that only the clock had begun is so for a fact now."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    visit = stop.visit
    start = began(day, event.visit_id, min(event.at, event.expected_end))
    faults: list[Fault] = []
    if visit.state in ("done", "travelling"):
        faults.append(contradiction(path, event, stop))
    elif start > event.at:
        faults.append(make_fault("visit_not_begun", (*path, "visit_id"), ids=(event.visit_id,)))
    else:
        faults += check_order(path, "expected_end", event.visit_id, start, event.expected_end)
    if not faults:
        faults += check_place(day, path, "expected_end", event.visit_id, start, event.expected_end)
    if not faults:
        times = {"start": start, "end": event.expected_end, "stopped_by": None}
        day.write_visit(event.visit_id, state="started", **times)
        delay(day, event.visit_id, stop.visit.start, event.id)
    yield from faults


def _departure(visit: Visit, start: datetime) -> datetime | None:
    """Return when the technician set out: as was said, else so long before the start as planned."""
    if visit.depart is None or visit.state == "travelling":
        return visit.depart
    return start - (visit.start - visit.depart)
