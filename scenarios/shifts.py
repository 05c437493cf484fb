"""Working days: hours, breaks and absences, in minutes from the first day's midnight."""

from dataclasses import dataclass, field

from scenarios.calendar import DAY, Calendar, clock

Json = dict[str, object]


@dataclass(slots=True)
class Shift:
    """One technician's working day while it is being made.

    Attributes
    ----------
    breaks
        Earliest start, latest start, minutes.
    absences
        Start, end, site (None: nowhere).
    end_site
        Where the route ends; None: anywhere.
    """

    id: str
    start: int
    end: int
    overtime: int
    start_site: str
    end_site: str | None
    breaks: list[tuple[int, int, int]] = field(default_factory=list)
    absences: list[tuple[int, int, str | None]] = field(default_factory=list)
    max_visits: int | None = None
    urgencies: tuple[str, ...] = ()

    def working_minutes(self, now: int) -> int:
        """Return the minutes from ``now`` on to the shift's end, less breaks and absences that lie there."""
        pauses = sum(minutes for _, latest, minutes in self.breaks if latest >= now)
        away = sum(max(0, end - max(start, now)) for start, end, _ in self.absences)
        return max(0, self.end - max(self.start, now) - pauses - away)

    def write(self, calendar: Calendar) -> Json:
        """Return the shift as the request lists it."""
        stamp = calendar.stamp
        shift: Json = {"id": self.id, "start": stamp(self.start), "end": stamp(self.end)}
        if self.overtime:
            shift["overtime_until"] = stamp(self.end + self.overtime)
        shift["start_site_id"] = self.start_site
        if self.end_site != self.start_site:
            shift["end_site_id"] = self.end_site
        if self.breaks:
            shift["breaks"] = [
                {"earliest_start": stamp(first), "latest_start": stamp(last), "minutes": minutes}
                for first, last, minutes in self.breaks
            ]
        if self.absences:
            shift["unavailable"] = [
                {"start": stamp(start), "end": stamp(end)} | ({"site_id": site} if site else {})
                for start, end, site in self.absences
            ]
        if self.max_visits is not None:
            shift["max_visits"] = self.max_visits
        if self.urgencies:
            shift["serves_urgencies"] = list(self.urgencies)
        return shift


@dataclass(frozen=True, slots=True)
class Hours:
    """A pattern of working hours; minutes of the day the shift starts on, the break's window and length included."""

    start: int
    end: int
    overtime: int
    pause: tuple[int, int, int] | None
    urgencies: tuple[str, ...] = ()

    def on(self, day: int, name: str, start_site: str, end_site: str | None) -> Shift:
        """Return the shift of a day."""
        shift = Shift(name, self.start + day * DAY, self.end + day * DAY, self.overtime, start_site, end_site)
        if self.pause is not None:
            first, last, minutes = self.pause
            shift.breaks.append((first + day * DAY, last + day * DAY, minutes))
        shift.urgencies = self.urgencies
        return shift


LUNCH = (clock(11, 30), clock(13), 60)
DUTY = ("emergency", "urgent")
STANDARD = Hours(clock(8), clock(17), 90, LUNCH)
EARLY = Hours(clock(7, 30), clock(16), 60, (clock(11), clock(12, 30), 45))
LATE = Hours(clock(10), clock(19), 0, (clock(13), clock(14, 30), 60))
PART_TIME = Hours(clock(8), clock(12, 30), 0, None)
OUTSIDE = Hours(clock(9), clock(15, 30), 0, (clock(11, 30), clock(13), 30))
EVENING = Hours(clock(17), clock(25), 60, (clock(19, 30), clock(21, 30), 30), DUTY)
NIGHT = Hours(clock(22), clock(31), 60, (clock(25), clock(28), 45), DUTY)
