"""The checker's verdict as sentences."""

from collections.abc import Iterator
from typing import TextIO

from dispatcher.reports.overview import rule_title
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.units import amount_words
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, clean, join, say
from dispatcher.schemas.verdict import Breach, Verdict


def write_verdict(verdict: Verdict, stream: TextIO, lang: Lang) -> None:
    """Write whether a plan is legal, every breach and warning, and what the plan costs."""
    write_parts((indented(indent, line) for indent, line in _lines(verdict, lang)), stream)


def _lines(verdict: Verdict, lang: Lang) -> Iterator[tuple[int, str]]:
    if verdict.legal:
        yield 0, say("legal", lang)
    else:
        count = len(verdict.violations)
        yield 0, say("broken" if count > 1 else "broken_one", lang, count=count)
        yield from ((2, breach_sentence(breach, lang)) for breach in verdict.violations)
    if verdict.warnings:
        yield 0, say("warnings", lang)
        yield from ((2, line) for line in warning_lines(verdict.warnings, lang))
    yield 0, f"{say('cost', lang)} {verdict.cost.total}"
    yield from ((2, f"{rule_title(term, lang)} {cost}") for term, cost in verdict.cost.terms.items() if cost)


def breach_sentence(breach: Breach, lang: Lang) -> str:
    """Return who and what breaks which rule, by how much."""
    concerned = breach.visit_ids or breach.ticket_ids
    names = [clean(name) for name in (*concerned, *breach.technician_ids)]
    promise = breach.message.zh if lang is Lang.ZH else breach.message.en
    amount = amount_words(breach.amount, breach.unit, lang)
    return say("breach", lang, rule=rule_title(breach.rule, lang), code=breach.rule, amount=amount,
               names=join(names, lang), promise=promise)  # fmt: skip
