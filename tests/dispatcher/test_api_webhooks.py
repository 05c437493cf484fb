"""Webhooks over HTTP: made and administered, for each role and estate; and the receiver of the documentation."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatcher.api.roles import Role
from dispatcher.api.settings import read_settings
from dispatcher.client import Refusal
from dispatcher.webhooks import hooks
from tests.dispatcher.api_server import Served, codes, question, serving
from tests.dispatcher.receivers import Receiver, receiving, status

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = question("submit")["plan_key"]
REQUEST = {**question("submit")["request"], "search": {"iterations": 100, "workers": 1}}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service that may send to this machine."""
    with serving(tmp_path_factory.mktemp("webhooks")) as found:
        yield found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of messages."""
    with receiving() as found:
        yield found


def refused(status_: int, code: str, call: Any) -> None:
    """A call is refused, with this status and code."""
    with pytest.raises(Refusal) as error:
        call()
    assert (error.value.status, error.value.code) == (status_, code)


@pytest.mark.slow
def test_a_day_is_told_while_it_happens(served: Served, receiver: Receiver) -> None:
    """A run, its proposal, and a plan in force with its visits arrive, signed with the secret that was shown once."""
    client = served.client
    hook = client.make_webhook(receiver.url, label="ticketing")

    run = client.submit(KEY, REQUEST, wait=30)
    assert run.plan_id is not None
    client.publish(run.plan_id, 0)
    visits = sum(len(route["visits"]) for route in client.plan(run.plan_id).plan.to_wire()["routes"])  # type: ignore[union-attr]
    receiver.wait(3 + visits)
    trees = receiver.trees(hook.secret)
    metrics = served.http.get(served.address + "/metrics").text
    client.drop_webhook(hook.id)

    assert sorted(tree["type"] for tree in trees) == sorted(
        ["run.finished", "proposal.ready", "plan.published", *["visit.assigned"] * visits]
    )
    assert {tree["plan_key"] for tree in trees} == {KEY}
    assert hook.secret not in served.send("GET", "/v1/webhooks").text
    assert 'dispatcher_webhook_deliveries{state="delivered"}' in metrics
    refused(404, "unknown_webhook", lambda: client.webhook(hook.id))


def test_a_test_message_says_at_once_whether_it_arrives(served: Served, receiver: Receiver) -> None:
    """A test that arrives, one that is refused, and one that finds nobody are told apart; a rotation shows a secret."""
    client = served.client
    hook = client.make_webhook(receiver.url)

    arrived = client.test_webhook(hook.id)
    receiver.answers = status(500)
    failed = client.test_webhook(hook.id)
    rotated = client.rotate_webhook(hook.id)
    nobody = client.make_webhook(f"http://localhost:{_free_port()}/")
    lost = client.test_webhook(nobody.id)
    listed = client.deliveries(hook.id, "failed").items
    for name in (hook.id, nobody.id):
        client.drop_webhook(name)

    assert (arrived.state, arrived.status, arrived.problem) == ("delivered", 200, None)
    assert (failed.state, failed.status, failed.attempts) == ("failed", 500, 1)
    assert (lost.state, lost.status, lost.problem) == ("failed", None, "unreachable")
    assert [row.message_id for row in listed] == [failed.message_id]
    assert rotated.secret != hook.secret
    assert rotated.previous_until is not None


def _free_port() -> int:
    with receiving() as gone:
        return gone.port


def test_addresses_that_may_not_be_called_are_refused(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no address, leads inside, or is one too many makes no webhook; unknown kinds and states are named."""
    client = served.client
    refused(422, "bad_url", lambda: client.make_webhook("ftp://example.com/"))
    inside = served.service.hooks
    assert inside is not None
    with monkeypatch.context() as patch:
        patch.setattr(inside, "_lookup", lambda *_: ["10.0.0.1"])
        refused(422, "refused_address", lambda: client.make_webhook("https://tickets.example.com/"))
    with monkeypatch.context() as patch:
        patch.setattr(hooks, "MOST_WEBHOOKS", 0)
        refused(409, "too_many_webhooks", lambda: client.make_webhook("https://tickets.example.com/"))
    wrong = served.send("POST", "/v1/webhooks", json={"url": "https://a.example/", "kinds": ["visit"]})
    made = client.make_webhook("https://tickets.example.com/")
    state = served.send("GET", f"/v1/webhooks/{made.id}/deliveries?state=lost")
    client.drop_webhook(made.id)

    assert codes(wrong) == [("bad_enum", "/kinds/0")]
    assert codes(state) == [("bad_enum", "/state")]


def test_administrators_of_some_estates_see_no_others(served: Served) -> None:
    """A key with estates makes webhooks and keys for these alone, and finds no others of either kind."""
    client = served.client
    own = served.client_of(Role.ADMIN, estates=("jade-garden",))
    everyone = client.make_webhook("https://a.example/")
    jade = own.make_webhook("https://b.example/", estates=["jade-garden"])
    key = own.make_key("system", estates=["jade-garden"])

    for estates in ([], ["lake-court"], ["jade-garden", "lake-court"]):
        refused(403, "foreign_estates", lambda estates=estates: own.make_webhook("https://a.example/", estates=estates))
        refused(403, "foreign_estates", lambda estates=estates: own.make_key("admin", estates=estates))
    changes = (own.drop_webhook, own.rotate_webhook, own.enable_webhook, own.test_webhook, own.retry_webhook)
    for call in (own.webhook, own.deliveries, *changes):
        refused(404, "unknown_webhook", lambda call=call: call(everyone.id))
    refused(404, "not_found", lambda: own.drop_key(client.keys().items[0].id))
    seen = [row.id for row in own.webhooks().items]
    keys = own.keys().items
    own.drop_key(key.id)
    for name in (everyone.id, jade.id):
        client.drop_webhook(name)

    assert seen == [jade.id]
    assert {tuple(row.estates) for row in keys} == {("jade-garden",)}


def test_networks_are_read_from_the_environment() -> None:
    """Networks of one's own are a setting; what is none is told, and nothing is allowed by it."""
    settings, faults = read_settings({"DISPATCHER_WEBHOOK_NETWORKS": "10.0.0.0/8, ::1"})
    kept, wrong = read_settings({"DISPATCHER_WEBHOOK_NETWORKS": "10.0.0.0/8, inside"})

    assert (settings.webhook_networks, faults) == ("10.0.0.0/8, ::1", [])
    assert [(fault.code, fault.ids) for fault in wrong] == [("bad_networks", ["DISPATCHER_WEBHOOK_NETWORKS"])]
    assert kept.webhook_networks == ""


def test_the_receiver_of_the_page_works(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    """The program on the page takes a message once however often it comes, and refuses one signed by another."""
    page = (ROOT / "docs" / "webhooks.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    names: dict[str, Any] = {"secret": ""}
    exec(program.replace('("127.0.0.1", 9000)', '("127.0.0.1", 0)'), names)
    server = names["server"]
    names["Receiver"].log_message = lambda *_: None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        hook = served.client.make_webhook(f"http://127.0.0.1:{server.server_port}/")
        other = served.client.make_webhook(f"http://127.0.0.1:{server.server_port}/")
        names["secret"] = hook.secret
        arrived = served.client.test_webhook(hook.id)
        foreign = served.client.test_webhook(other.id)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    for made in (hook, other):
        served.client.drop_webhook(made.id)

    assert (arrived.status, foreign.status) == (204, 401)
    assert names["seen"] == {arrived.message_id}
    assert capsys.readouterr().out == f"webhook.test {{'webhook_id': '{hook.id}'}}\n"
