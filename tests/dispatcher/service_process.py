"""A service in a process of its own that says on standard output what it has accepted, and may be killed any time.

``python -m tests.dispatcher.service_process STORE SEED work`` goes on until killed; ``ask`` too, but plans nothing;
``plan`` does nothing else; ``parts`` asks for large requests, one after the other; ``drain`` ends once no run is left;
``hold`` claims a run and waits.
"""

import contextlib
import json
import os
import random
import sys
import time
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

import scenarios
from dispatcher.planning import Limits
from dispatcher.runs import Desk, RunSettings
from dispatcher.runs.child import main
from dispatcher.store import open_store, outbox
from dispatcher.store.errors import StoreError
from dispatcher.webhooks import SendSettings, Webhooks
from tests.dispatcher.children import give_the_best
from tests.dispatcher.desks import DAY, batch
from tests.dispatcher.receivers import LOCAL
from tests.dispatcher.requests import accepted, at, make_plan_tree, make_route, make_ticket, make_tree, make_visit

KEYS = ("north", "south")
MOST_TICKETS = 40
STEPS = Limits(iterations=50, workers=1)
SPLIT = Limits(seconds=2.0, workers=1)  # limited by time, a day of four tickets is planned by parts
SETTINGS = RunSettings(lease_seconds=0.5, memory_mb=None, daily_slots=2, split_tickets=2, split_seconds=1.0)
SENDING = SendSettings(networks=LOCAL, try_seconds=0.5, poll_seconds=0.05)
# Its own, which no child inherits: who listens hears at once that it is dead, though children go on for a moment.
VOICE = os.dup(1)


def say(kind: str, name: str) -> None:
    """Say what is kept from now on."""
    os.write(VOICE, (json.dumps([kind, name]) + "\n").encode())


def day_of(key: str) -> dict[str, object]:
    """Return a day whose tickets and shifts are the key's own."""
    people = [
        {**person, "id": f"{key}-{person['id']}", "shifts": [
            {**shift, "id": f"{key}-{shift['id']}"} for shift in person["shifts"]]}
        for person in DAY["technicians"]
    ]  # fmt: skip
    return make_tree(technicians=people, tickets=[make_ticket(f"{key}-{k}", service_minutes=20) for k in range(4)])


def plan_of(key: str) -> dict[str, object]:
    """Return a plan of that day: one technician makes the four visits one after the other, from 8:06 on."""
    visits = [
        make_visit(f"{key}-{k}", f"{8 + (6 + 20 * k) // 60:02}:{(6 + 20 * k) % 60:02}",
                   f"{8 + (26 + 20 * k) // 60:02}:{(26 + 20 * k) % 60:02}")
        for k in range(4)
    ]  # fmt: skip
    return make_plan_tree(make_route(*visits, technician_id=f"{key}-wang", shift_id=f"{key}-wang-mon"))


def act(desk: Desk, chance: random.Random, number: int) -> None:
    """Do one thing that people or other systems do."""
    key = chance.choice(KEYS)
    what = chance.choice(("submit", "event", "event", "publish", "publish", "stop", "cancel"))
    if what == "submit":
        limits = chance.choice((STEPS, SPLIT))
        say("run", desk.submit(key, accepted(day_of(key)), who="system", limits=limits).run.id)
    elif what == "event":
        name = f"E-{time.time_ns()}-{number}"
        known, event = desk.request_in_force(key).tickets, dict[str, object]({"id": name, "at": at("08:00")})
        if len(known) < MOST_TICKETS:
            event |= {"type": "new_ticket", "ticket": make_ticket(f"{key}-{name}", service_minutes=10)}
        else:
            event |= {"type": "cancelled", "ticket_id": chance.choice(known).id}
        modes = chance.choice(((), ("fast",), ("fast", "steady")))
        recorded = desk.record_events(key, batch(event), who="system", modes=modes, seconds=0.1)
        for accepted_id in recorded.accepted:
            say("event", f"{key} {accepted_id}")
        if recorded.run is not None:
            say("run", recorded.run.id)
    elif what == "publish":
        plans = desk.plans(key, states=("proposed", "superseded"), count=5)
        version = desk.plan_key(key).version
        plan = desk.publish(chance.choice(plans).id, version=version, who="key-1") if plans else None
        if plan is not None:
            say("plan", f"{key} {plan.id} {plan.version}")
    elif runs := desk.runs(key, count=3):
        getattr(desk, what)(chance.choice(runs).id, who="key-2")


def work(desk: Desk, chance: random.Random) -> None:
    """Go on for ever."""
    for key in KEYS:
        with contextlib.suppress(SQLAlchemyError):
            say("run", desk.submit(key, accepted(day_of(key)), who="system", limits=STEPS).run.id)
    number = 0
    while True:
        number += 1
        with contextlib.suppress(StoreError, SQLAlchemyError):  # the store may be gone for a while
            act(desk, chance, number)
        time.sleep(chance.random() * 0.05)


def ask_by_parts(desk: Desk) -> None:
    """Submit a request of sixty tickets whenever the one before is over."""
    day = accepted(json.loads(scenarios.load("estates-60")))
    while True:
        with contextlib.suppress(SQLAlchemyError):
            run = desk.submit(KEYS[0], day, who="system", limits=SPLIT).run
            say("run", run.id)
            while not desk.run(run.id).is_over:
                time.sleep(0.05)


def drain(desk: Desk, hooks: Webhooks) -> None:
    """Wait until no run is left, and no message."""
    while any(not run.is_over for run in desk.runs(count=10_000)) or _is_telling(desk, hooks):
        time.sleep(0.05)


def _is_telling(desk: Desk, hooks: Webhooks) -> bool:
    with desk.store.reading() as connection:
        return bool(outbox.waiting(connection)) or hooks.counts()["waiting"] > 0


def run(place: str, seed: int, mode: str) -> None:
    """Be the service."""
    settings = replace(SETTINGS, daily_slots=0, urgent_slots=0) if mode in ("ask", "parts") else SETTINGS
    desk = Desk(open_store(place), settings, entry=give_the_best if mode == "hold" else main)
    hooks = Webhooks(desk.store, SENDING)
    desk.start()
    if mode not in ("hold", "plan"):
        hooks.start()
    say("ready", mode)
    if mode in ("work", "ask"):
        work(desk, random.Random(seed))
    elif mode == "parts":
        ask_by_parts(desk)
    elif mode in ("hold", "plan"):
        time.sleep(600)
    drain(desk, hooks)
    hooks.close()
    desk.close()


if __name__ == "__main__":
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    run(sys.argv[1], int(sys.argv[2]), sys.argv[3])
