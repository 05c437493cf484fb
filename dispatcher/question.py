"""What is asked of a plan, and what of it a request does not have."""

from dataclasses import dataclass

from dispatcher.faults import Fault, make_fault
from dispatcher.schemas.request import Request
from solver.rules.base import Text

DEFAULT_SECONDS = 10.0  # for proofs and for solving the day again with changes
WITHOUT_TICKET = Text("needs --ticket", "需要同时给出 --ticket")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a plan.

    Attributes
    ----------
    ticket_id
        The ticket to be explained; None: the whole plan.
    why_not
        The technician who might have had it; None: nobody in particular.
    seconds
        For proofs and changes; what is not done by then is not said.
    one_more
        Seconds for planning the day anew, with and without one more technician of each trade; None: not asked.
    """

    ticket_id: str | None = None
    why_not: str | None = None
    seconds: float = DEFAULT_SECONDS
    one_more: float | None = None


def question_faults(request: Request, question: Question) -> list[Fault]:
    """Return what of a question the request does not have."""
    faults = []
    if question.ticket_id is not None and question.ticket_id not in {row.id for row in request.tickets}:
        faults.append(make_fault("unknown_ticket", ids=[question.ticket_id]))
    if question.why_not is not None and question.why_not not in {row.id for row in request.technicians}:
        faults.append(make_fault("unknown_technician", ids=[question.why_not]))
    if question.why_not is not None and question.ticket_id is None:
        faults.append(make_fault("bad_usage", ids=["--why-not"], words={"trouble": WITHOUT_TICKET}))
    return faults
