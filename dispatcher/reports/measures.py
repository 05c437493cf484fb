"""The measures of a plan with their names and units."""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.common import URGENCY_NAMES


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, its name and how it reads; None: none applies or it is not known."""

    key: str
    name: str
    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class UrgencyRow:
    """What holds for the tickets of one urgency; shares are 0-1, None where none applies."""

    urgency: str
    left_out: int
    respond: float | None
    complete: float | None


def duration(minutes: int, lang: Lang) -> str:
    """Return minutes as people say them: below two hours as minutes, else with hours."""
    if minutes < 120:
        return say("minutes", lang, minutes=minutes)
    return say("hours", lang, hours=minutes // 60, minutes=minutes % 60)


def share(value: float | None, lang: Lang) -> str:
    """Return a share as percent, rounded down so that 100% is said of all alone."""
    return say("not_applicable", lang) if value is None else f"{int(value * 100 + 1e-9)}%"


def measures(view: PlanView, lang: Lang) -> list[Measure]:
    """Return every measure of the plan, the most wanted first; empty when there is no plan."""
    return list(_measures(view, lang))


def _measures(view: PlanView, lang: Lang) -> Iterator[Measure]:
    kpis, cost = view.plan.kpis, view.plan.cost
    if kpis is None or cost is None:
        return
    left_out = sum((kpis.unassigned or {}).values())
    counts = {"planned": kpis.planned, "unassigned": left_out}
    times = {
        "travel": kpis.travel_minutes,
        "service": kpis.service_minutes,
        "overtime": kpis.overtime_minutes,
        "waiting": kpis.waiting_minutes,
        "break": kpis.break_minutes,
        "idle": kpis.idle_minutes,
        "spread": kpis.workload_spread_minutes,
    }
    yield from (_count(key, value, lang) for key, value in counts.items())
    promise = kpis.promise_kept_share
    yield Measure("promise", say("kpi_promise", lang), promise, share(promise, lang))
    for key, value in times.items():
        words = say("not_applicable", lang) if value is None else duration(value, lang)
        yield Measure(key, say(f"kpi_{key}", lang), value, words)
    yield _count("contractor", kpis.contractor_visits, lang)
    if view.problem.has_published:
        yield _count("changed", kpis.changed_visits, lang)
    yield _count("cost", cost.total, lang)


def _count(key: str, value: int | None, lang: Lang) -> Measure:
    words = say("not_applicable", lang) if value is None else str(value)
    return Measure(key, say(f"kpi_{key}", lang), value, words)


def urgency_rows(view: PlanView) -> list[UrgencyRow]:
    """Return the measures by urgency, the most urgent first; empty when there is no plan."""
    kpis = view.plan.kpis
    if kpis is None:
        return []
    left_out, respond = kpis.unassigned or {}, kpis.respond_on_time_share or {}
    complete = kpis.complete_on_time_share or {}
    return [UrgencyRow(name, left_out.get(name, 0), respond.get(name), complete.get(name)) for name in URGENCY_NAMES]
