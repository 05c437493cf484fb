"""The table of one technician's day: visits, breaks and the way home in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say
from dispatcher.schemas.visit import Route, Visit

COLUMNS = ("start", "end", "travel", "ticket", "site", "work", "remark")
UNBROKEN = ("start", "end", "travel")


@dataclass(frozen=True)
class Row:
    """One line of the table, and the time it stands at."""

    moment: datetime
    cells: tuple[str, ...]


def build_route(view: PlanView, route: Route, lang: Lang) -> Table:
    """Return the table of one route; its title names the technician and the shift."""
    title = _title(view, route, lang)
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for column in COLUMNS:
        table.add_column(say(column, lang), no_wrap=column in UNBROKEN)
    table.columns[COLUMNS.index("travel")].justify = "right"
    for row in sorted(_rows(view, route, lang), key=lambda row: row.moment):
        table.add_row(*(Text(cell) for cell in row.cells))
    return table


def _title(view: PlanView, route: Route, lang: Lang) -> Text:
    technician, shift = view.technicians[route.technician_id], view.shifts[route.shift_id]
    name = view.technician_name(route.technician_id)
    if technician.employment == "contractor":
        name += f" [{say('contractor', lang)}]"
    hours = say("shift", lang, start=view.clock(shift.start), end=view.clock(shift.end), visits=len(route.visits))
    return Text(f"{name} · {hours}")


def _rows(view: PlanView, route: Route, lang: Lang) -> Iterator[Row]:
    """Yield the lines of a route, in no order."""
    for visit in route.visits:
        yield Row(visit.start, _visit_cells(view, route, visit, lang))
    for pause in route.breaks:
        yield Row(pause.start, (view.clock(pause.start), view.clock(pause.end), "", "", say("break", lang), "", ""))
    shift = view.shifts[route.shift_id]
    for absence in shift.unavailable:
        site = view.sites.get(absence.site_id or "", "")
        cells = (view.clock(absence.start), view.clock(absence.end), "", "", site, say("absent", lang), "")
        yield Row(absence.start, cells)
    if route.return_at is not None and shift.last_site_id is not None:
        yield Row(route.return_at, _home_cells(view, route, route.return_at, lang))


def _home_cells(view: PlanView, route: Route, return_at: datetime, lang: Lang) -> tuple[str, ...]:
    shift = view.shifts[route.shift_id]
    late = max(0, round((return_at - shift.end).total_seconds() / 60))
    remark = say("overtime", lang, minutes=late) if late else ""
    site = view.sites.get(shift.last_site_id or "", "")
    return (view.clock(return_at), "", "", "", site, say("home", lang), remark)


def _visit_cells(view: PlanView, route: Route, visit: Visit, lang: Lang) -> tuple[str, ...]:
    ticket = view.tickets.get(visit.ticket_id)
    travel = "" if visit.travel_minutes is None else str(visit.travel_minutes)
    site = view.sites.get(ticket.site_id, "") if ticket else ""
    return (
        view.clock(visit.start),
        view.clock(visit.end),
        travel,
        clean(visit.ticket_id),
        site,
        view.work(visit.ticket_id, visit.step, visit.crew_position, lang),
        "; ".join(_remarks(view, route, visit, lang)),
    )


def _remarks(view: PlanView, route: Route, visit: Visit, lang: Lang) -> Iterator[str]:
    """Yield what is worth knowing of a visit beyond its time and place."""
    ticket = view.tickets.get(visit.ticket_id)
    if ticket is None:
        return
    if (urgency := view.urgency(ticket.id)) in ("emergency", "urgent"):
        yield say(urgency, lang)
    steps = len(ticket.all_steps)
    if steps > 1:
        yield say("step", lang, step=visit.step + 1, steps=steps)
    if visit.part:
        yield say("part", lang, part=visit.part)
    others = [t for t in view.crews[visit.ticket_id, visit.step, visit.part or 0] if t != route.technician_id]
    if others:
        yield say("with", lang, names=join([view.technician_name(other) for other in others], lang))
    for kind in ("promised", "preferred"):
        windows = [f"{view.clock(w.start)}–{view.clock(w.end)}" for w in ticket.windows if w.kind == kind]
        if windows and visit.step == 0:
            yield say(kind, lang, windows=join(windows, lang))
    if ticket.ready_at is not None and ticket.ready_at > view.request.horizon.start:
        yield say("ready", lang, time=view.clock(ticket.ready_at))
    yield from _lateness(view, visit, steps, lang)


def _lateness(view: PlanView, visit: Visit, steps: int, lang: Lang) -> Iterator[str]:
    """Yield lateness where it happens: of the response at the first step, of completion at the last."""
    first, last = visit.step == 0 and not visit.part, visit.step == steps - 1
    for term, here, moment in (
        ("respond_late", first, visit.start),
        ("promise_late", first, visit.start),
        ("complete_late", last, visit.end),
    ):
        due = view.due(visit.ticket_id, term)
        if here and due is not None and moment > due:
            yield say(term, lang, minutes=round((moment - due).total_seconds() / 60))
