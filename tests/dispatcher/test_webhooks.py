"""Webhooks: what is told, signed and sent; where nothing is sent; and what becomes of what does not arrive."""

import json
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import trustme
from standardwebhooks import Webhook as Signer
from standardwebhooks import WebhookVerificationError

from dispatcher.runs import Desk
from dispatcher.schemas.export import json_schema
from dispatcher.schemas.message import DATA, Message, message_schema
from dispatcher.store import open_store, outbox
from dispatcher.store.errors import UnknownError
from dispatcher.store.webhooks import NewWebhook, Webhook
from dispatcher.webhooks import SendSettings, Webhooks
from dispatcher.webhooks.address import is_allowed, read_networks, read_place
from dispatcher.webhooks.hooks import MOST_WEBHOOKS, OVERLAP_SECONDS
from dispatcher.webhooks.line import MOST_BODY_BYTES, Line, LineError
from dispatcher.webhooks.schedule import delay
from tests.dispatcher.desks import DAY, KEY, NEW_TICKET, OTHER, Clock, Place, batch, open_desk, published
from tests.dispatcher.receivers import LOCAL, SENDING, Receiver, local, receiving, status
from tests.dispatcher.requests import at

SECRETS = ("13812345678", "3-2-501", "leak", "Zhao", "13700002222", "Sun", "Wang Qiang", "13900001111")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of messages."""
    with receiving() as found:
        yield found


@pytest.fixture
def desk(either_place: Place) -> Desk:
    """A desk with nothing in it."""
    return open_desk(either_place)


def hooks_of(desk: Desk, **settings: Any) -> Webhooks:
    """Return the webhooks of a desk; nothing is sent unless a test says so."""
    chosen = SendSettings(**{"networks": LOCAL, "try_seconds": 5.0, **settings})
    return Webhooks(desk.store, chosen, lookup=local, chance=random.Random(1))


def made(hooks: Webhooks, receiver: Receiver, **fields: Any) -> Webhook:
    """Return a webhook for a receiver."""
    found = hooks.make(NewWebhook(receiver.url, "", "key-1", **fields))
    assert found is not None
    return found


def send_all(hooks: Webhooks) -> None:
    """Give out and try once what is due."""
    for name in hooks.sender.turn():
        hooks.sender.send(name)


def tell(desk: Desk, *numbers: int) -> None:
    """Put messages in the outbox."""
    with desk.store.writing() as connection:
        for number in numbers:
            outbox.put(connection, "run.finished", KEY, {"run_id": f"run-{number}"}, desk.store.clock())


def numbers(receiver: Receiver) -> list[int]:
    """Return the numbers of messages that came in."""
    return [int(json.loads(body)["data"]["run_id"][4:]) for _, _, body in receiver.got]


def line_to(receiver: Receiver, seconds: float = 5.0, **fields: Any) -> Line:
    """Return a line to a receiver."""
    place = read_place(receiver.url)
    assert place is not None
    return Line(place, LOCAL, seconds, **{"lookup": local, **fields})


# What is told


def test_everything_that_happens_is_told_without_a_private_word(desk: Desk, receiver: Receiver) -> None:
    """A day, an emergency, a ticket cancelled: each kind of message is sent, keeps its schema, and names nobody."""
    desk.store.clock = time.time  # type: ignore[method-assign]
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    published(desk)
    published(desk, OTHER)
    cancelled = {"id": "E-9", "type": "cancelled", "at": at("08:05"), "ticket_id": "T-2"}
    for event in (NEW_TICKET, cancelled):
        (proposal,) = desk.record_events(KEY, batch(event), who="key-1", modes=["fast"]).proposals
        desk.publish(proposal.id, version=desk.plan_key(KEY).version, who="key-1")

    send_all(hooks)
    hooks.send_test(hook.id)
    trees = receiver.trees(hook.secret)

    assert {tree["type"] for tree in trees} == set(DATA)
    schema = json_schema("message")
    for tree in trees:
        told = message_schema(tree["type"], "#/$defs/{model}")
        whole = {**told, "$defs": {**schema["$defs"], "Message": {k: v for k, v in schema.items() if k != "$defs"}}}
        jsonschema.validate(tree, whole)
        assert isinstance(Message.model_validate(tree).data, DATA[tree["type"]])
    text = b"".join(body for _, _, body in receiver.got).decode() + str([row[1] for row in receiver.got])
    assert [secret for secret in SECRETS if secret in text] == []
    versions = [tree["data"]["version"] for tree in trees if tree["type"] == "plan.published"]
    changed = next(tree["data"] for tree in trees if tree["type"] == "visit.changed")
    assert versions == [1, 2, 3, 4]
    assert (changed["visit_id"], changed["technician_id"], changed["previous_technician_id"]) == (
        "T-2:0:0",
        "wang",
        "li",
    )
    assert (changed["start"][11:16], changed["previous_start"][11:16]) == ("09:06", "08:06")


def test_webhooks_get_the_kinds_and_estates_they_are_for(desk: Desk, receiver: Receiver) -> None:
    """One for plans gets these alone; one for the day's estate gets all; one for another estate gets nothing."""
    tree = {**DAY, "sites": [{**site, "estate_id": "jade"} for site in DAY["sites"]]}
    mixed = {**tree, "sites": [*tree["sites"], {**tree["sites"][0], "id": "far", "estate_id": "lake"}]}
    with receiving() as own, receiving() as foreign, receiving() as both:
        hooks = hooks_of(desk)
        made(hooks, receiver, kinds=["plan.published"])
        made(hooks, own, estates=["jade"])
        made(hooks, foreign, estates=["lake"])
        made(hooks, both, estates=["jade", "lake"])

        published(desk, tree=tree)
        send_all(hooks)
        first = [len(each.got) for each in (receiver, own, foreign, both)]
        published(desk, tree=mixed)
        send_all(hooks)
        second = [len(each.got) for each in (receiver, own, foreign, both)]

    assert first == [1, 5, 0, 5]  # a proposal, its run, the plan, two visits
    assert second == [2, 5, 0, 8]  # of the day with both estates: a proposal, its run, the plan; the visits stay


