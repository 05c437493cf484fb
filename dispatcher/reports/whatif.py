"""Answers to questions about a plan as sentences."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TextIO

from dispatcher.reports.overview import rule_title
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, choose, clean, join, say
from dispatcher.schemas.change import Change, Placement
from dispatcher.schemas.request import Request
from dispatcher.schemas.whatif import Answer, Candidate, Candidates, CostChange, Move, PushedVisit, Slot, Slots
from solver.rules.base import Text

Line = tuple[int, str]  # indent and text


class WhatIfView:
    """Writes answers about one request."""

    def __init__(self, request: Request, lang: Lang) -> None:
        self.lang = lang
        self.names = {row.id: clean(row.name or row.id) for row in request.technicians}
        days = {row.start.date() for person in request.technicians for row in person.shifts}
        self.one_day = len(days) < 2

    def write_candidates(self, answer: Candidates, stream: TextIO) -> None:
        """Write who could take a ticket, and why the others cannot."""
        key = "candidates_title" if answer.candidates else "candidates_none"
        self._write(
            answer, [(0, say(key, self.lang, ticket=clean(answer.ticket_id))), *self._candidates(answer)], stream
        )

    def write_slots(self, answer: Slots, stream: TextIO) -> None:
        """Write when a ticket could start, and when it could not."""
        key = "slots_title" if answer.slots else "slots_none"
        self._write(answer, [(0, say(key, self.lang, ticket=clean(answer.ticket_id))), *self._slots(answer)], stream)

    def write_move(self, answer: Move, stream: TextIO) -> None:
        """Write what a move costs, or what is in the way."""
        self._write(answer, list(self._move(answer)), stream)

    def _write(self, answer: Answer, lines: Sequence[Line], stream: TextIO) -> None:
        if answer.violations and not isinstance(answer, Move):
            lines = [(0, say("plan_refused", self.lang)), *self._breaches(answer)]
        if answer.warnings:
            lines = [*lines, (0, say("warnings", self.lang))]
            lines += [(2, line) for line in warning_lines(answer.warnings, self.lang)]
        write_parts((indented(indent, line) for indent, line in lines), stream)

    def _candidates(self, answer: Candidates) -> Iterator[Line]:
        for row in answer.candidates:
            yield 2, self._candidate(row)
            yield from self._displaced(row.displaced, ())
        if answer.excluded:
            yield 0, say("excluded_title", self.lang)
        for out in answer.excluded:
            detail = choose(Text(out.detail.en, out.detail.zh), self.lang)
            yield 2, say("excluded", self.lang, name=self._name(out.technician_id), detail=clean(detail),
                         rule=rule_title(out.rule, self.lang))  # fmt: skip

    def _candidate(self, row: Candidate) -> str:
        after = row.after_visit_id
        place = say("first_visit", self.lang) if after is None else say("after_visit", self.lang, visit=clean(after))
        text = say("candidate", self.lang, name=self._name(row.technician_id), start=self._time(row.start), after=place,
                   cost=self._cost(row.cost_change), grade=f"{row.grade:g}")  # fmt: skip
        return text + self._missed(meets=row.meets_time_limits)

    def _slots(self, answer: Slots) -> Iterator[Line]:
        for row in answer.slots:
            yield 2, self._slot(row)
            yield from self._displaced(row.displaced, ())
        if answer.full:
            yield 0, say("full_title", self.lang)
        for full in answer.full:
            reasons = [
                say("reason", self.lang, rule=rule_title(reason.code, self.lang),
                    names=join([self._name(name) for name in reason.technician_ids], self.lang))
                for reason in full.reasons
            ]  # fmt: skip
            window = self._window(full.start, full.end)
            yield 2, say("full_window", self.lang, window=window, reasons=say("then", self.lang).join(reasons))

    def _slot(self, row: Slot) -> str:
        text = say("slot", self.lang, window=self._window(row.start, row.end), name=self._name(row.technician_id),
                   start=self._time(row.visit_start), cost=self._cost(row.cost_change))  # fmt: skip
        return text + self._missed(meets=row.meets_time_limits)

    def _move(self, answer: Move) -> Iterator[Line]:
        visit, name = clean(answer.visit_id), self._name(answer.technician_id)
        if answer.cost_change is None or answer.start is None:
            key = "move_refused" if answer.start is None else "move_refused_then"
            start = "" if answer.start is None else self._time(answer.start)
            yield 0, say(key, self.lang, visit=visit, name=name, start=start)
            yield from self._breaches(answer)
            if not answer.violations:
                yield 2, say("move_no_room", self.lang)
            return
        text = say("move_title", self.lang, visit=visit, name=name, start=self._time(answer.start),
                   cost=self._cost(answer.cost_change))  # fmt: skip
        yield 0, text + self._missed(meets=answer.meets_time_limits is not False)
        yield from self._displaced(answer.displaced, answer.pushed)

    def _breaches(self, answer: Answer) -> Iterator[Line]:
        yield from ((2, breach_sentence(breach, self.lang)) for breach in answer.violations)

    def _displaced(self, changes: Iterable[Change], pushed: Iterable[PushedVisit]) -> Iterator[Line]:
        for row in changes:
            yield 4, self._change(row)
        for late in pushed:
            key = "pushed_visit" if late.minutes > 0 else "earlier_visit"
            yield 4, say(key, self.lang, visit=clean(late.visit_id), minutes=f"{late.minutes:+d}")

    def _change(self, row: Change) -> str:
        visit = clean(row.visit_id)
        if row.before is not None and row.after is not None:
            return say("displaced_moved", self.lang, visit=visit, **self._place(row.after),
                       **{f"old_{key}": word for key, word in self._place(row.before).items()})  # fmt: skip
        place = row.before or row.after
        key = "displaced_added" if row.before is None else "displaced_dropped"
        return say(key, self.lang, visit=visit, **(self._place(place) if place else {}))

    def _place(self, place: Placement) -> dict[str, str]:
        return {"name": self._name(place.technician_id), "start": self._time(place.start)}

    def _cost(self, change: CostChange) -> str:
        terms = [f"{rule_title(term, self.lang)} {cost:+d}" for term, cost in change.terms.items()]
        text = say("cost_change", self.lang, total=f"{change.total:+d}" if change.total else "0")
        return say("cost_terms", self.lang, cost=text, terms=join(terms, self.lang)) if terms else text

    def _missed(self, *, meets: bool) -> str:
        return "" if meets else say("then", self.lang) + say("limits_missed", self.lang)

    def _name(self, technician_id: str) -> str:
        return self.names.get(technician_id, clean(technician_id))

    def _time(self, moment: datetime) -> str:
        return f"{moment:%H:%M}" if self.one_day else f"{moment:%m-%d %H:%M}"

    def _window(self, start: datetime, end: datetime) -> str:
        last = f"{end:%H:%M}" if start.date() == end.date() else self._time(end)
        return f"{self._time(start)}–{last}"
