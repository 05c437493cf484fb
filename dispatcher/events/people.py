"""Technicians who are away or late: absences of their shifts, and visits that they do not begin."""

from collections.abc import Iterator

from dispatcher.events.absences import leave
from dispatcher.events.day import Day
from dispatcher.events.delays import push
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.event import TechnicianLate, TechnicianOut


def technician_out(day: Day, path: Path, event: TechnicianOut) -> Iterator[Fault]:
    """An absence of every shift it touches; visits in it do not begin, whatever the clock says."""
    faults = list(_check_technician(day, path, event.technician_id))
    if event.end is not None and event.end <= event.start:
        faults.append(make_fault("absence_reversed", (*path, "end"), ids=(event.technician_id,),
                                 value=event.end.isoformat()))  # fmt: skip
    if not faults:
        for shift in day.technicians[event.technician_id].shifts:
            until = shift.latest_return if event.end is None else event.end
            leave(day, event.technician_id, shift, event.start, until)
        for name, stop in day.stops_by(event.technician_id):
            starts_inside = event.start <= stop.visit.start and (event.end is None or stop.visit.start < event.end)
            if starts_inside and not stop.is_fact:
                day.stop_visit(name, event.id)
        if event.end is not None:
            push(day, event.technician_id, event.start, event.end, event.id)
    yield from faults


def technician_late(day: Day, path: Path, event: TechnicianLate) -> Iterator[Fault]:
    """An absence of the shift under way, from its start if nothing was said to have been done in it."""
    faults = list(_check_technician(day, path, event.technician_id))
    if faults:
        yield from faults
        return
    shifts = [shift for shift in day.technicians[event.technician_id].shifts if shift.start < event.until]
    shift = max(shifts, key=lambda shift: shift.start, default=None)
    if shift is None or shift.latest_return <= event.at:
        yield make_fault("no_shift_then", (*path, "until"), ids=(event.technician_id,), value=event.until.isoformat())
        return
    was_there = any(stop.is_fact and stop.shift_id == shift.id for stop in day.stops.values())
    begins = max(shift.start, event.at) if was_there else shift.start
    if begins < event.until:
        leave(day, event.technician_id, shift, begins, event.until)
        for _, stop in day.stops_by(event.technician_id):
            if stop.visit.state == "travelling" and stop.visit.start < event.until:
                day.stop_visit(stop.visit.visit_id or "", event.id)
        push(day, event.technician_id, begins, event.until, event.id)


def _check_technician(day: Day, path: Path, name: str) -> Iterator[Fault]:
    if name not in day.technicians:
        yield make_fault("unknown_technician", (*path, "technician_id"), ids=(name,), value=name)
