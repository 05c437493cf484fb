"""Probes of a worker."""

import json
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from dispatcher.api.probing import Probes, open_probes
from dispatcher.runs import RunSettings
from dispatcher.runs.worker import Worker
from dispatcher.store import Store
from tests.dispatcher.desks import Place, open_desk

HOST = "127.0.0.1"
WRONG = {"alive": "", "ready": ""}


@pytest.fixture
def probes() -> Iterator[Probes]:
    """Probes of something that is well until a test says otherwise."""
    WRONG.update(alive="", ready="")
    found = Probes((HOST, 0), lambda: WRONG["alive"], lambda: WRONG["ready"])
    yield found
    found.close()


def ask(probes: Probes, path: str) -> tuple[int, str]:
    """Return status and word of an answer."""
    try:
        with urlopen(f"http://{HOST}:{probes.port}{path}", timeout=10) as answer:
            return answer.status, json.load(answer)["status"]
    except HTTPError as error:
        with error:
            return error.code, json.load(error)["status"]


def test_probes_say_what_is_missing(probes: Probes) -> None:
    """200 and ok, or 503 and a word, each probe its own; there is nothing else."""
    assert [ask(probes, path) for path in ("/livez", "/readyz")] == [(200, "ok"), (200, "ok")]
    WRONG["ready"] = "no_store"
    assert [ask(probes, path) for path in ("/livez", "/readyz")] == [(200, "ok"), (503, "no_store")]
    WRONG["alive"] = "no_supervisor"
    assert ask(probes, "/livez") == (503, "no_supervisor")
    assert ask(probes, "/metrics") == (404, "unknown_path")


def test_a_port_that_is_taken_is_told(probes: Probes) -> None:
    """A second one on the same port is refused with the address."""
    found, faults = open_probes(HOST, probes.port, str, str)

    assert found is None
    assert [(fault.code, fault.ids) for fault in faults] == [("unusable_address", [f"{HOST}:{probes.port}"])]


def test_a_worker_knows_how_it_is(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Well at first; stuck after two minutes without a turn of its loop; not ready once it is told to end."""
    store: Store = open_desk(place).store
    worker = Worker(store, RunSettings(), finish_seconds=0.0)
    assert (worker.stuck(), worker.missing()) == ("", "")

    monkeypatch.setattr("dispatcher.runs.worker.STUCK_SECONDS", -1.0)
    assert (worker.stuck(), worker.missing()) == ("no_supervisor", "no_supervisor")
    worker.end()
    assert worker.missing() == "ending"
