"""How fast the service answers while it plans: ``python -m benchmarks.service``.

A day of 250 tickets is planned and published; then two searches run, and meanwhile plan keys are read, small requests
submitted and emergencies recorded into that day, each first answer published.
"""

import argparse
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dispatcher.client import Client
from scenarios import read_scenario

CALLS, SUBMISSIONS = 300, 20
FIRST_SECONDS = 10.0  # for the day that emergencies come into


def timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def show(name: str, milliseconds: list[float]) -> None:
    rows = sorted(milliseconds)
    middle, last = rows[len(rows) // 2], rows[min(len(rows) - 1, int(len(rows) * 0.99))]
    print(f"{name:44} n {len(rows):4}  p50 {middle:6.1f} ms  p99 {last:6.1f} ms", flush=True)


def day_of(name: str, **search: float) -> dict[str, Any]:
    """Return a packaged day with limits of its own."""
    return {**json.loads(read_scenario(name)), "search": search}


def emergencies(day: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """Return new tickets, one after the other at the sites and of the trades of a day's own."""
    plain = itertools.cycle([ticket for ticket in day["tickets"] if "trade" in ticket])
    tickets = itertools.islice(plain, 0, 7 * count, 7)
    return [
        {
            "id": f"E-{k}", "type": "new_ticket", "at": day["technicians"][0]["shifts"][0]["start"],
            "ticket": {"id": f"N-{k}", "site_id": ticket["site_id"], "trade": ticket["trade"],
                       "service_minutes": 30, "urgency": "emergency"},
        }
        for k, ticket in enumerate(tickets)
    ]  # fmt: skip


def answered(client: Client, event: dict[str, Any]) -> float:
    """Record an emergency, publish its first answer, and return how long the answer took."""
    began = time.perf_counter()
    answer = client.record("day", [event])
    took = 1000 * (time.perf_counter() - began)
    client.publish(answer.proposals[0].plan_id, client.plan_key("day").version)
    return took


def measure(client: Client, seconds: float, events: int) -> None:
    small = day_of("example-request", iterations=100, workers=1)
    day = day_of("estates-250", seconds=FIRST_SECONDS, workers=2)
    large = day_of("estates-120", seconds=seconds, workers=2)
    first = client.submit("day", day)
    while client.run(first.id).plan_id is None:
        time.sleep(0.2)
    client.publish(str(client.run(first.id).plan_id), 0)
    show("GET a plan key, idle", [timed(lambda: client.plan_key("day")) for _ in range(CALLS)])
    runs = [client.submit(f"large-{k}", large) for k in range(2)]
    while any(client.run(run.id).progress is None for run in runs):
        time.sleep(0.1)
    show("GET a plan key, two days being planned", [timed(lambda: client.plan_key("day")) for _ in range(CALLS)])
    submitted = [timed(lambda k=k: client.submit(f"s-{k}", small)) for k in range(SUBMISSIONS)]  # type: ignore[misc]
    show("submit four tickets, the same", submitted)
    show("emergency into 250 tickets, the same", [answered(client, event) for event in emergencies(day, events)])
    print("the runs were still", *(client.run(run.id).state for run in runs))


def started(log: Path) -> tuple[str, str]:
    """Return address and key of a service once its log says them."""
    while True:
        text = log.read_text("utf-8")
        key, address = re.search(r"dsk_\S+", text), re.search(r"http://[\d.]+:\d+", text)
        if key is not None and address is not None:
            return address[0], key[0]
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser(description="Answers of the service while it plans.")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each of the two searches")
    parser.add_argument("--events", type=int, default=40, help="emergencies")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        environment = {**os.environ, "DISPATCHER_STORE": folder, "DISPATCHER_RATE_PER_MINUTE": "0"}
        environment["DISPATCHER_DAILY_SLOTS"] = "2"
        command = [sys.executable, "-m", "dispatcher", "serve", "--port", "0", "--lang", "en"]
        with log.open("w") as stream, subprocess.Popen(command, env=environment, stderr=stream) as server:
            try:
                with Client(*started(log)) as client:
                    measure(client, options.seconds, options.events)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
