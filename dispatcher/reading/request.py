"""Read a request: all faults at once, structural and semantic, and the model when there is no error."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from dispatcher.faults.build import make_fault
from dispatcher.faults.catalog import severity
from dispatcher.faults.entry import Severity
from dispatcher.faults.fault import Fault
from dispatcher.reading.cautions import cautions
from dispatcher.reading.checks.cycles import check_cycles
from dispatcher.reading.checks.ids import check_ids
from dispatcher.reading.checks.policy import check_limits, check_policy, check_search
from dispatcher.reading.checks.published import check_published
from dispatcher.reading.checks.shifts import check_horizon, check_technicians
from dispatcher.reading.checks.tickets import check_tickets
from dispatcher.reading.checks.travel import check_travel
from dispatcher.reading.checks.visit_ids import check_visit_ids
from dispatcher.reading.context import Context, make_context
from dispatcher.reading.draft import Draft, read_draft
from dispatcher.reading.json_text import parse_json
from dispatcher.schemas.request import Request
from dispatcher.settings import DEFAULT_CAPS, Caps

Check = Callable[[Context], Iterator[Fault]]
CHECKS: tuple[Check, ...] = (
    check_ids,
    check_visit_ids,
    check_horizon,
    check_technicians,
    check_travel,
    check_tickets,
    check_cycles,
    check_policy,
    check_limits,
    check_search,
    check_published,
)


def read_request(raw: bytes | str, caps: Caps = DEFAULT_CAPS) -> tuple[Request | None, list[Fault]]:
    """Read a request from JSON.

    Parameters
    ----------
    raw
        UTF-8 bytes or text.
    caps
        Bounds on what is read.

    Returns
    -------
    The request, None if there is any error; and every error, or else every warning. Warnings speak of the
    whole request, so they wait until it has no error.
    """
    parsed = parse_json(raw, caps)
    if parsed.tree is None and parsed.faults:
        return None, list(parsed.faults)
    return check_tree(parsed.tree, caps, parsed.faults)


def check_tree(
    tree: Any, caps: Caps = DEFAULT_CAPS, text_faults: tuple[Fault, ...] = ()
) -> tuple[Request | None, list[Fault]]:
    """Read a request from a JSON tree; ``text_faults`` were found in its text."""
    if not isinstance(tree, dict):
        return None, [*text_faults, make_fault("wrong_type", allowed="object")]
    if "routes" in tree and "tickets" not in tree:
        return None, [*text_faults, make_fault("plan_as_request")]
    request, draft = read_draft(tree, Request, caps.faults)
    faults = [*text_faults, *_over_caps(tree, caps), *draft.faults]
    if request is not None:
        context = make_context(request, draft)
        for check in CHECKS:
            faults += islice(check(context), caps.faults)
    errors = distinct([fault for fault in faults if severity(fault.code) is Severity.ERROR])
    if errors or request is None:
        return None, shorten(errors, caps, draft.unlisted)
    return request, shorten(list(cautions(request)), caps, 0)


def check_request(request: Request, caps: Caps = DEFAULT_CAPS, before: Request | None = None) -> list[Fault]:
    """Return every error in what a request says that was made here, not read.

    Parameters
    ----------
    before
        A request without errors that this one was made from: tickets and technicians that are the same objects are
        not looked at again where what they refer to is still there. None: everything is looked at.
    """
    tree = _names(request)
    whole = Draft(tree=tree, broken=frozenset(), kept={}, faults=(), unlisted=0)
    context = make_context(request, whole)
    if before is not None:
        context = replace(context, sound=_still_sound(request, before))
    faults = [*_over_caps(tree, caps), *(fault for check in CHECKS for fault in islice(check(context), caps.faults))]
    return distinct([fault for fault in faults if severity(fault.code) is Severity.ERROR])


def distinct(faults: list[Fault]) -> list[Fault]:
    """Return faults without those that repeat code, path and ids of an earlier one."""
    first: dict[tuple[str, str, tuple[str, ...]], Fault] = {}
    for fault in faults:
        first.setdefault((fault.code, fault.path, tuple(fault.ids)), fault)
    return list(first.values())


def shorten(faults: list[Fault], caps: Caps, unlisted: int) -> list[Fault]:
    """Return at most ``caps.faults`` faults, and one that counts the others."""
    rest = max(0, len(faults) - caps.faults) + unlisted
    return faults[: caps.faults] + ([make_fault("more_faults", allowed=rest)] if rest else [])


def _names(request: Request) -> dict[str, Any]:
    """Return all that checks look up in a tree: the ids of the request's lists."""
    people = [
        {"id": person.id, "shifts": [{"id": shift.id} for shift in person.shifts]} for person in request.technicians
    ]
    return {
        "sites": [{"id": site.id} for site in request.sites],
        "technicians": people,
        "tickets": [{"id": ticket.id} for ticket in request.tickets],
    }


def _still_sound(request: Request, before: Request) -> frozenset[int]:
    """Return the identities of tickets and technicians whose own checks would find what they found before: nothing.

    Those look at the model itself, the horizon, the zone, and at ids: none of them may have gone.
    """
    if request.horizon != before.horizon or request.time_zone != before.time_zone:
        return frozenset()
    for now, then in ((request.sites, before.sites), (request.technicians, before.technicians),
                      (request.tickets, before.tickets)):  # fmt: skip
        if not {item.id for item in now} >= {item.id for item in then}:
            return frozenset()
    return frozenset(map(id, (*before.tickets, *before.technicians)))


def _over_caps(tree: dict[str, Any], caps: Caps) -> Iterator[Fault]:
    for name, cap in (("tickets", caps.tickets), ("technicians", caps.technicians), ("sites", caps.sites)):
        items = tree.get(name)
        if isinstance(items, list) and len(items) > cap:
            yield make_fault("too_many", (name,), allowed=cap)
