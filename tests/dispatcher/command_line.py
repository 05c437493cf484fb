"""Running the command line as a process of its own, and the small requests its tests send."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from scenarios import load
from tests.dispatcher.forked import can_fork, starter

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, "-m", "dispatcher"]


def environment(**changes: str) -> dict[str, str]:
    """Return an environment with an English UTF-8 locale, with changes."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}
    return {**kept, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), **changes}


def run(*arguments: str | Path, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Run ``dispatcher`` with arguments, standard input and changes of the environment."""
    words = list(map(str, arguments))
    if can_fork(changes):
        return starter().run(words, stdin, environment(**changes), 120)
    return subprocess.run([*PROGRAM, *words], input=stdin, capture_output=True, env=environment(**changes), timeout=120)


def example_request() -> dict[str, Any]:
    """Return the contract's example request as a JSON tree."""
    tree: dict[str, Any] = json.loads(load("example-request"))
    return tree


def example_plan() -> dict[str, Any]:
    """Return the contract's example plan as a JSON tree."""
    tree: dict[str, Any] = json.loads(load("example-plan"))
    return tree


def contradictory_request() -> dict[str, Any]:
    """Return a request whose two locks want one technician at two places at once."""
    request = example_request()
    by_id = {ticket["id"]: ticket for ticket in request["tickets"]}
    first, second = by_id["T-1"], {**by_id["T-1"], "id": "T-5", "site_id": "lake"}
    request["tickets"] = [{**ticket, "lock": "both"} for ticket in (first, second)]
    visits = [
        {"ticket_id": name, "step": 0, "crew_position": 0, "start": f"2026-03-02T{start}:00+08:00",
         "end": f"2026-03-02T{end}:00+08:00"}
        for name, start, end in (("T-1", "09:00", "10:00"), ("T-5", "09:30", "10:30"))
    ]  # fmt: skip
    route = {"technician_id": "wang", "shift_id": "wang-mon", "breaks": [], "visits": visits}
    return {**request, "published": {"schema_version": 1, "routes": [route]}}


def large_request() -> dict[str, Any]:
    """Return a request nobody can prove within a minute: the small day five times over, on the same people twice."""
    day = json.loads(load("small-day"))
    tickets = [copy_ticket(ticket, k) for k in range(5) for ticket in day["tickets"]]
    technicians = [copy_technician(technician, k) for k in range(2) for technician in day["technicians"]]
    return {**day, "tickets": tickets, "technicians": technicians}


def copy_ticket(ticket: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a ticket under another id, its references to other tickets likewise."""
    after = [{**pair, "ticket_id": f"{pair['ticket_id']}-{number}"} for pair in ticket.get("after", [])]
    return {**ticket, "id": f"{ticket['id']}-{number}", "after": after}


def copy_technician(technician: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a technician under another id, the first one under his own."""
    if number == 0:
        return technician
    shifts = [{**shift, "id": f"{shift['id']}-{number}"} for shift in technician["shifts"]]
    return {**technician, "id": f"{technician['id']}-{number}", "shifts": shifts}


def write(path: Path, tree: dict[str, Any]) -> Path:
    """Write a JSON tree to a file and return its path."""
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return path
