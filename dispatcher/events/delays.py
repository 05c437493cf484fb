"""Delays: which visits a technician cannot have begun, because another one takes longer or was gone to instead."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from dispatcher.events.day import Day, Stop
from dispatcher.schemas.visit import Visit


def delay(day: Day, name: str, since: datetime, event_id: str) -> None:
    """Keep the visits from starting by the clock that the one a technician is at, or on the way to, pushes away.

    Each visit pushed pushes the next one by its own way and length.

    Parameters
    ----------
    since
        When the visit was to start before the event: what started before it stays.
    """
    stop = day.stops[name]
    begins, free_at = _span(stop.visit)
    push(day, stop.technician_id, min(since, begins), free_at, event_id, but=name)


def push(day: Day, technician_id: str, since: datetime, free_at: datetime, event_id: str, but: str = "") -> None:
    """Keep a technician's visits from starting by the clock that find no place after ``free_at``.

    Parameters
    ----------
    since
        Visits that start before it are not concerned.
    but
        A visit that is left as it is.
    """
    for name, stop in day.stops_by(technician_id):
        visit = stop.visit
        if name == but or stop.is_fact or visit.state == "travelling" or visit.start < since:
            continue
        arrival = free_at + way_of(visit)
        if arrival > visit.start:
            day.stop_visit(name, event_id)
            free_at = arrival + (visit.end - visit.start)


def began(day: Day, name: str, end: datetime) -> datetime:
    """Return when a visit that is under way, or over, at ``end`` began: as was said, else as published.

    One that had been stopped, or was only gone to, cannot have begun as published: it began so long before ``end``
    as it was to take, after its technician had set out and whatever else he is known to have done before.
    """
    stop = day.stops[name]
    visit = stop.visit
    if visit.state != "travelling" and visit.stopped_by is None:
        return visit.start
    start = max(visit.start, end - (visit.end - visit.start))
    if visit.state == "travelling" and visit.depart is not None:
        start = max(start, visit.depart)
    before = [
        other.visit.end
        for _, other in day.stops_by(stop.technician_id)
        if other.is_fact and other.visit.start < end and other.visit.end <= end
    ]
    return max(start, *before) if before else start


def elsewhere(day: Day, name: str, start: datetime, end: datetime) -> Iterator[str]:
    """Yield the visits at which, or on the way to which, a visit's technician was said to be meanwhile.

    With ``end`` = ``start`` only that moment is looked at.
    """
    for other, stop in day.stops_by(day.stops[name].technician_id):
        begins, ends = _claimed(stop)
        if other != name and begins is not None:
            meets = begins <= start if start == end else begins < end
            if meets and (ends is None or start < ends):
                yield other


def way_of(visit: Visit) -> timedelta:
    """Return how long the way to a visit was planned to take; nothing where the plan does not say."""
    if visit.travel_minutes is not None:
        return timedelta(minutes=visit.travel_minutes)
    return timedelta() if visit.depart is None else max(timedelta(), visit.start - visit.depart)


def _span(visit: Visit) -> tuple[datetime, datetime]:
    """Return since when a technician has been busy with a visit, and until when it seems."""
    if visit.state != "travelling" or visit.depart is None:
        return visit.start, visit.end
    arrival = max(visit.start, visit.depart + timedelta(minutes=visit.travel_minutes or 0))
    return visit.depart, arrival + (visit.end - visit.start)


def _claimed(stop: Stop) -> tuple[datetime | None, datetime | None]:
    """Return from when until when a technician was said to be busy with a visit; None: not said."""
    visit = stop.visit
    if visit.state == "travelling":
        return visit.depart or visit.start, None
    return (visit.start, visit.end) if stop.is_fact else (None, None)
