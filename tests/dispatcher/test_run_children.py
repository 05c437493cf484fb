"""Runs with real child processes: answers, stop, cancel, lanes, and every way in which a child can fail."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

import scenarios
from dispatcher.planning import Limits
from dispatcher.resident import Resident
from dispatcher.runs import Desk, RunSettings
from dispatcher.runs.child import main
from dispatcher.runs.process import Entry
from dispatcher.schemas.plan import Plan
from dispatcher.store import open_store
from dispatcher.store.rows import Run
from tests.dispatcher import children
from tests.dispatcher.desks import KEY, NEW_TICKET, batch, places, submit

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="children are started otherwise there")]
STEPS = Limits(iterations=100, workers=1)
WAIT = 120.0
# The compiled code and its libraries alone take some gigabytes of address space.
LIMITS = RunSettings(memory_mb=6144, stop_seconds=1.0, grace_seconds=30.0, lease_seconds=2.0)


@contextmanager
def running(folder: Path, entry: Entry = main, settings: RunSettings = LIMITS) -> Iterator[Desk]:
    """Give a desk whose supervisor runs."""
    desk = Desk(open_store(folder / "store.db"), settings, entry=entry)
    desk.start()
    try:
        yield desk
    finally:
        desk.close()


def until(desk: Desk, run: Run, holds: Callable[[Run], bool]) -> Run:
    """Wait until something holds of a run."""
    end = time.monotonic() + WAIT
    while not holds(found := desk.run(run.id)) and time.monotonic() < end:
        time.sleep(0.02)
    assert holds(found), found
    return found


def test_a_run_is_planned_published_and_replanned(tmp_path: Path) -> None:
    """A child plans the day; after a new ticket another one searches on; its plan is legal and can be published."""
    with running(tmp_path) as desk:
        run = desk.wait(submit(desk, limits=STEPS).id, WAIT)
        assert run.state == "succeeded", run
        (plan,) = desk.proposals(run.id)
        desk.publish(plan.id, version=0, who="key-1")
        recorded = desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=("steady", "best"), seconds=0.3)
        assert recorded.run is not None
        after = desk.wait(recorded.run.id, WAIT)
        assert after.state == "succeeded", after
        chosen = desk.publish(desk.proposals(after.id)[-1].id, version=1, who="key-1")

        assert set(places(chosen)) == {"T-1:0:0", "T-2:0:0", "N:0:0"}
        request = desk.request_in_force(KEY)
        _, report = Resident(request, Plan.model_validate(chosen.body)).given(Plan.model_validate(chosen.body))
        assert report.is_legal


def test_the_same_steps_give_the_same_plan_twice(tmp_path: Path) -> None:
    """A run limited by iterations, in two children, gives the same routes twice."""
    with running(tmp_path) as desk:
        found = [desk.wait(submit(desk, limits=STEPS).id, WAIT) for _ in range(2)]
        bodies = [desk.proposals(run.id)[0].body for run in found]

    assert bodies[0]["routes"] == bodies[1]["routes"]
    assert bodies[0]["request_digest"] == bodies[1]["request_digest"]


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        (children.abort, "signal SIGABRT"),
        (children.kill, "signal SIGKILL"),
        (children.leave, "exit code 0"),
        (children.babble, "garbage"),
        (children.lie, "garbage"),
        (children.eat, "out of memory"),
    ],
    ids=["abort", "kill", "leave", "babble", "lie", "eat"],
)
def test_a_child_that_fails_costs_its_run_only(tmp_path: Path, entry: Entry, cause: str) -> None:
    """Three children fail, each named; the run fails, nothing is proposed, and the service goes on."""
    with running(tmp_path, entry) as desk:
        run = desk.wait(submit(desk).id, WAIT)

        assert (run.state, run.attempts, run.causes) == ("failed", 3, (cause, cause))
        assert run.problem is not None
        assert run.problem["code"] == "run_crashed"
        assert cause in run.problem["message"]["en"]
        assert desk.plans(KEY) == []
        assert desk.wait(submit(desk).id, WAIT).state == "failed"


def test_the_last_attempt_has_one_worker(tmp_path: Path) -> None:
    """What dies twice on all cores may do on one: the third attempt answers."""
    with running(tmp_path, children.die_twice) as desk:
        run = desk.wait(submit(desk, limits=Limits(iterations=100)).id, WAIT)

    assert (run.state, run.attempts) == ("succeeded", 3)


def test_stop_keeps_the_best(tmp_path: Path) -> None:
    """A search of ten minutes that is told to stop ends with the plan it has."""
    with running(tmp_path, settings=replace(LIMITS, stop_seconds=60.0)) as desk:
        run = submit(desk, json.loads(scenarios.load("estates-60")), limits=Limits(seconds=600))
        until(desk, run, lambda found: found.progress is not None)
        desk.stop(run.id, who="key-1")
        over = desk.wait(run.id, WAIT)

        assert over.state == "succeeded"
        assert len(desk.proposals(run.id)) == 1


def test_a_deadline_stops_a_run_with_its_best(tmp_path: Path) -> None:
    """A child that only answers when it is told to stop answers at the deadline."""
    with running(tmp_path, children.give_the_best) as desk:
        run = submit(desk, limits=STEPS, deadline=desk.store.now() + timedelta(seconds=2))

        assert desk.wait(run.id, WAIT).state == "succeeded"


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    """Told to stop, it has a second; then the run fails, and is not tried again. Cancelled, it has none."""
    with running(tmp_path, children.hang) as desk:
        stopped = submit(desk)
        until(desk, stopped, lambda found: found.state == "running")
        desk.stop(stopped.id, who="key-1")
        over = desk.wait(stopped.id, WAIT)
        assert (over.state, over.attempts) == ("failed", 1)
        cancelled = submit(desk)
        until(desk, cancelled, lambda found: found.state == "running")
        desk.cancel(cancelled.id, who="key-1")
        assert desk.wait(cancelled.id, WAIT).state == "cancelled"


def test_stop_keeps_the_best_of_a_child_that_does_not_listen(tmp_path: Path) -> None:
    """A child that has told of a plan and hangs is killed a second after the wish: its plan is the answer."""
    with running(tmp_path, children.plan_and_hang) as desk:
        run = submit(desk, limits=STEPS)
        until(desk, run, lambda found: found.state == "running")
        desk.stop(run.id, who="key-1")
        over = desk.wait(run.id, WAIT)

        assert (over.state, over.attempts, over.causes) == ("succeeded", 1, ("no answer in time",))
        found = places(desk.plan(str(over.plan_id)))
        assert found == {"T-1:0:0": ("wang", "08:06"), "T-2:0:0": ("li", "08:06")}


def test_what_three_children_found_before_they_died_is_not_lost(tmp_path: Path) -> None:
    """Each dies once it has told of a plan of 60 tickets; the third time that plan is the answer, legal as any."""
    with running(tmp_path, children.plan_and_die) as desk:
        run = submit(desk, json.loads(scenarios.load("estates-60")), limits=Limits(seconds=60))
        over = desk.wait(run.id, WAIT)

        assert (over.state, over.attempts, over.causes) == ("succeeded", 3, ("signal SIGKILL",) * 3)
        assert desk.publish(str(over.plan_id), version=0, who="key-1").state == "published"


def test_urgent_runs_do_not_wait_for_daily_ones(tmp_path: Path) -> None:
    """While a daily run never ends, an urgent one is started and a second daily one waits."""
    with running(tmp_path, children.hang) as desk:
        first, second = submit(desk), submit(desk)
        until(desk, first, lambda found: found.state == "running")

        urgent = submit(desk, lane="urgent")

        until(desk, urgent, lambda found: found.state == "running")
        assert desk.run(second.id).state == "queued"


def test_a_service_that_ends_gives_its_runs_back_unharmed(tmp_path: Path) -> None:
    """What ran when the service ended is queued without a failed attempt, and the next service plans it."""
    with running(tmp_path, children.hang) as desk:
        run = submit(desk, limits=STEPS)
        until(desk, run, lambda found: found.state == "running")
    with running(tmp_path) as desk:
        over = desk.wait(run.id, WAIT)

    assert (over.state, over.attempts, over.causes) == ("succeeded", 1, ("the service was ended",))


def test_a_store_that_cannot_be_written_to_holds_runs_up_and_loses_none(tmp_path: Path) -> None:
    """While the disk is full a child's answer waits; with room again it is written down, and the service goes on."""
    with running(tmp_path, children.give_the_best) as desk:
        run = submit(desk, limits=STEPS)
        until(desk, run, lambda found: found.state == "running")
        pages = limit_pages(desk, None)

        def fill() -> None:
            for _ in range(1000):
                submit(desk)

        with pytest.raises(SQLAlchemyError, match="full"):
            fill()
        limit_pages(desk, 2 * pages + 1000)
        desk.stop(run.id, who="key-1")
        limit_pages(desk, None)
        time.sleep(2.0)
        limit_pages(desk, 2 * pages + 1000)

        over = desk.wait(run.id, WAIT)
        assert (over.state, over.attempts) == ("succeeded", 1)
        urgent = submit(desk, limits=STEPS, lane="urgent")
        until(desk, urgent, lambda found: found.state == "running")


def limit_pages(desk: Desk, pages: int | None) -> int:
    """Let the store have so many pages, None: no more than it has; return how many it has."""
    with desk.store.writing() as connection:
        found = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        connection.exec_driver_sql(f"PRAGMA max_page_count={found if pages is None else pages}")
    return found
