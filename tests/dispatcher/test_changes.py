"""What a re-plan changes and why, on the wire: days whose chains are plain, and what holds on random ones."""

import json
import random
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.events import apply
from dispatcher.planning import plan_request
from dispatcher.reading.events import read_events
from dispatcher.schemas.event import EVENT_TYPES
from dispatcher.schemas.history import EventType
from dispatcher.schemas.plan import Plan
from tests.dispatcher.event_days import Tree, applied, event
from tests.dispatcher.random_events import STEPS, draw_events, published_day
from tests.dispatcher.replans import DAY, PLAN, replan, told_plan, under_way
from tests.dispatcher.requests import accepted, at, changed, make_ticket

EMERGENCY = make_ticket("T-E", urgency="emergency", service_minutes=70)
NEW = event("new_ticket", "09:50", ticket=EMERGENCY)
FIRST = ("T-1", "09:00", "10:00")
OTHER = ("T-4", "09:00", "10:00")


def test_an_emergency_pushes_a_visit() -> None:
    """It takes wang from 10:20 to 11:30, so T-17 goes from 10:30 to 13:00; before and after are whole."""
    found = replan(under_way(NEW), [FIRST, ("T-E", "10:20", "11:30"), ("T-17", "13:00", "14:00")], [OTHER])

    wang = {"technician_id": "wang", "shift_id": "wang-mon"}
    assert [change.to_wire() for change in found.changes.values()] == [
        {
            "visit_id": "T-E:0:0",
            "kind": "added",
            "after": wang | {"start": at("10:20"), "end": at("11:30")},
            "because_of": [{"event_id": "E-1"}],
        },
        {
            "visit_id": "T-17:0:0",
            "kind": "time",
            "before": wang | {"start": at("10:30"), "end": at("11:30")},
            "after": wang | {"start": at("13:00"), "end": at("14:00")},
            "because_of": [{"visit_id": "T-E:0:0"}, {"event_id": "E-1"}],
        },
    ]


def test_a_visit_in_its_window_is_not_changed() -> None:
    """T-17 may start until 11:30; an emergency of wang that ends then leaves the plan with one change, itself."""
    found = replan(under_way(NEW), [FIRST, ("T-E", "10:20", "11:30"), ("T-17", "11:30", "12:30")], [OTHER])

    assert [*found.changes] == ["T-E:0:0"]


def test_an_overrun_pushes_what_follows() -> None:
    """T-1, under way, lasts until 11:35; T-17 starts five minutes after its window because of it."""
    overrun = event("overrun", "09:50", visit_id="T-1:0:0", expected_end=at("11:35"))

    found = replan(under_way(overrun), [("T-1", "09:00", "11:35"), ("T-17", "11:35", "12:35")], [OTHER])

    assert found.changes["T-17:0:0"].kind == "time"
    assert found.chain("T-17:0:0") == ["T-1:0:0", "E-1"]


def test_an_absence_is_the_cause_of_what_it_touches() -> None:
    """Wang is away from 10:20; T-17 goes to li, who comes within the window."""
    away = event("technician_out", "09:50", technician_id="wang", start=at("10:20"), end=None)

    found = replan(under_way(away), [FIRST], [OTHER, ("T-17", "10:30", "11:30")])

    assert found.changes["T-17:0:0"].kind == "technician"
    assert found.chain("T-17:0:0") == ["E-1"]


def test_a_visit_fills_the_place_of_one_called_off() -> None:
    """T-1's owner needs nobody; T-17, of which nobody was told, comes at 9:00 instead."""
    untold = changed(PLAN, {"/routes/0/visits/1/arrival_window": {"start": at("10:10"), "end": at("11:30")}})

    found = replan(
        under_way(event("cancelled", "08:10", ticket_id="T-1"), plan=untold), [("T-17", "09:00", "10:00")], [OTHER]
    )

    assert {name: change.kind for name, change in found.changes.items()} == {"T-1:0:0": "dropped", "T-17:0:0": "time"}
    assert found.chain("T-1:0:0") == ["E-1"]
    assert found.chain("T-17:0:0") == ["T-1:0:0", "E-1"]


