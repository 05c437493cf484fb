"""Requests split over slots and workers, with real child processes."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import scenarios
from dispatcher.planning import Limits, check_plan
from dispatcher.runs import Desk, RunSettings
from dispatcher.runs.child import main
from dispatcher.runs.process import Entry
from dispatcher.schemas.plan import Plan
from dispatcher.store import open_store, parts
from dispatcher.store.rows import Part, Run
from tests.dispatcher import children
from tests.dispatcher.desks import DAY, KEY, Place, store_at, submit
from tests.dispatcher.requests import accepted

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="children are started otherwise there")]
WAIT = 120.0
STEPS = Limits(iterations=20, workers=1)
SPLIT = RunSettings(memory_mb=None, lease_seconds=2.0, split_tickets=30, daily_slots=1)
SIXTY = json.loads(scenarios.load("estates-60"))


@contextmanager
def two_slots(place: Place, entry: Entry = main) -> Iterator[Desk]:
    """Give a desk with two daily slots: its own, or on a shared database those of two workers."""
    is_file = not isinstance(place, str)
    settings = replace(SPLIT, daily_slots=2) if is_file else replace(SPLIT, daily_slots=0, urgent_slots=0)
    desk = Desk(open_store(store_at(place)), settings, entry=entry)
    workers = [] if is_file else [Desk(open_store(store_at(place)), SPLIT, entry=entry) for _ in range(2)]
    for running in (desk, *workers):
        running.start()
    try:
        warm = [submit(desk, DAY, f"warm-{k}", limits=STEPS) for k in range(2)]
        assert {desk.wait(run.id, WAIT).state for run in warm} == {"succeeded"}  # all is loaded by then
        yield desk
    finally:
        for running in (*workers, desk):
            running.close()
            running.store.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + WAIT
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    assert holds()


def parts_of(desk: Desk, run: Run) -> list[Part]:
    """Return the parts of a run."""
    with desk.store.reading() as connection:
        return parts.parts_of(connection, run.id)


def check_answer(desk: Desk, run: Run) -> None:
    """The run that was split has succeeded with one legal plan of the whole; nothing is left of its parts."""
    found = desk.run(run.id)
    assert (found.state, found.attempts) == ("succeeded", 1), found
    kinds = [event.kind for event in desk.run_events(run.id)]
    assert kinds.count("split") == 1
    (plan,) = desk.plans(KEY)
    assert [row.id for row in desk.proposals(run.id)] == [plan.id]
    verdict = check_plan(accepted(SIXTY), Plan.model_validate(plan.body))
    assert verdict.legal
    assert (verdict.kpis.planned or 0) > 50
    assert plan.body.get("lower_bound") is None or plan.body["lower_bound"] <= plan.body["cost"]["total"]
    assert parts_of(desk, run) == []


def test_a_request_is_planned_by_two(place: Place) -> None:
    """Sixty tickets in two parts, planned at the same time, are one plan; their progress is that of the run."""
    with two_slots(place) as desk:
        run = submit(desk, SIXTY, limits=Limits(seconds=10.0, workers=1))
        until(lambda: "done" in [part.state for part in parts_of(desk, run)])

        over = desk.wait(run.id, WAIT)

        assert over.causes == ()
        check_answer(desk, run)
        told = [event.body for event in desk.run_events(run.id) if event.kind == "progress"]
        assert len(told) > 1
        assert told[0]["lower_bound"] is None


@pytest.mark.parametrize(("database", "entry", "cause"), [
    ("postgres", children.die_in_a_part, "part 2 of 2: signal SIGABRT"),
    ("sqlite", children.hang_in_a_part, "part 2 of 2: no answer in time"),
], ids=["dies", "hangs"])  # fmt: skip
def test_a_part_that_is_not_planned_costs_the_run_nothing(
    tmp_path: Path, request: pytest.FixtureRequest, database: str, entry: Entry, cause: str
) -> None:
    """What is missing is planned with the whole, and the run says why; the slot is free again."""
    place = tmp_path if database == "sqlite" else request.getfixturevalue("postgres_place")
    with two_slots(place, entry) as desk:
        run = submit(desk, SIXTY, limits=Limits(seconds=6.0, workers=1))
        assert desk.wait(run.id, WAIT).causes == (cause,)

        check_answer(desk, run)
        again = submit(desk, DAY, "warm-0", limits=STEPS)
        assert desk.wait(again.id, WAIT).state == "succeeded"


def test_a_run_by_parts_is_stopped_and_cancelled(place: Place) -> None:
    """Stopped in the middle of ten minutes, it is made of the best of both parts; cancelled, nothing goes on.

    A run that is submitted meanwhile need not wait: the part ends for it.
    """
    with two_slots(place) as desk:
        run = submit(desk, SIXTY, limits=Limits(seconds=600.0, workers=1))
        until(lambda: desk.run(run.id).progress is not None)
        assert desk.wait(submit(desk, DAY, "warm-0", limits=STEPS).id, WAIT).state == "succeeded"
        assert desk.run(run.id).state == "running"
        desk.stop(run.id, who="key-1")
        over = desk.wait(run.id, WAIT)
        assert over.causes == ()
        check_answer(desk, run)

        gone = submit(desk, SIXTY, limits=Limits(seconds=600.0, workers=1))
        until(lambda: [part.state for part in parts_of(desk, gone)] == ["running"])
        desk.cancel(gone.id, who="key-1")
        assert desk.wait(gone.id, WAIT).state == "cancelled"
        assert parts_of(desk, gone) == []
        after = [submit(desk, DAY, f"warm-{k}", limits=STEPS) for k in range(2)]
        assert {desk.wait(row.id, WAIT).state for row in after} == {"succeeded"}
