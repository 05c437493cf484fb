"""One way or more to provoke every fault code: what is changed, where it is reported, about whom.

Every case starts from a request without faults (``BASE``); changes are by JSON pointer.
"""

from dataclasses import dataclass, field
from typing import Any

from tests.dispatcher.requests import (
    GONE,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

BASE = make_tree()
MATRIX = {"kind": "matrix", "site_ids": ["center", "b3"], "minutes": [[0, 5], [6, 0]]}
LARGER = {"kind": "matrix", "minutes": [[0, 5, 5], [5, 0, 5], [5, 5, 0]]}
BREAK = {"earliest_start": at("11:30"), "latest_start": at("12:30"), "minutes": 60}
ABSENCE = {"start": at("14:00"), "end": at("15:00")}
WINDOW = {"start": at("09:00"), "end": at("10:00"), "kind": "promised"}
STEP = {"trade": "water", "service_minutes": 30}
TWO = [make_ticket("T-1"), make_ticket("T-2")]


@dataclass(frozen=True)
class Case:
    """Changes to ``BASE`` and the fault they lead to."""

    code: str
    path: str
    ids: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)


def case(code: str, path: str, *ids: str, **changes: Any) -> Case:
    """Return a case whose changes replace whole top-level fields."""
    return Case(code, path, list(ids), {f"/{name}": value for name, value in changes.items()})


def edit(code: str, path: str, value: Any, *ids: str) -> Case:
    """Return a case in which the faulty place itself gets a value."""
    return Case(code, path, list(ids), {path: value})


def plan_case(code: str, path: str, *ids: str, routes: list[Any], **changes: Any) -> Case:
    """Return a case with a published plan; the path starts inside it."""
    published = make_plan_tree(*routes)
    return case(code, f"/published{path}", *ids, published=published, **changes)


