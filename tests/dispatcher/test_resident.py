"""The resident planner: events taken or refused whole, first answers, options, publishing, interruption."""

import json
import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dispatcher.faults import Fault
from dispatcher.planning import check_plan
from dispatcher.questions import ask_candidates, ask_slots
from dispatcher.reading.events import read_events
from dispatcher.reading.plan import read_plan
from dispatcher.resident import Proposal, Resident
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.question import SlotQuestion, TicketQuestion
from dispatcher.schemas.request import Request
from solver.replan import Mode
from solver.search.limits import SearchLimits
from tests.dispatcher.event_days import BASE, PLAN, event
from tests.dispatcher.random_events import draw_events, published_day
from tests.dispatcher.replans import told_plan
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

STEPS = SearchLimits(seconds=None, iterations=200, workers=1)
Tree = dict[str, Any]


def resident(day: Tree = BASE, plan: Tree = PLAN) -> Resident:
    """Return a planner with a day and its plan in force."""
    return Resident(accepted(day), Plan.model_validate(plan))


def take(planner: Resident, *events: Tree) -> list[Fault]:
    """Send events."""
    return planner.take(read_events(json.dumps({"schema_version": 1, "events": list(events)})))


def judged(proposal: Proposal | None) -> Plan:
    """Return the plan of a proposal, which the checker accepts for the request it answers, read back from JSON."""
    assert proposal is not None
    request = accepted(json.loads(json.dumps(proposal.standing.request.to_wire())))
    plan, faults = read_plan(json.dumps(proposal.plan.to_wire()), request)
    assert plan is not None, faults
    verdict = check_plan(request, plan)
    assert verdict.legal, verdict.violations
    assert proposal.plan.cost is not None
    assert verdict.cost is not None
    assert verdict.cost.total == proposal.plan.cost.total
    return plan


def places(plan: Plan) -> dict[str, tuple[str, str]]:
    """Return technician and start of each visit that is still to be made."""
    return {
        str(visit.visit_id): (route.technician_id, visit.start.strftime("%H:%M"))
        for route in plan.routes
        for visit in route.visits
        if visit.outcome is None
    }


# wang and li start from the center, 6 minutes from b3; T-1 (60 minutes) is wang's from 8:06, T-2 li's from 8:06.
PAIR = make_tree(
    now=at("08:00"),
    technicians=[make_technician("wang"), make_technician("li")],
    tickets=[make_ticket("T-1"), make_ticket("T-2")],
)
PAIR_PLAN = make_plan_tree(
    make_route(make_visit("T-1", "08:06", "09:06")),
    make_route(make_visit("T-2", "08:06", "09:06"), technician_id="li", shift_id="li-mon"),
    plan_id="plan-pair",
)
BURST = {"ticket": make_ticket("E", urgency="emergency", respond_by=at("08:50"), service_minutes=30)}


def test_an_emergency_is_answered_at_once_and_nobody_else_moves() -> None:
    """At 8:30 both are at work at b3 until 9:06: E, at b3 too, starts then with one of them; nothing else changes."""
    planner = resident(PAIR, PAIR_PLAN)
    assert take(planner, event("new_ticket", "08:30", **BURST)) == []

    first = planner.first()

    plan = judged(first)
    assert places(plan)["E:0:0"][1] == "09:06"
    assert [(row.visit_id, row.kind) for row in plan.changes or []] == [("E:0:0", "added")]
    assert [cause.event_id for row in plan.changes or [] for cause in row.because_of] == ["E-1"]


def test_a_ticket_of_two_steps_makes_way_for_an_emergency() -> None:
    """T-1's steps, 8:06 to 9:06 and 9:06 to 9:36 by wang alone, come after E of 30 minutes, which is due at 8:10."""
    steps = [{"trade": "water", "service_minutes": 60}, {"trade": "water", "service_minutes": 30}]
    day = PAIR | {"technicians": [make_technician("wang")], "tickets": [make_ticket("T-1", steps=steps)]}
    route = make_route(make_visit("T-1", "08:06", "09:06"), make_visit("T-1", "09:06", "09:36", step=1))
    planner = resident(day, make_plan_tree(route, plan_id="plan-steps"))
    burst = make_ticket("E", urgency="emergency", respond_by=at("08:10"), service_minutes=30)
    take(planner, event("new_ticket", "08:00", ticket=burst))

    found = places(judged(planner.first()))

    assert {name: start for name, (_, start) in found.items()} == {
        "E:0:0": "08:06",
        "T-1:0:0": "08:36",
        "T-1:1:0": "09:36",
    }


