"""Lists of events: their order, repetitions and faults, and what any sequence of them leaves."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.events import apply
from dispatcher.planning import check_plan, plan_request
from dispatcher.reading.events import make_batch, read_events
from dispatcher.schemas.event import EVENT_TYPES, Held
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from tests.dispatcher.event_days import BASE, BOUND, PLAN, Tree, applied, by_name, event, happen
from tests.dispatcher.random_events import STEPS, draw_events, published_day, wire
from tests.dispatcher.requests import accepted, at, changed, make_ticket

SEEDS = st.integers(0, 10_000)
quick = settings(max_examples=15, deadline=None, derandomize=True, database=None)
HELD = event("held", "09:00", ticket_id="T-5")


def codes(faults: list[Any]) -> list[tuple[str, str]]:
    """Return code and path of faults."""
    return [(fault.code, fault.path) for fault in faults]


def day_of(seed: int, count: int = 10) -> tuple[Request, Tree, list[Tree]]:
    """Return a random request, the plan in force and events that fit."""
    tree, plan = published_day(seed % 3)
    return accepted(tree), plan, draw_events(seed, count)


def declared(request: Request) -> dict[str | None, tuple[Any, ...]]:
    """Return the visits of the plan in force that are over, as they went."""
    assert request.published is not None
    return {
        visit.visit_id: (route.shift_id, visit.start, visit.end, visit.outcome)
        for route in request.published.routes for visit in route.visits if visit.state == "done"
    }  # fmt: skip


def test_all_faults_come_at_once() -> None:
    """A wrong form, an unknown type, an unknown ticket and a dangling site in one list: four faults, in place."""
    sent = [
        event("done", "09:00", "E-1", visit_id="T-1:0:0"),
        event("vanished", "09:00", "E-2"),
        event("held", "09:00", "E-3", ticket_id="T-7"),
        event("new_ticket", "09:00", "E-4", ticket=make_ticket("T-9", site_id="b9")),
    ]

    request, faults = happen(*sent)

    assert request is None
    assert codes(faults) == [
        ("missing_field", "/events/0/time"),
        ("bad_enum", "/events/1/type"),
        ("unknown_ticket", "/events/2/ticket_id"),
        ("unknown_site", "/events/3/ticket/site_id"),
    ]
    assert faults[0].ids == ["E-1"]
    assert faults[1].allowed == list(EVENT_TYPES)


def test_unreadable_new_ticket_is_blamed_once() -> None:
    """What names a new ticket that cannot be read is not blamed for it."""
    broken = event("new_ticket", "09:00", "E-1", ticket={"id": "T-9"})

    faults = happen(broken, event("cancelled", "09:01", "E-2", ticket_id="T-9"))[1]

    assert codes(faults) == [("missing_field", "/events/0/ticket/site_id")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("[]", "wrong_type"),
        ("{", "invalid_json"),
        ('{"events": []}', "missing_field"),
        ('{"schema_version": 1, "events": [3]}', "wrong_type"),
        ('{"schema_version": 1, "events": [{"id": "E"}]}', "missing_field"),
        ('{"schema_version": 1, "events": [], "more": 1}', "unknown_field"),
    ],
)
def test_wrong_form_is_a_fault(raw: str, code: str) -> None:
    """What is no list of events is refused with a fault, never with an exception."""
    batch = read_events(raw)

    assert code in [fault.code for fault in batch.faults]
    assert apply(accepted(BASE), Plan.model_validate(PLAN), batch)[0] is None


def test_same_event_twice_is_taken_once() -> None:
    """The same id with the same body changes nothing, in the list or later."""
    once = applied(HELD)

    assert wire(applied(HELD, HELD)) == wire(once)
    assert wire(applied(HELD, request=once)) == wire(once)
    assert [row.id for row in once.applied_events] == ["E-1"]


def test_same_id_with_another_body_is_a_conflict() -> None:
    """The same id with another body is refused, in the list or later, and nothing is applied."""
    other = HELD | {"why": "no key"}

    assert codes(happen(HELD, other)[1]) == [("event_conflict", "/events/1/id")]
    assert codes(happen(other, request=applied(HELD))[1]) == [("event_conflict", "/events/0/id")]


def test_absent_and_null_are_the_same_body() -> None:
    """A field that is null is absent, in the body of an event too."""
    assert happen(HELD | {"why": None}, request=applied(HELD))[1] == []


def test_one_visit_ends_before_the_next_is_gone_to() -> None:
    """Said at one moment, with the same time: T-1 is over, and he is on the way to T-2."""
    begun = event("started", "09:00", "E-0", visit_id="T-1:0:0", time=at("09:00"))
    over = event("done", "09:50", "E-2", visit_id="T-1:0:0", time=at("09:50"))
    gone = event("travelling", "09:50", "E-1", visit_id="T-2:0:0", time=at("09:50"))

    visits = by_name(applied(gone, over, begun))["visits"]

    assert (visits["T-1:0:0"]["state"], visits["T-2:0:0"]["state"]) == ("done", "travelling")


def test_visit_without_length_begins_before_it_ends() -> None:
    """Begun and over at one moment: the visit lasts no time."""
    begun = event("started", "09:00", "E-2", visit_id="T-1:0:0", time=at("09:00"))
    over = event("done", "09:00", "E-1", visit_id="T-1:0:0", time=at("09:00"))

    assert by_name(applied(over, begun))["visits"]["T-1:0:0"]["end"] == at("09:00")


def test_work_ends_an_absence() -> None:
    """Said to be away from 9:00 to the evening, at work at 11:00: he was away for two hours."""
    away = event("technician_out", "09:00", "E-0", technician_id="li", start=at("09:00"))
    back = event("started", "11:00", visit_id="T-4:0:0", time=at("11:00"))

    shift = by_name(applied(away, back))["technicians"]["li"]["shifts"][0]

    assert shift["unavailable"] == [{"start": at("09:00"), "end": at("11:00")}]


def test_own_copy_of_the_plan_in_force_goes_before() -> None:
    """A request that has the plan already, with its facts, goes on from them whatever file the plan comes from."""
    first = applied(event("done", "09:50", "E-0", visit_id="T-1:0:0", time=at("09:50")))

    again = applied(HELD, request=first, plan=PLAN)

    assert by_name(again)["visits"]["T-1:0:0"]["state"] == "done"


def test_figures_of_the_plan_in_force_are_left_out() -> None:
    """Facts make its cost untrue; routes, id and constants stay."""
    plan = PLAN | {"cost": {"total": 5, "terms": {}}, "status": "optimal"}

    kept = applied(HELD, plan=plan).to_wire()["published"]

    assert set(kept) == {"schema_version", "plan_id", "constants", "routes"}
    assert kept["constants"] == PLAN["constants"]


def test_events_made_in_the_program_are_applied_too() -> None:
    """What was not read but made is applied the same way."""
    made = Held.model_validate(HELD)

    request, faults = apply(accepted(BASE), Plan.model_validate(PLAN), make_batch([made]))

    assert request is not None, faults
    assert wire(request) == wire(applied(HELD))


def test_stopped_visit_is_not_read_by_the_clock() -> None:
    """T-2 of 10:06 waits as T-1 takes until 11:00; at 10:30 only T-1 is a fact, and T-2 is planned anew."""
    late = event("overrun", "09:55", visit_id="T-1:0:0", expected_end=at("11:00"))
    request = applied(late, event("held", "10:30", "E-2", ticket_id="T-5"))

    plan = plan_request(request, STEPS).plan

    starts = {visit.visit_id: visit.start.isoformat() for route in plan.routes for visit in route.visits}
    assert starts["T-1:0:0"] == at("09:00")
    assert starts["T-2:0:0"] >= at("10:30")


def test_override_is_kept_by_plans_until_released() -> None:
    """T-2 is li's at 11:00 in every plan; released, wang takes it who needs two thirds of the time."""
    decided = event("override", "08:30", visit_id="T-2:0:0", technician_id="li", start=at("11:00"), **BOUND)
    request = applied(decided)

    plan = plan_request(request, STEPS).plan

    (visit,) = [v for r in plan.routes if r.technician_id == "li" for v in r.visits if v.visit_id == "T-2:0:0"]
    assert visit.start.isoformat() == at("11:00")
    assert request.tickets[1].lock == "none"
    assert applied(event("released", "08:40", "E-2", visit_id="T-2:0:0"), request=request).overrides == []


