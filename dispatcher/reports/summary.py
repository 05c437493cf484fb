"""What a plan leaves out and why, what it costs and why, and what is proved of it."""

from collections.abc import Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, choose, clean, join, say, word
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.unassigned import Reason, Unassigned
from solver.rules import RULES
from solver.rules.base import Charge
from solver.rules.base import Text as RuleText

TITLES: Mapping[str, RuleText] = {rule.name: rule.title for rule in RULES}
SHOWN_CAUSES = 4


def rule_title(name: str, lang: Lang) -> str:
    """Return what people call a rule; a code that is no rule's stays as it is."""
    return choose(TITLES[name], lang) if name in TITLES else word(name, lang)


def proof_sentence(plan: Plan, lang: Lang) -> str:
    """Return in words how far the plan is from the cheapest one."""
    if plan.status in ("infeasible", "no_plan_in_time", "optimal"):
        return say(plan.status, lang)
    if plan.gap is None or plan.lower_bound is None:
        return say("gap_unknown", lang)
    return say("gap", lang, percent=f"{plan.gap:.1%}", bound=plan.lower_bound)


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
    for row in view.plan.unassigned or []:
        ticket = view.tickets[row.ticket_id]
        what = clean(ticket.description or "")
        head = f"{clean(row.ticket_id)} ({say(view.urgency(row.ticket_id), lang)})" + (f" {what}" if what else "")
        yield 2, f"{head} — {_class_words(row, lang)}"
        yield from ((6, _reason_words(view, reason, lang)) for reason in row.reasons)


def _class_words(row: Unassigned, lang: Lang) -> str:
    words = [say(row.class_, lang)]
    if row.remaining:
        words.append(say("remaining", lang))
    return join(words, lang)


def _reason_words(view: PlanView, reason: Reason, lang: Lang) -> str:
    title = rule_title(reason.code, lang)
    if not reason.technician_ids:
        return title
    names = join([view.technician_name(technician) for technician in reason.technician_ids], lang)
    return say("reason", lang, rule=title, names=names)


def held_sentence(view: PlanView, lang: Lang) -> str:
    """Return which tickets are on hold and why; empty when none is."""
    rows = view.plan.held or []
    names = [f"{clean(row.ticket_id)} ({clean(row.hold_reason)})" if row.hold_reason else row.ticket_id for row in rows]
    return say("held", lang, tickets=join(names, lang)) if names else ""


def build_cost(view: PlanView, lang: Lang) -> Table:
    """Return the table of cost terms above zero, each with what caused most of it."""
    table = Table(box=SIMPLE_HEAD, title=say("cost", lang), title_justify="left", title_style="bold", pad_edge=False)
    table.add_column(say("term", lang), no_wrap=True)
    table.add_column(say("amount", lang), justify="right", no_wrap=True)
    table.add_column(say("why", lang), overflow="fold")
    cost = view.plan.cost
    for term, amount in (cost.terms if cost else {}).items():
        if amount:
            table.add_row(Text(rule_title(term, lang)), str(amount), Text(_causes(view, term, lang)))
    if cost:
        table.add_section()
        table.add_row(say("total", lang), str(cost.total), "")
    return table


def _causes(view: PlanView, term: str, lang: Lang) -> str:
    """Return the dearest causes of a term, tickets before technicians, and how many more there are."""
    sums: dict[str, int] = {}
    for charge in view.charges:
        if charge.term == term and (cause := _cause(view, charge)):
            sums[cause] = sums.get(cause, 0) + charge.cost
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{cause} {cost}" for cause, cost in ranked[:SHOWN_CAUSES]]
    if len(ranked) > SHOWN_CAUSES:
        shown.append(say("more", lang, count=len(ranked) - SHOWN_CAUSES))
    return join(shown, lang)


def _cause(view: PlanView, charge: Charge) -> str:
    if charge.term in ("travel", "overtime", "contractor", "workload") and charge.technician is not None:
        return view.technician_name(view.problem.technicians[charge.technician].id)
    if charge.ticket is not None:
        return clean(view.problem.tickets[charge.ticket].id)
    return "" if charge.technician is None else view.technician_name(view.problem.technicians[charge.technician].id)
