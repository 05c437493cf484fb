"""Plans out and in: the example to the letter, arrival windows, digests, and plans that other systems send."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dispatcher.answer import Answer, LeftOut
from dispatcher.convert.figures import TIMES
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.digest import request_digest
from dispatcher.reading import read_plan
from dispatcher.schemas.figures import SearchFigures
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import load
from solver.checker import check
from solver.status import Status
from tests.dispatcher.requests import (
    accepted,
    at,
    changed,
    make_plan_tree,
    make_route,
    make_tree,
    make_visit,
)

EXAMPLE = json.loads(load("example-plan"))
REQUEST = json.loads(load("example-request"))
MINIMAL = make_plan_tree(make_route(make_visit()))


def answer_plan(request: Request, routes: Any, **known: Any) -> Plan:
    """Return the plan given back for an answer with these wire routes."""
    problem = make_problem(request)
    plan, unknown = read_routes(Plan.model_validate(routes), request, problem)
    assert unknown == []
    return make_plan(request, problem, Answer(Status.FEASIBLE, plan, check(problem, plan), **known))


def only_window(plan: Plan) -> tuple[str, str, bool]:
    """Return start, end and whether told of the first visit's arrival window."""
    window = plan.routes[0].visits[0].arrival_window
    assert window is not None
    return window.start.isoformat(), window.end.isoformat(), window.told_at is not None


def test_example_plan_is_written_to_the_letter() -> None:
    """The example's routes, answered as it was, give every field of the example plan as it stands there."""
    request = accepted(REQUEST)
    problem = make_problem(request)
    routes, _ = read_routes(Plan.model_validate(EXAMPLE), request, problem)
    left_out = (LeftOut(3, "impossible", reasons=(("skill_match", (0, 1)),)),)
    answer = Answer(Status.OPTIMAL, routes, check(problem, routes), 1544, 1500, left_out)

    written = make_plan(request, problem, answer).to_wire()

    assert {name: written[name] for name in EXAMPLE} == EXAMPLE


def test_example_plan_sent_in_has_no_fault() -> None:
    """Every value of the example plan is the recomputed one."""
    plan, faults = read_plan(load("example-plan"), accepted(REQUEST))

    assert plan is not None
    assert faults == []


def test_minimal_plan_is_enough() -> None:
    """A plan of tickets, positions and times is taken, and what it lacks is recomputed (6 minutes of travel)."""
    request = accepted(make_tree())

    plan, faults = read_plan(json.dumps(MINIMAL), request)
    full = answer_plan(request, MINIMAL).routes[0]

    assert plan is not None
    assert faults == []
    assert full.visits[0].visit_id == "T-1:0:0"
    assert full.visits[0].depart is not None
    assert full.visits[0].depart.isoformat() == at("08:54")
    assert full.return_at is not None
    assert full.return_at.isoformat() == at("10:06")


@pytest.mark.parametrize(
    ("path", "value", "recomputed"),
    [
        ("/routes/0/return_at", at("12:18"), at("12:17")),
        ("/routes/0/visits/0/depart", at("07:59"), at("08:00")),
        ("/routes/0/visits/0/travel_minutes", 6, 5),
        ("/routes/0/visits/0/visit_id", "T-1:0:1", "T-1:0:0"),
        ("/routes/0/visits/0/state", "done", "planned"),
        ("/cost/total", 1543, 1544),
        ("/cost/terms/travel", 43, 44),
    ],
)
def test_value_that_differs_is_a_warning(path: str, value: Any, recomputed: Any) -> None:
    """A value that the routes do not come to is named with the recomputed one, and stops nothing."""
    plan, faults = read_plan(json.dumps(changed(EXAMPLE, {path: value})), accepted(REQUEST))

    assert plan is not None
    assert [(fault.code, fault.path, fault.allowed) for fault in faults] == [("recomputed_differs", path, recomputed)]


