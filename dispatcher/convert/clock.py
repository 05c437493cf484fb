"""The clock: the only place where times become minutes and minutes become times."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dispatcher.schemas.request import Request
from solver.problem import Minute

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Whole minutes from the horizon's start, and the zone that decides days.

    Attributes
    ----------
    start
        Minute 0, in UTC.
    zone
        Zone of local days and of the offsets of answers.
    """

    start: datetime
    zone: tzinfo

    def up(self, moment: datetime) -> Minute:
        """Return a lower limit: the first whole minute not before a time."""
        return -((self.start - moment) // _MINUTE)

    def down(self, moment: datetime) -> Minute:
        """Return an upper limit: the last whole minute not after a time."""
        return (moment - self.start) // _MINUTE

    def time(self, minute: Minute) -> datetime:
        """Return the time of a minute, with the zone's offset at that moment."""
        return self.local(self.start + minute * _MINUTE)

    def local(self, moment: datetime) -> datetime:
        """Return the same time with the zone's offset at that moment."""
        offset = moment.astimezone(self.zone).utcoffset() or timedelta()
        # A plain offset, so that the time reads the same wherever it goes.
        return moment.astimezone(timezone(offset))

    def day(self, moment: datetime) -> int:
        """Return the proleptic ordinal of the local date of a time."""
        return moment.astimezone(self.zone).date().toordinal()


def make_clock(request: Request) -> Clock:
    """Return the clock of a request; without ``time_zone`` the offset of ``horizon.start`` holds."""
    start = request.horizon.start
    zone = start.tzinfo if request.time_zone is None else ZoneInfo(request.time_zone)
    return Clock(start.astimezone(UTC), zone or UTC)


def ordinal(day: date | None) -> int | None:
    """Return the proleptic ordinal of a date; None stays None."""
    return None if day is None else day.toordinal()
