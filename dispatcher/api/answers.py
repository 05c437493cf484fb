"""Answers as JSON, and what a question about a plan comes to: the same for a plan sent in and for one that is kept."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.responses import Response

from dispatcher.api.refusals import refuse_input
from dispatcher.faults import Fault
from dispatcher.moving import moved_plan, override_events
from dispatcher.planning import check_plan
from dispatcher.questions import Prepared, ask_candidates, ask_move, ask_slots, prepare
from dispatcher.reading.enclosed import Asked
from dispatcher.schemas import service as wire
from dispatcher.schemas import whatif
from dispatcher.schemas.common import Wire
from dispatcher.schemas.question import MoveQuestion, SlotQuestion, TicketQuestion
from dispatcher.schemas.verdict import Verdict

Found = TypeVar("Found")


def answer(tree: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer."""
    if isinstance(tree, Wire):
        tree = tree.to_wire()
    body = json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()
    return Response(body, status, headers, "application/json")


def answer_check(asked: Asked[wire.Nothing]) -> Response:
    """Judge the plan."""
    return answer(check_plan(asked.request, asked.plan, asked.differences))


def answer_candidates(asked: Asked[TicketQuestion]) -> Response:
    """Say who could take a ticket."""
    return answer(_found(ask_candidates(_held(asked), asked.question)))


def answer_slots(asked: Asked[SlotQuestion]) -> Response:
    """Say when somebody could start a ticket."""
    return answer(_found(ask_slots(_held(asked), asked.question)))


def answer_move(asked: Asked[MoveQuestion]) -> Response:
    """Say what a move comes to; if it is possible, with the plan and the event."""
    held = _held(asked)
    moved = _found(ask_move(held, asked.question))
    events = override_events(held, asked.question, moved)
    plan = None if moved.plan is None else moved_plan(held, moved.plan).to_wire()
    more = {"plan": plan, "events": None if events is None else events.to_wire()}
    return answer(moved.answer.to_wire() | {name: tree for name, tree in more.items() if tree is not None})


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
    answers: type[Wire]
    work: Callable[[Asked[Any]], Response]


VERBS = (
    Verb("check", "Judge a plan", wire.Nothing, wire.CheckBody, Verdict, answer_check),
    Verb(
        "candidates",
        "Who could take a ticket",
        TicketQuestion,
        wire.CandidatesBody,
        whatif.Candidates,
        answer_candidates,
    ),
    Verb("slots", "When somebody could start a ticket", SlotQuestion, wire.SlotsBody, whatif.Slots, answer_slots),
    Verb("move", "What a move comes to", MoveQuestion, wire.MoveBody, wire.Moved, answer_move),
)


def _held(asked: Asked[Any]) -> Prepared:
    return prepare(asked.request, asked.plan, asked.differences)


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