STRUCTURE_CASES = (
    edit("unknown_field", "/tickets/0/colour", "red", "T-1"),
    Case("unknown_field", "/tickets/0/a~1b~0c", ["T-1"], {"/tickets/0": {**make_ticket(), "a/b~c": None}}),
    edit("missing_field", "/tickets/0/site_id", GONE, "T-1"),
    edit("missing_field", "/technicians/0/shifts/0/start", None, "wang-mon"),
    edit("missing_field", "/horizon", GONE),
    edit("wrong_type", "/tickets/0/service_minutes", "60", "T-1"),
    edit("wrong_type", "/tickets/0/crew_size", True, "T-1"),
    edit("wrong_type", "/tickets/0/service_minutes", 60.0, "T-1"),
    edit("wrong_type", "/schema_version", True),
    edit("wrong_type", "/tickets/0", "T-1"),
    edit("wrong_type", "/tickets/0/urgency", 5, "T-1"),
    edit("wrong_type", "/horizon/start", 1772409600),
    edit("out_of_range", "/tickets/0/service_minutes", 0, "T-1"),
    edit("out_of_range", "/tickets/0/service_minutes", 10_001, "T-1"),
    edit("out_of_range", "/tickets/0/crew_size", 21, "T-1"),
    edit("out_of_range", "/sites/0/lat", 90.5, "center"),
    edit("out_of_range", "/sites/0/access_minutes", -1, "center"),
    edit("out_of_range", "/technicians/0/skills/0/level", 4, "wang"),
    edit("out_of_range", "/tickets/0/deadline", "1969-12-31T23:00:00Z", "T-1"),
    Case("out_of_range", "/policy/weights/travel", [], {"/policy": {"weights": {"travel": -1}}}),
    Case("out_of_range", "/travel/minutes/0/1", [], {"/travel": {**MATRIX, "minutes": [[0, -5], [6, 0]]}}),
    edit("bad_enum", "/tickets/0/urgency", "high", "T-1"),
    edit("bad_enum", "/schema_version", 2),
    Case("bad_enum", "/travel/kind", [], {"/travel": {"kind": "teleport"}}),
    Case("missing_field", "/travel/kind", [], {"/travel": {"minutes": []}}),
    edit("bad_id", "/tickets/0/id", "T/1"),
    Case("bad_id", "/sites/2/id", [], {"/sites/-": {"id": " b4"}}),
    edit("bad_id", "/tickets/0/id", "x" * 129),
    edit("too_long", "/tickets/0/reference", "x" * 2001, "T-1"),
    edit("too_short", "/tickets/0/trade", "", "T-1"),
    Case("too_many", "/tickets/0/steps", ["T-1"], {"/tickets/0": make_ticket(steps=[STEP] * 101)}),
    Case("too_few", "/tickets/0/steps", ["T-1"], {"/tickets/0": make_ticket(steps=[])}),
    edit("naive_time", "/tickets/0/reported_at", "2026-03-02T08:00:00", "T-1"),
    edit("bad_time", "/tickets/0/reported_at", "1772409600", "T-1"),
    edit("bad_time", "/tickets/0/reported_at", "2026-02-30T08:00:00Z", "T-1"),
    Case(
        "bad_date",
        "/technicians/0/certificates/0/valid_until",
        ["wang"],
        {"/technicians/0": make_technician(certificates=[{"code": "hv", "valid_until": at("08:00")}])},
    ),
    edit("bad_time_zone", "/time_zone", "Asia/Nowhere"),
)
SHIFT = "/technicians/0/shifts/0"
REQUEST_CASES = (
    case("duplicate_id", "/tickets/1/id", "T-1", tickets=[make_ticket(), make_ticket()]),
    case(
        "duplicate_id",
        "/technicians/1/shifts/0/id",
        "wang-mon",
        technicians=[make_technician(), make_technician("li", shifts=[make_shift()])],
    ),
    # Part 1 of A is A:0:0:1, and so is the second person of A:0.
    case(
        "visit_id_collision",
        "/tickets/1/id",
        "A",
        "A:0",
        tickets=[make_ticket("A"), make_ticket("A:0", crew_size=2)],
    ),
    # Part 1 of the second person of the second step of A is A:1:1:1, and so is a visit of step 1 of A:1.
    case(
        "visit_id_collision",
        "/tickets/0/id",
        "A",
        "A:1",
        tickets=[
            make_ticket("A:1", steps=[STEP, {"service_minutes": 30, "crew": [{"trade": "water"}] * 2}]),
            make_ticket("A", steps=[STEP, {**STEP, "crew_size": 2}]),
        ],
    ),
    edit("unknown_site", "/tickets/0/site_id", "b4", "b4"),
    edit("unknown_site", f"{SHIFT}/end_site_id", "b4", "b4"),
    Case("unknown_site", "/travel/site_ids/1", ["b4"], {"/travel": {**LARGER, "site_ids": ["center", "b4", "b3"]}}),
    Case(
        "unknown_site",
        f"{SHIFT}/unavailable/0/site_id",
        ["b4"],
        {f"{SHIFT}/unavailable": [{**ABSENCE, "site_id": "b4"}]},
    ),
    edit("unknown_technician", "/tickets/0/required_technician", "li", "li"),
    Case("unknown_technician", "/tickets/0/banned_technicians/0", ["li"], {"/tickets/0/banned_technicians": ["li"]}),
    edit("unknown_ticket", "/tickets/0/same_technician_as", "T-9", "T-9"),
    Case("unknown_ticket", "/tickets/0/after/0/ticket_id", ["T-9"], {"/tickets/0/after": [{"ticket_id": "T-9"}]}),
    Case("self_reference", "/tickets/0/after/0/ticket_id", ["T-1"], {"/tickets/0/after": [{"ticket_id": "T-1"}]}),
    edit("self_reference", "/tickets/0/same_technician_as", "T-1", "T-1"),
    case(
        "after_cycle",
        "/tickets/0/after",
        "T-1",
        "T-2",
        tickets=[make_ticket("T-1", after=[{"ticket_id": "T-2"}]), make_ticket("T-2", after=[{"ticket_id": "T-1"}])],
    ),
    case(
        "same_technician_cycle",
        "/tickets/0/same_technician_as",
        "T-1",
        "T-2",
        tickets=[make_ticket("T-1", same_technician_as="T-2"), make_ticket("T-2", same_technician_as="T-1")],
    ),
    edit("horizon_reversed", "/horizon/end", at("07:00")),
    edit("horizon_not_whole_minute", "/horizon/start", at("07:59:30")),
    edit("now_far_from_horizon", "/now", "2028-03-02T08:00:00+08:00"),
    edit("shift_reversed", f"{SHIFT}/end", at("07:00"), "wang-mon"),
    edit("overtime_before_end", f"{SHIFT}/overtime_until", at("16:00"), "wang-mon"),
    edit("shift_outside_horizon", f"{SHIFT}/start", at("07:59"), "wang-mon"),
    case(
        "shifts_overlap",
        "/technicians/0/shifts/1/start",
        "wang-mon",
        "late",
        technicians=[
            make_technician(
                shifts=[
                    make_shift(overtime_until=at("17:30")),
                    make_shift("late", start=at("17:29"), end=at("20:00")),
                ]
            )
        ],
    ),
    Case(
        "break_reversed",
        f"{SHIFT}/breaks/0/latest_start",
        ["wang-mon"],
        {f"{SHIFT}/breaks": [{**BREAK, "latest_start": at("11:00")}]},
    ),
    # 16:30 + 60 minutes is half an hour after the shift.
    Case(
        "break_outside_shift",
        f"{SHIFT}/breaks/0",
        ["wang-mon"],
        {f"{SHIFT}/breaks": [{**BREAK, "latest_start": at("16:30")}]},
    ),
    Case(
        "absence_reversed",
        f"{SHIFT}/unavailable/0/end",
        ["wang-mon"],
        {f"{SHIFT}/unavailable": [{**ABSENCE, "end": at("13:00")}]},
    ),
    Case(
        "absence_outside_shift",
        f"{SHIFT}/unavailable/0",
        ["wang-mon"],
        {f"{SHIFT}/unavailable": [{**ABSENCE, "end": at("17:01")}]},
    ),
    Case(
        "window_reversed", "/tickets/0/windows/0/end", ["T-1"], {"/tickets/0/windows": [{**WINDOW, "end": at("08:59")}]}
    ),
    # From 9:00:10 to 9:00:50 no minute begins.
    Case(
        "no_whole_minute",
        "/tickets/0/windows/0/end",
        ["T-1"],
        {"/tickets/0/windows": [{**WINDOW, "start": at("09:00:10"), "end": at("09:00:50")}]},
    ),
    case(
        "gaps_reversed",
        "/tickets/0/steps/1/max_gap_minutes",
        "T-1",
        tickets=[make_ticket(steps=[STEP, {**STEP, "min_gap_minutes": 10, "max_gap_minutes": 9}])],
    ),
    Case("matrix_not_square", "/travel/minutes/1", [], {"/travel": {**MATRIX, "minutes": [[0, 5], [6]]}}),
    Case("matrix_not_square", "/travel/minutes", [], {"/travel": {**MATRIX, "minutes": [[0, 5]]}}),
    Case("matrix_diagonal", "/travel/minutes/1/1", ["b3"], {"/travel": {**MATRIX, "minutes": [[0, 5], [6, 1]]}}),
    Case(
        "matrix_site_missing",
        "/travel/site_ids",
        ["b3"],
        {"/travel": {"kind": "matrix", "site_ids": ["center"], "minutes": [[0]]}},
    ),
    Case(
        "zone_pair_same_estate",
        "/travel/pairs/0",
        ["jade"],
        {"/travel": {"kind": "zones", "pairs": [{"from_estate": "jade", "to_estate": "jade", "minutes": 5}]}},
    ),
    Case(
        "zone_pair_twice",
        "/travel/pairs/1",
        ["jade", "lake"],
        {"/travel": {"kind": "zones", "pairs": [{"from_estate": "jade", "to_estate": "lake", "minutes": 5}] * 2}},
    ),
    Case(
        "missing_coordinates",
        "/sites/1/lon",
        ["b3"],
        {"/travel": {"kind": "coordinates"}, "/sites/0/lat": 30, "/sites/0/lon": 120, "/sites/1/lat": 30},
    ),
    Case("steps_and_trade", "/tickets/0/trade", ["T-1"], {"/tickets/0": make_ticket(steps=[STEP], trade="water")}),
    Case(
        "steps_or_trade_missing", "/tickets/0", ["T-1"], {"/tickets/0/trade": GONE, "/tickets/0/service_minutes": GONE}
    ),
    Case("missing_field", "/tickets/0/trade", ["T-1"], {"/tickets/0/trade": GONE}),
    Case("missing_field", "/tickets/0/service_minutes", ["T-1"], {"/tickets/0/service_minutes": GONE}),
    case(
        "crew_and_trade",
        "/tickets/0/steps/0/trade",
        "T-1",
        tickets=[make_ticket(steps=[{**STEP, "crew": [{"trade": "water"}]}])],
    ),
    case("crew_or_trade_missing", "/tickets/0/steps/0", "T-1", tickets=[make_ticket(steps=[{"service_minutes": 30}])]),
    Case(
        "technician_wanted_and_banned",
        "/tickets/0/banned_technicians/0",
        ["wang", "T-1"],
        {"/tickets/0/preferred_technicians": ["wang"], "/tickets/0/banned_technicians": ["wang"]},
    ),
    Case(
        "duplicate_skill",
        "/technicians/0/skills/1/trade",
        ["water"],
        {"/technicians/0/skills": [{"trade": "water"}, {"trade": "water", "level": 2}]},
    ),
    Case(
        "duplicate_certificate",
        "/technicians/0/certificates/1/code",
        ["hv"],
        {"/technicians/0/certificates": [{"code": "hv"}, {"code": "hv"}]},
    ),
    case(
        "duplicate_time_limit",
        "/time_limits/1",
        time_limits=[{"urgency": "urgent", "respond_minutes": 60}, {"urgency": "urgent", "complete_minutes": 90}],
    ),
    Case("unknown_profile", "/policy/profile", [], {"/policy": {"profile": "cheap"}}),
    Case("unknown_term", "/policy/weights/walking", [], {"/policy": {"weights": {"walking": 1}}}),
    Case("unknown_weight", "/policy/weights/overtime/night", [], {"/policy": {"weights": {"overtime": {"night": 1}}}}),
    case("seconds_and_iterations", "/search/iterations", search={"seconds": 1, "iterations": 10}),
)
PLAN_CASES = (
    plan_case("unknown_ticket", "/routes/0/visits/0/ticket_id", "T-9", routes=[make_route(make_visit("T-9"))]),
    plan_case("unknown_technician", "/routes/0/technician_id", "li", routes=[make_route(technician_id="li")]),
    plan_case("unknown_shift", "/routes/0/shift_id", "tue", routes=[make_route(shift_id="tue")]),
    plan_case("unknown_step", "/routes/0/visits/0/step", "T-1", routes=[make_route(make_visit(step=1))]),
    plan_case(
        "unknown_crew_position",
        "/routes/0/visits/0/crew_position",
        "T-1",
        routes=[make_route(make_visit(crew_position=1))],
    ),
    plan_case("unknown_part", "/routes/0/visits/0/part", "T-1", routes=[make_route(make_visit(part=1))]),
    plan_case(
        "duplicate_visit",
        "/routes/0/visits/1",
        "T-1:0:0",
        routes=[make_route(make_visit(part=0), make_visit(start="11:00", end="12:00", part=0))],
    ),
    plan_case("duplicate_route", "/routes/1/shift_id", "wang-mon", routes=[make_route(), make_route()]),
    plan_case(
        "shift_of_other_technician",
        "/routes/0/shift_id",
        "wang-mon",
        "li",
        routes=[make_route(technician_id="li")],
        technicians=[make_technician(), make_technician("li")],
    ),
    plan_case("visit_reversed", "/routes/0/visits/0/end", "T-1:0:0", routes=[make_route(make_visit(end="08:59"))]),
    plan_case(
        "taken_break_reversed",
        "/routes/0/breaks/0/end",
        "wang-mon",
        routes=[make_route(breaks=[{"start": at("12:00"), "end": at("11:00")}])],
    ),
    plan_case(
        "window_reversed",
        "/routes/0/visits/0/arrival_window/end",
        "T-1:0:0",
        routes=[make_route(make_visit(arrival_window={"start": at("09:00"), "end": at("08:00")}))],
    ),
    plan_case(
        "several_travelling",
        "/routes/0/visits/1/state",
        "wang",
        routes=[
            make_route(
                make_visit(state="travelling"), make_visit("T-2", start="11:00", end="12:00", state="travelling")
            )
        ],
        tickets=TWO,
    ),
    plan_case(
        "outcome_of_unfinished",
        "/routes/0/visits/0/outcome",
        "T-1:0:0",
        routes=[make_route(make_visit(outcome="served"))],
    ),
    plan_case(
        "missing_field",
        "/routes/0/visits/0/remaining_minutes",
        "T-1:0:0",
        routes=[make_route(make_visit(state="done", outcome="interrupted"))],
    ),
)
WARNING_CASES = (
    edit("technician_without_skills", "/technicians/0/skills", [], "wang"),
    Case("ticket_without_able_technician", "/tickets/0", ["T-1"], {"/tickets/0/min_level": 3}),
    Case("ticket_without_able_technician", "/tickets/0", ["T-1"], {"/tickets/0/banned_technicians": ["wang"]}),
    Case(
        "window_outside_every_shift",
        "/tickets/0/windows/0",
        ["T-1"],
        {"/tickets/0/windows": [{**WINDOW, "start": at("17:01"), "end": at("18:00")}]},
    ),
    Case("no_shift_in_horizon", "/technicians", [], {"/technicians/0/shifts": []}),
    edit("lock_without_published", "/tickets/0/lock", "both", "T-1"),
    Case("site_at_zero", "/sites/1", ["b3"], {"/sites/1/lat": 0, "/sites/1/lon": 0}),
)
# Faults of the text itself: JSON that no tree can show.
TEXT_CASES = (
    ("invalid_json", "", b'{"schema_version": 1'),
    ("invalid_json", "", b"\xff\xfe"),
    ("too_deep", "", b"[" * 100_000),
    ("too_deep", "/a" * 32, b'{"a":' * 40 + b"1" + b"}" * 40),
    ("duplicate_key", "/horizon/start", b'{"horizon": {"start": 1, "start": 2}}'),
    ("not_finite", "/search/seconds", b'{"search": {"seconds": NaN}}'),
    ("not_finite", "/search/seconds", b'{"search": {"seconds": 1e999}}'),
    ("invalid_unicode", "/tickets/0/reference", b'{"tickets": [{"reference": "\\ud800"}]}'),
)
CASES = (*STRUCTURE_CASES, *REQUEST_CASES, *PLAN_CASES)
# Codes that need other inputs than these tables hold; each has a test of its own.
ELSEWHERE = frozenset(
    {
        "too_large",
        "more_faults",
        "unknown_visit",
        "recomputed_differs",
        "visits_not_kept",
        "lock_released",
        "lock_conflict",
        "plan_as_request",
        "request_as_plan",
        "other_request",
    }
)
COMMAND_LINE = frozenset(
    {
        "bad_usage", "unknown_scenario", "unknown_kind", "unknown_engine", "missing_library", "damaged_comparison",
        "unreadable_input", "unwritable_output",
    }
)  # fmt: skip
