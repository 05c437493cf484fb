"""A service that is killed at random moments, or stands still past its lease: nothing is lost or done twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from dispatcher.planning import check_plan
from dispatcher.runs import Desk
from dispatcher.runs.residents import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.store import audit, open_store
from dispatcher.store.tables import OUTBOX
from dispatcher.store.webhooks import NewWebhook, Webhook
from dispatcher.webhooks import Webhooks
from tests.dispatcher.desks import KEY, check_in_force, published, submit
from tests.dispatcher.receivers import Receiver, receiving
from tests.dispatcher.service_process import KEYS, STEPS, day_of, plan_of

ROOT = Path(__file__).resolve().parent.parent.parent
# DISPATCHER_KILLS=200 for a long run.
KILLS = int(os.environ.get("DISPATCHER_KILLS", "8"))
SECONDS = 300.0
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="there are no such signals there")]


class Service:
    """A service process, and what it has said it accepted."""

    def __init__(self, folder: Path, seed: int, mode: str) -> None:
        program = [sys.executable, "-m", "tests.dispatcher.service_process", str(folder), str(seed), mode]
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


@contextmanager
def serving(folder: Path, seed: int, mode: str) -> Iterator[Service]:
    """Give a service that has begun; it is killed at the end if it still runs."""
    service = Service(folder, seed, mode)
    try:
        assert service.is_ready.wait(SECONDS)
        yield service
    finally:
        if service.process.poll() is None:
            service.signal(signal.SIGKILL)
            service.end()


def check_whole(desk: Desk, said: list[tuple[str, str]]) -> None:
    """All that was accepted is there and over; one plan per key is in force; no plan is half; the audit is whole."""
    runs = {run.id: run for run in desk.runs(count=100_000)}
    for kind, name in said:
        if kind == "run":
            assert runs[name].is_over, runs[name]
        elif kind == "event":
            key, event = name.split(" ")
            assert [row.id for row in desk.events(key, count=100_000)].count(event) == 1
        elif kind == "plan":
            key, plan, version = name.split(" ")
            assert [row.version for row in desk.history(key, count=100_000) if row.id == plan] == [int(version)]
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
        ends = [event.kind for event in desk.run_events(run.id) if event.kind in ("succeeded", "failed", "cancelled")]
        assert len(ends) == run.is_over
    with desk.store.reading() as connection:
        assert audit.first_broken_row(connection) is None
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        messages = connection.execute(select(OUTBOX.c.topic, OUTBOX.c.body)).all()
    told = [body["run_id"] for topic, body in messages if topic == "run.finished"]
    assert sorted(told) == sorted(run.id for run in runs.values() if run.is_over)


def check_told(desk: Desk, receiver: Receiver, hook: Webhook) -> None:
    """Every message in the outbox has arrived, each under its own id, and no other has."""
    with desk.store.reading() as connection:
        written = set(connection.execute(select(OUTBOX.c.id)).scalars())
    arrived = [headers["webhook-id"] for _, headers, _ in receiver.got]
    print({"messages": len(written), "sent": len(arrived)})
    assert set(arrived) == written
    assert {row.state for row in Webhooks(desk.store).deliveries(hook.id, count=100_000)} == {"delivered"}


@pytest.mark.timeout(int(SECONDS + 30 * KILLS))
def test_nothing_accepted_is_lost_when_the_service_is_killed(tmp_path: Path) -> None:
    """Killed with -9 up to four seconds after it began, again and again, the service then ends all it accepted.

    Every message it ever wrote arrives at a webhook, at least once.
    """
    chance = random.Random(1)
    said: list[tuple[str, str]] = []
    desk = Desk(open_store(tmp_path / "store.db"))
    with receiving() as receiver:
        hook = Webhooks(desk.store).make(NewWebhook(receiver.url, "", "key-1"))
        assert hook is not None
        for key in KEYS:
            published(desk, plan_of(key), day_of(key), key)
        for seed in range(KILLS):
            with serving(tmp_path, seed, "work") as service:
                time.sleep(chance.random() * 4.0)
                service.signal(signal.SIGKILL)
                service.end()
                said += service.said
        with serving(tmp_path, 0, "drain") as service:
            assert service.end() == 0
        check_told(desk, receiver, hook)

    kinds = [kind for kind, _ in said]
    print({kind: kinds.count(kind) for kind in ("run", "event", "plan")})
    assert kinds.count("run") >= KILLS
    assert {"event", "plan"} <= set(kinds)
    check_whole(desk, said)


def test_a_service_that_stood_still_cannot_write(tmp_path: Path) -> None:
    """Stopped while it holds a run, past its lease: another service plans the run; awake again, it changes nothing."""
    desk = Desk(open_store(tmp_path / "store.db"))
    run = submit(desk, limits=STEPS)
    with serving(tmp_path, 0, "hold") as zombie:
        while desk.run(run.id).state != "running":
            time.sleep(0.02)
        desk.stop(run.id, who="key-1")  # its child is about to answer
        zombie.signal(signal.SIGSTOP)
        with serving(tmp_path, 0, "drain") as service:
            assert service.end() == 0
        before = desk.run(run.id)
        zombie.signal(signal.SIGCONT)
        time.sleep(2.0)
        after = desk.run(run.id)

    assert before.is_over
    assert after == before
    assert len(desk.plans(KEY)) == len(before.plan_ids)
