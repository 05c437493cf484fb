"""A ticket while it is being made, and how the request lists it."""

from dataclasses import dataclass, field

from scenarios.calendar import Calendar

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Need:
    """What one person of a crew brings."""

    trade: str
    level: int = 1
    papers: tuple[str, ...] = ()

    def write(self) -> Json:
        """Return the need as a step or a crew lists it; level 1 and no papers are left out."""
        need: Json = {"trade": self.trade}
        if self.level != 1:
            need["min_level"] = self.level
        if self.papers:
            need["certificates"] = list(self.papers)
        return need


@dataclass(slots=True)
class Step:
    """A part of a ticket; gaps in minutes after the step before, ``most`` None: no limit."""

    needs: tuple[Need, ...]
    minutes: int
    least: int = 0
    most: int | None = None

    def write(self) -> Json:
        """Return the step as the request lists it."""
        if len(set(self.needs)) > 1:
            step: Json = {"crew": [need.write() for need in self.needs]}
        else:
            step = self.needs[0].write() | ({"crew_size": len(self.needs)} if len(self.needs) > 1 else {})
        step["service_minutes"] = self.minutes
        if self.least:
            step["min_gap_minutes"] = self.least
        if self.most is not None:
            step["max_gap_minutes"] = self.most
        return step


@dataclass(slots=True)
class Draft:
    """A ticket while it is being made.

    Attributes
    ----------
    timed, peopled, linked
        Whether something already says when, by whom or with which other ticket: each is said once.
    times
        Fields of the request whose values are minutes of the calendar.
    windows
        Start, end, kind.
    more
        Other fields as the request has them.
    """

    id: str
    site: str
    estate: str | None
    steps: list[Step]
    urgency: str
    impact: str
    text: str
    timed: bool = False
    peopled: bool = False
    linked: bool = False
    status: str = "open"
    times: dict[str, int] = field(default_factory=dict)
    windows: list[tuple[int, int, str]] = field(default_factory=list)
    more: Json = field(default_factory=dict)

    @property
    def need(self) -> Need:
        """What the first person of the first step brings."""
        return self.steps[0].needs[0]

    @property
    def plain(self) -> bool:
        """Whether it is open, of one step and one person, and nothing ties it yet."""
        single = len(self.steps) == 1 and len(self.steps[0].needs) == 1
        return single and self.status == "open" and not (self.timed or self.peopled or self.linked)

    def work(self) -> int:
        """Minutes of work: service times crew."""
        return sum(step.minutes * len(step.needs) for step in self.steps)

    def write(self, calendar: Calendar) -> Json:
        """Return the ticket as the request lists it; what equals its default is left out."""
        ticket: Json = {"id": self.id, "site_id": self.site}
        if len(self.steps) > 1 or "crew" in self.steps[0].write():
            ticket["steps"] = [step.write() for step in self.steps]
        else:
            ticket |= self.steps[0].write()
        ticket |= {"urgency": self.urgency, "impact": self.impact, "status": self.status}
        for name, default in (("urgency", "normal"), ("impact", "household"), ("status", "open")):
            if ticket[name] == default:
                del ticket[name]
        ticket |= {name: calendar.stamp(minute) for name, minute in self.times.items()}
        if self.windows:
            ticket["windows"] = [
                {"start": calendar.stamp(start), "end": calendar.stamp(end), "kind": kind}
                for start, end, kind in self.windows
            ]
        return ticket | self.more | {"description": self.text}
