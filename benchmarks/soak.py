"""Whether the service stays as it is: memory under steady use, and many streams while it plans.

python -m benchmarks.soak --minutes 60             submits, publishes, records, streams and is told by a webhook
python -m benchmarks.soak --streams 100 --seconds 60   that many streams while two searches of so many seconds run
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from benchmarks.service import show, started, timed
from dispatcher.client import Client, Refusal
from scenarios import read_scenario

KEYS = 20
SAMPLE_SECONDS = 1.0


class Receiver(BaseHTTPRequestHandler):
    """Counts what it is told."""

    protocol_version = "HTTP/1.1"
    told = 0

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        Receiver.told += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def rss_mb(pid: int) -> float:
    """Return the memory a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def day_of(number: int) -> dict[str, Any]:
    """Return the example's day with names of its own."""
    text = read_scenario("example-request").decode()
    for name in ("T-1", "T-2", "T-3", "T-4", "wang-mon", "li-mon"):
        text = text.replace(f'"{name}"', f'"{name}-{number}"')
    return {**json.loads(text), "search": {"iterations": 100, "workers": 1}}


def use(client: Client, number: int) -> None:
    """Plan, publish and follow a day under one of some keys, with an emergency."""
    key = f"soak-{number % KEYS}"
    run = client.submit(key, day_of(number % KEYS), wait=30)
    list(client.follow(run.id))
    try:
        client.publish(str(run.plan_id), client.plan_key(key).version)
        ticket = {
            "id": f"N-{number}", "site_id": "b3", "trade": "water", "service_minutes": 10, "urgency": "urgent",
        }  # fmt: skip
        event = {"id": f"E-{number}", "type": "new_ticket", "at": "2026-03-02T08:00:00+08:00", "ticket": ticket}
        for proposal in client.record(key, [event]).proposals:
            client.publish(proposal.plan_id, client.plan_key(key).version)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
    client.kpis("2026-03-01", "2026-03-31")


def soak(client: Client, pid: int, minutes: float) -> None:
    """Use the service for some minutes; print how its memory went."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client.make_webhook(f"http://127.0.0.1:{server.server_port}/")
    began = time.monotonic()
    samples: list[tuple[float, float]] = []
    rounds = 0
    while (now := time.monotonic() - began) < 60 * minutes:
        use(client, rounds)
        rounds += 1
        if not samples or now - samples[-1][0] >= SAMPLE_SECONDS:
            samples.append((now, rss_mb(pid)))
    server.shutdown()
    later = [mb for at, mb in samples if at >= 60 * minutes / 4]  # before: caches fill
    third = max(1, len(later) // 3)
    first, last = statistics.median(later[:third]), statistics.median(later[-third:])
    print(f"rounds {rounds} in {minutes:g} min, messages told {Receiver.told}")
    print(f"RSS at the start {samples[0][1]:.0f} MB, after a quarter {first:.0f} MB, at the end {last:.0f} MB")
    print(f"drift after the first quarter {100 * (last - first) / first:+.1f} %")


def stream(address: str, key: str, count: int, seconds: float) -> None:
    """Follow runs by many clients while they are planned; print how the service answers meanwhile."""
    with Client(address, key) as client:
        large = {**json.loads(read_scenario("estates-120")), "search": {"seconds": seconds, "workers": 1}}
        runs = [client.submit(f"stream-{k}", large).id for k in range(2)]
        ends: list[str] = []
        counts: list[int] = []

        def follow(k: int) -> None:
            with httpx.Client(timeout=None, trust_env=False) as http:
                kinds = [event.kind for event in Client(address, key, http=http).follow(runs[k % 2])]
                ends.append(kinds[-1])
                counts.append(len(kinds))

        threads = [threading.Thread(target=follow, args=(k,)) for k in range(count)]
        for thread in threads:
            thread.start()
        while any(client.run(run).progress is None for run in runs):
            time.sleep(0.1)
        calls = [timed(lambda: client.plan_key("stream-0")) for _ in range(300)]
        for thread in threads:
            thread.join()
        show(f"GET a plan key, {count} streams, 2 searches", calls)
        print(f"streams that saw the end {ends.count('succeeded')} of {count}; events {min(counts)} to {max(counts)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--streams", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60.0)
    wish = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        environment = {
            **os.environ, "DISPATCHER_STORE": folder, "DISPATCHER_RATE_PER_MINUTE": "0",
            "DISPATCHER_WEBHOOK_NETWORKS": "127.0.0.1/32", "DISPATCHER_DAILY_SLOTS": "2",
        }  # fmt: skip
        command = [sys.executable, "-m", "dispatcher", "serve", "--port", "0", "--lang", "en"]
        with log.open("w") as output, subprocess.Popen(command, env=environment, stderr=output) as server:
            try:
                address, key = started(log)
                if wish.minutes:
                    with Client(address, key) as client:
                        soak(client, server.pid, wish.minutes)
                if wish.streams:
                    stream(address, key, wish.streams, wish.seconds)
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
