"""The store: its journal, its migrations, what is written once, private words, audit, idempotency, what is in force."""

import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dispatcher.runs import Desk
from dispatcher.store import Store, audit, idempotency, in_force, keys, open_store, outbox, private
from dispatcher.store import postgres as postgres_module
from dispatcher.store.body import unpack
from dispatcher.store.errors import IdempotencyConflictError, InForceElsewhereError
from dispatcher.store.idempotency import KEPT_SECONDS, Idempotency
from dispatcher.store.migration import revisions, upgrade
from dispatcher.store.sqlite import file_system, is_sound_in_wal, journal_of, make_engines
from dispatcher.store.tables import METADATA
from tests.dispatcher.desks import DAY, KEY, NEW_TICKET, OTHER, Clock, Place, batch, open_desk, published, submit
from tests.dispatcher.postgres import Server

# As the outbox was before deliveries took over from it.
OLD_MESSAGE = (
    "INSERT INTO outbox (id, topic, plan_key, body, created_at, attempts, next_at) "
    "VALUES ('msg-1', 'run.finished', 'key', '{}', 1.0, 0, 1.0)"
)
GUARDED = ("request", "event", "audit", "plan")


@pytest.fixture
def store(place: Place) -> Store:
    """An empty store."""
    return open_desk(place).store


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_wal_is_used_only_where_it_is_sound(version: tuple[int, ...], sound: bool) -> None:
    """The race in WAL mode is fixed in 3.44.6, 3.50.7 and 3.51.3; elsewhere a rollback journal is used."""
    assert is_sound_in_wal(version) is sound
    assert journal_of(version) == (("WAL", "FULL") if sound else ("TRUNCATE", "EXTRA"))


def test_connections_have_the_settings_that_keep_what_was_accepted(tmp_path: Path) -> None:
    """Commits reach the disk (FULL is 2, EXTRA 3), keys are checked, readers cannot write."""
    store = open_desk(tmp_path).store
    condition = store.condition()

    with store.reading() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        values = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}

    assert values["journal_mode"].upper() == condition.journal
    assert values["synchronous"] == (2 if condition.journal == "WAL" else 3)
    assert (values["foreign_keys"], values["busy_timeout"], values["query_only"]) == (1, 5000, 1)
    assert condition.revision == revisions()[-1]


def test_python_s_own_library_serves_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the newer library, and told that Python's own has the race, a rollback journal keeps the same things."""
    monkeypatch.setattr("dispatcher.store.sqlite.library", lambda: sqlite3)
    monkeypatch.setattr("dispatcher.store.sqlite.journal_of", lambda _: ("TRUNCATE", "EXTRA"))
    desk = Desk(open_store(tmp_path / "old.db", clock=Clock()))

    plan = published(desk)

    with desk.store.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "truncate"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 3
    assert desk.store.condition().library == sqlite3.sqlite_version
    desk.store.close()
    again = Desk(open_store(tmp_path / "old.db", clock=Clock()))
    assert again.plan_key(KEY).plan_id == plan.id
    again.store.close()


def test_an_exception_undoes_the_transaction(store: Store) -> None:
    """A key added in a transaction that fails is not there."""

    def write() -> None:
        with store.writing() as connection:
            keys.add_key(connection, KEY, 0.0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()

    with store.reading() as connection:
        assert keys.find_key(connection, KEY) is None


def newest_by(engine: Engine) -> tuple[list[Any], set[str]]:
    """Return what differs between a database and the tables of the code, and the guards it has."""
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        names = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
            "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        }
        guards = set(connection.exec_driver_sql(names[engine.dialect.name]).scalars())
        return compare_metadata(context, METADATA), guards


@pytest.mark.parametrize("revision", revisions())
@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_every_revision_can_be_brought_to_the_newest(
    tmp_path: Path, request: pytest.FixtureRequest, database: str, revision: str
) -> None:
    """A database of any revision, with a key and a message in it, has the newest tables and guards, and still both."""
    is_file = database == "sqlite"
    place = str(tmp_path / "store.db") if is_file else request.getfixturevalue("postgres").database()
    writer, reader = make_engines(Path(place)) if is_file else postgres_module.make_engines(place)
    upgrade(writer, revision)
    with writer.begin() as connection:
        keys.add_key(connection, KEY, 5.0)
        if revision < "0006":
            connection.exec_driver_sql(OLD_MESSAGE)

    store = open_store(place, clock=Clock())

    with store.reading() as connection:
        assert keys.find_key(connection, KEY) is not None
        assert [row.id for row in outbox.waiting(connection)] == (["msg-1"] if revision < "0006" else [])
    differences, guards = newest_by(writer)
    assert differences == []
    kinds = ("change", "delete") if is_file else ("change", "delete", "truncate")
    assert guards == {f"{table}_{kind}" for table in GUARDED for kind in kinds}
    for engine in (writer, reader):
        engine.dispose()
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(place: Place) -> None:
    """A revision that is not known is refused, and so is what names no database."""
    store = open_desk(place).store
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(ValueError, match="newer version"):
        open_desk(place)
    with store.writing() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revisions()[-1]}'")
    with pytest.raises(ValueError, match="SQLite"):
        open_store("mysql://db/dispatcher")


