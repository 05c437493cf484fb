"""The checker's verdict as sentences."""

from collections.abc import Iterator
from typing import TextIO

from rich.text import Text

from dispatcher.reports.summary import rule_title
from dispatcher.reports.text import write_parts
from dispatcher.reports.words import Lang, clean, join, say
from dispatcher.schemas.verdict import Breach, Verdict


def write_verdict(verdict: Verdict, stream: TextIO, lang: Lang) -> None:
    """Write whether a plan is legal, every breach and warning, and what the plan costs."""
    write_parts((Text(line) for line in _lines(verdict, lang)), stream)


def _lines(verdict: Verdict, lang: Lang) -> Iterator[str]:
    if verdict.legal:
        yield say("legal", lang)
    else:
        yield say("broken", lang, count=len(verdict.violations))
        yield from (f"  {_breach(breach, lang)}" for breach in verdict.violations)
    if verdict.warnings:
        yield say("warnings", lang)
        messages = (fault.message for fault in verdict.warnings)
        yield from (f"  {clean(message.zh if lang is Lang.ZH else message.en)}" for message in messages)
    yield f"{say('cost', lang)} {verdict.cost.total}"
    yield from (f"  {rule_title(term, lang)} {cost}" for term, cost in verdict.cost.terms.items() if cost)


def _breach(breach: Breach, lang: Lang) -> str:
    """Return who and what breaks which rule, by how much."""
    concerned = breach.visit_ids or breach.ticket_ids
    names = [clean(name) for name in (*concerned, *breach.technician_ids)]
    promise = breach.message.zh if lang is Lang.ZH else breach.message.en
    head = f"{rule_title(breach.rule, lang)} ({breach.rule}, {breach.amount} {breach.unit})"
    return f"{head}: {join(names, lang)} — {promise}"