def test_what_was_written_before_a_webhook_was_made_is_not_sent_to_it(desk: Desk, receiver: Receiver) -> None:
    """A message that no webhook was there for is done with; one made later gets what comes later."""
    hooks = hooks_of(desk)
    tell(desk, 1)
    send_all(hooks)

    made(hooks, receiver)
    tell(desk, 2)
    send_all(hooks)

    assert numbers(receiver) == [2]


# Signatures


def test_messages_are_signed_and_nothing_else_passes(desk: Desk, receiver: Receiver) -> None:
    """The body as sent passes; another body, id, time or secret does not."""
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    desk.store.clock = time.time  # type: ignore[method-assign]
    tell(desk, 1)
    send_all(hooks)
    _, headers, body = receiver.got[0]
    other = made(hooks, receiver)

    assert Signer(hook.secret).verify(body, headers)["id"] == headers["webhook-id"]
    forged = [
        (hook.secret, body.replace(b"run-1", b"run-2"), headers),
        (hook.secret, body, {**headers, "webhook-id": "msg-other"}),
        (hook.secret, body, {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)}),
        (hook.secret, body, {**headers, "webhook-timestamp": str(int(time.time()) - 301)}),
        (other.secret, body, headers),
    ]
    for secret, text, names in forged:
        with pytest.raises(WebhookVerificationError):
            Signer(secret).verify(text, names)


