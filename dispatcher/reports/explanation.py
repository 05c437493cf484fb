"""An explanation as sentences: what is left out and why, what would help, who else could, where people are short."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TextIO

from dispatcher.reports.overview import rule_title
from dispatcher.reports.text import indented, write_parts
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, join, say, word
from dispatcher.schemas.change import Change
from dispatcher.schemas.explanation import Explanation, TechnicianAnswer, TicketExplanation
from dispatcher.schemas.unassigned import Suggestion, Unassigned

SHOWN_PEOPLE = 6  # of those a rule excludes
Lines = Iterator[tuple[int, str]]


def write_explanation(view: PlanView, explanation: Explanation, stream: TextIO, lang: Lang) -> None:
    """Write an explanation for people."""
    lines = _Sentences(view, lang).lines(explanation)
    write_parts((indented(indent, line) for indent, line in lines), stream)


def signed(cost: int | None) -> str:
    """Return a change of the cost with its sign; a dash where it is not known."""
    return "–" if cost is None else f"{cost:+d}"


class _Sentences:
    """Says things of one plan in one language."""

    def __init__(self, view: PlanView, lang: Lang) -> None:
        self.view = view
        self.lang = lang

    def lines(self, explanation: Explanation) -> Lines:
        if explanation.ticket is not None:
            yield from self._ticket(explanation.ticket)
        else:
            yield 0, self._say("explained_total", total=explanation.cost.total)
            yield 0, self._say("left_out_head", count=len(explanation.unassigned))
        for row in explanation.unassigned:
            yield from self._unassigned(row, alone=explanation.ticket is not None)
        for better in explanation.improvements:
            yield 2, self._say("improvable", ticket=clean(better.ticket_id), cost=signed(better.cost_change))
        if explanation.ticket is None:
            yield from self._supply(explanation)
            yield from self._shifts(explanation)

    def _say(self, key: str, **values: object) -> str:
        return say(key, self.lang, **values)

    def _name(self, technician: object) -> str:
        return self.view.technician_name(str(technician))

    def _time(self, moment: object) -> str:
        return self.view.clock(moment if isinstance(moment, datetime) else datetime.fromisoformat(str(moment)))

    def _unassigned(self, row: Unassigned, *, alone: bool) -> Lines:
        why = {"impossible": "nobody_able", "crowded_out": "all_full", "not_found_in_time": "no_place_yet"}[row.class_]
        colon = say("colon", self.lang)
        if not alone:
            yield 2, f"{clean(row.ticket_id)} ({say(row.class_, self.lang)}){colon}{self._say(why)}"
        else:
            yield 2, f"{say(row.class_, self.lang)}{colon}{self._say(why)}"
        for reason in row.reasons:
            names = [self._name(k) for k in reason.technician_ids]
            shown = names[:SHOWN_PEOPLE]
            if len(shown) < len(names):
                shown.append(self._say("more_people", count=len(names) - len(shown)))
            title = rule_title(reason.code, self.lang)
            yield 4, say("reason", self.lang, rule=title, names=join(shown, self.lang)) if names else title
        for suggestion in row.suggestions:
            yield 4, self._say("would_let_in", what=self._fix(suggestion), cost=signed(suggestion.cost_change))

    def _fix(self, suggestion: Suggestion) -> str:
        """Return what a suggestion asks for."""
        given: Mapping[str, Any] = suggestion.parameters
        until = next((given[name] for name in ("overtime_until", "deadline", "ready_at") if name in given), None)
        values: dict[str, object] = {"minutes": given.get("minutes"), "level": given.get("level")}
        if until is not None:
            values["until"] = self._time(until)
        if "start" in given:
            values["start"], values["end"] = self._time(given["start"]), self._time(given["end"])
        if "window" in given:
            values["before"] = f"{self._time(given['window']['start'])}–{self._time(given['window']['end'])}"
        if "trade" in given:
            values["trade"] = word(str(given["trade"]), self.lang)
        ticket = str(given.get("ticket_id", ""))
        technician = given.get("technician_id")
        if suggestion.action == "any_technician":
            technician = self.view.tickets[ticket].required_technician
        return self._say(f"fix_{suggestion.action}", name=self._name(technician), ticket=clean(ticket), **values)

    def _ticket(self, row: TicketExplanation) -> Lines:
        ticket = clean(row.ticket_id)
        if row.planned:
            yield (
                0,
                self._say("ticket_planned", ticket=ticket, visits=join([clean(v) for v in row.visit_ids], self.lang)),
            )
        else:
            yield 0, self._say("ticket_left_out" if row.technicians else "ticket_not_asked", ticket=ticket)
        terms = {term: cost for term, cost in row.cost.terms.items() if cost}
        yield (
            2,
            self._say("ticket_cost", total=row.cost.total, terms=self._terms(terms)) if terms else self._say("no_cost"),
        )
        if row.why_not is not None:
            yield 0, self._say("why_not", name=self._name(row.why_not.technician_id))
            yield 2, self._answer(row.why_not)
            moves = [move for move in row.why_not.moves if move.visit_id]
            if moves:
                told = join([self._move(move) for move in moves], self.lang)
                yield 2, self._say("moves", count=len(moves), moves=told)
        if row.technicians:
            yield 0, self._say("who_else")
            yield from ((2, self._answer(answer)) for answer in row.technicians)

    def _terms(self, terms: Mapping[str, int]) -> str:
        return join([f"{rule_title(term, self.lang)} {cost}" for term, cost in terms.items()], self.lang)

    def _answer(self, row: TechnicianAnswer) -> str:
        name = self._name(row.technician_id)
        if row.verdict == "excluded":
            rule = rule_title(row.rule or "", self.lang)
            return self._say("explain_excluded", name=name, rule=rule, detail=self._detail(row))
        if row.verdict == "possible":
            terms = [f"{rule_title(term, self.lang)} {signed(cost)}" for term, cost in (row.terms or {}).items()]
            if not terms:
                return self._say("possible_same", name=name)
            return self._say("possible", name=name, cost=signed(row.cost_change), terms=join(terms, self.lang))
        return self._say("serves" if row.verdict == "serves" else "no_room", name=name)

    def _detail(self, row: TechnicianAnswer) -> str:
        """Return what is needed and what he has, where that says more than the rule."""
        given: Mapping[str, Any] = row.detail
        if row.rule == "skill_match" and given.get("level") is None:
            return self._say("detail_no_trade", trade=word(str(given.get("trade")), self.lang))
        if row.rule == "skill_match":
            return self._say("detail_level", has=given["level"], needs=given["needed_level"])
        if "required_technician" in given:
            return self._say("detail_required", name=self._name(given["required_technician"]))
        if "certificates" in given:
            return self._say(
                "detail_certificates", codes=join([clean(code) for code in given["certificates"]], self.lang)
            )
        return ""

    def _move(self, move: Change) -> str:
        visit = clean(move.visit_id)
        if move.after is None or move.kind == "added":
            return self._say(f"move_{move.kind}", visit=visit)
        name, time = self._name(move.after.technician_id), self._time(move.after.start)
        return self._say("move_time" if move.kind == "time" else "move_technician", visit=visit, name=name, time=time)

    def _supply(self, explanation: Explanation) -> Lines:
        yield 0, self._say("supply_short" if explanation.bottlenecks else "supply_enough")
        for row in explanation.bottlenecks:
            span = {"start": self._time(row.start), "end": self._time(row.end)}
            trade = word(row.trade, self.lang)
            yield 2, self._say("short_line", trade=trade, level=row.level, short=row.short_minutes, **span)
        if explanation.one_more is not None:
            yield 0, self._say("one_more")
        for hired in explanation.one_more or ():
            trade = word(hired.trade, self.lang)
            if hired.cost_change is None:
                yield 2, self._say("one_more_unknown", trade=trade, level=hired.level)
            else:
                change = {"cost": signed(hired.cost_change), "left": signed(hired.unassigned_change)}
                yield 2, self._say("one_more_line", trade=trade, level=hired.level, **change)

    def _shifts(self, explanation: Explanation) -> Lines:
        if explanation.shifts:
            yield 0, self._say("shift_minutes")
        for row in explanation.shifts:
            yield (
                2,
                self._say(
                    "shift_line",
                    name=self._name(row.technician_id),
                    shift=clean(row.shift_id),
                    service=row.service_minutes,
                    travel=row.travel_minutes,
                    rest=row.break_minutes,
                    absence=row.absence_minutes,
                    waiting=row.waiting_minutes,
                    idle=row.idle_minutes,
                    hours=row.shift_minutes,
                    overtime=row.overtime_minutes,
                ),
            )
        if explanation.empty_shift_ids:
            shifts = join([clean(shift) for shift in explanation.empty_shift_ids], self.lang)
            yield 0, self._say("empty_shifts", shifts=shifts)
