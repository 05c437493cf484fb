"""The same plan to the byte: done again, in another process, with lists in another order, by any clock."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from scenarios import list_scenarios, load
from tests.dispatcher.command_line import ROOT, contradictory_request, environment
from tests.dispatcher.random_requests import draw_request, permuted, publish
from tests.dispatcher.repeated import plan_tree, text_of, without_places

Tree = dict[str, Any]
# Seed, tickets, technicians: proved without chains, annealed and proved, too large for a proof.
DAYS = ((1, 5, 2), (10, 8, 2), (25, 10, 3), (11, 10, 3), (8, 70, 8))
MORE_DAYS = ((2, 7, 3), (4, 20, 4), (5, 30, 4), (6, 15, 3), (7, 40, 5), (9, 90, 8), (12, 25, 5))


def named_requests() -> dict[str, Tree]:
    """Packaged requests, random ones, re-plans at 11:10, one that may end at a gap, one of contradictory locks."""
    found: dict[str, Tree] = {name: json.loads(load(name)) for name in list_scenarios()}
    for day in DAYS:
        found[f"day-{day[0]}"] = draw_request(*day)
    for day in DAYS[:3]:
        tree = found[f"day-{day[0]}"]
        found[f"replan-{day[0]}"] = publish(tree, plan_tree(tree), day[0])
    return found | {"gap": found["replan-25"] | {"search": {"target_gap": 0.3}}, "infeasible": contradictory_request()}


def elsewhere(trees: list[Tree], hash_seed: int) -> list[Tree]:
    """Return the plans that another process makes, with another order of sets and dictionaries of texts."""
    command = [sys.executable, "-m", "tests.dispatcher.repeated"]
    env = environment(PYTHONHASHSEED=str(hash_seed))
    done = subprocess.run(
        command, input=json.dumps(trees), cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    plans: list[Tree] = json.loads(done.stdout)
    return plans


@pytest.mark.slow
def test_another_process_and_other_lists_give_the_same_bytes() -> None:
    """On a dozen requests, lists and fields in another order, texts hashed otherwise: only the digest differs."""
    requests, rng = named_requests(), random.Random(5)
    shuffled = [permuted(tree, rng) for tree in requests.values()]

    here = [plan_tree(tree) for tree in requests.values()]
    there = elsewhere(shuffled, 77)

    assert len(requests) >= 12
    differing = [
        name
        for name, one, other in zip(requests, here, there, strict=True)
        if text_of(without_places(one)) != text_of(without_places(other))
    ]
    assert differing == []
    assert {plan["status"] for plan in here} == {"optimal", "feasible", "infeasible"}
    assert 0 < here[-2]["gap"] <= 0.3
    assert all(one["request_digest"] != other["request_digest"] for one, other in zip(here, there, strict=True))


@pytest.mark.parametrize("engine", ["full", "cp_sat"])
def test_a_clock_that_jumps_changes_nothing(engine: str) -> None:
    """With iterations, a clock on which every look takes an hour gives the same bytes: nothing waits for a time."""
    tree = draw_request(11, 10, 3) | {"search": {"engine": engine, "target_gap": 0.02}}

    usual, jumping = plan_tree(tree), plan_tree(tree, timer=count(0.0, 3600.0).__next__)

    assert text_of(usual) == text_of(jumping)


def pointed_at(tree: Tree, pointer: str) -> Iterator[Any]:
    """Yield what a JSON pointer passes, from the outermost."""
    node: Any = tree
    for part in pointer.split("/")[1:]:
        node = node[int(part)] if isinstance(node, list) else node.get(part)
        yield node


@pytest.mark.parametrize("seed", range(4))
def test_pointers_lead_into_the_request_as_sent(seed: int) -> None:
    """However the lists were permuted, a warning's path passes the ticket, technician or site it names."""
    tree = contradictory_request() if seed == 0 else draw_request(1, 5, 2)
    tree["travel"] = {"kind": "zones"}
    tree["sites"].append({"id": "zero", "lat": 0, "lon": 0})
    tree["technicians"].append({"id": "idle"})
    tree["tickets"].append({"id": "T-0", "site_id": "zero", "trade": "nobody's", "service_minutes": 5})
    tree = permuted(tree, random.Random(seed))

    warnings = [fault for fault in plan_tree(tree)["warnings"] if fault["path"]]

    codes = [fault["code"] for fault in warnings]
    assert {"technician_without_skills", "site_at_zero", "ticket_without_able_technician"} <= set(codes)
    assert codes.count("lock_conflict") == (2 if seed == 0 else 0)
    for fault in warnings:
        passed = [node["id"] for node in pointed_at(tree, fault["path"]) if isinstance(node, dict) and "id" in node]
        assert passed == fault["ids"]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["full", "cp_sat"])
def test_larger_days_are_repeatable(engine: str) -> None:
    """Days of up to 90 tickets, their re-plans with and without a cap of changes: the same bytes elsewhere."""
    trees: list[Tree] = []
    for day in MORE_DAYS:
        first = draw_request(*day)
        later = publish(first, plan_tree(first), day[0])
        trees += [tree | {"search": {"engine": engine}} for tree in (first, later, later | {"max_changes": 2})]
    rng = random.Random(6)

    here = [text_of(without_places(plan_tree(tree))) for tree in trees]
    there = [text_of(without_places(plan)) for plan in elsewhere([permuted(tree, rng) for tree in trees], 79)]

    assert here == there
