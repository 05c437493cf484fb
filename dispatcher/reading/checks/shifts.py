"""The horizon, and technicians' shifts with their breaks and absences."""

from collections.abc import Iterator
from datetime import timedelta

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.ids import repeated
from dispatcher.reading.context import Context
from dispatcher.schemas.technician import Absence, Break, Shift, Technician

_FAR = timedelta(days=366)


def check_horizon(context: Context) -> Iterator[Fault]:
    """Yield what is wrong with the horizon and ``now``."""
    horizon, now = context.request.horizon, context.request.now
    if context.draft.lost(("horizon",)):
        return
    if horizon.start.second or horizon.start.microsecond:
        yield make_fault("horizon_not_whole_minute", ("horizon", "start"), value=horizon.start.isoformat())
    if horizon.end <= horizon.start:
        yield make_fault("horizon_reversed", ("horizon", "end"), value=horizon.end.isoformat())
    elif now is not None and not horizon.start - _FAR <= now <= horizon.end + _FAR:
        yield make_fault("now_far_from_horizon", ("now",), value=now.isoformat())


def check_technicians(context: Context) -> Iterator[Fault]:
    """Yield what is wrong with technicians and their shifts."""
    each = context.draft.each
    for path, technician in each(("technicians",), context.request.technicians):
        if id(technician) in context.sound:
            continue
        skills = each((*path, "skills"), technician.skills)
        yield from repeated((((*at, "trade"), skill.trade) for at, skill in skills), "duplicate_skill")
        papers = each((*path, "certificates"), technician.certificates)
        yield from repeated((((*at, "code"), paper.code) for at, paper in papers), "duplicate_certificate")
        yield from _check_overlaps(context, path, technician)
        for at, shift in each((*path, "shifts"), technician.shifts):
            yield from _check_shift(context, at, shift)


def check_interval(clock: Clock, path: Path, first: str, last: str, interval: object, code: str,
                   ids: tuple[str, ...] = ()) -> Iterator[Fault]:  # fmt: skip
    """Yield a fault if an interval is reversed, or too short to hold a whole minute."""
    start, end = getattr(interval, first), getattr(interval, last)
    if end < start:
        yield make_fault(code, (*path, last), ids=ids, value=end.isoformat())
    elif clock.up(start) > clock.down(end):
        yield make_fault("no_whole_minute", (*path, last), ids=ids, value=end.isoformat())


def _check_overlaps(context: Context, path: Path, technician: Technician) -> Iterator[Fault]:
    shifts = sorted(context.draft.each((*path, "shifts"), technician.shifts), key=lambda item: item[1].start)
    before: Shift | None = None
    for at, shift in shifts:
        if context.draft.lost((*at, "overtime_until")) or shift.latest_return < shift.start:
            continue
        if before is not None and shift.start < before.latest_return:
            yield make_fault("shifts_overlap", (*at, "start"), ids=(before.id, shift.id))
        if before is None or shift.latest_return > before.latest_return:
            before = shift


def _check_shift(context: Context, path: Path, shift: Shift) -> Iterator[Fault]:
    horizon, draft = context.request.horizon, context.draft
    clock = make_clock(context.request)
    yield from context.refer("sites", (*path, "start_site_id"), (shift.start_site_id,))
    yield from context.refer("sites", (*path, "end_site_id"), (shift.end_site_id,))
    yield from check_interval(clock, path, "start", "end", shift, "shift_reversed", (shift.id,))
    if shift.overtime_until is not None and shift.overtime_until < shift.end:
        yield make_fault("overtime_before_end", (*path, "overtime_until"), ids=(shift.id,))
    if _has_days(context) and not horizon.start <= shift.start < horizon.end:
        yield make_fault("shift_outside_horizon", (*path, "start"), ids=(shift.id,), value=shift.start.isoformat())
    for at, pause in draft.each((*path, "breaks"), shift.breaks):
        yield from _check_break(context, clock, at, shift, pause)
    for at, absence in draft.each((*path, "unavailable"), shift.unavailable):
        yield from _check_absence(context, path, at, shift, absence)


def _has_days(context: Context) -> bool:
    """Whether there is a horizon to be inside of."""
    return not context.draft.lost(("horizon",)) and context.request.horizon.start < context.request.horizon.end


def _check_break(context: Context, clock: Clock, path: Path, shift: Shift, pause: Break) -> Iterator[Fault]:
    yield from check_interval(clock, path, "earliest_start", "latest_start", pause, "break_reversed", (shift.id,))
    if context.draft.lost((*path[:-2], "overtime_until")):
        return
    # A shift that is itself reversed has no inside.
    ends = pause.latest_start + timedelta(minutes=pause.minutes)
    if shift.start <= shift.latest_return and not (shift.start <= pause.earliest_start and ends <= shift.latest_return):
        yield make_fault("break_outside_shift", path, ids=(shift.id,))


def _check_absence(context: Context, owner: Path, path: Path, shift: Shift, absence: Absence) -> Iterator[Fault]:
    yield from context.refer("sites", (*path, "site_id"), (absence.site_id,))
    if absence.end < absence.start:
        yield make_fault("absence_reversed", (*path, "end"), ids=(shift.id,), value=absence.end.isoformat())
    if context.draft.lost((*owner, "overtime_until")):
        return
    in_order = absence.start <= absence.end and shift.start <= shift.latest_return
    if in_order and not (shift.start <= absence.start and absence.end <= shift.latest_return):
        yield make_fault("absence_outside_shift", path, ids=(shift.id,))
