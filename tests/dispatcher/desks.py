"""A desk over a store, with a clock that is set by hand and children that are played by the test."""

import json
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from dispatcher.completion import complete_plan
from dispatcher.reading.events import Batch, read_events
from dispatcher.resident import Resident
from dispatcher.runs import Desk, RunSettings, outcome
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store import Store, open_store, runs
from dispatcher.store.lease import Lease
from dispatcher.store.rows import PlanVersion, Run
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

Tree = dict[str, Any]
Place = Path | str  # a folder, or the address of a database
KEY = "jade_2026-03-02"
LEASE = Lease("test", 10.0)
# wang and li start from the center, 6 minutes from b3: T-1 is wang's and T-2 li's, both from 8:06 to 9:06.
DAY = make_tree(
    technicians=[
        make_technician("wang", contact={"name": "Wang Qiang", "phone": "13900001111"}),
        make_technician("li"),
    ],
    tickets=[
        make_ticket("T-1", contact={"name": "Zhao", "phone": "13812345678"}, address="3-2-501", description="leak"),
        make_ticket("T-2"),
    ],
)
PLAN = make_plan_tree(
    make_route(make_visit("T-1", "08:06", "09:06")),
    make_route(make_visit("T-2", "08:06", "09:06"), technician_id="li", shift_id="li-mon"),
)
# wang makes both, T-2 after T-1.
OTHER = make_plan_tree(make_route(make_visit("T-1", "08:06", "09:06"), make_visit("T-2", "09:06", "10:06")))
NEW_TICKET = {
    "id": "E-1",
    "type": "new_ticket",
    "at": at("08:00"),
    "ticket": make_ticket("N", service_minutes=30, contact={"name": "Sun", "phone": "13700002222"}),
}
STARTED = {"id": "E-2", "type": "started", "at": at("08:10"), "visit_id": "T-1:0:0", "time": at("08:06")}
DONE = {"id": "E-3", "type": "done", "at": at("09:00"), "visit_id": "T-1:0:0", "time": at("08:58")}
SHARED: list[Store] = []  # opened in PostgreSQL, which wants connections back


class Clock:
    """Seconds that pass when a test says so; they begin on the morning of the day."""

    def __init__(self) -> None:
        self.seconds = 1_772_400_000.0  # 2026-03-02 05:20 at +08:00

    def __call__(self) -> float:
        return self.seconds


@cache
def empty_store() -> bytes:
    """Return an empty store of the newest form: made once, it is copied faster than made again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        open_store(path).close()
        return path.read_bytes()


def store_at(place: Place) -> Place:
    """Return what names the store of a place; one in a folder is there then."""
    if isinstance(place, str):
        return place
    path = place / "store.db"
    if not path.exists():
        path.write_bytes(empty_store())
    return path


def open_desk(place: Place, clock: Clock | None = None, **settings: Any) -> Desk:
    """Return a desk over the store in a folder or database; its supervisor is not started."""
    store = open_store(store_at(place), clock=clock or Clock())
    if store.is_shared:
        SHARED.append(store)
    return Desk(store, RunSettings(**settings))


def batch(*events: Tree) -> Batch:
    """Return events as they would be read."""
    return read_events(json.dumps({"schema_version": 1, "events": list(events)}))


def submit(desk: Desk, tree: Tree = DAY, key: str = KEY, **fields: Any) -> Run:
    """Submit a day; return its run."""
    return desk.submit(key, accepted(tree), who="key-1", **fields).run


def claim(store: Store) -> Run:
    """Claim the next run, as a supervisor does."""
    with store.writing() as connection:
        run = runs.claim(connection, LEASE, ("urgent", "daily"), store.clock())
    assert run is not None
    return run


def answer(request: Request, plan: Tree = PLAN) -> Tree:
    """Return what a child says that has found a plan."""
    whole = complete_plan(request, Plan.model_validate(plan)).plan
    return {"kind": "done", "answers": [{"plan": whole.to_wire(), "modes": [], "interrupts": []}]}


def finish(desk: Desk, plan: Tree = PLAN, tree: Tree = DAY) -> PlanVersion:
    """Play the child of the next run, which finds a plan."""
    run = claim(desk.store)
    outcome.finish(desk.store, run, answer(accepted(tree), plan))
    name = desk.run(run.id).plan_id
    assert name is not None
    return desk.plan(name)


def proposed(desk: Desk, plan: Tree = PLAN, tree: Tree = DAY, key: str = KEY) -> PlanVersion:
    """Submit a day for which a plan is found; return the proposal."""
    submit(desk, tree, key)
    return finish(desk, plan, tree)


def published(desk: Desk, plan: Tree = PLAN, tree: Tree = DAY, key: str = KEY) -> PlanVersion:
    """Submit a day and publish its plan; return the version in force."""
    found = proposed(desk, plan, tree, key)
    return desk.publish(found.id, version=desk.plan_key(key).version, who="key-1")


def places(plan: PlanVersion) -> dict[str, tuple[str, str]]:
    """Return technician and start of every visit of a plan."""
    return {
        visit["visit_id"]: (route["technician_id"], visit["start"][11:16])
        for route in plan.body["routes"]
        for visit in route["visits"]
    }


def check_in_force(desk: Desk, key: str = KEY) -> None:
    """One plan is in force, the key names it, it is legal, and what is held ready is what the store says."""
    row = desk.plan_key(key)
    force = desk.plans(key, states=("published",))
    assert [plan.id for plan in force] == ([] if row.plan_id is None else [row.plan_id])
    assert [plan.version for plan in desk.history(key, count=100_000)] == list(range(row.version, 0, -1))
    if row.plan_id is None:
        return
    _, ready = desk.residents.get(key)
    desk.residents.drop(key)
    _, built = desk.residents.get(key)
    assert ready.request.to_wire() == built.request.to_wire()
    first, again = ready.first(), built.first()
    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert first.plan.routes == again.plan.routes
    _, report = Resident(built.request, built.published).given(built.published)
    assert report.is_legal or built.request.applied_events
