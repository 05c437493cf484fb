"""What several connections do at the same moment in PostgreSQL, and what becomes of them when the database goes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import SQLAlchemyError

from dispatcher.api import ServiceSettings, make_service
from dispatcher.api.key_table import KeyTable
from dispatcher.api.keys import LastAdminError
from dispatcher.api.rates import SharedRates
from dispatcher.api.roles import Role
from dispatcher.runs import Desk, RunSettings, outcome
from dispatcher.runs.worker import slots_of
from dispatcher.schemas.request import Request
from dispatcher.store import audit, open_store, parts, runs
from dispatcher.store.errors import InForceElsewhereError
from dispatcher.store.idempotency import Idempotency
from tests.dispatcher.api_server import Served, codes, question, serving
from tests.dispatcher.desks import (
    DAY,
    KEY,
    LEASE,
    OTHER,
    PLAN,
    STARTED,
    Clock,
    batch,
    check_in_force,
    claim,
    open_desk,
    proposed,
    published,
    submit,
)
from tests.dispatcher.postgres import Server
from tests.dispatcher.requests import accepted

KEEP = "keep"  # another plan key
SECONDS = 60.0  # for what comes soon


def at_once(actions: list[Callable[[], Any]]) -> list[Any]:
    """Do everything at the same moment, each in a thread; return what came of it, errors included."""
    barrier = threading.Barrier(len(actions))
    found: list[Any] = [None] * len(actions)

    def act(k: int) -> None:
        barrier.wait()
        try:
            found[k] = actions[k]()
        except Exception as error:
            found[k] = error

    threads = [threading.Thread(target=act, args=(k,)) for k in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def desks(postgres_place: str) -> list[Desk]:
    """Four services on one database."""
    return [open_desk(postgres_place) for _ in range(4)]


def test_the_same_submission_to_four_services_is_one_run(desks: list[Desk]) -> None:
    """With one idempotency key at the same moment: one run, three answers that repeat it."""
    asked = Idempotency("key-1", "a", "x")
    request = accepted(DAY)

    found = at_once([lambda desk=desk: desk.submit(KEY, request, who="key-1", idempotency=asked) for desk in desks])

    assert sorted(row.replayed for row in found) == [False, True, True, True]
    assert {row.run.id for row in found} == {desks[0].runs()[0].id}
    assert len(desks[0].runs()) == 1


def test_a_ticket_comes_into_force_under_one_of_two_keys(desks: list[Desk]) -> None:
    """Two keys publish plans of the same tickets at the same moment: the later is refused with what clashes."""
    plans = [proposed(desks[0], PLAN, key=KEY), proposed(desks[1], OTHER, key=KEEP)]

    found = at_once([lambda k=k: desks[k].publish(plans[k].id, version=0, who="key-1") for k in range(2)])

    (lost,) = [row for row in found if isinstance(row, Exception)]
    assert isinstance(lost, InForceElsewhereError)
    assert {name for fault in lost.faults for name in fault.ids} >= {"T-1", "T-2"}
    for key in (KEY, KEEP):
        check_in_force(desks[2], key)


def test_a_run_is_claimed_by_one(desks: list[Desk]) -> None:
    """Of six runs, claimed by four at the same moment until none is left, each has one holder; the audit is whole."""
    names = {run.id for run in at_once([lambda k=k: submit(desks[k % 4], key=f"key-{k}") for k in range(6)])}

    def claim_all(desk: Desk) -> list[str]:
        held: list[str] = []
        while True:
            with desk.store.writing() as connection:
                run = runs.claim(connection, LEASE, ("daily",), desk.store.clock())
            if run is None:
                return held
            held.append(run.id)

    found = at_once([lambda desk=desk: claim_all(desk) for desk in desks])

    assert sorted(name for rows in found for name in rows) == sorted(names)
    with desks[0].store.reading() as connection:
        assert audit.first_broken_row(connection) is None
        assert len(audit.audit_rows(connection)) == 6


def test_a_part_is_claimed_by_one(desks: list[Desk]) -> None:
    """Of five parts, claimed by four at the same moment while their run ends, each has one holder at most."""
    submit(desks[0])
    run = claim(desks[0].store)
    with desks[0].store.writing() as connection:
        offered = parts.offer(connection, run.id, run.fence, 6, desks[0].store.clock() + 60)

    def claim_all(desk: Desk) -> list[str]:
        held: list[str] = []
        while True:
            with desk.store.writing() as connection:
                part = parts.claim_part(connection, LEASE, desk.store.clock())
            if part is None:
                return held
            held.append(part.id)

    *found, ended = at_once([
        *(lambda desk=desk: claim_all(desk) for desk in desks), lambda: outcome.cancel(desks[0].store, run)
    ])  # fmt: skip

    names = [name for rows in found for name in rows]
    assert ended is None
    assert len(set(names)) == len(names)
    assert set(names) <= {part.id for part in offered}
    with desks[0].store.reading() as connection:
        assert parts.parts_of(connection, run.id) == []


def test_a_connection_that_was_cut_costs_its_transaction_only(postgres: Server, postgres_place: str) -> None:
    """Cut in the middle of a transaction nothing of it stays; the next one has another connection."""
    store = open_store(postgres_place)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dispatcher'"

    def write() -> None:
        with store.writing() as connection:
            audit.note(connection, at=1.0, who="key-1", what="run.queued")
            postgres.ask(cut)
            audit.note(connection, at=2.0, who="key-1", what="run.queued")

    with pytest.raises(SQLAlchemyError):
        write()
    with store.writing() as connection:
        audit.note(connection, at=3.0, who="key-1", what="run.queued")

    with store.reading() as connection:
        assert [row.at.timestamp() for row in audit.audit_rows(connection)] == [3.0]
    store.close()


def test_who_stands_still_in_a_transaction_is_cut_off(postgres_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that holds the audit and does nothing for longer than allowed writes nothing; others go on."""
    with monkeypatch.context() as short:  # for the one connection of this store
        short.setattr("dispatcher.store.postgres.IDLE", "200ms")
        zombie = open_store(postgres_place)
    other = open_store(postgres_place)

    def stand_still() -> None:
        with zombie.writing() as connection:
            audit.note(connection, at=1.0, who="zombie", what="run.succeeded")
            with other.writing() as second:
                audit.note(second, at=2.0, who="key-1", what="run.queued")
            audit.note(connection, at=3.0, who="zombie", what="run.succeeded")

    with pytest.raises(SQLAlchemyError):
        stand_still()

    with other.reading() as connection:
        assert [row.who for row in audit.audit_rows(connection)] == ["key-1"]
        assert audit.first_broken_row(connection) is None
    for store in (zombie, other):
        store.close()