def test_two_visits_change_places() -> None:
    """Each is in the place of the other; there is no other event than that T-4's owner was told."""
    told = event("owner_told", "08:10", visit_id="T-4:0:0", arrival_window={"start": at("09:00"), "end": at("09:30")})
    untold = changed(PLAN, {"/routes/0/visits/1/arrival_window": {"start": at("10:10"), "end": at("11:30")}})

    found = replan(under_way(told, plan=untold), [("T-17", "09:00", "10:00"), ("T-1", "10:30", "11:30")], [OTHER])

    assert found.chain("T-1:0:0") == ["T-17:0:0", "E-1"]
    assert found.chain("T-17:0:0") == ["T-1:0:0", "E-1"]


def test_the_next_part_is_there_because_of_the_no_show() -> None:
    """Nobody was at home at 9:00; another visit comes at 12:00, two hours after it was known."""
    found = replan(
        under_way(event("no_show", "10:00", visit_id="T-1:0:0")),
        [FIRST, ("T-17", "10:30", "11:30"), ("T-1:0:0:1", "12:00", "13:00")],
        [OTHER],
    )

    assert {name: change.kind for name, change in found.changes.items()} == {"T-1:0:0:1": "added"}
    assert found.chain("T-1:0:0:1") == ["E-1"]


def test_a_decision_is_a_change_of_the_plan_before_it() -> None:
    """The plan in force has T-17 with li once chen has said so; against the plan before that, it has changed."""
    request = under_way(event("override", "08:10", visit_id="T-17:0:0", technician_id="li", by="chen", why="agreed"))
    plan = ([FIRST], [OTHER, ("T-17", "10:30", "11:30")])

    assert replan(request, *plan).changes == {}
    assert replan(request, *plan, before=PLAN).changes["T-17:0:0"].kind == "technician"
    assert replan(request, *plan, before=PLAN).chain("T-17:0:0") == ["E-1"]


def test_a_plain_replan_has_no_causes() -> None:
    """T-17 is later without any event: nothing is known."""
    request = accepted(DAY | {"published": PLAN})

    assert replan(request, [FIRST, ("T-17", "12:00", "13:00")], [OTHER]).chain("T-17:0:0") == []


def test_events_of_an_earlier_plan_are_over() -> None:
    """The emergency came in under plan-1; T-17 moves against plan-2, and later events find no cause in it either."""
    once = under_way(NEW)
    routes = [*PLAN["routes"]]
    later = [*routes[0]["visits"], {**routes[0]["visits"][0], "ticket_id": "T-E", "start": at("12:00"),
                                    "end": at("13:10")}]  # fmt: skip
    second = {**PLAN, "plan_id": "plan-2", "routes": [{**routes[0], "visits": later}, routes[1]]}
    quiet = once.model_copy(update={"published": Plan.model_validate(second)})
    again = applied(event("technician_out", "10:00", "E-2", technician_id="li", start=at("16:00"), end=None),
                    request=quiet, plan=second)  # fmt: skip
    plan = ([FIRST, ("T-17", "11:40", "12:40"), ("T-E", "12:40", "13:50")], [OTHER])

    assert replan(quiet, *plan).chain("T-17:0:0") == []
    assert replan(again, *plan).chain("T-17:0:0") == ["E-2"]


def test_what_is_kept_of_events_names_all_types() -> None:
    """The rows of events taken know every type of event."""
    assert set(get_args(EventType)) == EVENT_TYPES.keys()


def test_rows_of_events_say_whom_they_concern_and_nothing_private() -> None:
    """An absence has its technician and times, a ticket its id; old rows with id and digest alone are read."""
    ticket = make_ticket("T-E", description="secret", contact={"name": "secret", "phone": "secret"})
    away = event("technician_out", "09:50", "E-2", technician_id="wang", start=at("10:20"), end=at("11:00"))
    request = under_way(event("new_ticket", "09:50", ticket=ticket), away)
    old = DAY | {"published": PLAN, "applied_events": [{"id": "E-0", "digest": "0"}]}

    rows = [{**row.to_wire(), "digest": "…"} for row in request.applied_events]
    common = {"digest": "…", "at": at("09:50"), "plan_id": "plan-1"}
    assert rows == [
        {"id": "E-1", "type": "new_ticket", "ticket_id": "T-E"} | common,
        {"id": "E-2", "type": "technician_out", "technician_id": "wang", "start": at("10:20"), "end": at("11:00")}
        | common,
    ]
    assert replan(accepted(old), [FIRST, ("T-17", "12:00", "13:00")], [OTHER]).chain("T-17:0:0") == []


