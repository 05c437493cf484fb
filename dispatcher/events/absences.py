"""Absences of a shift: one more, or one that has ended because its technician is at work."""

from datetime import datetime

from dispatcher.events.day import Day
from dispatcher.schemas.technician import Absence, Shift


def leave(day: Day, technician_id: str, shift: Shift, start: datetime, end: datetime) -> None:
    """Add an absence to a shift, as far as it lies in it; where the technician was to be meanwhile, he is not."""
    start, end = max(start, shift.start), min(end, shift.latest_return)
    if start >= end:
        return
    absences: list[Absence] = []
    for absence in shift.unavailable:
        if absence.end <= start or absence.start >= end:
            absences.append(absence)
            continue
        if absence.start < start:
            absences.append(absence.model_copy(update={"end": start}))
        if absence.end > end:
            absences.append(absence.model_copy(update={"start": end}))
    away = Absence(start=start, end=end)
    day.write_shift(technician_id, shift.model_copy(update={"unavailable": [*absences, away]}))


def come_back(day: Day, technician_id: str, shift_id: str, moment: datetime) -> None:
    """End an absence without site in which a technician is said to be at work."""
    shift = next(shift for shift in day.technicians[technician_id].shifts if shift.id == shift_id)
    absences: list[Absence] = []
    for absence in shift.unavailable:
        if absence.site_id is not None or not absence.start <= moment < absence.end:
            absences.append(absence)
        elif absence.start < moment:
            absences.append(absence.model_copy(update={"end": moment}))
    if absences != shift.unavailable:
        day.write_shift(technician_id, shift.model_copy(update={"unavailable": absences}))
