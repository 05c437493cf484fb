"""What is worth knowing of a visit beyond its time and place: crew mates, wishes, lateness."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, join, say
from dispatcher.schemas.visit import Route, Visit


@dataclass(frozen=True, slots=True)
class Late:
    """A visit that is later than due: the term, when it was due and when it is."""

    term: str
    due: datetime
    moment: datetime

    @property
    def minutes(self) -> int:
        """Minutes after the due time."""
        return round((self.moment - self.due).total_seconds() / 60)


def crew_mates(view: PlanView, route: Route, visit: Visit) -> list[str]:
    """Return the names of the others who serve the visit's step at the same time."""
    crew = view.crews[visit.ticket_id, visit.step, visit.part or 0]
    return [view.technician_name(other) for other in crew if other != route.technician_id]


def lateness(view: PlanView, visit: Visit) -> list[Late]:
    """Return lateness where it happens: of the response at the first step, of completion at the last."""
    first = visit.step == 0 and not visit.part
    last = visit.step == len(view.tickets[visit.ticket_id].all_steps) - 1
    found = []
    for term, here, moment in (
        ("respond_late", first, visit.start),
        ("promise_late", first, visit.start),
        ("complete_late", last, visit.end),
    ):
        due = view.due(visit.ticket_id, term)
        if here and due is not None and moment > due:
            found.append(Late(term, due, moment))
    return found


def lateness_words(view: PlanView, visit: Visit, lang: Lang) -> list[str]:
    """Return each lateness of a visit in words."""
    return [say(late.term, lang, minutes=late.minutes) for late in lateness(view, visit)]


def wishes(view: PlanView, visit: Visit, lang: Lang) -> Iterator[str]:
    """Yield the windows the owner was promised or prefers, and from when work is possible."""
    ticket = view.tickets[visit.ticket_id]
    for kind in ("promised", "preferred"):
        spans = sorted((window.start, window.end) for window in ticket.windows if window.kind == kind)
        windows = [view.span(*span, visit.start) for span in spans]
        if windows and visit.step == 0:
            yield say(kind, lang, windows=join(windows, lang))
    if ticket.ready_at is not None and ticket.ready_at > view.request.horizon.start:
        yield say("ready", lang, time=view.clock(ticket.ready_at, visit.start))
