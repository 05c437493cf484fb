"""Services and workers as an operator starts them: two of each on one PostgreSQL."""

import json
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from urllib.request import urlopen

import pytest

from dispatcher.client import Client, Refusal
from dispatcher.planning import Limits
from dispatcher.runs import Desk, RunSettings
from dispatcher.store import audit, open_store
from dispatcher.store.rows import Run
from tests.dispatcher.command_line import PROGRAM, environment, large_request
from tests.dispatcher.command_line import run as run_command
from tests.dispatcher.desks import KEY, check_in_force
from tests.dispatcher.requests import accepted, at, make_ticket
from tests.dispatcher.service_process import day_of

SECONDS = 120.0
NOBODY = RunSettings(daily_slots=0, urgent_slots=0)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="there are no such signals there")]


class Program:
    """A command that goes on, and what it says."""

    def __init__(self, *arguments: str, **changes: str) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, *arguments], env=environment(**changes), stderr=subprocess.PIPE, text=True
        )
        self._said: list[str] = []
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._more:
                self._said.append(line)
                self._more.notify_all()

    def wait_for(self, pattern: str) -> str:
        """Return what the group of a pattern matches, once it has been said."""
        until = time.monotonic() + SECONDS
        with self._more:
            while True:
                found = re.search(pattern, "".join(self._said))
                if found is not None:
                    return found[1]
                assert self._more.wait(until - time.monotonic()), self._said

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(SECONDS)
        self._reader.join()
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


@contextmanager
def started(*arguments: str, **changes: str) -> Iterator[Program]:
    """Give a command that has begun; it is ended at the end."""
    program = Program(*arguments, **changes)
    try:
        yield program
    finally:
        program.end()


def wait_until(desk: Desk, run: Run, state: str) -> Run:
    """Return a run once it has a state."""
    until = time.monotonic() + SECONDS
    while (found := desk.run(run.id)).state != state:
        assert time.monotonic() < until, found
        time.sleep(0.05)
    return found


def request_of(name: str) -> dict[str, Any]:
    """Return a day that is planned in half a second."""
    return {**day_of(name), "search": {"seconds": 0.5}}


def test_two_services_and_two_workers_are_one(postgres_place: str) -> None:
    """What one service accepts the workers plan, and the other publishes and asks; keys are those of both at once."""
    with ExitStack() as stack:
        shared = {"DISPATCHER_DATABASE": postgres_place, "DISPATCHER_RATE_PER_MINUTE": "0"}
        serve = ("serve", "--workers", "0", "--port", "0")
        first = stack.enter_context(started(*serve, **shared))
        key = first.wait_for(r"(dsk_\w+_\S+)")
        address = first.wait_for(r"(http://\S+);")
        second = stack.enter_context(started(*serve, **shared))
        for lane in ("any", "daily"):
            stack.enter_context(started("worker", "--lane", lane, **shared)).wait_for(r"(Working)")
        one = stack.enter_context(Client(address, key))
        there = second.wait_for(r"(http://\S+);")
        other = stack.enter_context(Client(there, key))

        names = [f"key-{k}" for k in range(6)]
        submitted = [
            (one, other)[k % 2].submit(name, request_of(name), idempotency_key=name) for k, name in enumerate(names)
        ]
        ended = [(other, one)[k % 2].wait_for(run.id) for k, run in enumerate(submitted)]
        assert [run.state for run in ended] == ["succeeded"] * 6
        for run in ended:
            other.publish(str(run.plan_id), 0)
        event = {"id": "E", "type": "new_ticket", "at": at("08:00"), "ticket": make_ticket("N", service_minutes=10)}
        answer = one.record(names[0], [event], modes=["fast", "steady"])
        assert answer.run is not None
        assert other.wait_for(answer.run.id).state == "succeeded"
        with pytest.raises(Refusal, match="412"):
            one.publish(answer.proposals[0].plan_id, 0)
        assert other.publish(answer.proposals[0].plan_id, 1).version == 2

        made = one.make_key("read_only")
        reader = stack.enter_context(Client(there, made.key))
        assert reader.plan_key(names[0]).version == 2
        one.drop_key(made.id)
        with pytest.raises(Refusal, match="401"):
            reader.plan_key(names[0])

    desk = Desk(open_store(postgres_place), NOBODY)
    for name in names:
        check_in_force(desk, name)
    for run_id in (row.id for row in desk.runs()):
        assert [event.kind for event in desk.run_events(run_id)].count("running") == 1
    with desk.store.reading() as connection:
        assert audit.first_broken_row(connection) is None
    desk.store.close()


def test_a_worker_told_to_end_finishes_or_gives_back(postgres_place: str) -> None:
    """With no time to finish, a run of a minute waits again, unharmed; with time, what is under way ends first."""
    desk = Desk(open_store(postgres_place), NOBODY)
    shared = {"DISPATCHER_DATABASE": postgres_place}
    long = desk.submit(KEY, accepted(large_request()), who="key-1", limits=Limits(seconds=60.0)).run
    with started("worker", DISPATCHER_FINISH_SECONDS="0", **shared) as worker:
        wait_until(desk, long, "running")
        assert worker.end() == 0
    back = desk.run(long.id)
    assert (back.state, back.attempts, back.causes) == ("queued", 0, ("the service was ended",))

    with started("worker", "--probe-port", "0", **shared) as worker:
        address = worker.wait_for(r"(http://\S+)/livez")
        for path in ("livez", "readyz"):
            with urlopen(f"{address}/{path}") as answer:
                assert json.load(answer) == {"status": "ok"}
        wait_until(desk, long, "running")
        desk.stop(long.id, who="key-1")
        assert worker.end() == 0
    assert desk.run(long.id).state == "succeeded"
    desk.store.close()


def test_what_a_worker_needs_is_said() -> None:
    """Without a database, or with a lane that is none, a worker does not start; nor does a service without workers."""
    none = {"DISPATCHER_DATABASE": ""}
    found = [
        run_command("worker", "--lane", "slow", **none),
        run_command("serve", "--workers", "0", "--port", "0", **none),
        run_command("worker", DISPATCHER_DATABASE="postgresql://me:secret@/x?host=/nowhere"),
    ]

    assert [row.returncode for row in found] == [2, 2, 2]
    codes = [[fault["code"] for fault in json.loads(row.stdout)["errors"]] for row in found]
    assert codes == [["unknown_lane", "needs_database"], ["needs_database"], ["unusable_database"]]
    assert not any(b"secret" in row.stdout + row.stderr or b"Traceback" in row.stderr for row in found)
