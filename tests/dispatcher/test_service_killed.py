"""A service that is killed at random moments, or stands still past its lease: nothing is lost or done twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from dispatcher.planning import check_plan
from dispatcher.runs import Desk
from dispatcher.runs.residents import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.store import audit, open_store, parts
from dispatcher.store.rows import Part, Run
from dispatcher.store.tables import OUTBOX
from dispatcher.store.webhooks import NewWebhook, Webhook
from dispatcher.webhooks import Webhooks
from tests.dispatcher.desks import KEY, Place, check_in_force, published, store_at, submit
from tests.dispatcher.postgres import Server
from tests.dispatcher.receivers import Receiver, receiving
from tests.dispatcher.service_process import KEYS, STEPS, day_of, plan_of

ROOT = Path(__file__).resolve().parent.parent.parent
# DISPATCHER_KILLS=200 for a long run; another DISPATCHER_SEED for other moments.
KILLS = int(os.environ.get("DISPATCHER_KILLS", "8"))
SEED = int(os.environ.get("DISPATCHER_SEED", "1"))
SECONDS = 300.0
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="there are no such signals there")]


class Service:
    """A service process, and what it has said it accepted."""

    def __init__(self, place: Place, seed: int, mode: str) -> None:
        program = [sys.executable, "-m", "tests.dispatcher.service_process", str(store_at(place)), str(seed), mode]
        self.process = subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.said: list[tuple[str, str]] = []
        self.is_ready = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):  # the last line of a process that is killed may be half of one
                kind, name = json.loads(line)
                self.said.append((kind, name))
                self.is_ready.set()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    def end(self, seconds: float = SECONDS) -> int:
        """Wait for the end."""
        code = self.process.wait(seconds)
        self._reader.join()
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def kill(self) -> list[tuple[str, str]]:
        """Kill it if it still runs; return what it has said."""
        if self.process.poll() is None:
            self.signal(signal.SIGKILL)
        self.end()
        return self.said


@contextmanager
def serving(place: Place, seed: int, mode: str) -> Iterator[Service]:
    """Give a service that has begun; it is killed at the end if it still runs."""
    service = Service(place, seed, mode)
    try:
        assert service.is_ready.wait(SECONDS)
        yield service
    finally:
        if service.process.poll() is None:
            service.kill()


def check_whole(desk: Desk, said: list[tuple[str, str]]) -> None:
    """All that was accepted is there and over; one plan per key is in force; no plan is half; the audit is whole."""
    runs = {run.id: run for run in desk.runs(count=100_000)}
    events = {key: [row.id for row in desk.events(key, count=100_000)] for key in KEYS}
    history = {key: [(row.id, row.version) for row in desk.history(key, count=100_000)] for key in KEYS}
    for kind, name in said:
        if kind == "run":
            assert runs[name].is_over, runs[name]
        elif kind == "event":
            key, event = name.split(" ")
            assert events[key].count(event) == 1
        elif kind == "plan":
            key, plan, version = name.split(" ")
            assert [number for found, number in history[key] if found == plan] == [int(version)]
    for key in KEYS:
        check_in_force(desk, key)
        for plan in desk.plans(key, count=100_000):
            with desk.store.reading() as connection:
                request = read_request(connection, plan.request_id)
            assert Plan.model_validate(plan.body).plan_id == plan.id
            if plan.run_id is not None and not plan.interrupts:
                assert check_plan(request, Plan.model_validate(plan.body)).legal
    for run in runs.values():
        assert (run.state == "succeeded") == bool(run.plan_ids)
        assert parts_of(desk, run) == []
        ends = [event.kind for event in desk.run_events(run.id) if event.kind in ("succeeded", "failed", "cancelled")]
        assert len(ends) == run.is_over
    with desk.store.reading() as connection:
        assert audit.first_broken_row(connection) is None
        if not desk.store.is_shared:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        messages = connection.execute(select(OUTBOX.c.topic, OUTBOX.c.body)).all()
    told = [body["run_id"] for topic, body in messages if topic == "run.finished"]
    assert sorted(told) == sorted(run.id for run in runs.values() if run.is_over)


def parts_of(desk: Desk, run: Run) -> list[Part]:
    """Return what is left of the parts of a run."""
    with desk.store.reading() as connection:
        return parts.parts_of(connection, run.id)


def how_often_split(desk: Desk) -> int:
    """Return how many claims of runs were split."""
    runs = desk.runs(count=100_000)
    found = sum(event.kind == "split" for run in runs for event in desk.run_events(run.id))
    print({"split": found})
    return found


def check_told(desk: Desk, receiver: Receiver, hook: Webhook) -> None:
    """Every message in the outbox has arrived, each under its own id, and no other has."""
    with desk.store.reading() as connection:
        written = set(connection.execute(select(OUTBOX.c.id)).scalars())
    arrived = [headers["webhook-id"] for _, headers, _ in receiver.got]
    print({"messages": len(written), "sent": len(arrived)})
    assert set(arrived) == written
    assert {row.state for row in Webhooks(desk.store).deliveries(hook.id, count=100_000)} == {"delivered"}


@pytest.mark.timeout(int(SECONDS + 60 * KILLS))
def test_nothing_accepted_is_lost_when_the_service_is_killed(tmp_path: Path) -> None:
    """Killed with -9 up to six seconds after it began, again and again, the service then ends all it accepted.

    Every message it ever wrote arrives at a webhook, at least once.
    """
    chance = random.Random(SEED)
    said: list[tuple[str, str]] = []
    desk = Desk(open_store(store_at(tmp_path)))
    with receiving() as receiver:
        hook = Webhooks(desk.store).make(NewWebhook(receiver.url, "", "key-1"))
        assert hook is not None
        for key in KEYS:
            published(desk, plan_of(key), day_of(key), key)
        for seed in range(KILLS):
            with serving(tmp_path, 1000 * SEED + seed, "work") as service:
                time.sleep(chance.random() * 6.0)  # some three go by until its first child is there
                said += service.kill()
        with serving(tmp_path, 0, "drain") as service:
            assert service.end(SECONDS + 10.0 * KILLS) == 0
        check_told(desk, receiver, hook)

    check_said(said, KILLS)
    check_whole(desk, said)


def opened(place: Place) -> Desk:
    """Return a desk with a plan in force under each key."""
    desk = Desk(open_store(store_at(place)))
    for key in KEYS:
        published(desk, plan_of(key), day_of(key), key)
    return desk


def check_said(said: list[tuple[str, str]], runs: int) -> None:
    """Runs, events and plans were accepted, so many runs at least."""
    kinds = [kind for kind, _ in said]
    print({kind: kinds.count(kind) for kind in ("run", "event", "plan")})
    assert kinds.count("run") >= runs
    assert {"event", "plan"} <= set(kinds)


def trouble(
    place: str,
    times: int,
    strike: Callable[[int, dict[str, Service]], None],
    names: Sequence[str] = ("ask-1", "plan-1", "ask-2", "plan-2"),
) -> list[tuple[str, str]]:
    """Let something happen to services and workers again and again; return what the services accepted.

    Afterwards another service ends what was accepted.
    """
    chance = random.Random(SEED)
    running = {name: Service(place, 1000 * SEED + k, name[:-2]) for k, name in enumerate(names)}
    said: list[tuple[str, str]] = []
    try:
        for service in running.values():
            assert service.is_ready.wait(SECONDS)
        for k in range(times):
            time.sleep(chance.random() * 4.0)
            strike(k, running)
            for name in names:
                if running[name].process.poll() is not None:
                    said += running[name].kill()
                    running[name] = Service(place, 1000 * SEED + len(names) + k, name[:-2])
                    assert running[name].is_ready.wait(SECONDS)
        time.sleep(2.0)
    finally:
        for service in running.values():
            said += service.kill()
    with serving(place, 0, "drain") as service:
        assert service.end(SECONDS + 10.0 * times) == 0  # what waits after many strikes is much
    return said


@pytest.mark.timeout(int(SECONDS + 60 * KILLS))
def test_nothing_accepted_is_lost_when_services_and_workers_are_killed(postgres: Server, postgres_place: str) -> None:
    """Two services and two workers on one PostgreSQL, killed with -9 in turns: what was accepted is ended, once.

    None of them has ever waited in a circle.
    """

    def kill(k: int, running: dict[str, Service]) -> None:
        running[sorted(running)[(2 * k + k // 2) % 4]].signal(signal.SIGKILL)
        time.sleep(0.2)

    desk = opened(postgres_place)
    times = KILLS if KILLS > 8 else KILLS // 2
    said = trouble(postgres_place, times, kill)

    check_said(said, times)
    check_whole(desk, said)
    assert "deadlock" not in (postgres.folder / "log").read_text(errors="replace")
    desk.store.close()


@pytest.mark.timeout(int(SECONDS + 30 * KILLS))
def test_runs_by_parts_outlive_who_plans_them(postgres: Server, postgres_place: str) -> None:
    """Two workers of two slots plan large requests by parts and are killed in turns: each run ends, with one plan."""

    def kill(k: int, running: dict[str, Service]) -> None:
        running[("plan-1", "plan-2")[k % 2]].signal(signal.SIGKILL)

    desk = opened(postgres_place)
    said = trouble(postgres_place, max(2, KILLS // 4), kill, ("parts-1", "plan-1", "plan-2"))

    assert how_often_split(desk) > 1
    check_whole(desk, said)
    asked = [desk.run(name) for kind, name in said if kind == "run"]
    assert {(run.state, len(run.plan_ids)) for run in asked} == {("succeeded", 1)}
    desk.store.close()


@pytest.mark.timeout(int(SECONDS + 30 * KILLS))
def test_services_and_workers_outlive_their_database(postgres: Server, postgres_place: str) -> None:
    """Connections cut, the database gone as by a power cut and back again: nobody ends, and nothing is lost."""
    times = max(2, KILLS // 8)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dispatcher'"
    ended: list[str] = []

    def strike(k: int, running: dict[str, Service]) -> None:
        if k % 2:
            postgres.ask(cut)
        else:
            postgres.stop()
            time.sleep(0.7)  # longer than a lease
            postgres.start()
        time.sleep(1.5)
        ended.extend(name for name, service in running.items() if service.process.poll() is not None)

    desk = opened(postgres_place)
    said = trouble(postgres_place, times, strike)

    assert ended == []
    check_said(said, 4)
    check_whole(desk, said)
    desk.store.close()


def test_a_service_that_stood_still_cannot_write(place: Place) -> None:
    """Stopped while it holds a run, past its lease: another service plans the run; awake again, it changes nothing."""
    desk = Desk(open_store(store_at(place)))
    run = submit(desk, limits=STEPS)
    with serving(place, 0, "hold") as zombie:
        while desk.run(run.id).state != "running":
            time.sleep(0.02)
        desk.stop(run.id, who="key-1")  # its child is about to answer
        zombie.signal(signal.SIGSTOP)
        with serving(place, 0, "drain") as service:
            assert service.end() == 0
        before = desk.run(run.id)
        zombie.signal(signal.SIGCONT)
        time.sleep(2.0)
        after = desk.run(run.id)

    assert before.is_over
    assert after == before
    assert len(desk.plans(KEY)) == len(before.plan_ids)
    desk.store.close()
