"""A question whose answer takes a search, worked out in a child process: if that dies, one answer is lost, no more."""

import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Literal

from dispatcher.explaining import explain_plan
from dispatcher.faults import Fault
from dispatcher.moving import moved_plan, override_events
from dispatcher.planning import Limits, search_limits
from dispatcher.prepared import prepare
from dispatcher.question import Question
from dispatcher.questions import ask_move
from dispatcher.runs.child import confine, listen, place_of
from dispatcher.runs.task import DONE, FAILED, Message, encode
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.question import MoveQuestion
from dispatcher.schemas.request import Request
from dispatcher.store.body import unpack


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question about a plan.

    Attributes
    ----------
    request, plan
        As the store keeps them, nothing private in them.
    question
        Fields of ``dispatcher.question.Question``, or a ``MoveQuestion`` as JSON tree.
    differences
        Warnings found in reading the plan, as JSON trees.
    seconds
        For the search of a move.
    nice, memory_bytes
        As of a ``Task``.
    """

    kind: Literal["explain", "move"]
    request: bytes
    plan: bytes
    question: Mapping[str, Any]
    differences: tuple[Message, ...] = ()
    seconds: float = 0.0
    nice: int = 0
    memory_bytes: int | None = None


def main(pipe: Connection, inquiry: Inquiry) -> None:
    """Answer a question and send the answer; the process ends if nobody is at the other end of the pipe any more."""
    confine(inquiry)
    threading.Thread(target=listen, args=(pipe, threading.Event()), daemon=True).start()
    try:
        said = {"kind": DONE, "answer": work_out(inquiry)}
    except MemoryError:
        said = {"kind": FAILED, "cause": "out of memory"}
    except Exception as error:  # whatever it is, it costs one answer and is named
        said = {"kind": FAILED, "cause": f"{type(error).__name__} in {place_of(error)}"}
    pipe.send_bytes(encode(said))
    sys.stdout.flush()


def work_out(inquiry: Inquiry) -> Message:
    """Return the answer as JSON tree: ``explanation`` or ``violations``; ``faults``, or a move with its plan."""
    request = Request.from_tree(unpack(inquiry.request))
    plan = Plan.model_validate(unpack(inquiry.plan))
    if inquiry.kind == "move":
        return _move(inquiry, request, plan)
    found = explain_plan(request, plan, Question(**inquiry.question))
    if found.explanation is None:
        return {"violations": [row.to_wire() for row in found.breaches]}
    return {"explanation": found.explanation.to_wire()}


def _move(inquiry: Inquiry, request: Request, plan: Plan) -> Message:
    held = prepare(request, plan, [Fault.model_validate(row) for row in inquiry.differences])
    question = MoveQuestion.model_validate(inquiry.question)
    limits = search_limits(request.search, Limits(seconds=inquiry.seconds))
    moved, faults = ask_move(held, question, limits)
    if moved is None:
        return {"faults": [fault.to_wire() for fault in faults]}
    events = override_events(held, question, moved)
    whole = None if moved.plan is None else moved_plan(held, moved.plan)
    return {
        "move": moved.answer.to_wire(),
        "plan": None if whole is None else whole.to_wire(),
        "events": None if events is None else events.to_wire(),
    }
