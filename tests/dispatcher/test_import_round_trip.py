"""A request written as a workbook reads as the same request."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.digest import request_digest
from dispatcher.importers.importing import Options, import_files
from dispatcher.importers.mapping import Mapping
from dispatcher.importers.workbook import write_workbook
from dispatcher.reading.request import check_tree
from scenarios import KINDS, generate, list_scenarios, load
from tests.dispatcher.random_requests import draw_request
from tests.dispatcher.requests import at, make_plan_tree, make_technician, make_ticket, make_tree

Tree = dict[str, Any]
LANGS = ("zh", "en")
HARD_TEXTS = (
    "=1+1", "#N/A", " blank ", "", "line\nbreak", "carriage\r\nreturn", "a_x0041_b", "x005F_", "\x01", "\ufffe",
    "水:2、电",
    "2026-03-02", "12.0", "工单号", "'", '"', "示例", "😀",
)  # fmt: skip


def round_trip(tree: Tree, lang: str) -> Tree | None:
    """Return a request written as a workbook and read again, nothing assumed and nothing wrong."""
    imported = import_files([("book.xlsx", write_workbook(tree, lang))], Mapping(), Options())

    assert [fault.message.en for fault in imported.ledger.faults] == []
    assert imported.ledger.assumptions == []
    return imported.tree


def check_same(tree: Tree, lang: str) -> None:
    """Check that a request comes back the same, to its digest."""
    again = round_trip(tree, lang)

    assert again == tree
    assert request_digest(again) == request_digest(tree)


@pytest.mark.parametrize("name", list_scenarios())
def test_packaged_requests_come_back(name: str) -> None:
    """Every packaged request comes back the same (English headers and words: the generated days below)."""
    check_same(json.loads(load(name)), "zh")


@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 10_000), lang=st.sampled_from(LANGS))
@settings(max_examples=20, deadline=None)
def test_generated_requests_come_back(kind: str, seed: int, lang: str) -> None:
    """Small generated days of every kind come back the same."""
    check_same(generate(kind, seed, 6, lang="zh" if seed % 2 else "en"), lang)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_random_requests_come_back(seed: int) -> None:
    """Random requests with every kind of list come back the same."""
    check_same(draw_request(seed, 5, 3), "en")


@pytest.mark.parametrize("text", HARD_TEXTS)
def test_texts_a_workbook_would_change_come_back(text: str) -> None:
    """Formulas, errors, blanks, escapes and characters no workbook can hold come back as they are."""
    ticket = make_ticket(description=text, address=text, hold_reason=text, contact={"name": text, "phone": text})
    tree = make_tree(
        tickets=[ticket], technicians=[{**make_technician(), "name": text, "skills": [{"trade": f"t{text}"}]}]
    )

    check_same(tree, "zh")


@given(text=st.text(max_size=30))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back(text: str) -> None:
    """Whatever Unicode a description, a trade or a site's name holds, it comes back."""
    tree = make_tree(tickets=[make_ticket(description=text, trade=text or "water", reference=text)])
    tree["sites"][0]["name"] = text

    if check_tree(tree)[0] is not None:
        check_same(tree, "en")


@pytest.mark.parametrize("name", ["示例-1", "example", "工单号", "12.0", "00", "1e5", "a\u2028b", "水,电", "=A1"])
def test_odd_ids_come_back(name: str) -> None:
    """Ids that look like examples, headers, numbers, lists or formulas come back, wherever they are referred to."""
    tree = make_tree(
        tickets=[make_ticket(name), make_ticket("T-2", after=[{"ticket_id": name}], preferred_technicians=[name])],
        technicians=[make_technician(name)],
    )

    check_same(tree, "zh")


def test_every_field_comes_back() -> None:
    """Published plans, nulls, offsets other than the zone's, gaps, crews and defaults written out come back."""
    shift = {"id": "s", "start": at("08:00"), "end": "2026-03-02T09:00:00Z", "start_site_id": "center",
    "end_site_id": None,
             "unavailable": [], "breaks": [], "max_visits": 0}  # fmt: skip
    steps = [{"crew": [{"trade": "water"}], "service_minutes": 5, "max_gap_minutes": None}]
    windows = [{"start": at("09:00"), "end": at("10:00"), "kind": kind} for kind in ("preferred", "promised")]
    tickets = [
        make_ticket("T-1", windows=windows, urgency="normal", crew_size=1, deadline="2026-03-02T00:00:00+08:00"),
        make_ticket("T-2", steps=steps, after=[{"ticket_id": "T-1", "min_gap_minutes": 5}], ready_at=at("08:00:30")),
    ]
    tree = make_tree(
        tickets=tickets, technicians=[make_technician("wang", shifts=[shift]), make_technician("li", shifts=[])],
        now=None, max_changes=3, time_zone="Asia/Shanghai", policy={"weights": {"travel": 2}},
        published=make_plan_tree(), search={"seconds": 1.5}, freeze_until=at("08:00"),
        priority_matrix={"urgent": {"estate": "emergency"}}, time_limits=[{"urgency": "low", "trade": None}],
        travel={"kind": "matrix", "site_ids": ["center", "b3"], "minutes": [[0, 5], [6, 0]]},
    )  # fmt: skip

    assert check_tree(tree)[1] is not None
    check_same(tree, "zh")


def test_values_too_long_for_a_cell_come_back() -> None:
    """A ticket of 100 steps and a large matrix, longer than a cell may be, come back."""
    steps = [{"trade": "water", "service_minutes": 5, "certificates": ["c" * 400]} for _ in range(100)]
    sites = [{"id": name} for name in ("center", "b3", *(f"s{k}" for k in range(150)))]
    rows = [[0 if a == b else 11 for b in range(len(sites))] for a in range(len(sites))]
    travel = {"kind": "matrix", "site_ids": [site["id"] for site in sites], "minutes": rows}

    check_same(make_tree(tickets=[make_ticket(steps=steps)], sites=sites, travel=travel), "en")


def test_common_fields_have_columns_of_their_own() -> None:
    """A plain generated day needs no JSON but for the steps of its linked tickets."""
    raw = write_workbook(json.loads(load("estates-40-unlinked")), "zh")

    imported = import_files([("book.xlsx", raw)], Mapping(), Options())

    used = {name for note in imported.tables for name in note.columns}
    assert {"promised_window", "phone", "urgency", "reported_at", "breaks", "skills"} <= used
    assert "more" not in used
