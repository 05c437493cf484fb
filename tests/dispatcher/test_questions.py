"""Questions about a plan through the use cases: wire answers, arrival windows given, faults, decisions that last."""

import json
import time
from typing import Any

import pytest

from dispatcher.events import apply
from dispatcher.faults import Fault
from dispatcher.faults.question_codes import QUESTION_CODES
from dispatcher.moving import moved_plan, override_events
from dispatcher.planning import Limits, check_plan, plan_request
from dispatcher.prepared import Prepared, prepare
from dispatcher.questions import Moved, ask_candidates, ask_move, ask_slots
from dispatcher.reading.events import make_batch
from dispatcher.reading.plan import read_plan
from dispatcher.schemas.question import AskedWindow, Decision, MoveQuestion, SlotQuestion, TicketQuestion
from solver.checker import check
from solver.search.limits import SearchLimits
from tests.dispatcher.requests import (
    accepted,
    at,
    changed,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

# wang: T-1 from 9:00 to 10:00 and T-2 from 10:00 to 11:00, both at b3; li has an empty day; T-3 (30 minutes) is new.
TREE = make_tree(
    technicians=[make_technician(name="wang"), make_technician("li"), make_technician("he", shifts=[])],
    tickets=[
        make_ticket("T-1"),
        make_ticket("T-2"),
        make_ticket("T-3", service_minutes=30),
        make_ticket("T-4", status="done"),
        make_ticket("T-5", status="on_hold", hold_reason="no key"),
        make_ticket("T-6", status="cancelled"),
    ],
    policy={"weights": {"workload": 0, "skill_waste": 0}},
)
PLAN = make_plan_tree(make_route(make_visit("T-1", "09:00", "10:00"), make_visit("T-2", "10:00", "11:00")))


def held(plan: Any = PLAN, **changes: Any) -> Prepared:
    """Return the day with changes, ready for questions."""
    request = accepted(changed(TREE, {f"/{name}": value for name, value in changes.items()}))
    wire, faults = read_plan(json.dumps(plan), request)
    assert wire is not None, faults
    return prepare(request, wire)


def moved(day: Prepared, visit: str, technician: str, start: str | None = None, **fields: Any) -> Moved:
    """Return what a move comes to."""
    moment = {} if start is None else {"start": at(start)}
    decision = {"decision": Decision(by="chen", why="the owner asked")} if fields else {}
    question = MoveQuestion.model_validate({"visit_id": visit, "technician_id": technician, **moment, **decision})
    answer, faults = ask_move(day, question, **fields)
    assert answer is not None, faults
    return answer


def test_candidates_have_ids_times_and_places() -> None:
    """T-3 at 11:00 after T-2 costs no way, li's way 12: 1500 and 1488 saved."""
    answer, faults = ask_candidates(held(), TicketQuestion(ticket_id="T-3"))

    assert answer is not None
    assert faults == []
    rows = answer.to_wire()["candidates"]
    assert [(r["technician_id"], r["shift_id"], r["cost_change"], r["grade"]) for r in rows] == [
        ("wang", "wang-mon", {"total": -1500, "terms": {"unassigned": -1500}}, 100.0),
        ("li", "li-mon", {"total": -1488, "terms": {"unassigned": -1500, "travel": 12}}, 99.2),
    ]
    assert rows[1]["start"] == at("08:06")
    assert answer.excluded == []


def test_who_has_no_shift_is_not_spoken_of() -> None:
    """He has no shift: neither candidate nor excluded."""
    answer, _ = ask_candidates(held(), TicketQuestion(ticket_id="T-3"))

    assert answer is not None
    assert {row.technician_id for row in (*answer.candidates, *answer.excluded)} == {"wang", "li"}


def test_an_exclusion_says_why_in_both_languages() -> None:
    """Level 3 is asked of two who have level 2."""
    answer, _ = ask_candidates(held(tickets=[*TREE["tickets"][:2], make_ticket("T-3", min_level=3)]),
                               TicketQuestion(ticket_id="T-3"))  # fmt: skip

    assert answer is not None
    assert [(row.technician_id, row.rule) for row in answer.excluded] == [
        ("li", "skill_match"),
        ("wang", "skill_match"),
    ]
    assert answer.excluded[0].detail.en == "Needs water at level 3; has level 2."
    assert answer.excluded[0].detail.zh == "需要“水”3 级，该技工为 2 级。"


def test_half_days_with_shifts_are_offered_first_the_cheapest() -> None:
    """8:00 to noon with wang for nothing, noon to 17:00 with him as well, waiting being free: two half-days."""
    answer, _ = ask_slots(held(), SlotQuestion(ticket_id="T-3"))

    assert answer is not None
    rows = [(s.start.isoformat(), s.end.isoformat(), s.technician_id, s.cost_change.total) for s in answer.slots]
    assert rows == [(at("08:00"), at("12:00"), "wang", -1500), (at("12:00"), at("17:00"), "wang", -1500)]
    assert answer.full == []


def test_what_is_past_of_a_half_day_is_not_offered() -> None:
    """At 10:30 the morning is what is left of it."""
    answer, _ = ask_slots(held(now=at("10:30"), published=PLAN), SlotQuestion(ticket_id="T-3"))

    assert answer is not None
    assert {slot.start.isoformat() for slot in answer.slots} == {at("10:30"), at("12:00")}


def test_windows_asked_about_are_answered_each() -> None:
    """At 18:30 nobody works any more: the window is listed with its reason."""
    windows = [
        AskedWindow.model_validate({"start": at(a), "end": at(b)}) for a, b in (("18:30", "19:00"), ("14:00", "15:00"))
    ]

    answer, _ = ask_slots(held(), SlotQuestion(ticket_id="T-3", windows=windows))

    assert answer is not None
    assert [slot.visit_start.isoformat() for slot in answer.slots] == [at("14:00")]
    (full,) = answer.full
    assert full.start.isoformat() == at("18:30")
    assert [(reason.code, reason.technician_ids) for reason in full.reasons] == [("working_hours", ["li", "wang"])]


def test_a_window_that_was_given_decides_who_is_displaced() -> None:
    """T-2 is pushed from 10:00 to 11:00, in the usual window; its owner was given until 10:45, so it is displaced."""
    given = {"start": at("09:45"), "end": at("10:45")}
    tight = make_plan_tree(
        make_route(make_visit("T-1", "09:00", "10:00"), make_visit("T-2", "10:00", "11:00", arrival_window=given))
    )
    usual, told = (moved(held(plan), "T-3:0:0", "wang", "10:20").answer for plan in (PLAN, tight))

    assert [(row.visit_id, row.minutes) for row in usual.pushed] == [("T-2:0:0", 50)]
    assert usual.displaced == []
    assert [(row.visit_id, row.kind) for row in told.displaced] == [("T-2:0:0", "time")]
    assert told.pushed == []


def test_a_move_that_cannot_be_names_the_rule() -> None:
    """At 16:31 thirty minutes and the way home do not fit before 17:00: by seven minutes."""
    answer = moved(held(), "T-3:0:0", "li", "16:31").answer

    assert (answer.possible, answer.cost_change) == (False, None)
    assert [(row.rule, row.amount) for row in answer.violations] == [("working_hours", 7)]


def test_a_plan_that_breaks_a_rule_is_not_asked() -> None:
    """T-2 starts before T-1 is done: every answer is that violation."""
    day = held(make_plan_tree(make_route(make_visit("T-1", "09:00", "10:00"), make_visit("T-2", "09:30", "10:30"))))

    candidates, _ = ask_candidates(day, TicketQuestion(ticket_id="T-3"))
    slots, _ = ask_slots(day, SlotQuestion(ticket_id="T-3"))

    for answer in (candidates, slots, moved(day, "T-3:0:0", "li").answer):
        assert answer is not None
        assert [row.rule for row in answer.violations] == ["one_place_at_a_time"]


def test_the_plan_of_a_move_is_whole_and_legal() -> None:
    """It has the ticket where the answer says, costs what it says, and says what is left out."""
    day = held()
    move = moved(day, "T-3:0:0", "li", "09:30")
    assert move.plan is not None
    assert move.answer.cost_change is not None

    plan = moved_plan(day, move.plan)

    verdict = check_plan(day.request, plan)
    assert verdict.legal
    assert verdict.cost.total == day.report.total + move.answer.cost_change.total
    assert plan.unassigned == []
    assert plan.lower_bound is None


def test_owners_keep_the_windows_they_were_told() -> None:
    """T-2 is pushed to 10:50 within what its owner was told; an untold window is that of the new start."""
    told = {"start": at("09:45"), "end": at("11:15"), "told_at": at("08:00")}
    visits = [make_visit("T-1", "09:00", "10:00"), make_visit("T-2", "10:00", "11:00", arrival_window=told)]
    day = held(make_plan_tree(make_route(*visits)))

    plan = moved_plan(day, moved(day, "T-3:0:0", "wang", "10:20").plan)  # type: ignore[arg-type]

    windows = {visit.visit_id: visit.arrival_window for route in plan.routes for visit in route.visits}
    assert windows["T-2:0:0"] is not None
    assert windows["T-2:0:0"].to_wire() == told


def test_a_forced_move_lasts() -> None:
    """T-1 to li at 14:00 by decision: the event applies to the plan, and a plan made anew keeps it."""
    day = held()
    limits = SearchLimits(iterations=20, workers=1)
    move = moved(day, "T-1:0:0", "li", "14:00", force=limits, timer=time.monotonic)
    question = MoveQuestion.model_validate({"visit_id": "T-1:0:0", "technician_id": "li", "start": at("14:00"),
                                            "decision": {"by": "chen", "why": "the owner asked"}})  # fmt: skip

    events = override_events(day, question, move)

    assert events is not None
    assert move.plan is not None
    later, faults = apply(day.request, moved_plan(day, move.plan), make_batch(events.events))
    assert later is not None, faults
    plan = plan_request(later, Limits(iterations=20, workers=1)).plan
    assert [(r.technician_id, v.start.isoformat()) for r in plan.routes for v in r.visits if v.ticket_id == "T-1"] == [
        ("li", at("14:00"))
    ]


def test_the_same_decision_has_the_same_name() -> None:
    """The event's id follows from what it says; without a decision there is no event."""
    day, tree = held(), {"visit_id": "T-1:0:0", "technician_id": "li"}
    move = moved(day, "T-1:0:0", "li")
    said = [{"by": "chen", "why": why} for why in ("a", "a", "b")]

    events = [override_events(day, MoveQuestion.model_validate({**tree, "decision": one}), move) for one in said]

    names = [found.events[0].id for found in events if found is not None]
    assert names[0] == names[1] != names[2]
    assert override_events(day, MoveQuestion.model_validate(tree), move) is None


def test_force_does_not_search_for_what_no_plan_can_keep(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else is in the way at 16:31: the rule is named, and no search is begun."""
    monkeypatch.setattr("dispatcher.questions.search_around", lambda *_, **__: pytest.fail("searched"))

    answer = moved(held(), "T-3:0:0", "li", "16:31", force=SearchLimits(seconds=1.0)).answer

    assert [row.rule for row in answer.violations] == ["working_hours"]


def test_what_the_search_cannot_keep_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """If the plan held ready lacks a visit, the answer warns of it by name."""
    day = held()
    monkeypatch.setattr(day.whatif, "plan", type(day.plan)(()))

    answer, _ = ask_candidates(day, TicketQuestion(ticket_id="T-3"))

    assert answer is not None
    assert [(fault.code, fault.ids) for fault in answer.warnings] == [("visits_not_kept", ["T-1:0:0", "T-2:0:0"])]


DONE = make_plan_tree(make_route(make_visit("T-1", "09:00", "10:00", state="done", outcome="served")))
FAULTS = [
    ("unknown_ticket", "T-9", {}), ("ticket_closed", "T-4", {}), ("ticket_closed", "T-6", {}),
    ("ticket_on_hold", "T-5", {}), ("nothing_to_plan", "T-1", {"published": DONE, "now": at("12:00")}),
]  # fmt: skip
MOVES = [
    (["unknown_visit"], "T-9:0:0", "li", {}), (["unknown_visit", "unknown_technician"], "T-9:0:0", "x", {}),
    (["technician_without_shift"], "T-1:0:0", "he", {}),
    (["visit_begun"], "T-1:0:0", "li", {"published": DONE, "now": at("12:00")}),
]  # fmt: skip


def codes(faults: list[Fault]) -> list[str]:
    """Return the codes of faults."""
    return [fault.code for fault in faults]


@pytest.mark.parametrize(("code", "ticket", "changes"), FAULTS)
def test_a_ticket_nobody_can_ask_about(code: str, ticket: str, changes: dict[str, Any]) -> None:
    """Unknown, closed, on hold or over: the same fault for candidates and slots, at the ticket."""
    day = held(DONE if changes else PLAN, **changes)

    for answer, faults in (
        ask_candidates(day, TicketQuestion(ticket_id=ticket)),
        ask_slots(day, SlotQuestion(ticket_id=ticket)),
    ):
        assert answer is None
        assert [(fault.code, fault.path, fault.ids) for fault in faults] == [(code, "/ticket_id", [ticket])]


@pytest.mark.parametrize(("wanted", "visit", "technician", "changes"), MOVES)
def test_a_move_nobody_can_ask_about(wanted: list[str], visit: str, technician: str, changes: dict[str, Any]) -> None:
    """All that is wrong with a move comes at once."""
    day = held(DONE if changes else PLAN, **changes)

    answer, faults = ask_move(day, MoveQuestion(visit_id=visit, technician_id=technician))

    assert answer is None
    assert codes(faults) == wanted


def test_a_reversed_window_is_a_fault() -> None:
    """A window ends after it starts."""
    window = AskedWindow.model_validate({"start": at("12:00"), "end": at("11:59")})

    answer, faults = ask_slots(held(), SlotQuestion(ticket_id="T-3", windows=[window]))

    assert answer is None
    assert [(fault.code, fault.path) for fault in faults] == [("window_reversed", "/windows/0/end")]


def test_every_code_of_questions_has_a_case() -> None:
    """No code about questions goes untested."""
    tested = {code for code, _, _ in FAULTS} | {code for row in MOVES for code in row[0]}

    assert {entry.code for entry in QUESTION_CODES} <= tested


def test_a_question_does_not_change_the_plan_asked_about() -> None:
    """The same answers come again after a move was priced."""
    day = held()
    before = ask_candidates(day, TicketQuestion(ticket_id="T-3"))[0]
    moved(day, "T-1:0:0", "li", "14:00")

    assert ask_candidates(day, TicketQuestion(ticket_id="T-3"))[0] == before
    assert check(day.problem, day.whatif.plan).total == day.report.total
