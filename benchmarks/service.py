"""How fast the service answers while it plans: ``python -m benchmarks.service``."""

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

CALLS, SUBMISSIONS, SEARCH_SECONDS = 300, 20, 15.0
EVENT = {
    "id": "E-1", "type": "new_ticket", "at": "2026-03-02T08:00:00+08:00",
    "ticket": {"id": "T-5", "site_id": "b3", "trade": "water", "service_minutes": 45, "urgency": "emergency"},
}  # fmt: skip


def timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def show(name: str, milliseconds: list[float]) -> None:
    rows = sorted(milliseconds)
    middle, last = rows[len(rows) // 2], rows[min(len(rows) - 1, int(len(rows) * 0.99))]
    print(f"{name:44} n {len(rows):4}  p50 {middle:6.1f} ms  p99 {last:6.1f} ms", flush=True)


def measure(client: Client) -> None:
    small = {**json.loads(read_scenario("example-request")), "search": {"iterations": 100, "workers": 1}}
    large = {**json.loads(read_scenario("estates-120")), "search": {"seconds": SEARCH_SECONDS, "workers": 2}}
    first = client.submit("small", small, wait=30)
    client.publish(str(first.plan_id), 0)
    show("GET a plan key, idle", [timed(lambda: client.plan_key("small")) for _ in range(CALLS)])
    run = client.submit("large", large)
    while client.run(run.id).progress is None:
        time.sleep(0.1)
    show("GET a plan key, 120 tickets being planned", [timed(lambda: client.plan_key("small")) for _ in range(CALLS)])
    show(
        "submit four tickets, the same", [timed(lambda k=k: client.submit(f"s-{k}", small)) for k in range(SUBMISSIONS)]
    )  # type: ignore[misc]
    show("emergency to a proposal, the same", [timed(lambda: client.record("small", [EVENT]))])
    print("the run was still", client.run(run.id).state)


def started(log: Path) -> tuple[str, str]:
    """Return address and key of a service once its log says them."""
    while True:
        text = log.read_text("utf-8")
        key, address = re.search(r"dsk_\S+", text), re.search(r"http://[\d.]+:\d+", text)
        if key is not None and address is not None:
            return address[0], key[0]
        time.sleep(0.1)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        environment = {**os.environ, "DISPATCHER_STORE": folder, "DISPATCHER_RATE_PER_MINUTE": "0"}
        command = [sys.executable, "-m", "dispatcher", "serve", "--port", "0", "--lang", "en"]
        with log.open("w") as stream, subprocess.Popen(command, env=environment, stderr=stream) as server:
            try:
                with Client(*started(log)) as client:
                    measure(client)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
