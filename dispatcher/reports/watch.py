"""A watch for people: what to look at, the most urgent first, then how every route goes on."""

from collections.abc import Iterator
from typing import TextIO

from rich.console import RenderableType
from rich.text import Text

from dispatcher.reports.tables import make_table
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say, word
from dispatcher.schemas.common import URGENCY_NAMES
from dispatcher.schemas.watch import Finding, ProjectedRoute, ProjectedVisit, Watch

SHOWN_PUSHED = 5
_URGENCIES: list[str] = [*URGENCY_NAMES]
_BY_END = ("complete_by", "deadline")


def write_watch(found: Watch, view: PlanView, stream: TextIO, lang: Lang) -> None:
    """Write what is going on; ``view`` lends names, urgencies and the clock."""
    write_parts(_parts(found, view, lang), stream)


def _parts(found: Watch, view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    yield Text(say("watch_head", lang, time=view.clock(found.now)), style="bold")
    yield from _aside(found, view, lang)
    visits = {visit.visit_id: visit for route in found.routes for visit in route.visits}
    late = [row for row in found.findings if row.minutes is not None]
    if late:
        yield Text(say("findings", lang) + say("colon", lang).rstrip())
        yield from (indented(2, _finding(row, visits[row.visit_id], view, lang)) for row in late)
    elif all(visit.start is not None for visit in visits.values()):
        yield Text(say("nothing_found", lang))
    if found.unplanned:
        names = [say("with_urgency", lang, ticket=clean(name), urgency=word(view.urgency(name), lang))
                 for name in found.unplanned]  # fmt: skip
        yield indented(0, say("not_in_plan", lang, tickets=join(names, lang)))
    silent = [view.technician_name(route.technician_id) for route in found.routes if route.read_by_clock]
    if silent:
        yield indented(0, say("silent", lang, names=join(silent, lang)))
    yield Text("")
    delayed = [(route, visit) for route in found.routes for visit in route.visits if visit.delay_minutes]
    if delayed:
        yield _delayed(delayed, view, lang)
        yield Text("")
    yield _routes(found, view, lang)


def _finding(row: Finding, visit: ProjectedVisit, view: PlanView, lang: Lang) -> str:
    parts = [_what(row, visit, view, lang)]
    if row.because_of is not None:
        parts.append(say("because_of_visit", lang, visit=clean(row.because_of)))
    if row.pushed and row.limit is None:  # said once, of what pushes them all
        shown = [say("pushed_by_minutes", lang, visit=clean(one.visit_id), minutes=one.minutes)
                 for one in row.pushed[:SHOWN_PUSHED]]  # fmt: skip
        if len(row.pushed) > SHOWN_PUSHED:
            shown.append(say("more", lang, count=len(row.pushed) - SHOWN_PUSHED))
        parts.append(say("pushes", lang, visits=join(shown, lang)))
    return _line(row.visit_id, row.ticket_id, row.technician_id, parts, view, lang)


def _what(row: Finding, visit: ProjectedVisit, view: PlanView, lang: Lang) -> str:
    due = "" if row.due is None else view.clock(row.due)
    moment = visit.end if row.limit in _BY_END or row.kind == "overrunning" else visit.start
    time = "" if moment is None else view.clock(moment)
    if row.limit is None:
        return say(row.kind, lang, minutes=row.minutes, time=time)
    return say(f"miss_{row.limit}", lang, minutes=row.minutes, time=time, due=due)


def _aside(found: Watch, view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    """Yield the visits that cannot be made, the most urgent first, each with the reason and what it was to keep."""
    aside = [(route, visit) for route in found.routes for visit in route.visits if visit.start is None]
    if not aside:
        return
    yield Text(say("set_aside", lang) + say("colon", lang).rstrip())
    aside.sort(key=lambda row: _URGENCIES.index(view.urgency(row[1].ticket_id)))
    for route, visit in aside:
        kept = [row for row in found.findings if row.visit_id == visit.visit_id and row.due is not None]
        parts = [say(f"aside_{visit.rule}", lang)]
        parts += [say(f"lost_{row.limit}", lang, due=view.clock(row.due)) for row in kept if row.due is not None]
        yield indented(2, _line(visit.visit_id, visit.ticket_id, route.technician_id, parts, view, lang))


def _line(visit: str, ticket: str, technician: str, parts: list[str], view: PlanView, lang: Lang) -> str:
    return say("finding", lang, visit=clean(visit), urgency=word(view.urgency(ticket), lang),
               technician=view.technician_name(technician), what=say("then", lang).join(parts))  # fmt: skip


def _delayed(late: list[tuple[ProjectedRoute, ProjectedVisit]], view: PlanView, lang: Lang) -> RenderableType:
    heads = [say(key, lang) for key in ("visit", "technician", "published_start", "projected_start", "end", "later")]
    rows = [
        (
            clean(visit.visit_id),
            view.technician_name(route.technician_id),
            view.clock(visit.planned_start),
            say("unknown", lang) if visit.start is None else view.clock(visit.start),
            say("unknown", lang) if visit.end is None else view.clock(visit.end),
            say("minutes", lang, minutes=visit.delay_minutes),
        )
        for route, visit in late
    ]
    return make_table(heads, rows, right=(5,), title=say("delayed", lang))


def _routes(found: Watch, view: PlanView, lang: Lang) -> RenderableType:
    heads = [say(key, lang) for key in ("technician", "remaining_visits", "return", "kpi_overtime")]
    rows = []
    for route in found.routes:
        planned, projected = view.clock(route.planned_return_at), view.clock(route.return_at)
        back = projected if planned == projected else say("change_arrow", lang, before=planned, after=projected)
        overtime = say("minutes", lang, minutes=route.overtime_minutes)
        left = sum(visit.start is not None for visit in route.visits)
        rows.append((view.technician_name(route.technician_id), str(left), back, overtime))
    return make_table(heads, rows, right=(1, 3), title=say("routes_title", lang))