def test_a_visit_under_way_is_interrupted_where_the_policy_allows_it() -> None:
    """E, due at 8:50, would wait until 9:06; interrupting, it starts at 8:30; 36 minutes of the other come after."""
    planner = resident(PAIR | {"policy": {"interrupt": "normal_and_low"}}, PAIR_PLAN)
    take(planner, event("new_ticket", "08:30", **BURST))

    first = planner.first()

    assert first is not None
    (pause,) = first.interrupts
    assert (pause.type, pause.remaining_minutes) == ("paused", 36)
    found = places(judged(first))
    assert found["E:0:0"][1] == "08:30"
    rest = f"{pause.visit_id}:1"
    assert found[rest][1] == "09:00"


def test_what_was_proved_before_is_not_claimed_of_another_day() -> None:
    """T-3 was proved crowded out and T-2 is broken off with nobody to go on: both are not found, T-2 begun."""
    plan = PAIR_PLAN | {"unassigned": [{"ticket_id": "T-3", "class": "crowded_out", "proof": "global"}]}
    tickets = [*PAIR["tickets"], make_ticket("T-3", trade="electric")]
    planner = resident(PAIR | {"tickets": tickets}, plan)
    stopped = event("paused", "08:30", visit_id="T-2:0:0", remaining_minutes=30)
    away = [event("technician_out", "08:31", name=f"E-{who}", technician_id=who, start=at("08:31")) for who in ("li",)]
    take(planner, stopped, *away)
    take(planner, event("overrun", "08:32", name="E-8", visit_id="T-1:0:0", expected_end=at("16:50")))

    first = planner.first()

    rows = {row.ticket_id: (row.class_, row.proof, row.remaining) for row in judged(first).unassigned or []}
    assert rows["T-3"] == ("not_found_in_time", None, False)
    assert rows["T-2"] == ("not_found_in_time", None, True)


def test_urgent_work_is_not_interrupted() -> None:
    """The same with T-1 and T-2 urgent: nothing is interrupted, although the policy allows it for less urgent work."""
    urgent = PAIR | {"policy": {"interrupt": "normal_and_low"}}
    urgent["tickets"] = [make_ticket(name, urgency="urgent") for name in ("T-1", "T-2")]
    planner = resident(urgent, PAIR_PLAN)
    take(planner, event("new_ticket", "08:30", **BURST))

    first = planner.first()

    assert first is not None
    assert first.interrupts == ()


def test_candidates_and_slots_of_an_emergency_are_asked_before_anybody_has_it() -> None:
    """Both could be at E at 9:06, when they are done; half-days and windows are priced the same way."""
    planner = resident(PAIR, PAIR_PLAN)
    take(planner, event("new_ticket", "08:30", **BURST))

    found, faults = ask_candidates(planner.asked, TicketQuestion(ticket_id="E"))
    slots, more = ask_slots(planner.asked, SlotQuestion(ticket_id="E", windows=[]))

    assert (faults, more) == ([], [])
    assert found is not None
    assert slots is not None
    rows = found.candidates or []
    assert sorted((row.technician_id, row.start.strftime("%H:%M")) for row in rows) == [
        ("li", "09:06"),
        ("wang", "09:06"),
    ]
    assert (slots.slots or [])[0].cost_change == rows[0].cost_change


