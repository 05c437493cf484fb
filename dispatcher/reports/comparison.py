"""A comparison of two plans for people: what differs, what it costs, who does how much."""

from collections.abc import Iterator, Sequence
from typing import TextIO

from rich.console import RenderableType
from rich.text import Text

from dispatcher.reports.overview import rule_title
from dispatcher.reports.tables import make_table
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say
from dispatcher.schemas.change import Placement
from dispatcher.schemas.comparison import Comparison, Load, Side, VisitDifference
from dispatcher.schemas.figures import Kpis

# Measures shown, as the wire and as the words have them.
_MEASURES = {
    "planned": "planned",
    "service_minutes": "service",
    "travel_minutes": "travel",
    "waiting_minutes": "waiting",
    "break_minutes": "break",
    "idle_minutes": "idle",
    "overtime_minutes": "overtime",
    "workload_spread_minutes": "spread",
    "contractor_visits": "contractor",
    "changed_visits": "changed",
}
_KINDS = {"technician": "other_technician"}


def write_comparison(found: Comparison, view: PlanView, stream: TextIO, lang: Lang) -> None:
    """Write what differs between two plans; ``view`` lends names and the clock."""
    write_parts(_parts(found, view, lang), stream)


def _parts(found: Comparison, view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    for key, side in (("plan_before", found.before), ("plan_after", found.after)):
        yield indented(0, _side(say(key, lang), side, lang))
    yield Text("")
    if found.visits:
        yield _visits(found, view, lang)
    else:
        yield Text(say("visits_same", lang))
    for key, tickets in (("only_before", found.only_before), ("only_after", found.only_after)):
        if tickets:
            yield indented(0, say(key, lang, tickets=join([clean(name) for name in tickets], lang)))
    yield Text("")
    yield _cost(found, lang)
    yield Text("")
    yield _measures(found, lang)
    yield Text("")
    yield _technicians(found, view, lang)


def _side(name: str, side: Side, lang: Lang) -> str:
    rules = list(dict.fromkeys(f"{rule_title(row.rule, lang)} ({row.rule})" for row in side.violations))
    plan = say("no_id", lang) if side.plan_id is None else clean(side.plan_id)
    key = "side_legal" if side.legal else "side_broken"
    return say(key, lang, side=name, plan=plan, cost=side.cost.total, rules=join(rules, lang))


def _visits(found: Comparison, view: PlanView, lang: Lang) -> RenderableType:
    changed = sum(row.changed for row in found.visits)
    heads = [say(key, lang) for key in ("visit", "difference", "plan_before", "plan_after", "counts")]
    rows = [_visit(row, view, lang) for row in found.visits]
    return make_table(heads, rows, title=say("visits_differ", lang, count=len(rows), changed=changed))


def _visit(row: VisitDifference, view: PlanView, lang: Lang) -> tuple[str, ...]:
    places = (_placement(row.before, view, lang), _placement(row.after, view, lang))
    counts = say("yes" if row.changed else "no", lang)
    return (clean(row.visit_id), say(_KINDS.get(row.kind, row.kind), lang), *places, counts)


def _placement(place: Placement | None, view: PlanView, lang: Lang) -> str:
    if place is None:
        return say("unknown", lang)
    return f"{view.clock(place.start)} {view.technician_name(place.technician_id)}"


def _cost(found: Comparison, lang: Lang) -> RenderableType:
    before, after, more = found.before.cost, found.after.cost, found.cost_difference
    rows = [
        (rule_title(term, lang), str(before.terms[term]), str(cost), _signed(more.terms[term]))
        for term, cost in after.terms.items()
        if cost or before.terms[term]
    ]
    rows.append((say("total", lang), str(before.total), str(after.total), _signed(more.total)))
    return _beside("term", rows, lang)


def _measures(found: Comparison, lang: Lang) -> RenderableType:
    before, after = found.before.kpis or Kpis(), found.after.kpis or Kpis()
    rows = []
    for name, word in _MEASURES.items():
        values = [getattr(owner, name) for owner in (before, after, found.kpi_differences)]
        shown = [say("not_applicable", lang) if value is None else str(value) for value in values[:2]]
        more = values[2]
        rows.append((say(f"kpi_{word}", lang), *shown, say("not_applicable", lang) if more is None else _signed(more)))
    return _beside("measure", rows, lang)


def _beside(first: str, rows: Sequence[tuple[str, ...]], lang: Lang) -> RenderableType:
    return make_table(
        [say(key, lang) for key in (first, "plan_before", "plan_after", "difference")], rows, right=(1, 2, 3)
    )


def _technicians(found: Comparison, view: PlanView, lang: Lang) -> RenderableType:
    heads = [say(key, lang) for key in ("technician", "kpi_visits", "kpi_service", "kpi_travel", "kpi_overtime")]
    rows = []
    for row in found.technicians:
        pairs = zip(_figures(row.before), _figures(row.after), strict=True)
        cells = (say("change_arrow", lang, before=old, after=new) if old != new else str(new) for old, new in pairs)
        rows.append((view.technician_name(row.technician_id), *cells))
    return make_table(heads, rows, right=(1, 2, 3, 4))


def _figures(load: Load) -> tuple[int, ...]:
    return (load.visits, load.service_minutes, load.travel_minutes, load.overtime_minutes)


def _signed(value: float) -> str:
    return f"{value:+}" if value else "0"