def test_a_plan_says_what_it_changes() -> None:
    """A first plan says nothing of changes; a re-plan has both lists, and counts the same in its measures."""
    first = plan_request(accepted(DAY), STEPS).plan.to_wire()
    force = under_way(event("cancelled", "08:10", ticket_id="T-17"), plan=PLAN)
    again = plan_request(force, STEPS).plan.to_wire()

    assert not {"changes", "notices"} & first.keys()
    changes = {row["visit_id"]: row["kind"] for row in again["changes"]}
    assert changes["T-17:0:0"] == "dropped"
    assert [row["kind"] for row in again["notices"] if row["visit_id"] == "T-17:0:0"] == ["cancelled"]
    assert again["kpis"]["changed_visits"] == len(changes)


def test_a_replan_that_changes_nothing_says_so() -> None:
    """The plan in force is still the best: both lists are there, and empty."""
    first = plan_request(accepted(DAY), STEPS).plan.to_wire()

    again = plan_request(accepted(DAY | {"published": first}), STEPS).plan.to_wire()

    assert (again["changes"], again["notices"]) == ([], [])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_some_days_are_explained_and_told(seed: int) -> None:
    """Every change ends in an event; changes are those of an independent count, notices those of another."""
    check_day(seed)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6))
def test_random_days_are_explained_and_told(seed: int) -> None:
    """The same on random days."""
    check_day(seed)


def check_day(seed: int) -> None:
    """Compare what a re-plan of a random day changes and tells with counts that know no causes."""
    tree, plan = published_day(seed % 3)
    force = told_plan(plan, 0.5, random.Random(seed).random)
    events = draw_events(seed, 3)
    request, faults = apply(accepted(tree), Plan.model_validate(force),
                            read_events(json.dumps({"schema_version": 1, "events": events})))  # fmt: skip
    assert request is not None, faults

    answer = plan_request(request, STEPS, before=Plan.model_validate(force))

    if answer.plan.cost is None:
        return
    after = answer.plan.to_wire()
    facts = {visit.id for visit in answer.problem.visits if visit.is_fact}
    assert {row["visit_id"] for row in after["changes"]} == count_changes(force, after, facts)
    names = {row["id"] for row in events}
    assert all(row["because_of"][-1].get("event_id") in names for row in after["changes"])
    assert request.published is not None
    kept, was = places(request.published.to_wire()), places(force)
    told = {name: row for name, row in kept.items() if is_told(row) and name not in facts}
    lost = {name for name, row in was.items() if is_told(row) and name not in facts | places(after).keys()}
    found = {row["visit_id"]: row["kind"] for row in after["notices"]}
    assert len(found) == len(after["notices"])
    assert {name for name, kind in found.items() if kind != "scheduled"} == lost | count_told(told, places(after))
    assert all(name not in told for name, kind in found.items() if kind == "scheduled")


def places(plan: Tree) -> dict[str, Tree]:
    """Return the visits of a plan by id, each with its technician."""
    rows = ((route["technician_id"], visit) for route in plan["routes"] for visit in route["visits"])
    return {visit["visit_id"]: {**visit, "technician_id": person} for person, visit in rows}


def is_told(visit: Tree) -> bool:
    """Whether the owner of a visit knows its window."""
    return bool((visit.get("arrival_window") or {}).get("told_at"))


def is_inside(start: str, window: Tree) -> bool:
    """Whether a start is in a window, both ends included; all times have the same offset."""
    return bool(window["start"] <= start <= window["end"])


def count_changes(before: Tree, after: Tree, facts: set[str]) -> set[str]:
    """Return the ids of visits that two plans do not have alike."""
    then, now = places(before), places(after)
    return {
        name
        for name in (then.keys() | now.keys()) - facts
        if name not in then
        or name not in now
        or then[name]["technician_id"] != now[name]["technician_id"]
        or not is_inside(now[name]["start"], then[name]["arrival_window"])
    }


def count_told(told: dict[str, Tree], now: dict[str, Tree]) -> set[str]:
    """Return the ids of told visits that are not there, or not in their window."""
    return {
        name
        for name, visit in told.items()
        if name not in now or not is_inside(now[name]["start"], visit["arrival_window"])
    }