def test_refused_events_leave_everything_as_it_was() -> None:
    """An event about an unknown visit, one against a fact, and one id with two bodies are faults; nothing is taken."""
    planner = resident()
    assert take(planner, event("done", "09:50", visit_id="T-1:0:0", time=at("09:50"))) == []
    before, plan = planner.request, planner.published
    for bad in (
        event("done", "09:55", name="E-2", visit_id="T-404:0:0", time=at("09:55")),
        event("started", "09:55", name="E-3", visit_id="T-1:0:0", time=at("09:55")),
        event("done", "09:50", visit_id="T-1:0:0", time=at("09:40")),
    ):
        faults = take(planner, event("cancelled", "09:56", name="E-9", ticket_id="T-5"), bad)
        assert faults
        assert all(fault.path.startswith("/events/1") for fault in faults)
        assert planner.request is before
        assert planner.published is plan


def test_the_same_event_again_changes_nothing() -> None:
    """Sent twice, an event is taken once: the request stays the same in every field."""
    planner = resident()
    sent = event("done", "09:50", visit_id="T-1:0:0", time=at("09:50"))
    take(planner, sent)
    before = planner.request.to_wire()

    assert take(planner, sent) == []
    assert planner.request.to_wire() == before


def test_equal_plans_are_one_option() -> None:
    """With nothing to gain all modes give the same plan: one option with three modes, and the first answer was told."""
    planner = resident(PAIR, PAIR_PLAN)
    take(planner, event("new_ticket", "08:30", **BURST))
    told: list[Proposal] = []

    options = planner.options(list(Mode), STEPS, on_proposal=told.append)

    assert [option.modes for option in options] == [(Mode.FAST, Mode.STEADY, Mode.BEST)]
    assert told[0].modes == (Mode.FAST,)
    assert len(told) == 3
    for option in [*told, *options]:
        judged(option)


def test_a_published_plan_is_gone_on_from_and_an_earlier_one_undoes_it() -> None:
    """After publishing, nothing is changed against it; publishing the earlier plan again puts E out of the plan."""
    planner = resident(PAIR, PAIR_PLAN)
    take(planner, event("new_ticket", "08:00", **BURST))
    first = planner.first()
    assert first is not None

    planner.publish(first.plan)

    again = planner.first()
    assert again is not None
    assert (again.plan.changes, again.plan.notices) == ([], [])
    assert places(judged(again)) == places(first.plan)
    planner.publish(Plan.model_validate(PAIR_PLAN))
    undone = planner.first()
    assert undone is not None
    assert "E:0:0" not in places(judged(undone))


def test_a_decision_is_kept_on_later_answers_until_released() -> None:
    """chen gives T-2 to wang at 10:00; li's sickness later leaves it there; released, it may go anywhere again."""
    planner = resident(PAIR, PAIR_PLAN)
    decided = {"visit_id": "T-2:0:0", "technician_id": "wang", "start": at("10:00"), "by": "chen", "why": "asked"}
    take(planner, event("override", "08:00", **decided))
    first = planner.first()
    assert first is not None
    planner.publish(first.plan)
    take(planner, event("new_ticket", "08:30", name="E-2", **BURST))

    for option in planner.options(list(Mode), STEPS):
        assert places(judged(option))["T-2:0:0"] == ("wang", "10:00")
        assert option.standing.request.overrides[0].by == "chen"

    take(planner, event("released", "08:31", name="E-3", visit_id="T-2:0:0"))
    assert planner.request.overrides == []


def test_a_planner_made_anew_of_what_another_knows_gives_the_same_answer() -> None:
    """T-5, left out on purpose until it became urgent, has a place in the first answer, of the new planner as well."""
    planner = resident()
    first = planner.first()
    assert first is not None
    assert "T-5:0:0" not in places(judged(first))
    take(planner, event("priority_changed", "08:00", ticket_id="T-5", urgency="urgent"))

    again = Resident(planner.request, planner.published).first()

    mine = planner.first()
    assert mine is not None
    assert "T-5:0:0" in places(judged(mine))
    assert places(judged(again)) == places(judged(mine))


