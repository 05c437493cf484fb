"""Decisions of people: what an owner was told, who makes a visit and when, and that it is free again."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from dispatcher.convert.state import Key
from dispatcher.events.claims import CLOSED, closed, contradiction, not_published
from dispatcher.events.day import Day, Stop
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.published import crew_sizes
from dispatcher.schemas.event import OverrideEvent, OwnerTold, Released
from dispatcher.schemas.history import Override
from dispatcher.schemas.technician import Shift
from dispatcher.schemas.visit import Visit


def owner_told(day: Day, path: Path, event: OwnerTold) -> Iterator[Fault]:
    """The visit's arrival window is the one the owner was told."""
    stop = day.stops.get(event.visit_id)
    if stop is None:
        yield not_published(path, event.visit_id)
        return
    faults: list[Fault] = []
    window = event.arrival_window
    if stop.visit.state == "done":
        faults.append(contradiction(path, event, stop))
    if window.end < window.start:
        faults.append(make_fault("window_reversed", (*path, "arrival_window", "end"), ids=(event.visit_id,),
                                 value=window.end.isoformat()))  # fmt: skip
    if not faults:
        told = window.model_copy(update={"told_at": window.told_at or event.at})
        day.write_visit(event.visit_id, arrival_window=told)
    yield from faults


def override(day: Day, path: Path, event: OverrideEvent) -> Iterator[Fault]:
    """The plan in force has the visit as decided; the decision is a lock until it is released."""
    stop = day.stops.get(event.visit_id)
    faults = list(_check_override(day, path, event, stop))
    if faults:
        yield from faults
        return
    key = key_of(day, event.visit_id)
    start = event.start or (stop.visit.start if stop is not None else event.at)
    name = event.technician_id or (stop.technician_id if stop is not None else "")
    shift = _shift_at(day.technicians[name].shifts, start)
    if shift is None or key is None:
        yield make_fault("no_shift_then", path, ids=(name,), value=start.isoformat())
        return
    day.put_stop(event.visit_id, Stop(name, shift.id, _placed(day, key, name, start, event, stop)))
    fields = {"technician_id": event.technician_id, "start": event.start}
    said: dict[str, Any] = {field: value for field, value in fields.items() if value is not None}
    day.overrides[event.visit_id] = Override(
        visit_id=event.visit_id, **said, by=event.by, why=event.why, event_id=event.id
    )


def released(day: Day, path: Path, event: Released) -> Iterator[Fault]:
    """The decision about the visit is withdrawn, else the lock of its ticket; the visit stays where it is for now."""
    stop = day.stops.get(event.visit_id)
    if event.visit_id in day.overrides:
        del day.overrides[event.visit_id]
    elif stop is None:
        yield not_published(path, event.visit_id)
    elif day.tickets[stop.visit.ticket_id].lock != "none":
        day.write_ticket(stop.visit.ticket_id, path, lock="none")
    else:
        yield make_fault("nothing_to_release", (*path, "visit_id"), ids=(event.visit_id,), value=event.visit_id)


def key_of(day: Day, name: str) -> Key | None:
    """Return ticket, step, crew position and part of a visit that is published or still to be made."""
    if name in day.stops:
        visit = day.stops[name].visit
        return visit.ticket_id, visit.step, visit.crew_position, visit.part or 0
    for ticket_id, ticket in day.tickets.items():
        numbers = name.removeprefix(f"{ticket_id}:").split(":") if name.startswith(f"{ticket_id}:") else []
        if len(numbers) not in (2, 3) or not all(_is_number(number) for number in numbers):
            continue
        step, position, part = [*map(int, numbers), 0][:3]
        key = (ticket_id, step, position, part)
        if len(numbers) == 2 + (part > 0) and ticket.status == "open" and day.minutes_of(key) is not None:
            return key
    return None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and text == str(int(text))


def _check_override(day: Day, path: Path, event: OverrideEvent, stop: Stop | None) -> Iterator[Fault]:
    if event.technician_id is None and event.start is None:
        yield make_fault("override_says_nothing", path, ids=(event.visit_id,))
    if event.technician_id is not None and event.technician_id not in day.technicians:
        yield make_fault("unknown_technician", (*path, "technician_id"), ids=(event.technician_id,),
                         value=event.technician_id)  # fmt: skip
    if event.start is not None and event.start < event.at:
        yield make_fault("start_in_past", (*path, "start"), ids=(event.visit_id,), value=event.start.isoformat(),
                         allowed={"at least": event.at.isoformat()})  # fmt: skip
    if stop is not None and day.tickets[stop.visit.ticket_id].status in CLOSED:
        yield closed(path, "visit_id", day.tickets[stop.visit.ticket_id])
    elif stop is not None and stop.is_fact:
        yield contradiction(path, event, stop)
    elif stop is None and key_of(day, event.visit_id) is None:
        yield not_published(path, event.visit_id)
    elif stop is None and (event.technician_id is None or event.start is None):
        yield make_fault("override_incomplete", path, ids=(event.visit_id,))


def _shift_at(shifts: Sequence[Shift], start: datetime) -> Shift | None:
    return next((shift for shift in shifts if shift.start <= start < shift.latest_return), None)


def _placed(day: Day, key: Key, name: str, start: datetime, event: OverrideEvent, stop: Stop | None) -> Visit:
    """Return the visit as decided; what was said of its way holds if it is neither moved nor given to another."""
    percent = day.technicians[name].duration_percent if crew_sizes(day.tickets[key[0]])[key[1]] == 1 else 100
    minutes = -(-(day.minutes_of(key) or 0) * percent // 100)
    if stop is None:
        fields: dict[str, Any] = dict(zip(("ticket_id", "step", "crew_position", "part"), key, strict=True))
        return Visit(**fields, visit_id=event.visit_id, start=start, end=start + timedelta(minutes=minutes))
    visit = stop.visit
    if stop.technician_id == name and start == visit.start:
        return visit if start >= event.at else visit.model_copy(update={"stopped_by": event.id})
    length = visit.end - visit.start if stop.technician_id == name else timedelta(minutes=minutes)
    kept = visit.model_fields_set - {"depart", "travel_minutes", "stopped_by", "state"}
    placed: dict[str, Any] = {field: getattr(visit, field) for field in kept} | {"start": start, "end": start + length}
    if start < event.at:
        placed["stopped_by"] = event.id
    return Visit(**placed)