def test_a_new_secret_and_the_old_one_both_sign_for_a_day(desk: Desk, receiver: Receiver) -> None:
    """After a rotation either secret verifies; a day later the new one alone."""
    clock = Clock()
    desk.store.clock = clock  # type: ignore[method-assign]
    hooks = hooks_of(desk)
    old = made(hooks, receiver)
    new = hooks.rotate(old.id, who="key-1")

    tell(desk, 1)
    send_all(hooks)
    clock.seconds += OVERLAP_SECONDS
    tell(desk, 2)
    send_all(hooks)

    signatures = [headers["webhook-signature"].split(" ") for _, headers, _ in receiver.got]
    expected = [[_signed(secret, row) for secret in (new.secret, old.secret)] for row in receiver.got]
    assert new.secret != old.secret
    assert signatures == [expected[0], expected[1][:1]]


def _signed(secret: str, row: tuple[str, dict[str, str], bytes]) -> str:
    _, headers, body = row
    when = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
    return Signer(secret).sign(headers["webhook-id"], when, body.decode())


# Tries


def test_tries_come_later_each_time_until_a_day_has_passed(desk: Desk, receiver: Receiver) -> None:
    """A message that never arrives keeps its id, waits longer each time, is given up after a day, can be retried."""
    clock = Clock()
    desk.store.clock = clock  # type: ignore[method-assign]
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    receiver.answers = status(500, b"no")
    tell(desk, 1)
    send_all(hooks)
    waits = []
    while (row := hooks.deliveries(hook.id)[0]).state == "waiting":
        waits.append(row.next_at.timestamp() - clock.seconds)
        clock.seconds = row.next_at.timestamp() + 0.001
        send_all(hooks)
    given_up = hooks.deliveries(hook.id, state="failed")
    receiver.answers = None

    retried = hooks.retry(hook.id, who="key-1")
    send_all(hooks)

    assert all(0.5 * usual <= wait <= 1.5 * usual for wait, usual in zip(waits, (5, 20, 80, 320, 1280), strict=False))
    assert waits[5:]
    assert all(0.5 * 5120 <= wait <= 1.5 * 14400 for wait in waits[5:])
    assert sum(waits) <= 24 * 3600
    assert len({headers["webhook-id"] for _, headers, _ in receiver.got}) == 1
    assert len(receiver.got) == len(waits) + 2
    assert [(row.state, row.status, row.attempts) for row in given_up] == [("failed", 500, len(waits) + 1)]
    assert retried == 1
    assert hooks.deliveries(hook.id)[0].state == "delivered"


@pytest.mark.parametrize(
    ("attempts", "asked", "least", "most"),
    [(1, None, 2.5, 7.5), (1, 60.0, 60.0, 60.0), (1, 1e6, 3600.0, 3600.0), (50, None, 7200.0, 21600.0)],
)
def test_delays_are_bounded(attempts: int, asked: float | None, least: float, most: float) -> None:
    """The first wait is about 5 s, the longest about 4 h; a receiver may ask for up to an hour."""
    waits = [delay(attempts, random.Random(seed), asked) for seed in range(50)]

    assert least <= min(waits) <= max(waits) <= most


def test_a_dead_receiver_is_asked_once_in_a_while(desk: Desk, receiver: Receiver) -> None:
    """With twenty messages waiting and no answer, one try is made, not twenty; all arrive once it is back."""
    clock = Clock()
    desk.store.clock = clock  # type: ignore[method-assign]
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    receiver.answers = status(503)
    tell(desk, *range(20))
    send_all(hooks)
    tries = len(receiver.got)
    receiver.answers = None
    clock.seconds += 60

    send_all(hooks)

    assert tries == 1
    assert sorted(numbers(receiver)[1:]) == list(range(20))
    assert {row.state for row in hooks.deliveries(hook.id)} == {"delivered"}
    assert receiver.connections == 2  # one for the try, one for all that followed


def test_who_is_gone_is_sent_nothing_more(desk: Desk, receiver: Receiver) -> None:
    """410 disables a webhook, which the audit trail tells; enabled, it gets what comes then."""
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    receiver.answers = status(410)
    tell(desk, 1)
    send_all(hooks)
    tell(desk, 2)
    send_all(hooks)
    gone = hooks.find(hook.id)
    receiver.answers = None

    enabled = hooks.enable(hook.id, who="key-1")
    tell(desk, 3)
    send_all(hooks)

    assert gone.disabled_because == "gone"
    assert enabled.disabled_at is None
    assert numbers(receiver) == [1, 3]
    assert [row.what for row in desk.audit()] == ["webhook.made", "webhook.disabled", "webhook.enabled"]


