"""Questions that take a search, put to a child process; and what is said if that dies."""

from collections.abc import Mapping
from typing import Any, Literal

from dispatcher.api.refusals import Refused, refuse, refuse_input
from dispatcher.faults import Fault, make_fault
from dispatcher.reading.enclosed import Asked
from dispatcher.runs.aside import Aside, BusyError, LostError
from dispatcher.runs.inquiry import Inquiry
from dispatcher.runs.task import Message
from dispatcher.schemas.request import Request
from dispatcher.store.body import pack
from dispatcher.store.private import split_request
from solver.rules.base import Text


def inquire(
    aside: Aside, asked: Asked[Any], kind: Literal["explain", "move"], question: Mapping[str, Any], seconds: float
) -> Message:
    """Return the answer to a question about a plan.

    Parameters
    ----------
    seconds
        What searching may take.

    Raises
    ------
    Refused
        The question cannot be asked (422), too many are asked at the moment, or the process died (503).
    """
    tree, _ = split_request(asked.request.to_wire())
    plan = asked.plan
    if plan.request_digest == asked.request.digest:  # what is said of the plan is said of this request
        plan = plan.model_copy(update={"request_digest": Request.from_tree(tree).digest})
    inquiry = Inquiry(
        kind,
        pack(tree),
        pack(plan.to_wire()),
        question,
        tuple(fault.to_wire() for fault in asked.differences),
        seconds,
        memory_bytes=aside.memory_bytes,
    )
    try:
        answer = aside.ask(inquiry, seconds)
    except BusyError:
        raise refuse(503, "too_busy", headers={"Retry-After": "5"}) from None
    except LostError as error:
        words = {"cause": Text(error.cause, error.cause)}
        raise Refused(503, [make_fault("answer_lost", words=words)], {"Retry-After": "1"}) from None
    if "faults" in answer:
        raise refuse_input([Fault.model_validate(row) for row in answer["faults"]])
    return answer
