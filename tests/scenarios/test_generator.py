"""Generated days: the same everywhere, readable without faults, as full as their kind says."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.convert.problem import make_problem
from dispatcher.reading.cautions import cautions
from dispatcher.reading.request import read_request
from dispatcher.schemas.request import Request
from scenarios import KINDS, generate
from solver.checker import check
from solver.plan import Plan

ROOT = Path(__file__).resolve().parent.parent.parent
NAMES = sorted(KINDS)
# What a kind warns of on purpose; all others read without a warning.
EXPECTED_WARNINGS = {"short_staffed": {"ticket_without_able_technician"}}


def read(tree: dict[str, Any]) -> Request:
    """Return a request that must have no fault."""
    request, faults = read_request(json.dumps(tree).encode())
    assert request is not None, faults
    return request


def linked_tickets(tree: dict[str, Any]) -> list[str]:
    """Return the ids of tickets with crews, steps or ties to others."""
    return [
        ticket["id"]
        for ticket in tree["tickets"]
        if ticket.get("crew_size", 1) > 1 or {"steps", "after", "same_technician_as"} & ticket.keys()
    ]


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(NAMES),
    seed=st.integers(0, 10_000),
    tickets=st.integers(1, 40),
    technicians=st.none() | st.integers(1, 12),
    days=st.none() | st.integers(1, 3),
)
def test_every_day_reads(kind: str, seed: int, tickets: int, technicians: int | None, days: int | None) -> None:
    """Whatever the numbers, a day has no fault, warns only of what its kind says, and has the numbers asked for."""
    tree = generate(kind, seed, tickets, technicians, days=days)

    request = read(tree)

    assert {fault.code for fault in cautions(request)} <= EXPECTED_WARNINGS.get(kind, set())
    assert len(request.tickets) == tickets
    assert technicians in (None, len(request.technicians))


@pytest.mark.parametrize("kind", NAMES)
def test_nothing_planned_is_a_legal_plan(kind: str) -> None:
    """A day becomes a problem; leaving everything out breaks no rule and costs something."""
    problem = make_problem(read(generate(kind, 1, 40)))

    report = check(problem, Plan())

    assert report.is_legal
    assert report.total > 0


def minutes_between(start: str, end: str) -> int:
    """Return the minutes from one wire time to another."""
    return int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()) // 60


def work(tree: dict[str, Any]) -> int:
    """Return service times crew of the open tickets, in minutes."""
    steps = [
        step
        for ticket in tree["tickets"]
        if ticket.get("status", "open") == "open"
        for step in ticket.get("steps", [ticket])
    ]
    return sum(step["service_minutes"] * len(step.get("crew", [None] * step.get("crew_size", 1))) for step in steps)


def working_minutes(tree: dict[str, Any]) -> int:
    """Return the minutes of shifts that serve all urgencies from now on, less breaks and absences from now on."""
    now = tree.get("now", tree["horizon"]["start"])
    total = 0
    for shift in (shift for technician in tree["technicians"] for shift in technician["shifts"]):
        if "serves_urgencies" in shift:
            continue
        total += minutes_between(max(now, shift["start"]), shift["end"])
        total -= sum(pause["minutes"] for pause in shift.get("breaks", []) if pause["latest_start"] >= now)
        total -= sum(max(0, minutes_between(max(now, a["start"]), a["end"])) for a in shift.get("unavailable", []))
    return total


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("tickets", [60, 250])
def test_a_day_is_as_full_as_its_kind_says(kind: str, tickets: int) -> None:
    """Service times crew of open tickets is the kind's percentage of the working minutes, to one step of 5 minutes a
    crew of two."""
    tree = generate(kind, 3, tickets)

    wanted = working_minutes(tree) * KINDS[kind].load // 100

    assert abs(work(tree) - wanted) < 10


def test_load_of_choice() -> None:
    """A load that is named replaces the kind's."""
    tree = generate("one_estate", 0, 100, load=115)

    assert abs(work(tree) - working_minutes(tree) * 115 // 100) < 10


@pytest.mark.parametrize("kind", NAMES)
def test_links_of_choice(kind: str) -> None:
    """Without links no ticket has a crew, a second step or a tie; with a share of 30 % so many have."""
    none, many = generate(kind, 0, 100, linked=False), generate(kind, 0, 100, linked=30)

    assert linked_tickets(none) == []
    assert len(linked_tickets(many)) == 30


PROGRAM = """
import hashlib, json, sys
from scenarios import KINDS, generate
days = [generate(kind, seed, 50) for kind in sorted(KINDS) for seed in (0, 7)]
print(hashlib.sha256(json.dumps(days, ensure_ascii=False).encode()).hexdigest())
"""


def test_the_same_in_every_process() -> None:
    """Processes with different hash seeds make the same days to the byte, and so does this one."""
    digests = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    here = [generate(kind, seed, 50) for kind in NAMES for seed in (0, 7)]

    assert digests == [hashlib.sha256(json.dumps(here, ensure_ascii=False).encode()).hexdigest()] * 2


def test_seeds_differ() -> None:
    """Another seed is another day."""
    assert generate("city", 0, 30) != generate("city", 1, 30)


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "sunday"}, {"tickets": 0}, {"tickets": 5001}, {"technicians": 501}, {"days": 15}, {"linked": 101},
     {"load": 0}, {"lang": "fr"}],
    ids=str,
)  # fmt: skip
def test_numbers_out_of_range(wrong: dict[str, Any]) -> None:
    """What is out of range is refused."""
    with pytest.raises(ValueError, match=r"expected|is not a valid"):
        generate(**{"kind": "city", **wrong})


def test_the_largest_day() -> None:
    """5,000 tickets and 500 technicians stay within the caps of the contract."""
    tree = generate("city", 0, 5000, 500)

    request = read(tree)

    assert (len(request.tickets), len(request.technicians)) == (5000, 500)
