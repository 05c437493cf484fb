"""What the commands that ask a plan share: its arguments, and questions read like any other input."""

from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from dispatcher.cli.requests import load_asked
from dispatcher.cli.streams import refuse
from dispatcher.faults import make_fault
from dispatcher.reading.draft import read_draft
from dispatcher.reports.words import Lang
from dispatcher.schemas.common import Wire
from dispatcher.settings import DEFAULT_CAPS

if TYPE_CHECKING:
    from dispatcher.prepared import Prepared

Question = TypeVar("Question", bound=Wire)

PlanArgument = Annotated[str, typer.Argument(metavar="PLAN", help="File of the plan; - is standard input.")]
TicketOption = Annotated[str, typer.Option("--ticket", metavar="T", help="The ticket, planned already or not.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Write the answer as JSON instead of sentences.")]


def load_prepared(request_path: str, plan_path: str, lang: Lang) -> "Prepared":
    """Return a request and a plan of it, ready for questions; a fault ends the command."""
    from dispatcher.prepared import prepare  # compiled code is loaded only where it is needed

    return prepare(*load_asked(request_path, plan_path, lang))


def read_question(tree: dict[str, Any], model: type[Question], lang: Lang) -> Question:
    """Return the question that options put; a fault ends the command."""
    question, draft = read_draft(tree, model, DEFAULT_CAPS.faults)
    if question is None or draft.faults:
        refuse(list(draft.faults) or [make_fault("bad_text")], lang)
    return question
