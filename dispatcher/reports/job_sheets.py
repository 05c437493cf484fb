"""What each technician has to know of a day: the one source of pages, workbooks and messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from dispatcher.convert.clock import make_clock
from dispatcher.convert.plan_in import read_routes
from dispatcher.reports.remarks import Late, crew_mates, lateness, lateness_words, wishes
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, say, word
from dispatcher.schemas.technician import Shift, Technician
from dispatcher.schemas.ticket import Ticket, people
from dispatcher.schemas.visit import Route, StateName, Visit
from solver.timeline import read_timeline


@dataclass(frozen=True, slots=True)
class Job:
    """One visit as a dispatch order says it; empty texts and None: not known or not needed.

    ``name`` and ``visit_name`` are the ids of ticket and visit as they may be shown. ``urgency`` is the effective
    one as a code, ``lates`` and ``is_kept`` are what charts show.
    """

    number: int
    name: str
    visit_name: str
    visit: Visit
    ticket: Ticket
    technician: str
    day: date
    reference: str
    urgency: str
    trade: str
    owner: str
    phone: str
    site: str
    address: str
    fault: str
    latest_departure: datetime | None
    minutes: int
    mates: tuple[str, ...]
    pays: str
    steps: int
    certificates: tuple[str, ...]
    notes: tuple[str, ...]
    lates: tuple[Late, ...]
    late_words: tuple[str, ...]
    is_kept: bool
    progress: StateName

    @property
    def place(self) -> str:
        """Address and site, the site only where the address does not name it."""
        places = (self.address, "" if self.site in self.address else self.site)
        return " · ".join(place for place in places if place)

    @property
    def start(self) -> datetime:
        """When service starts."""
        return self.visit.start


@dataclass(frozen=True, slots=True)
class Pause:
    """A break, an absence (``away``) or an appointment with its place and the way there."""

    kind: str
    depart: datetime
    start: datetime
    end: datetime
    site: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The way home: when it begins, when and where it ends, and how late after the shift."""

    depart: datetime
    end: datetime
    site: str
    overtime: int


@dataclass(frozen=True, slots=True)
class JobSheet:
    """One technician's shift, ``name`` being its id as it may be shown; without a visit it has no way home."""

    name: str
    technician: str
    technician_id: str
    phone: str
    is_contractor: bool
    shift: Shift
    start_site: str
    day: date
    jobs: tuple[Job, ...]
    pauses: tuple[Pause, ...]
    home: Home | None

    @property
    def entries(self) -> list[Job | Pause]:
        """Jobs, breaks and absences in order of time."""
        return sorted([*self.jobs, *self.pauses], key=lambda entry: entry.start)

    @property
    def service_minutes(self) -> int:
        """Minutes of service of the whole sheet."""
        return sum(job.minutes for job in self.jobs)

    @property
    def travel_minutes(self) -> int:
        """Minutes on the way, the way home included."""
        legs = [(job.visit.depart or job.start, job.start) for job in self.jobs]
        legs += [(pause.depart, pause.start) for pause in self.pauses]
        legs += [(self.home.depart, self.home.end)] if self.home else []
        return sum(_minutes(start, end) for start, end in legs)


def make_sheets(view: PlanView, lang: Lang) -> list[JobSheet]:
    """Return a sheet for every shift, by day, then staff before contractors, then as the request lists them."""
    routes = {route.shift_id: route for route in view.plan.routes}
    legs = _legs(view)
    sheets = [
        _sheet(view, technician, shift, routes.get(shift.id), legs.get(shift.id, {}), lang)
        for technician in view.request.technicians
        for shift in technician.shifts
    ]
    return sorted(sheets, key=lambda sheet: (sheet.day, sheet.is_contractor))


