"""A small published day, and what events make of it as differences that tests can spell out."""

import json
from typing import Any

from dispatcher.events import apply
from dispatcher.faults import Fault
from dispatcher.reading.events import read_events
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

Tree = dict[str, Any]
GONE = "gone"
BOUND = {"by": "chen", "why": "the owner asked"}
# wang: T-1 from 9:00 to 10:00, T-2 from 10:06 to 11:06, T-3 from 15:00 to 16:00; li: T-4 from 9:00 to 10:00, for two
# steps; T-5 waits for somebody.
TICKETS = [
    make_ticket("T-1"),
    make_ticket("T-2", preferred_technicians=["wang", "li"]),
    make_ticket("T-3"),
    make_ticket("T-4", steps=[{"trade": "water", "service_minutes": 60}, {"trade": "water", "service_minutes": 30}]),
    make_ticket("T-5", urgency="low"),
    make_ticket("T-6", status="done"),
]
BASE = make_tree(
    now=at("08:00"),
    technicians=[
        make_technician(shifts=[make_shift("wang-mon", unavailable=[{"start": at("13:00"), "end": at("14:00"),
                                                                     "site_id": "b3"}])]),
        make_technician("li", duration_percent=150),
    ],
    tickets=TICKETS,
)  # fmt: skip
TOLD = {"start": at("10:00"), "end": at("11:00"), "told_at": at("07:00")}
PLAN = make_plan_tree(
    make_route(
        make_visit("T-1", depart=at("08:54"), travel_minutes=6),
        make_visit("T-2", "10:06", "11:06", depart=at("10:00"), travel_minutes=6, arrival_window=TOLD),
        make_visit("T-3", "15:00", "16:00"),
    ),
    make_route(
        make_visit("T-4"), make_visit("T-4", "10:00", "10:30", step=1), technician_id="li", shift_id="li-mon"
    ),
    plan_id="plan-1",
    constants={"share": {"wang": 100, "li": 80}, "scarce_trades": []},
)  # fmt: skip


def event(kind: str, moment: str, name: str = "E-1", **fields: Any) -> Tree:
    """Return an event that became known at a time of day."""
    return {"id": name, "at": at(moment), "type": kind, **fields}


def happen(
    *events: Tree, request: Request | None = None, plan: Tree | None = None
) -> tuple[Request | None, list[Fault]]:
    """Apply events to the small day, or to another request with the plan in force it holds."""
    wanted = accepted(BASE) if request is None else request
    force = Plan.model_validate(PLAN if plan is None else plan)
    if request is not None and request.published is not None and plan is None:
        force = request.published
    return apply(wanted, force, read_events(json.dumps({"schema_version": 1, "events": list(events)})))


def applied(*events: Tree, request: Request | None = None, plan: Tree | None = None) -> Request:
    """Return the request that events without faults leave; it reads without faults."""
    changed, faults = happen(*events, request=request, plan=plan)
    assert changed is not None, faults
    assert accepted(json.loads(json.dumps(changed.to_wire()))).to_wire() == changed.to_wire()
    return changed


def by_name(request: Request) -> Tree:
    """Return the JSON tree of a request with everything under its id, visits with their technicians."""
    tree = request.to_wire()
    plan = tree.pop("published")
    routes = plan.pop("routes")
    visits = {
        visit["visit_id"]: {**visit, "technician_id": route["technician_id"], "shift_id": route["shift_id"]}
        for route in routes for visit in route["visits"]
    }  # fmt: skip
    named = {name: {item["id"]: item for item in tree.pop(name)} for name in ("tickets", "technicians")}
    for name in ("now", "applied_events"):
        tree.pop(name, None)
    return {**tree, **named, "visits": visits, "plan": plan}


def differences(before: Any, after: Any, path: str = "") -> Tree:
    """Return what is different by path; objects that came or went are whole."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {} if before == after else {path: after}
    found: Tree = {}
    for name in before.keys() | after.keys():
        place = f"{path}/{name}"
        if name not in after:
            found[place] = GONE
        elif name not in before:
            found[place] = after[name]
        else:
            found |= differences(before[name], after[name], place)
    return found


def effect(*events: Tree, after: tuple[Tree, ...] = ()) -> Tree:
    """Return what events change in the small day, after earlier ones."""
    start = applied(*after)
    return differences(by_name(start), by_name(applied(*events, request=start)))