def test_a_queued_run_is_heard_by_others_even_after_a_cut(
    postgres: Server, desks: list[Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A listener hears of a run once it is committed, not before; cut off, it listens again by itself."""
    monkeypatch.setattr("dispatcher.store.bell.RETRY_SECONDS", 0.1)
    monkeypatch.setattr("dispatcher.store.bell.LOOK_SECONDS", 0.1)
    heard = threading.Semaphore(0)
    bell = desks[0].store.listen(heard.release)
    assert bell is not None
    assert heard.acquire(timeout=SECONDS)  # it has begun to listen

    submit(desks[1])
    assert heard.acquire(timeout=SECONDS)
    postgres.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    assert heard.acquire(timeout=SECONDS)  # it listens again
    submit(desks[1])
    assert heard.acquire(timeout=SECONDS)
    bell.close()


@pytest.fixture
def served(tmp_path: Path, postgres_place: str) -> Iterator[Served]:
    """A service on PostgreSQL."""
    with serving(tmp_path, database=postgres_place, daily_slots=0, urgent_slots=0) as found:
        yield found


def test_a_service_outlives_its_database(served: Served, postgres: Server) -> None:
    """Without the database a call is refused as not ready; once it is back, what was accepted is there."""
    once = {"Idempotency-Key": "1"}
    body = question("submit", plan_key=KEY)
    accepted_run = served.send("POST", "/v1/plan-runs", json=body, headers=once).json()["id"]

    postgres.stop()
    try:
        down = [served.send("GET", f"/v1/plan-keys/{KEY}"), served.send("POST", "/v1/plan-runs", json=body,
                headers={"Idempotency-Key": "2"})]  # fmt: skip
        probes = [served.send("GET", path) for path in ("/livez", "/readyz")]
    finally:
        postgres.start()

    assert [(answer.status_code, codes(answer)) for answer in down] == [(503, [("not_ready", "")])] * 2
    assert [(answer.status_code, answer.json()["status"]) for answer in probes] == [(200, "ok"), (503, "no_store")]
    assert served.send("GET", "/readyz").status_code == 200
    again = served.send("POST", "/v1/plan-runs", json=body, headers=once)
    assert (again.status_code in (200, 202), again.json()["id"]) == (True, accepted_run)
    assert [run["id"] for run in served.send("GET", "/v1/plan-runs").json()["items"]] == [accepted_run]


def test_a_name_that_no_text_of_the_database_can_hold_is_not_there(served: Served) -> None:
    """A null character in a path is 404, and a page beyond all numbers is refused, as with a file."""
    assert served.send("GET", "/v1/plan-keys/%00").status_code == 404
    token = "OTk5OTk5OTk5OTk5"  # 999999999999
    assert served.send("GET", f"/v1/audit?page_token={token}").status_code == 422


def test_keys_are_shared(tmp_path: Path, postgres_place: str) -> None:
    """A key made by one service is known to another at once, and unknown at once when it is withdrawn there."""
    one, other = (make_service(ServiceSettings(database=postgres_place)) for _ in range(2))
    admin, _ = one.keys.make(Role.ADMIN)
    key, text = one.keys.make(Role.SYSTEM, estates=("hill",), label="a\0b")

    assert other.keys.find(text) == key
    assert other.keys.find(text + "x") is None
    assert [row.id for row in other.keys.list()] == [admin.id, key.id]
    assert other.keys.drop(key.id) == key
    assert one.keys.find(text) is None
    assert one.keys.drop(key.id) is None
    assert one.keys.make_first(Role.ADMIN) is None
    with pytest.raises(LastAdminError):
        one.keys.drop(admin.id)
    for service in (one, other):
        service.close()


def test_of_two_admins_that_withdraw_each_other_one_stays(postgres_place: str) -> None:
    """Of four first keys made at the same moment one is made; of two admin keys withdrawn, one."""
    store = open_store(postgres_place)
    keys = [KeyTable(store) for _ in range(4)]

    first = at_once([lambda table=table: table.make_first(Role.ADMIN) for table in keys])
    keys[0].make(Role.ADMIN)
    found = at_once([lambda k=k, key=key: keys[k].drop(key.id) for k, key in enumerate(keys[0].list())])

    assert sum(row is not None for row in first) == 1
    assert sum(isinstance(row, LastAdminError) for row in found) == 1
    assert len(keys[0].list()) == 1
    store.close()


def test_calls_are_counted_for_all_services_together(postgres_place: str) -> None:
    """With 60 a minute and 2 at once, the third call is early at either service; a second later one is welcome."""
    clock = Clock()
    stores = [open_store(postgres_place, clock=clock) for _ in range(2)]
    one, other = (SharedRates(store, "key", 60, 2) for store in stores)

    assert [one.take("a"), other.take("a"), one.take("a"), other.take("a")] == [0, 0, 1, 1]
    assert other.take("b") == 0
    clock.seconds += 1
    assert [other.take("a"), one.take("a")] == [0, 1]
    clock.seconds += 3600
    assert [one.take("a"), one.take("a"), one.take("a")] == [0, 0, 1]
    assert SharedRates(stores[0], "key", 0, 1).take("a") == 0
    for store in stores:
        store.close()


def test_no_service_answers_from_a_plan_that_is_no_longer_in_force(desks: list[Desk]) -> None:
    """One service holds a plan ready; after another has published it answers from that, and judges events by it."""
    here, there = desks[:2]
    published(here)
    assert places_of(here.request_in_force(KEY)) == {"T-1": "wang", "T-2": "li"}
    other = proposed(there, OTHER)

    there.publish(other.id, version=1, who="key-2")

    assert places_of(here.request_in_force(KEY)) == {"T-1": "wang", "T-2": "wang"}
    assert here.record_events(KEY, batch(STARTED), who="key-1").accepted == ("E-2",)
    check_in_force(here)
    check_in_force(there)


def places_of(request: Request) -> dict[str, str]:
    """Return who makes each ticket by the plan in force."""
    assert request.published is not None
    return {visit.ticket_id: route.technician_id for route in request.published.routes for visit in route.visits}


def test_a_worker_takes_its_lanes() -> None:
    """One for urgent runs has no slot for daily ones, one for daily runs none for urgent ones, any has both."""
    settings = RunSettings(daily_slots=2, urgent_slots=3)

    found = [slots_of(settings, lanes) for lanes in ("urgent", "daily", "any")]

    assert [(row.urgent_slots, row.daily_slots) for row in found] == [(3, 0), (0, 2), (3, 2)]