def test_processes_that_start_together_make_one_store(postgres: Server) -> None:
    """Four open an empty database at the same moment: all of them have the newest store."""
    place = postgres.database()
    stores: list[Store] = []
    threads = [threading.Thread(target=lambda: stores.append(open_store(place))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [store.condition().revision for store in stores] == [revisions()[-1]] * 4
    for store in stores:
        store.close()


def test_a_transaction_that_reads_sees_one_moment(store: Store) -> None:
    """A key that is added meanwhile is not seen, and nothing can be written."""
    with store.reading() as connection:
        assert keys.find_key(connection, KEY) is None
        with store.writing() as other:
            keys.add_key(other, KEY, 0.0)
        assert keys.find_key(connection, KEY) is None
    with pytest.raises(SQLAlchemyError), store.reading() as connection:
        keys.add_key(connection, "other", 0.0)


def test_postgres_tells_the_time(postgres_place: str) -> None:
    """Without a clock of its own a store goes by its database: within the seconds of this machine here."""
    store = open_store(postgres_place)

    with store.reading() as connection:
        assert abs(store.time(connection) - time.time()) < 5.0

    assert "secret" not in postgres_module.shown("postgresql://me:secret@db/x?sslmode=require")
    store.close()


def test_network_file_systems_are_told_from_local_ones() -> None:
    """The mount point nearest to a path says what it is on."""
    mounts = "disk / ext4 rw 0 0\nserver:/x /srv/share nfs4 rw 0 0\n"

    assert file_system(Path("/srv/share/dispatcher"), mounts) == "nfs4"
    assert file_system(Path("/srv/shared"), mounts) == "ext4"


def test_what_is_written_once_cannot_be_changed(place: Place) -> None:
    """The database itself refuses to change or delete requests, events, audit rows and plans."""
    desk = open_desk(place)
    published(desk)
    desk.record_events(KEY, batch(NEW_TICKET), who="key-1")
    times = {"event": "accepted_at", "audit": "at"}

    for table in GUARDED:
        for statement in (f"UPDATE {table} SET {times.get(table, 'created_at')} = 1", f"DELETE FROM {table}"):
            with pytest.raises(SQLAlchemyError, match="written once"), desk.store.writing() as connection:
                connection.exec_driver_sql(statement)


def test_private_words_are_kept_apart_from_everything_else(place: Place) -> None:
    """Contacts, addresses and descriptions of a request and of a new ticket are found in one table only."""
    desk = open_desk(place)
    published(desk)
    desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=["fast"])
    secrets = ("13812345678", "3-2-501", "leak", "Zhao", "13700002222", "Sun", "Wang Qiang", "13900001111")

    with desk.store.reading() as connection:
        for table in METADATA.sorted_tables:
            if table.name != "private_words":
                for row in connection.execute(table.select()).mappings():
                    text = " ".join(_text(value) for value in row.values())
                    assert not any(secret in text for secret in secrets), table.name

    assert desk.private_words(KEY)["T-1"]["contact"]["phone"] == "13812345678"
    assert desk.private_words(KEY)["N"] == {"contact": {"name": "Sun", "phone": "13700002222"}}
    assert desk.technician_contacts(KEY)["wang"]["contact"]["name"] == "Wang Qiang"


def _text(value: Any) -> str:
    return str(unpack(value) if isinstance(value, bytes) else value)


def test_private_words_are_erased_without_touching_plans(place: Place) -> None:
    """After T-1's words and then all older ones are erased, they are gone, and plan and request are as before."""
    desk = open_desk(place)
    plan = published(desk)
    before = desk.request_in_force(KEY).to_wire()

    assert desk.erase(KEY, "T-1", who="key-1") == 1
    assert desk.private_words(KEY) == {}
    assert desk.expire(desk.store.now()) == 0
    desk.store.clock.seconds += 1  # type: ignore[attr-defined]
    assert desk.expire(desk.store.now()) == 1
    assert desk.technician_contacts(KEY) == {}
    assert desk.plan(plan.id) == plan
    assert desk.request_in_force(KEY).to_wire() == before


def test_a_request_comes_back_whole() -> None:
    """Private words joined to what is kept give the request that was sent, and its digest stays that."""
    plain, words = private.split_request(DAY)

    tickets = {name: fields for kind, name, fields in words if kind == "ticket"}
    people = {name: fields for kind, name, fields in words if kind == "technician"}

    assert private.joined(plain, tickets, people) == DAY
    assert (len(tickets), len(people)) == (1, 1)


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138****5678"), ("1234567890", "123***7890"), ("123456789", "*********")]
)
def test_phones_are_masked(phone: str, shown: str) -> None:
    """Of ten digits or more the first three and the last four stay, of shorter ones nothing."""
    assert private.masked({"contact": {"phone": phone}}) == {"contact": {"phone": shown}}


