"""How many independent runs one and two workers on one PostgreSQL end: ``python -m benchmarks.workers``."""

import argparse
import json
import signal
import subprocess
import sys
import time
from contextlib import ExitStack

from dispatcher.planning import Limits
from dispatcher.reading import read_request
from dispatcher.runs import Desk, RunSettings
from dispatcher.store import open_store
from dispatcher.store.rows import Run
from scenarios import read_scenario
from tests.dispatcher.command_line import PROGRAM, environment
from tests.dispatcher.postgres import Server, serving

LIMITS = Limits(iterations=200_000, workers=1, seed=1)
DAY = "estates-60"


def wait_for(desk: Desk, runs: list[Run]) -> None:
    for run in runs:
        while not desk.run(run.id).is_over:
            time.sleep(0.05)


def run_all(server: Server, workers: int, runs: int) -> float:
    """Return the seconds from the first submission to the last end."""
    place = server.database()
    desk = Desk(open_store(place), RunSettings(daily_slots=0, urgent_slots=0))
    request, _ = read_request(read_scenario(DAY))
    assert request is not None
    with ExitStack() as stack:
        for _ in range(workers):
            worker = subprocess.Popen([*PROGRAM, "worker"], env=environment(DISPATCHER_DATABASE=place),
                                      stderr=subprocess.DEVNULL)  # fmt: skip
            stack.callback(worker.wait)
            stack.callback(worker.send_signal, signal.SIGTERM)
        # Long enough for each worker to take one: then it has loaded everything its children need.
        limits = Limits(seconds=5.0, workers=1)
        wait_for(desk, [desk.submit(f"warm-{k}", request, who="bench", limits=limits).run for k in range(workers)])
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
    asked = parser.parse_args(arguments)
    with serving() as server:
        for workers in (1, 2):
            seconds = run_all(server, workers, asked.runs)
            row = {"workers": workers, "day": DAY, "runs": asked.runs, "seconds": round(seconds, 1)}
            print(json.dumps({**row, "runs_per_minute": round(60 * asked.runs / seconds, 1)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
