"""What several connections do at the same moment in PostgreSQL, and what becomes of them when the database goes."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import SQLAlchemyError

from dispatcher.runs import Desk
from dispatcher.store import audit, open_store, runs
from dispatcher.store.errors import InForceElsewhereError
from dispatcher.store.idempotency import Idempotency
from tests.dispatcher.api_server import Served, codes, question, serving
from tests.dispatcher.desks import DAY, KEY, LEASE, OTHER, PLAN, check_in_force, open_desk, proposed, submit
from tests.dispatcher.postgres import Server
from tests.dispatcher.requests import accepted

KEEP = "keep"  # another plan key


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


@pytest.fixture
def served(tmp_path: Path, postgres_place: str) -> Iterator[Served]:
    """A service on PostgreSQL."""
    with serving(tmp_path, database=postgres_place, daily_slots=1) as found:
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