def test_every_type_is_drawn() -> None:
    """The random sequences of these tests hold every type of event."""
    drawn = {sent["type"] for seed in range(12) for sent in draw_events(seed, 12)}

    assert drawn == set(EVENT_TYPES)


@quick
@given(SEEDS)
def test_any_sequence_leaves_a_request_without_faults(seed: int) -> None:
    """After any events that fit, the request reads without faults, and no ticket is lost."""
    request, plan, events = day_of(seed)

    result, faults = happen(*events, request=request, plan=plan)

    assert result is not None, faults
    assert accepted(json.loads(wire(result))).to_wire() == result.to_wire()
    new = {sent["ticket"]["id"] for sent in events if sent["type"] == "new_ticket"}
    assert {ticket.id for ticket in result.tickets} == {ticket.id for ticket in request.tickets} | new


@quick
@given(SEEDS)
def test_facts_are_untouched(seed: int) -> None:
    """A visit that was said to be over stays as it went, whatever follows."""
    request, plan, events = day_of(seed)
    before = applied(*events[:5], request=request, plan=plan)

    after = applied(*events[5:], request=before)

    assert declared(before).items() <= declared(after).items()


@quick
@given(SEEDS)
def test_one_list_or_one_by_one_is_the_same(seed: int) -> None:
    """Events leave the same request in one list, in any order of it, one after the other, and when sent again."""
    request, plan, events = day_of(seed)
    shuffled = random.Random(seed).sample(events, len(events))

    together = applied(*events, request=request, plan=plan)

    step = request.model_copy(update={"published": Plan.model_validate(plan)})
    for sent in events:
        step = applied(sent, request=step)
    assert wire(step) == wire(together)
    assert wire(applied(*shuffled, request=request, plan=plan)) == wire(together)
    assert wire(applied(*shuffled, request=together, plan=plan)) == wire(together)


