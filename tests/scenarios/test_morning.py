"""The bad morning: packaged as its seed and rules give it, and playable."""

import json
from typing import Any

import pytest

from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.problem import make_problem
from dispatcher.events import apply
from dispatcher.faults import Fault
from dispatcher.reading.events import read_events
from dispatcher.reading.plan import read_plan, read_published
from dispatcher.reading.request import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import load
from scenarios.morning import EVENTS, NAME, PLAN, make_events, make_request
from scenarios.stored import text_of
from solver.checker import check

Tree = dict[str, Any]


def tree(name: str) -> Tree:
    """Return a packaged file as a JSON tree."""
    parsed: Tree = json.loads(load(name))
    return parsed


@pytest.fixture(scope="module")
def day() -> tuple[Request, Plan]:
    """The request and its published plan, read without faults."""
    request, faults = read_request(load(NAME))
    assert request is not None, faults
    plan, faults = read_published(load(PLAN), request)
    assert plan is not None, faults
    return request, plan


def played(request: Request, plan: Plan, events: list[Tree]) -> tuple[Request | None, list[Fault]]:
    """Apply events."""
    return apply(request, plan, read_events(json.dumps({"schema_version": 1, "events": events})))


def test_request_and_events_are_what_their_rules_give() -> None:
    """The request is that of its seed to the byte, the events follow from request and plan."""
    assert load(NAME).decode() == text_of(make_request())
    assert load(EVENTS).decode() == text_of(make_events(tree(NAME), tree(PLAN)))


def test_plan_is_legal_and_told(day: tuple[Request, Plan]) -> None:
    """The plan keeps every rule, costs what it says, and every owner has been told."""
    request, _ = day
    plan, differences = read_plan(load(PLAN), request)
    assert plan is not None
    problem = make_problem(request)

    report = check(problem, read_routes(plan, request, problem)[0])

    assert (report.violations, differences) == ((), [])
    assert plan.cost is not None
    assert plan.cost.total == report.total
    assert all(v.arrival_window and v.arrival_window.told_at for route in plan.routes for v in route.visits)


def test_everything_goes_wrong(day: tuple[Request, Plan]) -> None:
    """A freeze, a lock, somebody ill, an overrun, nobody at home, late parts, a burst pipe, an override, a release."""
    request, _ = day
    kinds = {event["type"] for event in tree(EVENTS)["events"]}

    assert {"technician_out", "overrun", "no_show", "parts_late", "new_ticket", "override", "released"} <= kinds
    assert request.freeze_until is not None
    assert [ticket.lock for ticket in request.tickets].count("both") == 1


def test_events_one_by_one_and_together(day: tuple[Request, Plan]) -> None:
    """Each event is taken after those before it, and all at once leave the same request."""
    request, plan = day
    events = tree(EVENTS)["events"]

    step: Request | None = request
    for event in events:
        assert step is not None
        step, faults = played(step, plan, [event])
        assert faults == []
    together, faults = played(request, plan, events)

    assert faults == []
    assert step is not None
    assert together is not None
    assert step.to_wire() == together.to_wire()