def facts(request: Request) -> list[tuple[Any, ...]]:
    """Return what has happened, by the plan in force."""
    assert request.published is not None
    return sorted(
        (visit.visit_id, route.shift_id, visit.start, visit.end, visit.state, visit.outcome)
        for route in request.published.routes
        for visit in route.visits
        if visit.state in ("started", "done")
    )


def answer(planner: Resident) -> Proposal | None:
    """Return the first answer, or what a search finds where there is none at once; None if locks contradict each other.

    See docs/readings.md, 13 and 29, for how they may.
    """
    first = planner.first()
    if first is not None:
        return first
    (option,) = planner.options([Mode.BEST], STEPS)
    assert option.plan.cost is not None or option.plan.status == "infeasible"
    return None if option.plan.cost is None else option


@settings(max_examples=25, deadline=None)
@example(66)  # somebody on his way who has to come first: a search finds the plan
@example(900)  # parts late of a second step: its told start is no start any more
@given(st.integers(0, 10_000))
def test_any_events_leave_legal_answers_with_all_that_belongs_to_them(seed: int) -> None:
    """After random events, one by one or at once, the answer is legal or locks contradict each other.

    Facts are the same and untouched; no ticket is lost; every cause ends in an event; notices are those told visits
    whose start leaves the told window or that are gone, each once, and those of owners nobody had told.
    """
    rng = random.Random(seed)
    tree, plan = published_day(seed % 3)
    told = told_plan(plan, 0.7, rng.random)
    events = draw_events(seed, 5)
    at_once, one_by_one = resident(tree, told), resident(tree, told)
    assert take(at_once, *events) == []
    for sent in events:
        assert take(one_by_one, sent) == []
    assert facts(at_once.request) == facts(one_by_one.request)
    assert at_once.request.to_wire() == one_by_one.request.to_wire()
    first = answer(one_by_one)
    if first is None:
        return
    found = judged(first)
    assert set(facts(one_by_one.request)) <= set(facts(one_by_one.request.model_copy(update={"published": found})))
    check_tickets(one_by_one.request, found)
    names = {sent["id"] for sent in events}
    for change in found.changes or []:
        assert change.because_of
        assert change.because_of[-1].event_id in names
    check_notices(one_by_one.request, found)


def check_tickets(request: Request, plan: Plan) -> None:
    """Every open ticket is planned, a fact, or listed as left out."""
    there = {visit.ticket_id for route in plan.routes for visit in route.visits}
    there |= {row.ticket_id for row in plan.unassigned or []}
    assert {ticket.id for ticket in request.tickets if ticket.status == "open"} <= there


def check_notices(request: Request, plan: Plan) -> None:
    """Of every told visit to be made, a notice if and only if its start leaves the told window or it is gone."""
    assert request.published is not None
    now = {visit.visit_id: visit for route in plan.routes for visit in route.visits}
    kinds = {notice.visit_id: notice.kind for notice in plan.notices or []}
    assert len(kinds) == len(plan.notices or [])
    closed = {ticket.id for ticket in request.tickets if ticket.status in ("done", "cancelled")}
    for route in request.published.routes:
        for visit in route.visits:
            window = visit.arrival_window
            later = now.get(visit.visit_id)
            is_over = visit.state in ("started", "done") or (later is not None and later.state in ("started", "done"))
            if window is None or window.told_at is None or is_over or visit.ticket_id in closed:
                continue
            held = later is not None and window.start <= later.start <= window.end
            assert (visit.visit_id in kinds) == (not held), (visit.visit_id, kinds)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 100_000))
def test_options_after_any_events_are_legal_and_best_is_the_cheapest(seed: int) -> None:
    """Every option after up to eight random events is legal, and best costs no more than any of them."""
    tree, plan = published_day(seed % 3)
    planner = resident(tree, plan)
    assert take(planner, *draw_events(seed, 8)) == []

    options = planner.options(list(Mode), STEPS)

    costs = {}
    for option in options:
        if option.plan.cost is not None:
            judged(option)
            costs |= dict.fromkeys(option.modes, option.plan.cost.total)
    if costs:
        assert costs[Mode.BEST] == min(costs.values())  # no cap on changes, which the first answer need not keep
