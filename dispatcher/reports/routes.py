"""The table of one technician's day: visits, breaks and the way home in order of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dispatcher.reports.remarks import crew_mates, lateness_words, wishes
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say
from dispatcher.schemas.visit import Route, Visit

COLUMNS = ("start", "end", "travel", "arrival", "ticket", "site", "work", "remark")
UNBROKEN = ("start", "end", "travel", "arrival")


@dataclass(frozen=True)
class Row:
    """One line of the table, and the time it stands at."""

    moment: datetime
    cells: tuple[str, ...]


def build_route(view: PlanView, route: Route, lang: Lang) -> Table:
    """Return the table of one route; its title names the technician and the shift."""
    title = _title(view, route, lang)
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False,
                  padding=(0, 1, 0, 0), show_edge=False)  # fmt: skip
    for column in COLUMNS:
        # What is too wide goes on below: nothing of a plan may be cut off.
        table.add_column(say(column, lang), no_wrap=column in UNBROKEN, overflow="fold")
    table.columns[COLUMNS.index("travel")].justify = "right"
    for row in sorted(_rows(view, route, lang), key=lambda row: row.moment):
        table.add_row(*(Text(cell) for cell in row.cells))
    return table


def _title(view: PlanView, route: Route, lang: Lang) -> Text:
    technician, shift = view.technicians[route.technician_id], view.shifts[route.shift_id]
    name = view.technician_name(route.technician_id)
    said = any(say("contractor", each) in name.lower() for each in Lang)
    if technician.employment == "contractor" and not said:
        name += f" [{say('contractor', lang)}]"
    start, end = view.clock(shift.start), view.clock(shift.end, shift.start)
    hours = say("shift", lang, start=start, end=end, visits=len(route.visits))
    return Text(f"{name} · {hours}")


def _rows(view: PlanView, route: Route, lang: Lang) -> Iterator[Row]:
    """Yield the lines of a route, in no order."""
    for visit in route.visits:
        yield Row(visit.start, _visit_cells(view, route, visit, lang))
    for pause in route.breaks:
        yield Row(pause.start, (*_times(view, pause.start, pause.end), "", "", "", "", say("break", lang), ""))
    shift = view.shifts[route.shift_id]
    for absence in shift.unavailable:
        site = view.sites.get(absence.site_id or "", "")
        what = say("absent" if absence.site_id is None else "appointment", lang)
        yield Row(absence.start, (*_times(view, absence.start, absence.end), "", "", "", site, what, ""))
    if route.visits and route.return_at is not None and shift.last_site_id is not None:
        yield Row(route.return_at, _home_cells(view, route, route.return_at, lang))


def _home_cells(view: PlanView, route: Route, return_at: datetime, lang: Lang) -> tuple[str, ...]:
    shift = view.shifts[route.shift_id]
    late = max(0, round((return_at - shift.end).total_seconds() / 60))
    remark = say("overtime", lang, minutes=late) if late else ""
    site = view.sites.get(shift.last_site_id or "", "")
    located = [absence for absence in shift.unavailable if absence.site_id is not None]
    ends = [stop.end for stops in (route.visits, route.breaks, located) for stop in stops]
    left = max(ends)
    minutes = round((return_at - left).total_seconds() / 60)
    return (view.clock(return_at), "", str(minutes), "", "", site, say("home", lang), remark)


def _times(view: PlanView, start: datetime, end: datetime) -> tuple[str, str]:
    return view.clock(start), view.clock(end, start)


def _visit_cells(view: PlanView, route: Route, visit: Visit, lang: Lang) -> tuple[str, ...]:
    ticket = view.tickets.get(visit.ticket_id)
    travel = "" if visit.travel_minutes is None else str(visit.travel_minutes)
    site = view.sites.get(ticket.site_id, "") if ticket else ""
    window = visit.arrival_window
    return (
        *_times(view, visit.start, visit.end),
        travel,
        "" if window is None else view.span(window.start, window.end, visit.start),
        clean(visit.ticket_id),
        site,
        view.work(visit.ticket_id, visit.step, visit.crew_position, lang),
        say("then", lang).join(_remarks(view, route, visit, lang)),
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
    if mates := crew_mates(view, route, visit):
        yield say("with", lang, names=join(mates, lang))
    yield from wishes(view, visit, lang)
    yield from lateness_words(view, visit, lang)