def test_a_changed_audit_row_is_found(store: Store) -> None:
    """Three rows follow from each other; with the second one changed behind the store's back it is named."""
    for k in range(3):
        with store.writing() as connection:
            audit.note(connection, at=1.5 * k, who="key-1", what="run.queued", plan_key=KEY, ids=[f"run-{k}"])
    with store.reading() as connection:
        assert audit.first_broken_row(connection) is None

    with store.writing() as connection:
        no_guard = "SET LOCAL session_replication_role = replica" if store.is_shared else "DROP TRIGGER audit_change"
        connection.exec_driver_sql(no_guard)
        connection.exec_driver_sql("UPDATE audit SET who = 'key-2' WHERE number = 2")

    with store.reading() as connection:
        assert audit.first_broken_row(connection) == 2


def test_an_answer_is_given_again_for_a_day(store: Store) -> None:
    """The same key and body get the same answer until a day later; another body is a conflict, another caller none."""
    asked, other = Idempotency("key-1", "a", "x"), Idempotency("key-1", "a", "y")
    with store.writing() as connection:
        idempotency.keep(connection, asked, {"run_id": "run-1"}, 0.0)

        assert idempotency.recall(connection, asked, KEPT_SECONDS - 1) == {"run_id": "run-1"}
        assert idempotency.recall(connection, asked, KEPT_SECONDS) is None
        assert idempotency.recall(connection, Idempotency("key-2", "a", "y"), 1.0) is None
        with pytest.raises(IdempotencyConflictError):
            idempotency.recall(connection, other, 1.0)
        idempotency.keep(connection, other, {}, KEPT_SECONDS)


def test_an_item_is_in_force_under_one_key(store: Store) -> None:
    """T-1, in force under a until 100, may be taken by b at 100 but not at 99; a may take it again before."""
    item = {("ticket", "T-1"): 100.0}
    with store.writing() as connection:
        for key in ("a", "b"):
            keys.add_key(connection, key, 0.0)
        in_force.take(connection, "a", item, 0.0)
        in_force.take(connection, "a", item, 0.0)
    with pytest.raises(InForceElsewhereError) as error, store.writing() as connection:
        in_force.take(connection, "b", item, 99.0)
    assert error.value.faults[0].ids == ["T-1"]

    with store.writing() as connection:
        in_force.take(connection, "b", item, 100.0)


def test_what_is_published_is_told(place: Place) -> None:
    """A first plan assigns both visits; one in which wang makes both changes T-2's; messages have ids of their own."""
    desk = open_desk(place)
    published(desk)
    published(desk, OTHER)

    with desk.store.reading() as connection:
        rows = outbox.waiting(connection)

    told = [(row.topic, row.body.get("visit_id")) for row in rows if row.topic.startswith("visit.")]
    assert sorted(told[:2]) == [("visit.assigned", "T-1:0:0"), ("visit.assigned", "T-2:0:0")]
    assert told[2:] == [("visit.changed", "T-2:0:0")]
    assert len({row.id for row in rows}) == len(rows)


def test_a_full_disk_costs_nothing_that_was_accepted(tmp_path: Path) -> None:
    """With no page left, a submission fails whole; with room again it is accepted, and those before are all there."""
    desk = open_desk(tmp_path)
    kept = [submit(desk).id]
    limit = "PRAGMA max_page_count={}"
    with desk.store.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(limit.format(pages))

    def fill() -> None:
        for _ in range(100):
            kept.append(submit(desk).id)

    with pytest.raises(SQLAlchemyError, match="full"):
        fill()

    assert {run.id for run in desk.runs()} == set(kept)
    with desk.store.writing() as connection:
        connection.exec_driver_sql(limit.format(10 * pages))
    kept.append(submit(desk).id)
    assert {run.id for run in desk.runs()} == set(kept)