def test_plan_with_all_its_faults() -> None:
    """Structural and semantic faults of a plan sent in come together, with pointers into the plan."""
    route = make_route(make_visit("T-9"), make_visit(step=3), make_visit(start="noon"), shift_id="tue")

    plan, faults = read_plan(json.dumps(make_plan_tree(route, colour="red")), accepted(make_tree()))

    assert plan is None
    assert sorted((fault.code, fault.path) for fault in faults) == [
        ("bad_time", "/routes/0/visits/2/start"),
        ("unknown_field", "/colour"),
        ("unknown_shift", "/routes/0/shift_id"),
        ("unknown_step", "/routes/0/visits/1/step"),
        ("unknown_ticket", "/routes/0/visits/0/ticket_id"),
    ]


def test_visit_that_is_not_to_be_made_is_unknown() -> None:
    """Part 1 of a visit that nobody interrupted is no visit of the request."""
    tree = make_plan_tree(make_route(make_visit(part=1)))

    plan, faults = read_plan(json.dumps(tree), accepted(make_tree()))

    assert plan is None
    assert [(fault.code, fault.path, fault.ids) for fault in faults] == [
        ("unknown_visit", "/routes/0/visits/0", ["T-1:0:0:1"])
    ]


def test_arrival_window_is_the_span_around_the_start() -> None:
    """Without a promise it runs from 30 minutes before 9:00 to 60 after."""
    plan = answer_plan(accepted(make_tree()), MINIMAL)

    assert only_window(plan) == (at("08:30"), at("10:00"), False)


def test_arrival_window_is_the_promised_one() -> None:
    """A first step that starts in a promised window is announced for that window."""
    windows = [
        {"start": at("08:00"), "end": at("08:59"), "kind": "promised"},
        {"start": at("09:00"), "end": at("11:00"), "kind": "promised"},
    ]

    plan = answer_plan(accepted(changed(make_tree(), {"/tickets/0/windows": windows})), MINIMAL)

    assert only_window(plan) == (at("09:00"), at("11:00"), False)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("09:30", (at("08:45"), at("09:30"), True)),  # the window's last minute: unchanged
        ("09:31", (at("09:01"), at("10:31"), False)),  # a minute later: 30 before and 60 after the new start
    ],
)
def test_unchanged_visit_keeps_its_window(start: str, expected: tuple[str, str, bool]) -> None:
    """A visit that stays in its published window keeps it, told time included; another gets a new one."""
    told = {"start": at("08:45"), "end": at("09:30"), "told_at": at("07:00")}
    published = make_plan_tree(make_route(make_visit(arrival_window=told)))

    moved = make_plan_tree(make_route(make_visit(start=start, end="10:31")))

    plan = answer_plan(accepted(make_tree(published=published)), moved)

    assert only_window(plan) == expected


def test_state_read_by_the_clock_is_not_declared() -> None:
    """A visit that only the clock calls started stays planned on the wire; a declared one stays declared."""
    by_clock = make_tree(now=at("09:30"), published=MINIMAL)
    declared = make_tree(now=at("09:30"), published=changed(MINIMAL, {"/routes/0/visits/0/state": "started"}))

    states = [answer_plan(accepted(tree), MINIMAL).routes[0].visits[0].state for tree in (by_clock, declared)]

    assert states == ["planned", "started"]


def test_times_have_the_offset_of_the_zone() -> None:
    """9:00 at +08:00 is 1:00 in London in winter."""
    plan = answer_plan(accepted(make_tree(time_zone="Europe/London")), MINIMAL)

    assert plan.to_wire()["routes"][0]["visits"][0]["start"].startswith("2026-03-02T01:00:00")


def test_gap_is_over_what_can_still_be_won() -> None:
    """Total 12 of travel (6 out, 6 home); bound 9, sunk 2: (12 - 9) / (12 - 2); without a bound it is null."""
    request = accepted(make_tree(policy={"weights": {"workload": 0, "skill_waste": 0}}))

    known = answer_plan(request, MINIMAL, lower_bound=9, sunk=2)
    unknown = answer_plan(request, MINIMAL)

    assert known.cost is not None
    assert known.cost.total == 12
    assert known.gap == pytest.approx(0.3)
    assert unknown.to_wire()["gap"] is None
    assert unknown.to_wire()["lower_bound"] is None


def test_no_plan_has_no_figures() -> None:
    """Without a plan there are no routes, and cost, KPIs and gap are null."""
    request = accepted(make_tree())

    tree = make_plan(request, make_problem(request), Answer(Status.NO_PLAN_IN_TIME)).to_wire()

    assert tree["status"] == "no_plan_in_time"
    assert (tree["routes"], tree["cost"], tree["kpis"], tree["gap"], tree["sunk"]) == ([], None, None, None, None)


