"""The packaged requests: what their seeds give, what they exercise, what is known of them."""

import json
from pathlib import Path
from typing import Any

import pytest

import scenarios
from dispatcher.convert.problem import make_problem
from dispatcher.reading.cautions import cautions
from dispatcher.reading.request import read_request
from scenarios import DEMO, KINDS, STORED, generate, load
from scenarios.features import FEATURES, features_of
from scenarios.stored import BEST_KNOWN, FOLDER, best_known, text_of
from solver.checker import check
from solver.explain import UnassignedClass, classify
from solver.plan import Plan

PACKAGE = Path(scenarios.__file__).parent
MOST_BYTES = 3_000_000


def tree(name: str) -> dict[str, Any]:
    """Return a packaged request as a JSON tree."""
    parsed: dict[str, Any] = json.loads(load(name))
    return parsed


@pytest.mark.parametrize("name", sorted(STORED))
def test_stored_is_what_the_seed_gives(name: str) -> None:
    """The generator makes the packaged text to the byte; `python -m scenarios` writes it anew."""
    assert load(name).decode() == text_of(STORED[name].make())


def test_nothing_else_is_stored() -> None:
    """The folder holds the packaged requests alone, and together they stay small."""
    files = sorted((PACKAGE / FOLDER).iterdir())

    assert [path.name for path in files] == sorted(f"{name}.json" for name in STORED)
    assert sum(path.stat().st_size for path in files) < MOST_BYTES


def test_every_kind_is_stored() -> None:
    """There is a packaged request of every kind of day."""
    assert {row.kind for row in STORED.values()} == set(KINDS)


def test_every_feature_occurs() -> None:
    """Together the packaged requests have every feature, and none of them has none."""
    found = {name: features_of(tree(name)) for name in STORED}

    assert set().union(*found.values()) == set(FEATURES)
    assert all(found.values())


# What makes a kind what its description says; it must occur whatever the seed.
ESSENTIAL = {
    "one_estate": {"matrix", "access minutes", "promised windows", "steps"},
    "several_estates": {"zones", "estates", "contractors"},
    "city": {"coordinates", "another end", "open end", "respond_by"},
    "storm": {"all urgencies", "priority matrix", "now", "profile"},
    "short_staffed": {"no shift", "certificates"},
    "overbooked": {"soft promises", "most visits"},
    "week": {"several shifts", "ready_at", "deadlines", "done or cancelled", "carried minutes", "on hold"},
    "two_trade": {"steps", "least gaps", "most gaps", "crews of two trades", "after", "same technician"},
    "contractors": {"contractors", "most visits", "weights", "arrival window", "respond_by", "complete_by"},
    "night_duty": {"duty shifts", "reported during the day", "priority matrix"},
}


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_kind_has_what_it_is_for(kind: str, seed: int) -> None:
    """A day of 120 tickets of any seed has what its kind is for."""
    missing = ESSENTIAL[kind] - set(features_of(generate(kind, seed, 120)))

    assert missing == set()


def test_a_feature_that_is_absent_is_not_found() -> None:
    """An empty day has no feature but its kind of travel."""
    empty = {
        "schema_version": 1,
        "horizon": {"start": "2026-03-02T08:00:00+08:00", "end": "2026-03-02T18:00:00+08:00"},
        "sites": [],
        "travel": {"kind": "zones"},
        "technicians": [],
        "tickets": [],
    }

    assert features_of(empty) == ("zones",)


def test_a_day_in_the_other_language_is_the_same_day() -> None:
    """Languages differ in names and texts only: everything that the solver reads is equal."""
    english, chinese = (tree(DEMO[lang]) for lang in ("en", "zh"))

    for day in (english, chinese):
        for row in (*day["sites"], *day["technicians"], *day["tickets"]):
            for name in ("name", "contact", "address", "description", "hold_reason"):
                row.pop(name, None)

    assert english == chinese


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_ticket_is_impossible_by_accident(kind: str) -> None:
    """Every open ticket can be served alone (not proved impossible), but for those that a kind warns of."""
    request, faults = read_request(json.dumps(generate(kind, 11, 30)).encode())
    assert request is not None, faults
    problem = make_problem(request)
    warned = {id for fault in cautions(request) for id in fault.ids}

    rows = classify(problem, Plan(), False, lambda: False)

    impossible = {problem.tickets[row.ticket].id for row in rows if row.kind is UnassignedClass.IMPOSSIBLE}
    assert impossible == warned
    assert bool(warned) == (kind == "short_staffed")


@pytest.mark.parametrize("name", sorted(STORED))
def test_best_known_is_possible(name: str) -> None:
    """A bound is not above the cost of a plan, nor a cost above that of planning nothing."""
    request, faults = read_request(load(name))
    assert request is not None, faults
    problem = make_problem(request)

    known = best_known()[name]

    assert known.bound is None or known.cost is None or 0 <= known.bound <= known.cost
    assert known.cost is None or known.cost <= check(problem, Plan()).total


def test_best_known_is_of_the_requests_as_they_are() -> None:
    """No row of what is known is about a request that is made differently by now."""
    rows = json.loads((PACKAGE / BEST_KNOWN).read_bytes())

    assert {name: row["request"] for name, row in rows.items()} == {
        name: known.request for name, known in best_known().items() if name in rows
    }
