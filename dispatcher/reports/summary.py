"""What a plan leaves out, costs and proves, as lines and a table for a terminal."""

import math
from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dispatcher.reports.overview import cost_rows, held_rows, left_out_rows
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, join, say
from dispatcher.schemas.plan import Plan

LARGE, ALL = 500, 1000  # thousandths of what a plan can change: a gap that says little, and one that says nothing


def proof_sentence(plan: Plan, lang: Lang) -> str:
    """Return in words how far the plan is from the cheapest one."""
    if plan.status in ("infeasible", "no_plan_in_time", "optimal"):
        return say(plan.status, lang)
    gap = None if plan.gap is None else _at_most(plan.gap)
    if gap is None or plan.lower_bound is None or gap >= ALL:
        return say("gap_unknown", lang)
    if gap <= 0:
        return say("optimal", lang)
    if gap >= LARGE:
        return say("gap_large", lang, bound=plan.lower_bound)
    return say("gap", lang, percent=f"{gap / 10:.1f}%", bound=plan.lower_bound)


def _at_most(gap: float) -> int:
    """Return a gap in thousandths, rounded up: no more than that is promised to be left."""
    return math.ceil(round(1000 * gap, 6))


def figures_sentence(plan: Plan, lang: Lang) -> str:
    """Return the day's main figures in words; empty when they were not worked out."""
    kpis = plan.kpis
    if kpis is None:
        return ""
    return say(
        "figures",
        lang,
        planned=kpis.planned,
        travel=kpis.travel_minutes,
        service=kpis.service_minutes,
        overtime=kpis.overtime_minutes,
    )


def unassigned_lines(view: PlanView, lang: Lang) -> Iterator[tuple[int, str]]:
    """Yield lines with their indents: one per ticket left out with urgency, work and class, then its reasons."""
    for row in left_out_rows(view, lang):
        head = f"{row.ticket} ({say(row.urgency, lang)})" + (f" {row.fault}" if row.fault else "")
        yield 2, f"{head} — {row.conclusion}"
        yield from ((6, reason) for reason in row.reasons)


def held_sentence(view: PlanView, lang: Lang) -> str:
    """Return which tickets are on hold and why; empty when none is."""
    names = [f"{row.ticket} ({row.reason})" if row.reason else row.ticket for row in held_rows(view)]
    return say("held", lang, tickets=join(names, lang)) if names else ""


def build_cost(view: PlanView, lang: Lang) -> Table:
    """Return the table of cost terms above zero, each with what caused most of it."""
    table = Table(box=SIMPLE_HEAD, title=say("cost", lang), title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(say("term", lang), no_wrap=True)
    table.add_column(say("amount", lang), justify="right", no_wrap=True)
    table.add_column(say("why", lang), overflow="fold")
    for row in cost_rows(view, lang):
        table.add_row(Text(row.title), str(row.amount), Text(row.why))
    if view.plan.cost:
        table.add_section()
        table.add_row(say("total", lang), str(view.plan.cost.total), "")
    return table