def test_times_of_a_repeatable_search_are_null() -> None:
    """With an iteration limit the wall times are left out, so that the plan repeats to the byte."""
    figures = SearchFigures(seconds=1.5, first_plan_seconds=0.1, selection_seconds=0.2, iterations=10, seed=0)

    timed = answer_plan(accepted(make_tree()), MINIMAL, search=figures)
    repeatable = answer_plan(accepted(make_tree(search={"iterations": 10})), MINIMAL, search=figures)

    assert timed.search == figures
    assert repeatable.to_wire()["search"] == {**figures.model_dump(), **dict.fromkeys(TIMES)}


def test_on_hold_tickets_are_held() -> None:
    """A ticket on hold is listed with its reason."""
    tree = changed(make_tree(), {"/tickets/0/status": "on_hold", "/tickets/0/hold_reason": "parts"})

    plan = answer_plan(accepted(tree), make_plan_tree())

    assert plan.to_wire()["held"] == [{"ticket_id": "T-1", "hold_reason": "parts"}]


def test_lock_that_cannot_be_kept_is_a_warning() -> None:
    """A visit frozen at 9:00 whose departure at 8:54 has passed at 9:00 (declared planned) is released."""
    tree = changed(
        make_tree(now=at("09:00"), freeze_until=at("12:00"), published=make_plan_tree(make_route(make_visit()))),
        {"/published/routes/0/visits/0/depart": at("09:00")},
    )

    plan = answer_plan(accepted(tree), make_plan_tree())

    assert [(fault.code, fault.ids) for fault in plan.warnings or ()] == [("lock_released", ["T-1:0:0"])]


def test_digest_ignores_search_and_notation() -> None:
    """Another budget, key order or spelling of a number keeps the digest; another ticket changes it."""
    tree = make_tree()
    same = dict(reversed([*tree.items(), ("search", {"seconds": 3})]))
    spelled = changed(tree, {"/policy": {"weights": {"travel": 1}}})

    digest = accepted(tree).digest

    assert accepted(same).digest == digest == request_digest(tree)
    assert accepted(spelled).digest != digest
    assert accepted(tree).model_copy(update={"max_changes": 3}).digest != digest


def test_digest_of_a_small_object_is_known() -> None:
    """RFC 8785 sorts keys and writes 1.0 as 1: the digest is that of the bytes {"a":1,"b":2}."""
    expected = "43258cff783fe7036d8a43033f830adfc60ec037382473548ac742b888292777"

    assert request_digest({"b": 2, "a": 1.0, "search": {}}) == expected


def test_plan_id_is_derived() -> None:
    """The same routes of the same request have the same id, other routes another one."""
    request = accepted(make_tree())
    later = make_plan_tree(make_route(make_visit(start="09:01", end="10:01")))

    first, again, other = (answer_plan(request, routes).plan_id for routes in (MINIMAL, MINIMAL, later))

    assert first == again != other


def test_whole_plan_can_be_published() -> None:
    """A plan as given back is taken as ``published`` and means the same."""
    plan = answer_plan(accepted(make_tree()), MINIMAL)

    request = accepted(make_tree(published=plan.to_wire()))

    assert request.published is not None
    assert request.published.to_wire() == plan.to_wire()
    problem = make_problem(request)
    assert problem.visits[0].published is not None
    assert problem.visits[0].published.start == 60


def test_left_out_ticket_names_technicians_by_id() -> None:
    """Reasons name rules and the ids of technicians in order; proof only where there is one."""
    left_out = LeftOut(0, "crowded_out", reasons=(("working_hours", (0,)),), proof="routes")

    rows = answer_plan(accepted(make_tree()), make_plan_tree(), left_out=(left_out, replace(left_out, proof=None)))

    first, second = rows.to_wire()["unassigned"]
    assert first["class"] == "crowded_out"
    assert first["reasons"] == [{"code": "working_hours", "technician_ids": ["wang"]}]
    assert first["proof"] == "routes"
    assert "proof" not in second
