"""Read a plan sent in: all faults at once, and where what was sent differs from what it comes to."""

from collections.abc import Callable, Iterator
from itertools import islice

from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.problem import make_problem
from dispatcher.faults.build import make_fault
from dispatcher.faults.catalog import severity
from dispatcher.faults.entry import Severity
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.published import PlanContext, check_facts, check_plan
from dispatcher.reading.context import make_context
from dispatcher.reading.differences import differences
from dispatcher.reading.draft import Draft, read_draft
from dispatcher.reading.json_text import Parsed, parse_json
from dispatcher.reading.request import distinct, shorten
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.settings import DEFAULT_CAPS, Caps

# What a plan names that only its own request has.
_REFERENCES = frozenset(
    {
        "unknown_ticket",
        "unknown_technician",
        "unknown_shift",
        "unknown_step",
        "unknown_crew_position",
        "unknown_part",
        "unknown_visit",
        "shift_of_other_technician",
    }
)


def read_plan(raw: bytes | str, request: Request, caps: Caps = DEFAULT_CAPS) -> tuple[Plan | None, list[Fault]]:
    """Read a plan for a request from JSON.

    Returns
    -------
    The plan as sent, None if there is any error; and every error, or else a warning for every value that
    differs from the one its routes come to.
    """
    return check_plan_tree(parse_json(raw, caps), request, caps)


def check_plan_tree(parsed: Parsed, request: Request, caps: Caps = DEFAULT_CAPS) -> tuple[Plan | None, list[Fault]]:
    """Read a plan for a request, as ``read_plan``, from a JSON tree and the faults found in its text."""
    plan, faults = _read(parsed, request, caps, check_plan)
    if plan is None:
        return None, faults
    problem = make_problem(request)
    unknown = read_routes(plan, request, problem)[1]
    if unknown:
        return None, shorten(_of_other_request(plan, request, unknown), caps, 0)
    return plan, shorten(list(differences(plan, request, problem)), caps, 0)


def read_published(raw: bytes | str, request: Request, caps: Caps = DEFAULT_CAPS) -> tuple[Plan | None, list[Fault]]:
    """Read a plan that is in force for a request from JSON; visits of closed tickets may stand in it.

    Returns
    -------
    The plan (where the request has it already, with what events have written into it: that one), None if there is
    any error; and every error.
    """
    plan, faults = _read(parse_json(raw, caps), request, caps, lambda context: _check_in_force(request, context))
    return (None, faults) if plan is None else (in_force(request, plan), [])


def read_as_told(raw: bytes | str, request: Request, caps: Caps = DEFAULT_CAPS) -> tuple[Plan | None, list[Fault]]:
    """Read the same plan as it was published, without what events have written into the request's copy since."""
    plan, faults = _read(parse_json(raw, caps), request, caps, lambda context: _check_in_force(request, context))
    return plan, [] if plan is not None else faults


def in_force(request: Request, published: Plan) -> Plan:
    """Return a published plan, or the request's own copy of it (by ``plan_id``), which has what events have said."""
    own = request.published
    return own if own is not None and own.plan_id is not None and own.plan_id == published.plan_id else published


def _check_in_force(request: Request, context: PlanContext) -> Iterator[Fault]:
    if in_force(request, context.plan) is context.plan:
        yield from check_plan(context)
        yield from check_facts(context)


def _read(parsed: Parsed, request: Request, caps: Caps,
          check: Callable[[PlanContext], Iterator[Fault]]) -> tuple[Plan | None, list[Fault]]:  # fmt: skip
    """Read a plan and what a check says of it: the plan, or every error."""
    if parsed.tree is None and parsed.faults:
        return None, list(parsed.faults)
    if not isinstance(parsed.tree, dict):
        return None, [*parsed.faults, make_fault("wrong_type", allowed="object")]
    if "tickets" in parsed.tree and "routes" not in parsed.tree:
        return None, [*parsed.faults, make_fault("request_as_plan")]
    plan, draft = read_draft(parsed.tree, Plan, caps.faults)
    faults = [*parsed.faults, *draft.faults]
    if plan is not None:
        faults += islice(check(_plan_context(request, plan, draft)), caps.faults)
    errors = distinct([fault for fault in faults if severity(fault.code) is Severity.ERROR])
    if errors or plan is None:
        return None, shorten(_of_other_request(plan, request, errors), caps, draft.unlisted)
    return plan, []


def _plan_context(request: Request, plan: Plan, draft: Draft) -> PlanContext:
    tree = request.to_wire()
    whole = Draft(tree=tree, broken=frozenset(), kept={}, faults=(), unlisted=0)
    return PlanContext(make_context(request, whole), plan, draft, ())


def _of_other_request(plan: Plan | None, request: Request, errors: list[Fault]) -> list[Fault]:
    """Say once that a plan is another request's, in place of every single thing this one does not have."""
    rest = [fault for fault in errors if fault.code not in _REFERENCES]
    if plan is None or plan.request_digest in (None, request.digest) or len(rest) == len(errors):
        return errors
    place = ("request_digest",)
    return [make_fault("other_request", place, value=plan.request_digest, allowed=request.digest), *rest]
