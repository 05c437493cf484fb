"""Faults of requests: every code at its place, all at once, and nothing private in them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from dispatcher.faults import CATALOG, Fault, Severity, make_fault, severity
from dispatcher.faults.api_codes import API_CODES
from dispatcher.faults.command_codes import COMMAND_CODES
from dispatcher.faults.event_codes import EVENT_CODES
from dispatcher.faults.import_codes import IMPORT_CODES
from dispatcher.faults.notice_codes import NOTICE_CODES
from dispatcher.faults.plan_codes import PLAN_CODES
from dispatcher.faults.question_codes import QUESTION_CODES
from dispatcher.faults.request_codes import REQUEST_CODES
from dispatcher.faults.service_codes import SERVICE_CODES
from dispatcher.faults.structure_codes import STRUCTURE_CODES
from dispatcher.faults.warning_codes import WARNING_CODES
from dispatcher.reading import read_request
from dispatcher.settings import DEFAULT_CAPS
from solver.rules import RULES
from tests.dispatcher.fault_cases import (
    BASE,
    CASES,
    COMMAND_LINE,
    ELSEWHERE,
    STEP,
    TEXT_CASES,
    WARNING_CASES,
    Case,
)
from tests.dispatcher.requests import changed, make_plan_tree, make_route, make_ticket, make_tree, read_tree

GROUPS = (
    STRUCTURE_CODES, REQUEST_CODES, PLAN_CODES, EVENT_CODES, WARNING_CODES, COMMAND_CODES, IMPORT_CODES, NOTICE_CODES,
    QUESTION_CODES, API_CODES, SERVICE_CODES,
)  # fmt: skip


def rows(faults: list[Fault]) -> list[tuple[str, str, list[str]]]:
    """Return code, path and ids of each fault."""
    return [(fault.code, fault.path, fault.ids) for fault in faults]


def test_base_request_has_no_fault() -> None:
    """The request that all cases change is accepted without a warning."""
    request, faults = read_tree(BASE)

    assert request is not None
    assert faults == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_fault_is_reported_at_its_place(case: Case) -> None:
    """A faulty request is refused, and the fault names the place and the ids; nothing else is blamed."""
    request, faults = read_tree(changed(BASE, case.changes))

    assert request is None
    assert rows(faults) == [(case.code, case.path, case.ids)]


@pytest.mark.parametrize("case", WARNING_CASES, ids=lambda case: f"{case.code}-{case.path}")
def test_warning_is_reported_and_stops_nothing(case: Case) -> None:
    """A request with only warnings is accepted, with the warning at its place."""
    request, faults = read_tree(changed(BASE, case.changes))

    assert request is not None
    assert (case.code, case.path, case.ids) in rows(faults)
    assert all(severity(fault.code) is Severity.WARNING for fault in faults)


@pytest.mark.parametrize(("code", "path", "raw"), TEXT_CASES)
def test_fault_of_the_text_is_reported(code: str, path: str, raw: bytes) -> None:
    """A text that is not proper JSON is refused with a fault, never with an exception."""
    request, faults = read_request(raw)

    assert request is None
    assert (code, path) in [(fault.code, fault.path) for fault in faults]


def test_every_code_has_a_case() -> None:
    """The tables of cases and the catalog have the same codes, so that no code goes untested."""
    tested = {case.code for case in (*CASES, *WARNING_CASES)} | {code for code, _, _ in TEXT_CASES}

    imports = {entry.code for entry in IMPORT_CODES}  # their cases: tests/dispatcher/import_cases.py
    events = {entry.code for entry in EVENT_CODES}  # their cases: tests/dispatcher/test_events.py
    notices = {entry.code for entry in NOTICE_CODES}  # their cases: tests/dispatcher/test_notice_texts.py
    service = {entry.code for entry in (*API_CODES, *SERVICE_CODES)}  # test_api*.py, test_runs.py, test_publishing.py
    questions = {entry.code for entry in QUESTION_CODES}  # their cases: tests/dispatcher/test_questions.py
    assert tested | ELSEWHERE | COMMAND_LINE | imports | events | notices | questions | service == set(CATALOG)
    assert {entry.code for entry in COMMAND_CODES} == COMMAND_LINE
    assert not tested & ELSEWHERE


def test_codes_stand_once_and_differ_from_rules() -> None:
    """No code stands in two groups of the catalog, and none is the name of a rule."""
    codes = [entry.code for group in GROUPS for entry in group]

    assert len(codes) == len(set(codes)) == len(CATALOG)
    assert not set(CATALOG) & {rule.name for rule in RULES}


@pytest.mark.parametrize("code", [*CATALOG, *(rule.name for rule in RULES)])
def test_texts_of_every_code_can_be_filled_in(code: str) -> None:
    """Every code has a sentence in both languages, whatever it is about."""
    fault = make_fault(code, ("tickets", 0), ids=["T-1"], allowed=["a", "b"])

    assert fault.message.en
    assert fault.message.zh
    assert "{" not in fault.message.en + fault.message.zh


def test_all_faults_come_at_once() -> None:
    """Structural and semantic faults of broken and whole items are reported together."""
    tree = changed(
        make_tree(tickets=[make_ticket("T-1"), make_ticket("T-2"), make_ticket("T-3")]),
        {
            "/tickets/0/urgency": "high",  # an optional field: the rest of the ticket is still checked
            "/tickets/0/site_id": "b4",
            "/tickets/1/service_minutes": "60",  # takes its ticket's length away, not its id
            "/tickets/2/after": [{"ticket_id": "T-2"}, {"ticket_id": "T-9"}],
            "/technicians/0/shifts/0/end": "noon",
            "/policy": {"profile": "cheap"},
            # Its shift is broken, but it is there.
            "/published": make_plan_tree(make_route()),
        },
    )

    _, faults = read_tree(tree)

    assert sorted(rows(faults)) == [
        ("bad_enum", "/tickets/0/urgency", ["T-1"]),
        ("bad_time", "/technicians/0/shifts/0/end", ["wang-mon"]),
        ("unknown_profile", "/policy/profile", []),
        ("unknown_site", "/tickets/0/site_id", ["b4"]),
        ("unknown_ticket", "/tickets/2/after/1/ticket_id", ["T-9"]),
        ("wrong_type", "/tickets/1/service_minutes", ["T-2"]),
    ]


def test_broken_items_are_not_missed() -> None:
    """References to items that are structurally broken do not dangle, and later items keep their positions."""
    tree = make_tree(
        sites=[{"id": "center", "lat": "north"}, {"id": "b3", "colour": 1}],
        tickets=[{"id": "T-0"}, make_ticket("T-1", after=[{"ticket_id": "T-0"}]), make_ticket("T-2", site_id="b4")],
    )

    _, faults = read_tree(tree)

    assert sorted(rows(faults)) == [
        ("missing_field", "/tickets/0/site_id", ["T-0"]),
        ("unknown_field", "/sites/1/colour", ["b3"]),
        ("unknown_site", "/tickets/2/site_id", ["b4"]),
        ("wrong_type", "/sites/0/lat", ["center"]),
    ]


def test_an_unreadable_list_makes_nothing_dangle() -> None:
    """If the sites are no list at all, that is the only fault."""
    _, faults = read_tree(make_tree(sites="all"))

    assert rows(faults) == [("wrong_type", "/sites", [])]


@pytest.mark.parametrize("field", ["description", "address"])
def test_private_texts_are_not_repeated(field: str) -> None:
    """A fault of a private text says where it is, not what it says."""
    _, faults = read_tree(changed(BASE, {f"/tickets/0/{field}": 13812345678}))

    assert rows(faults) == [("wrong_type", f"/tickets/0/{field}", ["T-1"])]
    assert "13812345678" not in json.dumps([fault.to_wire() for fault in faults])


def test_private_objects_are_not_repeated() -> None:
    """Neither a phone inside a contact nor a ticket that is not an object is repeated."""
    tree = changed(
        make_tree(tickets=[make_ticket(), "call 13812345678"]), {"/tickets/0/contact": {"phone": 13812345678}}
    )

    _, faults = read_tree(tree)

    assert sorted(fault.path for fault in faults) == ["/tickets/0/contact/phone", "/tickets/1"]
    assert "13812345678" not in json.dumps([fault.to_wire() for fault in faults])


def test_public_value_and_what_is_allowed_are_shown() -> None:
    """A fault of a public field repeats the value and says what would be accepted."""
    _, (fault,) = read_tree(changed(BASE, {"/tickets/0/urgency": "high"}))

    assert fault.to_wire()["value"] == "high"
    assert fault.allowed == ["emergency", "urgent", "normal", "low"]


def test_too_large_input_is_refused() -> None:
    """An input of more bytes than the cap is not read at all."""
    caps = replace(DEFAULT_CAPS, body_bytes=3)

    _, faults = read_request("价1", caps)  # 3 + 1 bytes in UTF-8

    assert rows(faults) == [("too_large", "", [])]


def test_caps_on_lists_are_settings() -> None:
    """One ticket more than the cap is a fault of the list."""
    caps = replace(DEFAULT_CAPS, tickets=1)

    _, faults = read_request(json.dumps(make_tree(tickets=[make_ticket("T-1"), make_ticket("T-2")])), caps)

    assert rows(faults) == [("too_many", "/tickets", [])]


def test_faults_beyond_the_cap_are_counted() -> None:
    """Of 5 faults with a cap of 3, three are spelled out and the last says that two are left."""
    caps = replace(DEFAULT_CAPS, faults=3)
    tree = make_tree(tickets=[make_ticket(f"T-{k}", urgency="high") for k in range(5)])

    _, faults = read_request(json.dumps(tree), caps)

    assert [fault.code for fault in faults] == ["bad_enum"] * 3 + ["more_faults"]
    assert faults[-1].allowed == 2


def test_null_means_absent() -> None:
    """A null for a field with a default is that default, but an unknown field is unknown even as null."""
    request, faults = read_tree(changed(BASE, {"/tickets/0/crew_size": None, "/travel": None}))
    _, refused = read_tree(changed(BASE, {"/tickets/0/crew": None}))

    assert request is not None
    assert faults == []
    assert request.tickets[0].crew_size == 1
    assert request.travel.kind == "zones"
    assert rows(refused) == [("unknown_field", "/tickets/0/crew", ["T-1"])]


@pytest.mark.parametrize(
    "tickets",
    [
        [make_ticket("A", crew_size=2), make_ticket("A:0")],
        [make_ticket("A"), make_ticket("A:1", crew_size=2)],
        [make_ticket("A"), make_ticket("A:00", crew_size=2)],
        [make_ticket("A"), make_ticket("A:0:0", crew_size=2)],
        [make_ticket("A"), make_ticket("A:0", steps=[STEP, {**STEP, "crew_size": 2}])],
    ],
    ids=["crew of one", "no such step", "not how numbers are written", "a visit's own id", "nobody at that position"],
)
def test_ids_that_cannot_meet_are_accepted(tickets: list[dict[str, Any]]) -> None:
    """A colon in an id is no fault where no two visits can get one id.

    Parts of A are A:0:0:1, A:0:0:2, ...: they meet neither A:0:0:0, A:1:0:1, A:00:0:1, A:0:0:0:1 nor A:0:1:1.
    """
    request, faults = read_tree(make_tree(tickets=tickets))

    assert (request is not None, faults) == (True, [])


def test_plan_in_place_of_a_request_is_one_fault() -> None:
    """A plan where a request belongs is said to be a plan, in place of a list of fields it lacks."""
    _, faults = read_tree(make_plan_tree(make_route()))

    assert rows(faults) == [("plan_as_request", "", [])]


HINTS = {
    "empty": (b" \n", "empty", "内容为空"),
    "gbk": ('{"name": "王师傅"}'.encode("gbk"), "GBK", "GBK"),
    "utf-16": ("{}".encode("utf-16"), "UTF-16", "UTF-16"),
    "workbook": (b"PK\x03\x04\xff", "xlsx", "xlsx"),
    "table": ("工单,地点\nT-1,b3\n".encode(), "CSV", "CSV"),
    "cut off": (b'{\n"a": [1,\n', "line 3, column 1", "第 3 行第 1 列"),
}


@pytest.mark.parametrize(("raw", "english", "chinese"), HINTS.values(), ids=HINTS.keys())
def test_text_that_is_no_json_is_recognized(raw: bytes, english: str, chinese: str) -> None:
    """What is no JSON is named for what it seems to be, in both languages."""
    _, (fault,) = read_request(raw)

    assert fault.code == "invalid_json"
    assert english in fault.message.en
    assert chinese in fault.message.zh


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"/tickets/0/service_minutes": 10_001}, "service_minutes 超出范围，允许：不大于 10000。"),
        ({"/tickets/0/service_minutes": "60"}, "service_minutes 的类型应为：整数。"),
        ({"/tickets/0/ready_at": "1969-12-31T23:00:00Z"}, "ready_at 超出范围，允许：1970 至 2199 年。"),
    ],
)
def test_chinese_messages_are_chinese(changes: dict[str, Any], words: str) -> None:
    """What would be accepted is said in Chinese in a Chinese sentence."""
    _, (fault,) = read_tree(changed(BASE, changes))

    assert fault.message.zh == words


@pytest.mark.parametrize(("cause", "words"), [("available", "在岗"), ("facts", "已发生的情况")])
def test_cause_of_a_release_is_said(cause: str, words: str) -> None:
    """A released lock names the rule that took it away by its title, else what has already happened."""
    fault = make_fault("lock_released", ids=["T-1:0:0"], allowed={"because_of": cause})

    assert fault.message.zh.endswith(f"原因：{words}。")


def test_a_fault_of_the_whole_input_names_it() -> None:
    """A list where an object belongs: the sentence has a subject in both languages."""
    fault = make_fault("wrong_type", (), allowed="object")

    assert fault.message.en == "The input must be: object."
    assert fault.message.zh.startswith("输入 的类型应为：")
