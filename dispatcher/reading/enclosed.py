"""Bodies that enclose a request, a plan, events and what is wanted of them: all faults of all parts at once."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dispatcher.faults.build import make_fault
from dispatcher.faults.catalog import severity
from dispatcher.faults.entry import Severity
from dispatcher.faults.fault import Fault
from dispatcher.reading.draft import read_draft
from dispatcher.reading.events import Batch, check_events_tree
from dispatcher.reading.json_text import Parsed, parse_json
from dispatcher.reading.plan import check_plan_tree
from dispatcher.reading.request import check_tree, distinct, shorten
from dispatcher.schemas.common import Wire
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.settings import DEFAULT_CAPS, Caps

Question = TypeVar("Question", bound=Wire)
_OWN = ("request", "plan")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Question]):
    """What is asked, and of what.

    Attributes
    ----------
    differences
        Warnings found in reading the plan; their paths are those in the plan.
    """

    request: Request
    plan: Plan
    question: Question
    differences: tuple[Fault, ...] = ()


def read_object(
    raw: bytes | str, model: type[Question], caps: Caps = DEFAULT_CAPS
) -> tuple[Question | None, list[Fault]]:
    """Read one object from JSON: the model, None if there is any error; and every error."""
    parsed = parse_json(raw, caps)
    if not isinstance(parsed.tree, dict):
        return None, _no_object(parsed)
    return _read_model(parsed.tree, model, caps, parsed.faults)


def read_asked(
    raw: bytes | str, question: type[Question], caps: Caps = DEFAULT_CAPS
) -> tuple[Asked[Question] | None, list[Fault]]:
    """Read ``{"request": ..., "plan": ..., ...}``, the other fields being those of the question.

    Returns
    -------
    What is asked, None if there is any error; and every error, or else no fault.
    """
    parsed = parse_json(raw, caps)
    if not isinstance(parsed.tree, dict):
        return None, _no_object(parsed)
    rest = {name: value for name, value in parsed.tree.items() if name not in _OWN}
    asked, faults = _read_model(rest, question, caps, parsed.faults)
    faults += [make_fault("missing_field", (name,)) for name in _OWN if parsed.tree.get(name) is None]
    request, found = _request(parsed.tree, caps)
    faults += found
    plan, found = _plan(parsed.tree, request, caps)
    faults += enclose(found, "plan")
    errors = distinct([fault for fault in faults if severity(fault.code) is Severity.ERROR])
    if errors or asked is None or request is None or plan is None:
        return None, shorten(errors, caps, 0)
    return Asked(request, plan, asked, tuple(found)), []


@dataclass(frozen=True, slots=True)
class Sent(Generic[Question]):
    """A request, and what is wanted for it."""

    request: Request
    question: Question


def read_sent(
    raw: bytes | str, question: type[Question], caps: Caps = DEFAULT_CAPS
) -> tuple[Sent[Question] | None, list[Fault]]:
    """Read ``{"request": ..., ...}``, the other fields being those of the question.

    Returns
    -------
    What is sent, None if there is any error; and every error, or else no fault.
    """
    parsed = parse_json(raw, caps)
    if not isinstance(parsed.tree, dict):
        return None, _no_object(parsed)
    rest = {name: value for name, value in parsed.tree.items() if name != "request"}
    wanted, faults = _read_model(rest, question, caps, parsed.faults)
    if parsed.tree.get("request") is None:
        faults.append(make_fault("missing_field", ("request",)))
    request, found = _request(parsed.tree, caps)
    errors = distinct([fault for fault in (*faults, *found) if severity(fault.code) is Severity.ERROR])
    if errors or wanted is None or request is None:
        return None, shorten(errors, caps, 0)
    return Sent(request, wanted), []


def read_happened(
    raw: bytes | str, question: type[Question], caps: Caps = DEFAULT_CAPS
) -> tuple[tuple[Question, Batch] | None, list[Fault]]:
    """Read ``{"events": [...], ...}``, the other fields being those of the question.

    Returns
    -------
    The question and the events, whose faults are in the batch; None if anything else is wrong, and every error.
    """
    parsed = parse_json(raw, caps)
    if not isinstance(parsed.tree, dict):
        return None, _no_object(parsed)
    rest = {name: value for name, value in parsed.tree.items() if name != "events"}
    wanted, faults = _read_model(rest, question, caps, parsed.faults)
    own = {name: value for name, value in parsed.tree.items() if name == "events"}
    batch = check_events_tree(Parsed({"schema_version": 1, **own}, ()), caps)
    if wanted is None or faults:
        return None, distinct([*faults, *batch.faults])
    return (wanted, batch), []


def enclose(faults: list[Fault], name: str) -> list[Fault]:
    """Return faults of a part of a body, with the paths they have in the body."""
    return [fault.model_copy(update={"path": f"/{name}{fault.path}"}) for fault in faults]


def _request(body: dict[str, Any], caps: Caps) -> tuple[Request | None, list[Fault]]:
    if body.get("request") is None:
        return None, []
    request, faults = check_tree(body["request"], caps)
    return request, enclose(faults, "request")


def _plan(body: dict[str, Any], request: Request | None, caps: Caps) -> tuple[Plan | None, list[Fault]]:
    """Return the plan; without a request there is nothing to read it by, so only its form is looked at."""
    tree = body.get("plan")
    if tree is None:
        return None, []
    if request is not None:
        return check_plan_tree(Parsed(tree, ()), request, caps)
    if not isinstance(tree, dict):
        return None, [make_fault("wrong_type", allowed="object")]
    return None, list(read_draft(tree, Plan, caps.faults)[1].faults)


def _read_model(
    tree: dict[str, Any], model: type[Question], caps: Caps, faults: tuple[Fault, ...]
) -> tuple[Question | None, list[Fault]]:
    found, draft = read_draft(tree, model, caps.faults)
    every = [*faults, *draft.faults]
    return (None if every else found), shorten(every, caps, draft.unlisted)


def _no_object(parsed: Parsed) -> list[Fault]:
    return list(parsed.faults) or [make_fault("wrong_type", allowed="object")]
