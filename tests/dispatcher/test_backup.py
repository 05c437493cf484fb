"""A copy of what the service keeps: whole, alone its owner's, and a service can be started in it."""

import sqlite3
import stat
from pathlib import Path

import pytest

from dispatcher.api import ServiceSettings, make_service
from dispatcher.api.backup import back_up
from dispatcher.api.roles import Role
from dispatcher.cli import backup
from dispatcher.store.copying import copy_store
from tests.dispatcher.desks import KEY, open_desk, published, submit


def test_a_service_can_be_started_in_a_copy(tmp_path: Path) -> None:
    """The copy, made while the store is open, has the plan in force and the keys; what comes later is not in it."""
    settings = ServiceSettings(store=str(tmp_path / "data"))
    service = make_service(settings)
    _, key = service.keys.make(Role.ADMIN)
    assert service.desk is not None
    plan = published(service.desk)

    faults = back_up(settings, tmp_path / "copies" / "monday")
    submit(service.desk, key="later")
    service.close()
    copy = make_service(ServiceSettings(store=str(tmp_path / "copies" / "monday")))
    assert copy.desk is not None
    found = copy.desk.plan_key(KEY).plan_id
    keys = [row.key for row in copy.desk.plan_keys()]
    known = copy.keys.find(key)
    copy.close()

    assert faults == []
    assert (found, keys) == (plan.id, [KEY])
    assert known is not None
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "copies" / "monday").iterdir()}
    assert {modes["dispatcher.db"], modes["keys.json"]} == {0o600}
    assert stat.S_IMODE((tmp_path / "copies" / "monday").stat().st_mode) == 0o700


@pytest.mark.parametrize("case", ["nothing there", "in the way", "no database", "in PostgreSQL"])
def test_what_cannot_be_copied_is_told(tmp_path: Path, case: str) -> None:
    """Nothing to copy, a folder that is there already, a file that is no database, a database: a fault, no copy."""
    database = "postgresql://db.example/dispatcher" if case == "in PostgreSQL" else ""
    settings = ServiceSettings(store=str(tmp_path / "data"), database=database)
    target = tmp_path / "copy"
    if case != "nothing there":
        (tmp_path / "data").mkdir()
        open_desk(tmp_path / "data").store.close()
        (tmp_path / "data" / "store.db").rename(tmp_path / "data" / "dispatcher.db")
    if case == "in the way":
        target.mkdir()
    elif case == "no database":
        (tmp_path / "data" / "dispatcher.db").write_bytes(b"no database" * 1000)

    assert [fault.code for fault in back_up(settings, target)] == ["no_backup"]
    assert not (target / "dispatcher.db").exists()


def test_an_old_store_is_copied_as_it_is(tmp_path: Path) -> None:
    """The copy is made of the file as it is: a store of another version is neither refused nor brought up."""
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    connection.close()

    copy_store(tmp_path / "old.db", tmp_path / "copy.db")

    with sqlite3.connect(tmp_path / "copy.db") as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    connection.close()


def test_the_command_says_where_the_copy_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """``dispatcher backup`` copies the folder of the settings, and says so on standard error."""
    (tmp_path / "data").mkdir()
    open_desk(tmp_path / "data").store.close()
    (tmp_path / "data" / "store.db").rename(tmp_path / "data" / "dispatcher.db")
    monkeypatch.setenv("DISPATCHER_STORE", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    backup.backup(str(tmp_path / "copy"), None)

    out = capsys.readouterr()
    assert (out.out, out.err) == ("", f"Copied to {tmp_path / 'copy'}.\n")
    assert (tmp_path / "copy" / "dispatcher.db").exists()