def _legs(view: PlanView) -> dict[str, dict[datetime, datetime]]:
    """Return by shift when somebody sets out for each appointment (absence at a place) of a route, by its start."""
    found, _ = read_routes(view.plan, view.request, view.problem)
    time = make_clock(view.request).time
    return {
        view.problem.shifts[route.shift].id: {
            time(stop.start): time(stop.depart)
            for stop in read_timeline(view.problem, route).stops
            if stop.visit is None
        }
        for route in found.routes
        if route.visits
    }


def _sheet(
    view: PlanView,
    technician: Technician,
    shift: Shift,
    route: Route | None,
    legs: dict[datetime, datetime],
    lang: Lang,
) -> JobSheet:
    visits = sorted(route.visits, key=lambda visit: visit.start) if route else []
    pauses = [Pause("break", pause.start, pause.start, pause.end) for pause in (route.breaks if route else [])]
    for absence in shift.unavailable:
        kind = "absent" if absence.site_id is None else "appointment"
        depart = absence.start if absence.site_id is None else legs.get(absence.start, absence.start)
        pauses.append(Pause(kind, depart, absence.start, absence.end, view.sites.get(absence.site_id or "", "")))
    contact = technician.contact
    return JobSheet(
        name=clean(shift.id),
        technician=view.technician_name(technician.id),
        technician_id=technician.id,
        phone=clean(contact.phone or "") if contact else "",
        is_contractor=technician.employment == "contractor",
        shift=shift,
        start_site=view.sites.get(shift.start_site_id, ""),
        day=view.day(shift.start),
        jobs=tuple(_job(view, route, visit, n, lang) for n, visit in enumerate(visits, 1)) if route else (),
        pauses=tuple(pauses),
        home=_home(view, shift, route),
    )


def _home(view: PlanView, shift: Shift, route: Route | None) -> Home | None:
    if route is None or not route.visits or route.return_at is None or shift.last_site_id is None:
        return None
    located = [absence for absence in shift.unavailable if absence.site_id is not None]
    left = max(stop.end for stops in (route.visits, route.breaks, located) for stop in stops)
    overtime = max(0, _minutes(shift.end, route.return_at))
    return Home(left, route.return_at, view.sites.get(shift.last_site_id, ""), overtime)


def _job(view: PlanView, route: Route, visit: Visit, number: int, lang: Lang) -> Job:
    ticket = view.tickets[visit.ticket_id]
    person = people(ticket.all_steps[visit.step])[visit.crew_position]
    contact = ticket.contact
    return Job(
        number=number,
        name=clean(ticket.id),
        visit_name=clean(visit.visit_id or ""),
        visit=visit,
        ticket=ticket,
        technician=view.technician_name(route.technician_id),
        day=view.day(view.shifts[route.shift_id].start),
        reference=clean(ticket.reference or ""),
        urgency=view.urgency(ticket.id),
        trade=word(person.trade, lang),
        owner=clean(contact.name or "") if contact else "",
        phone=clean(contact.phone or "") if contact else "",
        site=view.sites.get(ticket.site_id, ""),
        address=clean(ticket.address or ""),
        fault=clean(ticket.description or ""),
        latest_departure=view.latest_departure(visit),
        minutes=_minutes(visit.start, visit.end),
        mates=tuple(crew_mates(view, route, visit)),
        pays=say(f"pays_{ticket.chargeable}", lang) if ticket.chargeable else "",
        steps=len(ticket.all_steps),
        certificates=tuple(word(code, lang) for code in person.certificates),
        notes=tuple(_notes(view, visit, lang)),
        lates=tuple(lateness(view, visit)),
        late_words=tuple(lateness_words(view, visit, lang)),
        is_kept=visit.visit_id in view.kept_visits,
        progress=view.progress(visit),
    )


def _notes(view: PlanView, visit: Visit, lang: Lang) -> Iterator[str]:
    if visit.part:
        yield say("part", lang, part=visit.part)
    yield from wishes(view, visit, lang)
    if visit.visit_id in view.kept_visits:
        yield say("locked", lang)
    if (progress := view.progress(visit)) != "planned":
        yield say(f"state_{progress}", lang)


def _minutes(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() / 60)
