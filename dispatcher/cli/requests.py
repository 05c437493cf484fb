"""Requests and plans from files: read, judged, refused with every fault at once."""

from dispatcher.cli.streams import STANDARD, read_input, refuse
from dispatcher.cli.trouble import TWICE
from dispatcher.faults import Fault, make_fault
from dispatcher.reading.plan import in_force, read_as_told, read_plan, read_published
from dispatcher.reading.request import read_request
from dispatcher.reports.words import Lang
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request


def load_request(path: str, lang: Lang) -> Request:
    """Return the request in a file; a fault ends the command."""
    request, faults = read_request(read_input(path, lang))
    if request is None:
        refuse(faults, lang)
    return request


def load_both(request_path: str, plan_path: str, lang: Lang) -> tuple[Request, Plan, list[Fault]]:
    """Return a request, a plan for it and where it differs from what it comes to; a fault ends the command."""
    request, raw = _load_raw(request_path, plan_path, lang)
    return _read_both(request, raw, lang)


def load_asked(request_path: str, plan_path: str, lang: Lang) -> tuple[Request, Plan, list[Fault]]:
    """Return the same for questions about a plan: of the plan in force, the request's copy with what has happened."""
    request, raw = _load_raw(request_path, plan_path, lang)
    told, _ = read_as_told(raw, request)
    if told is not None and (own := in_force(request, told)) is not told:
        return request, own, []
    return _read_both(request, raw, lang)


def _load_raw(request_path: str, plan_path: str, lang: Lang) -> tuple[Request, bytes]:
    if request_path == plan_path == STANDARD:
        refuse([make_fault("bad_usage", ids=["REQUEST", "PLAN"], words={"trouble": TWICE})], lang)
    return load_request(request_path, lang), read_input(plan_path, lang)


def _read_both(request: Request, raw: bytes, lang: Lang) -> tuple[Request, Plan, list[Fault]]:
    plan, faults = read_plan(raw, request)
    if plan is None:
        refuse(faults, lang)
    return request, plan, faults


def load_published(path: str, request: Request, lang: Lang) -> Plan:
    """Return the plan in a file that is in force for a request; a fault ends the command."""
    plan, faults = read_published(read_input(path, lang), request)
    if plan is None:
        refuse(faults, lang)
    return plan


def load_told(path: str, request: Request, lang: Lang) -> Plan:
    """Return the same plan as it was published, before anything happened; a fault ends the command."""
    plan, faults = read_as_told(read_input(path, lang), request)
    if plan is None:
        refuse(faults, lang)
    return plan


def load_compared(path: str, request: Request, lang: Lang) -> tuple[Plan, list[Fault]]:
    """Return a plan in a file to compare, and where it differs from what it comes to; a fault ends the command.

    For the plan in force the request's own copy stands, with what events have said. It may have visits of tickets that
    are closed by now; they are not compared.
    """
    raw = read_input(path, lang)
    own = request.published
    plan, faults = read_plan(raw, request)
    if own is not None and own.plan_id is not None:
        published = plan or read_published(raw, request)[0]
        if published is not None and published.plan_id == own.plan_id:
            return own, []
    if plan is None:
        refuse(faults, lang)
    return plan, faults
