"""What a plan leaves out and why, and what it costs and why, as rows in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, choose, clean, join, say, word
from dispatcher.schemas.unassigned import Reason, Unassigned
from solver.rules import RULES
from solver.rules.base import Charge, Rule

_RULES: Mapping[str, Rule] = {rule.name: rule for rule in RULES}
SHOWN_CAUSES = 4
_BY_PERSON = ("travel", "overtime", "contractor", "workload")


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost term above zero: what caused most of it, and what it counts."""

    title: str
    amount: int
    why: str
    meaning: str


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """A ticket left out; ``urgency`` is the effective one as a code, empty texts are not known."""

    ticket: str
    urgency: str
    site: str
    fault: str
    conclusion: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A ticket on hold; an empty reason was not said."""

    ticket: str
    fault: str
    reason: str


def rule_title(name: str, lang: Lang) -> str:
    """Return what people call a rule; a code that is no rule's stays as it is."""
    return choose(_RULES[name].title, lang) if name in _RULES else word(name, lang)


def left_out_rows(view: PlanView, lang: Lang, most: int | None = None) -> list[LeftOutRow]:
    """Return the tickets left out, as the plan lists them.

    Parameters
    ----------
    most
        How many technicians a reason names before it counts the rest; None: all.
    """
    rows = []
    for row in view.plan.unassigned or []:
        ticket = view.tickets[row.ticket_id]
        rows.append(
            LeftOutRow(
                ticket=clean(row.ticket_id),
                urgency=view.urgency(row.ticket_id),
                site=view.sites.get(ticket.site_id, ""),
                fault=clean(ticket.description or ""),
                conclusion=_conclusion(row, lang),
                reasons=tuple(_reason(view, reason, lang, most) for reason in row.reasons),
            )
        )
    return rows


def _conclusion(row: Unassigned, lang: Lang) -> str:
    return join([say(row.class_, lang), *([say("remaining", lang)] if row.remaining else [])], lang)


def _reason(view: PlanView, reason: Reason, lang: Lang, most: int | None) -> str:
    title = rule_title(reason.code, lang)
    if not reason.technician_ids:
        return title
    names = [view.technician_name(technician) for technician in reason.technician_ids]
    shown = names[:most]
    if len(shown) < len(names):
        shown.append(say("more_people", lang, count=len(names) - len(shown)))
    return say("reason", lang, rule=title, names=join(shown, lang))


def held_rows(view: PlanView) -> list[HeldRow]:
    """Return the tickets on hold, as the plan lists them."""
    return [
        HeldRow(
            clean(row.ticket_id), clean(view.tickets[row.ticket_id].description or ""), clean(row.hold_reason or "")
        )
        for row in view.plan.held or []
        if row.ticket_id in view.tickets
    ]


def cost_rows(view: PlanView, lang: Lang) -> list[CostRow]:
    """Return the cost terms above zero."""
    terms = view.plan.cost.terms if view.plan.cost else {}
    return [
        CostRow(
            title=rule_title(term, lang),
            amount=amount,
            why=_causes(view, term, lang),
            meaning=choose(_RULES[term].promise, lang) if term in _RULES else "",
        )
        for term, amount in terms.items()
        if amount
    ]


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
    if charge.term in _BY_PERSON and charge.technician is not None:
        return view.technician_name(view.problem.technicians[charge.technician].id)
    if charge.ticket is not None:
        return clean(view.problem.tickets[charge.ticket].id)
    return "" if charge.technician is None else view.technician_name(view.problem.technicians[charge.technician].id)