def test_redirects_are_not_followed(desk: Desk, receiver: Receiver) -> None:
    """An answer that points elsewhere is a failed try; nobody calls there."""
    with receiving() as other:
        hooks = hooks_of(desk)
        hook = made(hooks, receiver)
        receiver.answers = status(302, Location=other.url)
        tell(desk, 1)
        send_all(hooks)

    assert (len(receiver.got), other.got) == (1, [])
    assert hooks.deliveries(hook.id)[0].status == 302


def test_what_was_sent_and_not_written_down_is_sent_again(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that dies between the answer and its note tries again after a restart, under the same id."""
    clock = Clock()
    desk = open_desk(tmp_path, clock)
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    tell(desk, 1)
    with monkeypatch.context() as patch:
        patch.setattr("dispatcher.webhooks.posting.note_delivered", _die)
        with pytest.raises(_DiedError):
            send_all(hooks)
    desk.store.close()

    again = open_desk(tmp_path, clock)
    later = hooks_of(again)
    send_all(later)
    at_once = len(receiver.got)  # the claim of the one that died still holds
    clock.seconds += 3600
    send_all(later)

    assert at_once == 1
    assert [headers["webhook-id"] for _, headers, _ in receiver.got] == [receiver.got[0][1]["webhook-id"]] * 2
    assert later.deliveries(hook.id)[0].state == "delivered"


class _DiedError(BaseException):
    """What kill -9 does to a thread."""


def _die(*_: object) -> None:
    raise _DiedError


def test_two_senders_send_a_message_once(desk: Desk, receiver: Receiver) -> None:
    """What one service has claimed, another one leaves alone."""
    first, second = hooks_of(desk), hooks_of(desk)
    hook = made(first, receiver)
    tell(desk, 1)
    first.sender.turn()

    def meanwhile(handler: BaseHTTPRequestHandler) -> None:
        second.sender.send(hook.id)
        status(200)(handler)

    receiver.answers = meanwhile
    first.sender.send(hook.id)

    assert numbers(receiver) == [1]


def test_nobody_waits_for_another_receiver(desk: Desk, receiver: Receiver) -> None:
    """While one receiver does not answer, another gets all there is for it."""
    release = threading.Event()
    with receiving() as slow:
        slow.answers = lambda handler: (release.wait(10), status(200)(handler))[1]
        hooks = Webhooks(desk.store, SENDING, lookup=local)
        made(hooks, slow)
        made(hooks, receiver)
        hooks.start()
        tell(desk, *range(5))
        receiver.wait(5)
        held = len(slow.got)
        release.set()
        slow.wait(5)
        hooks.close()

    assert held == 1
    assert sorted(numbers(receiver)) == list(range(5))


def test_messages_that_are_done_with_are_forgotten(desk: Desk, receiver: Receiver, monkeypatch: Any) -> None:
    """After thirty days what arrived is gone, and what waits is not."""
    monkeypatch.setattr("dispatcher.webhooks.sender.FORGET_SECONDS", 0.0)
    clock = Clock()
    desk.store.clock = clock  # type: ignore[method-assign]
    hooks = hooks_of(desk, give_up_seconds=1e9)
    hook = made(hooks, receiver)
    tell(desk, 1)
    send_all(hooks)
    receiver.answers = status(500)
    tell(desk, 2)
    send_all(hooks)
    clock.seconds += 30 * 24 * 3600 + 1

    hooks.sender.turn()

    assert [row.state for row in hooks.deliveries(hook.id)] == ["waiting"]


# Lines


def test_answers_are_read_no_further_than_needed(receiver: Receiver) -> None:
    """A small body leaves the connection usable, a large one ends it, one without end is not waited for."""
    line = line_to(receiver)
    receiver.answers = status(200, b"x" * 100)
    for _ in range(2):
        assert line.post(b"{}", []).status == 200
    kept = receiver.connections
    receiver.answers = status(200, b"x" * (MOST_BODY_BYTES + 9000))
    line.post(b"{}", [])
    line.post(b"{}", [])
    line.close()

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nx")
        time.sleep(1)

    receiver.answers = endless
    short = line_to(receiver, 0.2)
    assert short.post(b"{}", []).status == 202
    short.close()
    assert (kept, receiver.connections) == (1, 3)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b"", "unreachable"),
        (b"hello\r\n\r\n", "bad_answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000, "bad_answer"),
        (b"HTTP/1.1 200 O", "unreachable"),
        (None, "timeout"),
    ],
)
def test_what_is_no_answer_is_named(receiver: Receiver, said: bytes | None, problem: str) -> None:
    """A receiver that closes, talks nonsense, does not stop its headers, or says nothing has not received anything."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if said is None:
            time.sleep(0.4)
        else:
            handler.wfile.write(said)
        handler.close_connection = True

    receiver.answers = answer
    line = line_to(receiver, 0.2 if said is None else 5.0)

    with pytest.raises(LineError) as error:
        line.post(b"{}", [])
    line.close()

    assert error.value.problem == problem


def test_a_connection_that_was_closed_meanwhile_is_made_again(receiver: Receiver) -> None:
    """A receiver may close between two messages without saying so: the second arrives by a new connection."""

    def close(handler: BaseHTTPRequestHandler) -> None:
        status(200)(handler)
        handler.close_connection = True

    receiver.answers = close
    line = line_to(receiver)
    line.post(b"{}", [])
    time.sleep(0.05)

    assert line.post(b"{}", []).status == 200
    line.close()
    assert receiver.connections == 2


def test_nobody_is_there(receiver: Receiver) -> None:
    """A port that nobody listens on, and a name without address, are named."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    places = [(f"http://localhost:{port}/", local, "unreachable"), ("http://nowhere.invalid/", _nothing, "unresolved")]
    for url, lookup, problem in places:
        place = read_place(url)
        assert place is not None
        with pytest.raises(LineError) as error:
            Line(place, LOCAL, 1.0, lookup=lookup).post(b"{}", [])
        assert error.value.problem == problem


def _nothing(host: str, port: int) -> list[str]:
    raise socket.gaierror(-2, "unknown")


def test_certificates_are_checked() -> None:
    """A certificate of somebody unknown, or for another name, is not trusted; for the name, by a known one, it is."""
    authority, trusting = trustme.CA(), ssl.create_default_context()
    authority.configure_trust(trusting)
    with receiving(authority=authority) as receiver:
        line = line_to(receiver, context=lambda: trusting)
        assert line.post(b"{}", []).status == 200
        line.close()
        place = read_place(receiver.url.replace("localhost", "tickets.example.com"))
        assert place is not None
        untrusted = [line_to(receiver), Line(place, LOCAL, 5.0, lookup=local, context=lambda: trusting)]
        for wrong in untrusted:
            with pytest.raises(LineError, match="untrusted"):
                wrong.post(b"{}", [])

    assert len(receiver.got) == 1


# Addresses


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("2001:0:0:0:0:0:80ff:fffe", False),
        ("no address", False),
    ],
)
def test_messages_go_to_public_addresses_only(address: str, allowed: bool) -> None:
    """Private, loopback, link-local and special addresses are refused, in whatever form they are written."""
    assert is_allowed(address, (), is_secure=True) is allowed
    assert not is_allowed(address, (), is_secure=False)


def test_networks_of_one_s_own_are_allowed() -> None:
    """An address within a network that is named may be called, by http as well; others are as before."""
    networks = read_networks("10.0.0.0/8, fd00::/8")
    assert networks is not None

    assert is_allowed("10.1.2.3", networks, is_secure=False)
    assert is_allowed("::ffff:10.1.2.3", networks, is_secure=False)
    assert is_allowed("fd00::5", networks, is_secure=True)
    assert not is_allowed("127.0.0.1", networks, is_secure=True)
    assert not is_allowed("93.184.216.34", networks, is_secure=False)
    assert read_networks("10.0.0.0/99") is None


def test_the_address_that_was_checked_is_the_one_that_is_called(receiver: Receiver) -> None:
    """A name is looked up once for a connection: whatever it says then is checked, and nothing else is called."""
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    line = line_to(receiver, lookup=rebinding)
    assert line.post(b"{}", []).status == 200
    line.close()
    with pytest.raises(LineError, match="refused_address"):
        line.post(b"{}", [])  # the name has moved to where nobody may go

    mixed = line_to(receiver, lookup=lambda *_: ["127.0.0.1", "10.0.0.1"])
    with pytest.raises(LineError, match="refused_address"):
        mixed.post(b"{}", [])
    assert asked == ["localhost", "localhost"]
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https://user@example.com/",
        "https://user:word@example.com/",
        "https://example.com/#part",
        "https://example.com:0/",
        "https://example.com:99999/",
        "https://example.com/a b",
        "https://example.com/\r\nX: y",
        "https://exa mple.com/",
        "https://[::1/",
        "https://例子.测试/",
        "https://example.com/" + "a" * 2000,
        "http://example.com/",
    ],
)
def test_addresses_that_are_none_are_refused(desk: Desk, url: str) -> None:
    """No other scheme, no user name, no fragment, nothing that is not visible ASCII, and http only in own networks."""
    assert Webhooks(desk.store, lookup=_nothing).problem_of(url) == "bad_url"


def test_an_address_is_read_as_it_is_called() -> None:
    """Host, port and target of an address, with what the Host header says."""
    plain, own = read_place("https://example.com"), read_place("http://[::1]:8080/a?b=c")

    assert plain is not None
    assert own is not None
    assert (plain.authority, plain.port, plain.target) == ("example.com", 443, "/")
    assert (own.authority, own.host, own.target) == ("[::1]:8080", "::1", "/a?b=c")


def test_a_name_that_leads_inside_is_refused_when_a_webhook_is_made(desk: Desk) -> None:
    """A name is looked up when a webhook is made; one without address now may be made all the same."""
    inside = Webhooks(desk.store, lookup=lambda *_: ["10.0.0.1"])

    assert inside.problem_of("https://tickets.example.com/") == "refused_address"
    assert Webhooks(desk.store, lookup=_nothing).problem_of("https://tickets.example.com/") == ""


# Webhooks as such


def test_webhooks_are_counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may take a thread, so there are so many at most, fifty; one that is deleted is unknown."""
    assert MOST_WEBHOOKS == 50
    monkeypatch.setattr("dispatcher.webhooks.hooks.MOST_WEBHOOKS", 3)
    hooks = hooks_of(desk)
    names = [hooks.make(NewWebhook("https://example.com/", "", "key-1")) for _ in range(3)]
    assert names[0] is not None

    assert hooks.make(NewWebhook("https://example.com/", "", "key-1")) is None
    hooks.drop(names[0].id, who="key-1")
    with pytest.raises(UnknownError):
        hooks.find(names[0].id)
    assert len(hooks.every()) == 2


def test_deliveries_go_by_the_clock_of_the_database(postgres_place: str, receiver: Receiver) -> None:
    """On a machine whose clock is at 1970 what another has written arrives, at a time after it was written."""
    desk = Desk(open_store(postgres_place))
    hooks = hooks_of(desk)
    hook = made(hooks, receiver)
    with desk.store.writing() as connection:
        outbox.put(connection, "run.finished", KEY, {"run_id": "run-1"}, desk.store.time(connection))

    desk.store.clock = lambda: 0.0
    send_all(hooks)

    (row,) = hooks.deliveries(hook.id)
    assert row.state == "delivered"
    assert row.ended_at is not None
    assert row.ended_at >= row.written_at
    desk.store.close()
