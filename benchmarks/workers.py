"""How many independent runs one and two workers on one PostgreSQL end: ``python -m benchmarks.workers``.

With --split TICKETS it is what one huge request costs, planned whole by one of two workers and by parts by both, in the
same seconds: ``python -m benchmarks.workers --split 1000 --technicians 110 --seconds 30 --seeds 0 1``.
"""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from dispatcher.planning import Limits
from dispatcher.reading import read_request
from dispatcher.runs import Desk, RunSettings
from dispatcher.store import open_store
from dispatcher.store.rows import Run, RunEvent
from scenarios import generate, read_scenario
from tests.dispatcher.command_line import PROGRAM, environment
from tests.dispatcher.postgres import Server, serving

LIMITS = Limits(iterations=200_000, workers=1, seed=1)
DAY, KIND = "estates-60", "city"


def wait_for(desk: Desk, runs: list[Run]) -> None:
    for run in runs:
        while not desk.run(run.id).is_over:
            time.sleep(0.05)


@contextmanager
def working(place: str, workers: int, **settings: str) -> Iterator[None]:
    """Let workers work, each of one slot, until the block ends."""
    with ExitStack() as stack:
        for _ in range(workers):
            worker = subprocess.Popen([*PROGRAM, "worker"], env=environment(DISPATCHER_DATABASE=place, **settings),
                                      stderr=subprocess.DEVNULL)  # fmt: skip
            stack.callback(worker.wait)
            stack.callback(worker.send_signal, signal.SIGTERM)
        yield


def warm(desk: Desk, workers: int) -> None:
    """Plan something long enough for each worker to take one: then it has loaded everything its children need."""
    request, _ = read_request(read_scenario(DAY))
    assert request is not None
    limits = Limits(seconds=4.0, workers=1)
    wait_for(desk, [desk.submit(f"warm-{k}", request, who="bench", limits=limits).run for k in range(workers)])


def plan_one(server: Server, size: tuple[int, int], seconds: float, seed: int, split_tickets: int) -> dict[str, object]:
    """Plan one request with two workers of one thread each; return what came of it."""
    place = server.database()
    desk = Desk(open_store(place), RunSettings(daily_slots=0, urgent_slots=0))
    request, _ = read_request(json.dumps(generate(KIND, seed, *size)))
    assert request is not None
    with working(place, 2, DISPATCHER_SPLIT_TICKETS=str(split_tickets)):
        warm(desk, 2)
        began = time.monotonic()
        run = desk.submit("huge", request, who="bench", limits=Limits(seconds=seconds, workers=1, seed=seed)).run
        wait_for(desk, [run])
        taken = time.monotonic() - began
    (plan,) = desk.proposals(run.id)
    events = desk.run_events(run.id)
    parts = [event.body["parts"] for event in events if event.kind == "split"]
    cost = plan.body["cost"]
    desk.store.close()
    return {
        "tickets": size[0], "technicians": size[1], "seed": seed, "parts": sum(parts) or 1, "seconds": seconds,
        "until_the_end": round(taken, 1), "cost": cost["total"],
        "not_unassigned": cost["total"] - cost["terms"]["unassigned"], "causes": list(causes_of(events)),
    }  # fmt: skip


def causes_of(events: list[RunEvent]) -> Iterator[str]:
    return (event.body["cause"] for event in events if "cause" in event.body)


def run_all(server: Server, workers: int, runs: int) -> float:
    """Return the seconds from the first submission to the last end."""
    place = server.database()
    desk = Desk(open_store(place), RunSettings(daily_slots=0, urgent_slots=0))
    request, _ = read_request(read_scenario(DAY))
    assert request is not None
    with working(place, workers):
        warm(desk, workers)
        began = time.monotonic()
        submitted = [desk.submit(f"key-{k}", request, who="bench", limits=LIMITS).run for k in range(runs)]
        wait_for(desk, submitted)
        seconds = time.monotonic() - began
        assert all(desk.run(run.id).state == "succeeded" for run in submitted)
    desk.store.close()
    return seconds


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--split", type=int, metavar="TICKETS", help="plan one request of so many tickets instead")
    parser.add_argument("--technicians", type=int, default=110)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    asked = parser.parse_args(arguments)
    with serving() as server:
        if asked.split:
            size = (asked.split, asked.technicians)
            for seed in asked.seeds:
                for tickets in (0, asked.split // 2):
                    print(json.dumps(plan_one(server, size, asked.seconds, seed, tickets)), flush=True)
            return
        for workers in (1, 2):
            seconds = run_all(server, workers, asked.runs)
            row = {"workers": workers, "day": DAY, "runs": asked.runs, "seconds": round(seconds, 1)}
            print(json.dumps({**row, "runs_per_minute": round(60 * asked.runs / seconds, 1)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
