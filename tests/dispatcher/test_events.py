"""Every type of event: exactly what it changes, and the first thing that is refused."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dispatcher.faults.event_codes import EVENT_CODES
from dispatcher.reading.events import read_events
from dispatcher.schemas.event import EVENT_TYPES
from tests.dispatcher.event_days import BOUND, GONE, Tree, applied, effect, event, happen
from tests.dispatcher.requests import at, make_ticket

ROOT = Path(__file__).resolve().parents[2]
STEP = {"trade": "electric", "service_minutes": 45}
AWAY = {"start": at("13:00"), "end": at("14:00"), "site_id": "b3"}
STARTED = event("started", "09:10", "E-0", visit_id="T-1:0:0", time=at("09:10"))
OVER = event("done", "09:50", "E-0", visit_id="T-1:0:0", time=at("09:50"))
OVERRIDE = event("override", "08:30", "E-0", visit_id="T-2:0:0", technician_id="li", start=at("11:00"), **BOUND)


@dataclass(frozen=True)
class Case:
    """Events that apply after earlier ones, and all that they change."""

    what: str
    events: tuple[Tree, ...]
    changes: Tree
    after: tuple[Tree, ...] = ()


def of(name: str, **fields: Any) -> Tree:
    """Return differences in a visit of the plan in force."""
    return {f"/visits/{name}/{field}": value for field, value in fields.items()}


CASES = (
    Case(
        "new_ticket",
        (event("new_ticket", "10:20", ticket=make_ticket("T-9", urgency="emergency")),),
        {"/tickets/T-9": make_ticket("T-9", urgency="emergency", reported_at=at("10:20"))},
    ),
    # He left at 8:58 in place of 8:54, on the way for 6 minutes: at T-1 from 9:04 to 10:04, at T-2 by 10:10, not 10:06.
    Case(
        "travelling",
        (event("travelling", "08:59", visit_id="T-1:0:0", time=at("08:58")),),
        of("T-1:0:0", state="travelling", depart=at("08:58")) | of("T-2:0:0", state="planned", stopped_by="E-1"),
    ),
    # Ten minutes late: 60 minutes from 9:10; T-2 cannot be reached before 10:16.
    Case(
        "started",
        (event("started", "09:11", visit_id="T-1:0:0", time=at("09:10")),),
        of("T-1:0:0", state="started", depart=at("09:04"), start=at("09:10"), end=at("10:10"))
        | of("T-2:0:0", state="planned", stopped_by="E-1"),
    ),
    # On time: T-2 is reached at 10:06 as planned, and read by the clock as before.
    Case("started", (event("started", "09:00", visit_id="T-1:0:0", time=at("09:00")),), of("T-1:0:0", state="started")),
    Case(
        "done",
        (event("done", "09:50", visit_id="T-1:0:0", time=at("09:50")),),
        of("T-1:0:0", state="done", outcome="served", end=at("09:50")),
    ),
    Case(
        "done",
        (event("done", "09:50", visit_id="T-1:0:0", time=at("09:50")),),
        of("T-1:0:0", state="done", outcome="served", end=at("09:50")),
        (STARTED,),
    ),
    # T-1 took until 10:20, so T-2 had been stopped: for an hour before 11:10 he cannot have been there.
    Case(
        "done",
        (event("done", "11:10", visit_id="T-2:0:0", time=at("11:10")),),
        of("T-2:0:0", state="done", outcome="served", start=at("10:20"), end=at("11:10"), stopped_by=GONE),
        (
            event("overrun", "09:50", "E-2", visit_id="T-1:0:0", expected_end=at("10:15")),
            event("done", "10:20", "E-3", visit_id="T-1:0:0", time=at("10:20")),
        ),
    ),
    # Earlier than planned: T-1, which the clock had begun before, is not called into question.
    Case(
        "started",
        (event("started", "09:30", visit_id="T-2:0:0", time=at("09:30")),),
        of("T-2:0:0", state="started", depart=at("09:24"), start=at("09:30"), end=at("10:30")),
    ),
    Case(
        "overrun",
        (event("overrun", "09:30", visit_id="T-1:0:0", expected_end=at("10:01")),),
        of("T-1:0:0", state="started", end=at("10:01")) | of("T-2:0:0", state="planned", stopped_by="E-1"),
    ),
    # Until 13:53: T-2 would last from 13:59 to 14:59, T-3 is not touched.
    Case(
        "overrun",
        (event("overrun", "09:30", visit_id="T-1:0:0", expected_end=at("13:53")),),
        of("T-1:0:0", state="started", end=at("13:53")) | of("T-2:0:0", state="planned", stopped_by="E-1"),
    ),
    # Until 13:55: T-2 would last from 14:01 to 15:01, so that T-3 waits too.
    Case(
        "overrun",
        (event("overrun", "09:30", visit_id="T-1:0:0", expected_end=at("13:55")),),
        of("T-1:0:0", state="started", end=at("13:55"))
        | of("T-2:0:0", state="planned", stopped_by="E-1")
        | of("T-3:0:0", state="planned", stopped_by="E-1"),
    ),
    Case(
        "finished_early",
        (event("finished_early", "09:30", visit_id="T-1:0:0", expected_end=at("09:35")),),
        of("T-1:0:0", state="started", end=at("09:35")),
    ),
    Case(
        "paused",
        (event("paused", "09:20", visit_id="T-1:0:0", remaining_minutes=25, ready_at=at("14:00"), why="a seal"),),
        of("T-1:0:0", state="done", outcome="interrupted", end=at("09:20"), remaining_minutes=25)
        | {"/tickets/T-1/ready_at": at("14:00")},
    ),
    Case(
        "no_show",
        (event("no_show", "09:10", visit_id="T-1:0:0"),),
        of("T-1:0:0", state="done", outcome="no_show", end=at("09:10")) | {"/tickets/T-1/ready_at": at("11:10")},
    ),
    # Said at noon, two hours after the visit's end: he left at its end.
    Case(
        "no_show",
        (event("no_show", "12:00", visit_id="T-1:0:0", ready_at=at("15:00")),),
        of("T-1:0:0", state="done", outcome="no_show") | {"/tickets/T-1/ready_at": at("15:00")},
    ),
    Case(
        "refused",
        (event("refused", "10:20", visit_id="T-2:0:0", why="a quarrel"),),
        of("T-2:0:0", state="planned", stopped_by="E-1")
        | {"/tickets/T-2/banned_technicians": ["wang"], "/tickets/T-2/preferred_technicians": ["li"]},
    ),
    # Nothing has begun: the new steps take the place of both, the second visit falls away.
    Case(
        "rescoped",
        (event("rescoped", "08:30", ticket_id="T-4", steps=[STEP]),),
        {"/tickets/T-4/steps": [STEP], "/visits/T-4:1:0": GONE},
    ),
    # The first step has begun at 9:00 by the clock: it stays, the new ones follow.
    Case(
        "rescoped",
        (event("rescoped", "09:30", ticket_id="T-4", steps=[STEP]),),
        {"/tickets/T-4/steps": [{"trade": "water", "service_minutes": 60}, STEP]},
    ),
    Case(
        "rescoped",
        (event("rescoped", "10:30", ticket_id="T-1", steps=[STEP]),),
        of("T-1:0:0", remaining_minutes=0)
        | {
            "/tickets/T-1/trade": GONE,
            "/tickets/T-1/service_minutes": GONE,
            "/tickets/T-1/steps": [{"trade": "water", "min_level": 1, "service_minutes": 60, "crew_size": 1,
                                    "certificates": []}, STEP],
        },
        (event("paused", "09:20", "E-0", visit_id="T-1:0:0", remaining_minutes=25),),
    ),
    # Away from 12:00 to 13:30: T-2 was over by the clock, T-3 comes later; half an hour of the meeting is left.
    Case(
        "technician_out",
        (event("technician_out", "12:00", technician_id="wang", start=at("12:00"), end=at("13:30")),),
        {"/technicians/wang/shifts": [{"unavailable": [
            {**AWAY, "start": at("13:30")}, {"start": at("12:00"), "end": at("13:30")}]}]},
    ),
    # He never came: nothing of what the clock would have begun happened.
    Case(
        "technician_out",
        (event("technician_out", "10:20", technician_id="wang", start=at("08:00")),),
        {"/technicians/wang/shifts": [{"unavailable": [{"start": at("08:00"), "end": at("17:00")}]}]}
        | of("T-1:0:0", state="planned", stopped_by="E-1")
        | of("T-2:0:0", state="planned", stopped_by="E-1")
        | of("T-3:0:0", state="planned", stopped_by="E-1"),
    ),
    # Late until 8:54: T-1 at 9:00 can be reached in 6 minutes.
    Case(
        "technician_late",
        (event("technician_late", "08:10", technician_id="wang", until=at("08:54")),),
        {"/technicians/wang/shifts": [{"unavailable": [AWAY, {"start": at("08:00"), "end": at("08:54")}]}]},
    ),
    # A minute later T-1 lasts until 10:01, and T-2 waits too.
    Case(
        "technician_late",
        (event("technician_late", "08:10", technician_id="wang", until=at("08:55")),),
        {"/technicians/wang/shifts": [{"unavailable": [AWAY, {"start": at("08:00"), "end": at("08:55")}]}]}
        | of("T-1:0:0", state="planned", stopped_by="E-1")
        | of("T-2:0:0", state="planned", stopped_by="E-1"),
    ),
    Case(
        "cancelled",
        (event("cancelled", "08:10", ticket_id="T-1"),),
        {"/tickets/T-1/status": "cancelled"} | of("T-1:0:0", state="planned", stopped_by="E-1"),
    ),
    # What has begun stays.
    Case("cancelled", (event("cancelled", "09:20", ticket_id="T-1"),), {"/tickets/T-1/status": "cancelled"}),
    Case(
        "held",
        (event("held", "08:10", ticket_id="T-1", why="no key"),),
        {"/tickets/T-1/status": "on_hold", "/tickets/T-1/hold_reason": "no key"}
        | of("T-1:0:0", state="planned", stopped_by="E-1"),
    ),
    Case(
        "parts_late",
        (event("parts_late", "08:10", ticket_id="T-1", ready_at=at("09:01")),),
        {"/tickets/T-1/ready_at": at("09:01")} | of("T-1:0:0", state="planned", stopped_by="E-1"),
    ),
    Case(
        "parts_late",
        (event("parts_late", "08:10", ticket_id="T-1", ready_at=at("09:00")),),
        {"/tickets/T-1/ready_at": at("09:00")},
    ),
    Case(
        "owner_changed_window",
        (event("owner_changed_window", "08:10", ticket_id="T-2", windows=[
            {"start": at("14:00"), "end": at("16:00"), "kind": "promised"}]),),
        {"/tickets/T-2/windows": [{"start": at("14:00"), "end": at("16:00"), "kind": "promised"}]}
        | of("T-2:0:0", state="planned", stopped_by="E-1", arrival_window=GONE),
    ),
    Case(
        "priority_changed",
        (event("priority_changed", "08:10", ticket_id="T-5", urgency="emergency"),),
        {"/tickets/T-5/urgency": "emergency"},
    ),
    Case(
        "owner_told",
        (event("owner_told", "08:10", visit_id="T-1:0:0", arrival_window={"start": at("08:30"), "end": at("09:30")}),),
        of("T-1:0:0", arrival_window={"start": at("08:30"), "end": at("09:30"), "told_at": at("08:10")}),
    ),
    # li takes 150 %: 90 minutes.
    Case(
        "override",
        (event("override", "08:30", visit_id="T-2:0:0", technician_id="li", start=at("11:00"), **BOUND),),
        {"/overrides": [{"visit_id": "T-2:0:0", "technician_id": "li", "start": at("11:00"), **BOUND,
                         "event_id": "E-1"}]}
        | of("T-2:0:0", technician_id="li", shift_id="li-mon", start=at("11:00"), end=at("12:30"), depart=GONE,
             travel_minutes=GONE),
    ),
    # A visit that is still to be made and not in the plan.
    Case(
        "override",
        (event("override", "08:30", visit_id="T-5:0:0", technician_id="wang", start=at("12:00"), **BOUND),),
        {
            "/overrides": [{"visit_id": "T-5:0:0", "technician_id": "wang", "start": at("12:00"), **BOUND,
                            "event_id": "E-1"}],
            "/visits/T-5:0:0": {"visit_id": "T-5:0:0", "ticket_id": "T-5", "step": 0, "crew_position": 0, "part": 0,
                                "start": at("12:00"), "end": at("13:00"), "technician_id": "wang",
                                "shift_id": "wang-mon"},
        },
    ),
    Case("released", (event("released", "08:40", visit_id="T-2:0:0"),), {"/overrides": GONE}, (OVERRIDE,)),
)  # fmt: skip
REFUSED: tuple[tuple[str, Tree, tuple[Tree, ...], str, str], ...] = (
    ("new_ticket", event("new_ticket", "09:00", ticket=make_ticket("T-1")), (), "duplicate_id", "/ticket/id"),
    ("new_ticket", event("new_ticket", "09:00", ticket=make_ticket("T-9", site_id="b9")), (), "unknown_site",
     "/ticket/site_id"),
    ("travelling", event("travelling", "09:00", visit_id="T-5:0:0", time=at("09:00")), (), "visit_not_published",
     "/visit_id"),
    ("travelling", event("travelling", "09:00", visit_id="T-2:0:0", time=at("09:00:01")), (), "after_known", "/time"),
    ("travelling", event("travelling", "09:20", visit_id="T-1:0:0", time=at("09:20")), (STARTED,), "contradicts_fact",
     ""),
    # T-1 lasts from 9:10 to 10:10.
    ("travelling", event("travelling", "10:10", visit_id="T-2:0:0", time=at("10:09")), (STARTED,),
     "technician_elsewhere", "/time"),
    ("started", event("started", "10:00", visit_id="T-1:0:0", time=at("10:00")), (OVER,), "contradicts_fact", ""),
    ("done", event("done", "09:00", visit_id="T-1:0:0", time=at("08:59")), (), "ends_before_start", "/time"),
    ("done", event("done", "10:00", visit_id="T-1:0:0", time=at("10:00")), (OVER,), "contradicts_fact", ""),
    ("overrun", event("overrun", "08:59", visit_id="T-1:0:0", expected_end=at("11:00")), (), "visit_not_begun",
     "/visit_id"),
    ("overrun", event("overrun", "10:00", visit_id="T-1:0:0", expected_end=at("11:00")), (OVER,), "contradicts_fact",
     ""),
    ("finished_early", event("finished_early", "09:20", visit_id="T-1:0:0", expected_end=at("09:09")), (STARTED,),
     "ends_before_start", "/expected_end"),
    ("paused", event("paused", "08:59", visit_id="T-1:0:0", remaining_minutes=5), (), "visit_not_begun", "/visit_id"),
    ("paused", event("paused", "09:59", visit_id="T-1:0:0", remaining_minutes=0), (), "out_of_range",
     "/remaining_minutes"),
    ("no_show", event("no_show", "10:00", visit_id="T-1:0:0"), (OVER,), "contradicts_fact", ""),
    ("refused", event("refused", "09:20", visit_id="T-1:0:0"), (STARTED,), "contradicts_fact", ""),
    ("rescoped", event("rescoped", "09:20", ticket_id="T-6", steps=[STEP]), (), "ticket_closed", "/ticket_id"),
    ("rescoped", event("rescoped", "09:20", ticket_id="T-1", steps=[STEP, {"service_minutes": 5}]), (),
     "crew_or_trade_missing", "/steps/2"),
    ("technician_out", event("technician_out", "09:00", technician_id="ma", start=at("09:00")), (),
     "unknown_technician", "/technician_id"),
    ("technician_out", event("technician_out", "09:00", technician_id="li", start=at("09:00"), end=at("09:00")), (),
     "absence_reversed", "/end"),
    ("technician_late", event("technician_late", "17:00", technician_id="li", until=at("17:30")), (), "no_shift_then",
     "/until"),
    ("cancelled", event("cancelled", "09:00", ticket_id="T-7"), (), "unknown_ticket", "/ticket_id"),
    ("held", event("held", "09:00", ticket_id="T-6"), (), "ticket_closed", "/ticket_id"),
    ("parts_late", event("parts_late", "09:00", ticket_id="T-6", ready_at=at("10:00")), (), "ticket_closed",
     "/ticket_id"),
    ("owner_changed_window", event("owner_changed_window", "09:00", ticket_id="T-2", windows=[
        {"start": at("14:00"), "end": at("13:59"), "kind": "preferred"}]), (), "window_reversed", "/windows/0/end"),
    ("priority_changed", event("priority_changed", "09:00", ticket_id="T-2", urgency="huge"), (), "bad_enum",
     "/urgency"),
    ("owner_told", event("owner_told", "10:00", visit_id="T-1:0:0", arrival_window={
        "start": at("11:00"), "end": at("12:00")}), (OVER,), "contradicts_fact", ""),
    ("override", event("override", "09:00", visit_id="T-2:0:0", **BOUND), (), "override_says_nothing", ""),
    ("override", event("override", "09:00", visit_id="T-2:0:0", start=at("08:59"), **BOUND), (), "start_in_past",
     "/start"),
    ("override", event("override", "09:00", visit_id="T-5:0:0", start=at("09:59"), **BOUND), (), "override_incomplete",
     ""),
    ("override", event("override", "09:00", visit_id="T-2:0:0", start=at("17:00"), **BOUND), (), "no_shift_then", ""),
    ("override", event("override", "09:20", visit_id="T-1:0:0", technician_id="li", **BOUND), (STARTED,),
     "contradicts_fact", ""),
    ("released", event("released", "09:00", visit_id="T-2:0:0"), (), "nothing_to_release", "/visit_id"),
)  # fmt: skip


def spread(changes: Tree) -> Tree:
    """Return differences with those of shifts as absences only."""
    return {
        path: [{"unavailable": shift["unavailable"]} for shift in value] if path.endswith("/shifts") else value
        for path, value in changes.items()
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_event_changes_exactly_this(case: Case) -> None:
    """An event that applies changes these fields and no other."""
    assert spread(effect(*case.events, after=case.after)) == case.changes


@pytest.mark.parametrize(("kind", "sent", "after", "code", "path"), REFUSED)
def test_first_invalid_event_is_refused(kind: str, sent: Tree, after: tuple[Tree, ...], code: str, path: str) -> None:
    """An event that contradicts what is known is one fault, at its place in the list, and nothing is applied."""
    request, faults = happen(*after, sent)

    assert request is None
    assert [(fault.code, fault.path) for fault in faults] == [(code, f"/events/{len(after)}{path}")]
    assert sent["type"] == kind


def test_every_type_is_tested() -> None:
    """Each type of the contract has a case that applies and one that is refused, each code of events a case."""
    assert {case.what for case in CASES} == {kind for kind, *_ in REFUSED} == set(EVENT_TYPES)
    codes = {code for *_, code, _ in REFUSED} | {"event_conflict"}
    assert codes >= {entry.code for entry in EVENT_CODES}


def test_now_is_the_latest_event() -> None:
    """After events of 9:00 and 8:30 it is 9:00."""
    late, early = event("held", "09:00", ticket_id="T-5"), event("parts_late", "08:30", "E-2", ticket_id="T-5",
                                                                  ready_at=at("09:00"))  # fmt: skip

    assert applied(late, early).to_wire()["now"] == at("09:00")


def test_page_has_an_example_of_every_type() -> None:
    """Each type stands in the table of docs/events.md, and each example there is a proper event."""
    page = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    examples = [json.loads(text) for text in re.findall(r"^\| `.*?\| `(\{.*\})` \|", page, flags=re.MULTILINE)]
    sent = [{"id": f"E-{k}", "at": at("09:00")} | example for k, example in enumerate(examples)]

    batch = read_events(json.dumps({"schema_version": 1, "events": sent}))

    named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \| `\{", page, flags=re.MULTILINE))))
    assert named == set(EVENT_TYPES)
    assert batch.faults == ()
    assert len(batch.events) == len(EVENT_TYPES) - 1  # overrun and finished_early share a row
