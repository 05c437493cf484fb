"""Minutes from the first day's midnight, and how a request writes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = 1440
HOUR = 60


@dataclass(frozen=True, slots=True)
class Calendar:
    """Local time of a request; its days have one offset.

    Attributes
    ----------
    first_day
        ``YYYY-MM-DD``, the day of minute 0.
    zone
        IANA name, for the request.
    offset
        Offset of all its days, such as ``+08:00``.
    """

    first_day: str
    zone: str
    offset: str

    def stamp(self, minute: int) -> str:
        """Return a minute from the first midnight as the contract writes times."""
        moment = datetime.fromisoformat(self.first_day) + timedelta(minutes=minute)
        return f"{moment:%Y-%m-%dT%H:%M}:00{self.offset}"

    def day(self, number: int) -> str:
        """Return the date so many days after the first."""
        return f"{datetime.fromisoformat(self.first_day) + timedelta(days=number):%Y-%m-%d}"


def clock(hours: int, minutes: int = 0, day: int = 0) -> int:
    """Return the minute of a time of day."""
    return day * DAY + hours * HOUR + minutes