@settings(quick, max_examples=15)
@given(SEEDS)
def test_new_plan_is_legal_and_keeps_facts(seed: int) -> None:
    """A plan of the new request keeps every hard rule and every fact; journeys that contradict each other are named."""
    request, plan, events = day_of(seed)
    result = applied(*events, request=request, plan=plan)

    answer = plan_request(result, STEPS)

    assert answer.refused == 0
    if answer.plan.status == "infeasible":
        assert "lock_conflict" in {fault.code for fault in answer.plan.warnings or []}
        return
    assert check_plan(result, answer.plan).legal
    assert declared(result).items() <= declared(result.model_copy(update={"published": answer.plan})).items()


def test_journey_of_somebody_else_is_not_read_by_the_clock() -> None:
    """Gone to T-3 at 8:50, wang is not on the way to T-1, though its departure is past."""
    gone = event("travelling", "08:57", visit_id="T-3:0:0", time=at("08:50"))

    visits = by_name(applied(gone))["visits"]

    assert visits["T-3:0:0"]["state"] == "travelling"
    assert {name for name, visit in visits.items() if "stopped_by" in visit} == {"T-1:0:0", "T-2:0:0"}


def test_late_now_is_refused_at_its_event() -> None:
    """An event two years on is refused where it stands."""
    far = changed(HELD, {"/at": "2028-03-02T09:00:00+08:00"})

    assert codes(happen(far)[1]) == [("now_far_from_horizon", "/events/0/at")]
