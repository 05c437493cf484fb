"""Answers as JSON, and what a question about a plan comes to: the same for a plan sent in and for one that is kept."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from starlette.responses import Response

from dispatcher.api.inquiries import inquire
from dispatcher.api.refusals import refuse_input
from dispatcher.faults import Fault, make_fault
from dispatcher.moving import moved_plan, override_events
from dispatcher.planning import check_plan
from dispatcher.prepared import Prepared, prepare
from dispatcher.question import Question, question_faults
from dispatcher.questions import ask_candidates, ask_move, ask_slots
from dispatcher.reading.enclosed import Asked
from dispatcher.runs.aside import Aside
from dispatcher.schemas import service as wire
from dispatcher.schemas import whatif
from dispatcher.schemas.common import Wire
from dispatcher.schemas.explanation import Explanation
from dispatcher.schemas.question import ForcedQuestion, MoveQuestion, SlotQuestion, TicketQuestion
from dispatcher.schemas.verdict import Verdict

Found = TypeVar("Found")


def answer(tree: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    if isinstance(tree, Wire):
        tree = tree.to_wire()
    body = json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()
    return Response(body, status, headers, "application/json")


@dataclass(frozen=True)
class Held:
    """A question about a plan.

    Attributes
    ----------
    seconds
        What an answer may search or prove, at most.
    aside
        Works out answers that take a search.
    given
        The plan ready for questions, where it is in force and held so; None: it is made ready when that is needed.
    alone
        Lets nobody else use what is given meanwhile: it has memory that answers are worked out in.
    """

    asked: Asked[Any]
    seconds: float
    aside: Aside
    given: Prepared | None = None
    alone: Callable[[], AbstractContextManager[None]] = nullcontext

    @cached_property
    def prepared(self) -> Prepared:
        """The plan ready for questions."""
        return self.given or prepare(self.asked.request, self.asked.plan, self.asked.differences)


def answer_check(held: Held) -> Response:
    """Judge the plan."""
    return answer(check_plan(held.asked.request, held.asked.plan, held.asked.differences))


def answer_candidates(held: Held) -> Response:
    """Say who could take a ticket."""
    with held.alone():
        found = _found(ask_candidates(held.prepared, held.asked.question))
    return answer(found)


def answer_slots(held: Held) -> Response:
    """Say when somebody could start a ticket."""
    with held.alone():
        found = _found(ask_slots(held.prepared, held.asked.question))
    return answer(found)


def answer_move(held: Held) -> Response:
    """Say what a move comes to; if it is possible, with the plan and the event."""
    return answer(move(held))


def move(held: Held) -> dict[str, Any]:
    """Return what a move comes to as JSON tree, with the plan and the event if it is possible."""
    question: ForcedQuestion = held.asked.question
    plain = MoveQuestion(**{name: getattr(question, name) for name in MoveQuestion.model_fields})
    if question.force:
        return _forced(held, plain, min(question.seconds, held.seconds))
    with held.alone():
        moved = _found(ask_move(held.prepared, plain))
        events = override_events(held.prepared, plain, moved)
        plan = None if moved.plan is None else moved_plan(held.prepared, moved.plan)
    more = {"plan": plan, "events": events}
    return moved.answer.to_wire() | {name: part.to_wire() for name, part in more.items() if part is not None}


def _forced(held: Held, question: MoveQuestion, seconds: float) -> dict[str, Any]:
    """Return what a move comes to with the rest planned anew around it; somebody has to have decided it."""
    if question.decision is None:
        raise refuse_input([make_fault("missing_field", ("decision",))])
    found = inquire(held.aside, held.asked, "move", question.to_wire(), seconds)
    more = {name: found[name] for name in ("plan", "events") if found.get(name) is not None}
    return dict(found["move"]) | more


def answer_explain(held: Held) -> Response:
    """Say why the plan is as it is; of one that is not legal, which rules it breaks."""
    wish: wire.ExplainQuestion = held.asked.question
    question = Question(wish.ticket_id, wish.why_not, min(wish.seconds, held.seconds))
    faults = question_faults(held.asked.request, question)
    if faults:
        raise refuse_input(faults)
    seconds = question.seconds
    if wish.one_more is not None and wish.ticket_id is None:
        steps = [step for row in held.asked.request.tickets for step in row.all_steps]
        plans = 1 + len({trade for step in steps for trade in (step.trade, *(p.trade for p in step.crew or ()))})
        question = replace(question, one_more=min(wish.one_more, held.seconds / plans))
        seconds += held.seconds
    found = inquire(held.aside, held.asked, "explain", asdict(question), seconds)
    return answer(found.get("explanation") or {"violations": found["violations"]})


@dataclass(frozen=True, slots=True)
class Verb:
    """A question that can be put to any plan.

    Attributes
    ----------
    question
        What the body holds besides request and plan.
    body
        The whole body, where request and plan are sent in.
    """

    name: str
    summary: str
    question: type[Wire]
    body: type[Wire]
    answers: Any
    work: Callable[[Held], Response]


VERBS = (
    Verb("check", "Judge a plan", wire.Nothing, wire.CheckBody, Verdict, answer_check),
    Verb(
        "explain",
        "Why a plan is as it is",
        wire.ExplainQuestion,
        wire.ExplainBody,
        Explanation | wire.Violated,
        answer_explain,
    ),
    Verb(
        "candidates",
        "Who could take a ticket",
        TicketQuestion,
        wire.CandidatesBody,
        whatif.Candidates,
        answer_candidates,
    ),
    Verb("slots", "When somebody could start a ticket", SlotQuestion, wire.SlotsBody, whatif.Slots, answer_slots),
    Verb("move", "What a move comes to", ForcedQuestion, wire.MoveBody, wire.Moved, answer_move),
)


def _found(outcome: tuple[Found | None, list[Fault]]) -> Found:
    """Return what was found.

    Raises
    ------
    Refused
        The question cannot be asked.
    """
    found, faults = outcome
    if found is None:
        raise refuse_input(faults)
    return found
