"""A watch for people: what to look at, the most urgent first, then how every route goes on."""

from collections.abc import Iterator
from typing import TextIO

from rich.console import RenderableType
from rich.text import Text

from dispatcher.reports.overview import rule_title
from dispatcher.reports.tables import make_table
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say, word
from dispatcher.schemas.watch import Finding, ProjectedRoute, ProjectedVisit, Watch

SHOWN_PUSHED = 5
_BY_END = ("complete_by", "deadline")


def write_watch(found: Watch, view: PlanView, stream: TextIO, lang: Lang) -> None:
    """Write what is going on; ``view`` lends names, urgencies and the clock."""
    write_parts(_parts(found, view, lang), stream)


def _parts(found: Watch, view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    yield Text(say("watch_head", lang, time=view.clock(found.now)), style="bold")
    visits = {visit.visit_id: visit for route in found.routes for visit in route.visits}
    if found.findings:
        yield Text(say("findings", lang) + say("colon", lang).rstrip())
        yield from (indented(2, _finding(row, visits[row.visit_id], view, lang)) for row in found.findings)
    elif not any(visit.start is None for visit in visits.values()):
        yield Text(say("nothing_found", lang))
    aside = [(route, visit) for route in found.routes for visit in route.visits if visit.start is None]
    if aside:
        yield Text(say("set_aside", lang) + say("colon", lang).rstrip())
        yield from (indented(2, _aside(route, visit, view, lang)) for route, visit in aside)
    if found.unplanned:
        yield indented(0, say("not_in_plan", lang, tickets=join([clean(name) for name in found.unplanned], lang)))
    silent = [view.technician_name(route.technician_id) for route in found.routes if route.read_by_clock]
    if silent:
        yield indented(0, say("silent", lang, names=join(silent, lang)))
    yield Text("")
    late = [(route, visit) for route in found.routes for visit in route.visits if visit.delay_minutes]
    if late:
        yield _delayed(late, view, lang)
        yield Text("")
    yield _routes(found, view, lang)


def _finding(row: Finding, visit: ProjectedVisit, view: PlanView, lang: Lang) -> str:
    parts = [_what(row, visit, view, lang)]
    if row.because_of is not None:
        parts.append(say("because_of_visit", lang, visit=clean(row.because_of)))
    if row.pushed:
        shown = [say("pushed_by_minutes", lang, visit=clean(one.visit_id), minutes=one.minutes)
                 for one in row.pushed[:SHOWN_PUSHED]]  # fmt: skip
        if len(row.pushed) > SHOWN_PUSHED:
            shown.append(say("more", lang, count=len(row.pushed) - SHOWN_PUSHED))
        parts.append(say("pushes", lang, visits=join(shown, lang)))
    return say("finding", lang, visit=clean(row.visit_id), urgency=word(view.urgency(row.ticket_id), lang),
               technician=view.technician_name(row.technician_id), what=say("then", lang).join(parts))  # fmt: skip


def _what(row: Finding, visit: ProjectedVisit, view: PlanView, lang: Lang) -> str:
    due = "" if row.due is None else view.clock(row.due)
    moment = visit.end if row.limit in _BY_END or row.kind == "overrunning" else visit.start
    time = "" if moment is None else view.clock(moment)
    if row.limit is None:
        return say(row.kind, lang, minutes=row.minutes, time=time)
    return say(
        f"{'lost' if row.minutes is None else 'miss'}_{row.limit}", lang, minutes=row.minutes, time=time, due=due
    )


def _aside(route: ProjectedRoute, visit: ProjectedVisit, view: PlanView, lang: Lang) -> str:
    rule = rule_title(visit.rule or "", lang)
    return say("set_aside_line", lang, visit=clean(visit.visit_id), rule=rule,
               technician=view.technician_name(route.technician_id))  # fmt: skip


def _delayed(late: list[tuple[ProjectedRoute, ProjectedVisit]], view: PlanView, lang: Lang) -> RenderableType:
    heads = [say(key, lang) for key in ("visit", "technician", "planned_start", "projected_start", "end", "later")]
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
