"""The service over HTTP: what it answers, what it refuses and how it says so, against a real server."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatcher.api.keys import KeyFile
from dispatcher.api.logs import JsonLines
from dispatcher.api.rates import Rates
from dispatcher.api.refusals import choose_lang
from dispatcher.api.roles import Right, Role, roles_with
from dispatcher.api.routes import meta
from dispatcher.api.service import describe_only
from dispatcher.api.serving import first_key, listen, open_service
from dispatcher.api.settings import ServiceSettings, read_settings
from dispatcher.client import Client, Refusal
from dispatcher.faults import CATALOG
from dispatcher.planning import check_plan
from dispatcher.reading import read_plan, read_request
from dispatcher.reports.words import Lang
from dispatcher.settings import DEFAULT_CAPS
from scenarios import read_scenario
from tests.dispatcher.api_server import PHONE, Served, codes, question, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server without limits on how often it is called."""
    with serving(tmp_path_factory.mktemp("service")) as found:
        yield found


def written(caplog: pytest.LogCaptureFixture, count: int) -> list[str]:
    """Return the lines of the log once there are so many: a call is written down after it was answered."""
    until = time.monotonic() + 10
    while len(caplog.records) < count and time.monotonic() < until:
        time.sleep(0.01)
    return [JsonLines().format(record) for record in caplog.records]


# Answers


def test_check_says_what_the_command_line_says(served: Served) -> None:
    """The verdict over HTTP is the verdict of the use case, 1544 for the contract's example."""
    request, _ = read_request(read_scenario("example-request"))
    assert request is not None
    plan, differences = read_plan(read_scenario("example-plan"), request)
    assert plan is not None

    answer = served.send("POST", "/v1/check", json=question("check"))

    assert answer.json() == check_plan(request, plan, differences).to_wire()
    assert answer.json()["cost"]["total"] == 1544


def test_client_asks_every_question(served: Served) -> None:
    """The client gives the answers as models: legal, by wang alone, T-3 as it is, and no move into another visit."""
    request, plan = question("check")["request"], question("check")["plan"]
    client = served.client

    verdict = client.check(request, plan)
    found = client.candidates(request, plan, "T-1")
    slots = client.slots(request, plan, "T-3")
    move = client.move(request, plan, "T-1:0:0", "wang", decision={"by": "lead", "why": "owner asked"})

    assert verdict.legal
    assert [row.technician_id for row in found.candidates] == ["wang"]
    assert slots.slots[0].technician_id == "wang"
    assert (move.possible, move.plan is not None, move.events is not None) == (True, True, True)
    assert client.check(request, move.plan or plan).legal


def test_an_illegal_plan_is_judged_not_refused(served: Served) -> None:
    """A plan that breaks a rule is a verdict, 200, with the rule by name."""
    body = question("check")
    plan = json.loads(json.dumps(body["plan"]))
    plan["routes"][0]["visits"][0]["technician_id"] = None
    first = plan["routes"][0]["visits"][0]
    moved = {"schema_version": 1, "routes": [{**plan["routes"][0], "visits": [
        {key: first[key] for key in ("ticket_id", "step", "crew_position")}
        | {"start": "2026-03-02T04:00:00+08:00", "end": "2026-03-02T05:00:00+08:00"}]}]}  # fmt: skip

    verdict = served.client.check(body["request"], moved)

    assert not verdict.legal
    assert "working_hours" in {row.rule for row in verdict.violations}


def test_meta_names_versions_caps_and_every_code(served: Served) -> None:
    """What the service says of itself has every code of the catalog, in both languages."""
    found = served.client.meta()

    assert {row.code for row in found.codes} == set(CATALOG)
    assert all(row.message.en and row.message.zh for row in found.codes)
    assert found.caps["tickets"] == DEFAULT_CAPS.tickets
    assert (found.versions.api, found.versions.contract) == ("v1", "1.0")


def test_probes_need_no_key(served: Served) -> None:
    """Whoever watches over the process holds no key."""
    for path in ("/livez", "/readyz"):
        assert served.http.get(served.address + path).json() == {"status": "ok"}
    assert "dispatcher_calls_total" in served.http.get(served.address + "/metrics").text


# Refusals


def test_all_faults_of_a_body_come_at_once(served: Served) -> None:
    """Problems of request, plan and question are told together, at their places in the body."""
    body = question("candidates", ticket_id=7, color="red")
    body["request"] = {**body["request"], "tickets": [{"id": "T-1"}]}
    body["plan"] = {**body["plan"], "routes": 3}

    answer = served.send("POST", "/v1/candidates", json=body)

    assert answer.status_code == 422
    assert {
        ("unknown_field", "/color"),
        ("wrong_type", "/ticket_id"),
        ("missing_field", "/request/tickets/0/site_id"),
        ("wrong_type", "/plan/routes"),
    } <= set(codes(answer))


def test_faults_of_a_plan_say_where_in_the_body(served: Served) -> None:
    """A plan that names an unknown ticket is refused with the path in the body; so is a question about one."""
    body = question("check")
    plan = json.loads(json.dumps(body["plan"]).replace('"T-1"', '"T-9"'))

    answer = served.send("POST", "/v1/check", json={**body, "plan": plan})
    asked = served.send("POST", "/v1/slots", json=question("slots", ticket_id="T-9"))

    assert answer.status_code == 422
    assert all(path.startswith("/plan/") for _, path in codes(answer))
    assert codes(asked) == [("unknown_ticket", "/ticket_id")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "invalid_json"),
        (b"", 400, "invalid_json"),
        (b"[1]", 422, "wrong_type"),
        (b"null", 422, "wrong_type"),
        (b'{"request": NaN, "plan": {}}', 422, "not_finite"),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 422, "too_deep"),
        (b"[" * 100_000, 422, "too_deep"),
        (b'{"plan": {}, "plan": {}}', 422, "duplicate_key"),
        (b'{"request": "\\ud800", "plan": {}}', 422, "invalid_unicode"),
        (b'{"request": {"tickets": "\xff"}}', 400, "invalid_json"),
    ],
)
def test_hostile_bodies_are_refused(served: Served, body: bytes, status: int, code: str) -> None:
    """Whatever the bytes are, the answer is a problem with a code, never a failure."""
    answer = served.send("POST", "/v1/check", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code == status
    assert code in {found for found, _ in codes(answer)}


def test_oversized_bodies_are_refused_while_they_come_in(tmp_path: Path) -> None:
    """One byte more than the cap is 413, whether the length is said before or not; the cap itself is read."""
    caps = DEFAULT_CAPS.__class__(body_bytes=1000)
    with serving(tmp_path, caps=caps) as small:
        fits = small.send("POST", "/v1/check", content=b" " * 1000, headers={"Content-Type": "application/json"})
        large = small.send("POST", "/v1/check", content=b" " * 1001, headers={"Content-Type": "application/json"})
        parts = small.send(
            "POST", "/v1/check", content=iter([b" " * 600, b" " * 600]), headers={"Content-Type": "application/json"}
        )

    assert fits.status_code == 400
    assert [codes(large), codes(parts)] == [[("too_large", "")]] * 2
    assert (large.status_code, parts.status_code) == (413, 413)


def test_other_media_are_refused(served: Served) -> None:
    """A form or a packed body is no JSON, whatever it holds."""
    form = served.send("POST", "/v1/check", data={"request": "{}"})
    packed = served.send("POST", "/v1/check", content=b"{}", headers={"Content-Encoding": "gzip"})

    assert [codes(form), codes(packed)] == [[("unsupported_media_type", "")]] * 2


def test_paths_and_methods_that_are_not_there(served: Served) -> None:
    """An unknown path is 404, a wrong method 405 with those that are possible."""
    nowhere = served.send("GET", "/v1/%E4%BB%B7/%00<script>")
    wrong = served.send("GET", "/v1/check")

    assert codes(nowhere) == [("not_found", "")]
    assert codes(wrong) == [("method_not_allowed", "")]
    assert wrong.headers["allow"] == "POST"


def test_problems_speak_the_language_asked_for(served: Served) -> None:
    """The sentence follows Accept-Language; both languages stand in the errors."""
    answer = served.send("POST", "/v1/check", json={}, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})

    assert answer.json()["detail"] == "缺少 request。（另有 1 处，见 errors）"
    assert answer.headers["content-language"] == "zh"
    assert answer.json()["errors"][0]["message"]["en"] == "request is missing."


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("", "en"),
        ("fr", "en"),
        ("zh", "zh"),
        ("en;q=0.1, zh-Hans;q=0.2", "zh"),
        ("zh;q=x, en;q=0.1", "en"),
        ("*", "en"),
    ],
)
def test_language_of_a_header(header: str, lang: str) -> None:
    """The known language that weighs most; English where none is known."""
    assert choose_lang(header) is Lang(lang)


def test_a_caller_who_leaves_while_its_body_comes_is_no_failure(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a body and a closed connection are written down as 499 at INFO, without an error."""
    with caplog.at_level(logging.INFO, logger="dispatcher.api"):
        served.leave_half_way("POST", "/v1/check")
        lines = written(caplog, 1)

    assert [json.loads(line)["status"] for line in lines] == [499]
    assert [record.levelname for record in caplog.records] == ["INFO"]


@pytest.mark.parametrize(
    ("path", "more"), [("/v1/keys", {"role": "read_only"}), ("/v1/webhooks", {"url": "https://a.example"})]
)
def test_labels_have_200_characters_at_most(served: Served, path: str, more: dict[str, Any]) -> None:
    """A label of 201 characters is too long for a key and for a webhook, as the description of the API says."""
    answer = served.send("POST", path, json={**more, "label": "栋" * 201})

    assert answer.status_code == 422
    assert codes(answer) == [("too_long", "/label")]
    assert answer.json()["errors"][0]["allowed"] == 200


def test_request_ids_are_kept_or_made(served: Served) -> None:
    """A caller's request id comes back in header and problem; one that could break a log is replaced."""
    kept = served.send("POST", "/v1/check", json={}, headers={"X-Request-Id": "order-17"})
    made = served.send("POST", "/v1/check", json={}, headers={"X-Request-Id": 'a" b'})

    assert kept.headers["x-request-id"] == kept.json()["request_id"] == "order-17"
    assert len(made.headers["x-request-id"]) == 32


# Keys


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer dsk_", "Bearer dsk_000000000000_x", "Bearer 价"])
def test_wrong_keys_are_refused(served: Served, header: str) -> None:
    """Without a valid key nothing is read: 401 and how to send one."""
    sent = {"Authorization": header.encode()} if header else {"Authorization": b"-"}
    answer = served.http.post(served.address + "/v1/check", content=b"{", headers=sent)

    assert answer.status_code == 401
    assert codes(answer) == [("unauthorized", "")]
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_secret_with_another_end_is_wrong(served: Served) -> None:
    """The right id with a changed secret is as unknown as any other."""
    changed = served.key[:-1] + ("A" if served.key[-1] != "A" else "B")

    with pytest.raises(Refusal, match="401"):
        Client(served.address, changed, http=served.http).meta()


@pytest.mark.parametrize("role", list(Role))
def test_roles_may_what_their_rights_say(served: Served, role: Role) -> None:
    """Every role may ask; only administrators see keys."""
    client = served.client_of(role)

    assert client.check(question("check")["request"], question("check")["plan"]).legal
    if role.value in roles_with(Right.ADMINISTER):
        assert client.keys().items
    else:
        with pytest.raises(Refusal) as refused:
            client.keys()
        assert (refused.value.status, refused.value.code) == (403, "forbidden")
        assert refused.value.errors[0].allowed == ["admin"]


def test_keys_are_made_listed_and_withdrawn(served: Served) -> None:
    """A key works from when it is made until it is withdrawn; a list shows no secret."""
    made = served.client.make_key("system", estates=["hill"], label="ticketing")
    client = Client(served.address, made.key, http=served.http)
    client.meta()

    listed = next(row for row in served.client.keys().items if row.id == made.id)
    served.client.drop_key(made.id)

    assert (listed.role, listed.estates, listed.label) == ("system", ["hill"], "ticketing")
    assert made.key.rpartition("_")[2] not in json.dumps(served.client.keys().to_wire())
    with pytest.raises(Refusal, match="401"):
        client.meta()
    with pytest.raises(Refusal, match="404"):
        served.client.drop_key(made.id)


def test_the_last_admin_key_stays(tmp_path: Path) -> None:
    """With one admin key left, nobody can lock himself out."""
    with serving(tmp_path) as single:
        with pytest.raises(Refusal) as refused:
            single.client.drop_key(single.client.keys().items[0].id)

        assert (refused.value.status, refused.value.code) == (409, "last_admin")


def test_foreign_estates_are_refused(served: Served) -> None:
    """A key of one estate may not ask about sites of another, nor about sites that have none."""
    body = question("check")
    estates = {site.get("estate_id") for site in body["request"]["sites"]}
    own = served.client_of(Role.SUPERVISOR, estates=tuple(filter(None, estates)))
    foreign = served.client_of(Role.SUPERVISOR, estates=("elsewhere",))

    assert own.check(body["request"], body["plan"]).legal
    with pytest.raises(Refusal) as refused:
        foreign.check(body["request"], body["plan"])
    assert refused.value.status == 403
    assert {row.code for row in refused.value.errors} == {"foreign_estate"}
    assert refused.value.errors[0].path == "/request/sites/0/estate_id"


def test_keys_are_kept_without_their_secrets(tmp_path: Path) -> None:
    """The file holds a digest, is its owner's alone, and gives the same keys to the next process."""
    keys = KeyFile(tmp_path / "keys.json")
    key, text = keys.make(Role.SYSTEM, estates=("hill",))

    again = KeyFile(tmp_path / "keys.json")

    assert again.find(text) == key
    assert text.rpartition("_")[2] not in (tmp_path / "keys.json").read_text()
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


# Limits


def test_a_key_that_calls_too_often_waits(tmp_path: Path) -> None:
    """With a burst of 2, the third call at once is 429 and says when to come again; another key is not concerned."""
    with serving(tmp_path, rate_per_minute=60, rate_burst=2) as slow:
        other = slow.client_of(Role.SYSTEM)
        answers = [slow.send("GET", "/v1/meta") for _ in range(3)]
        other.meta()

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert codes(answers[2]) == [("rate_limited", "")]
    assert answers[2].headers["retry-after"] == "1"


def test_guessing_keys_is_slowed_down(tmp_path: Path) -> None:
    """After as many wrong keys as are allowed in a minute, the address is told to wait."""
    with serving(tmp_path, failed_per_minute=2) as strict:
        tries = [strict.http.get(f"{strict.address}/v1/meta").status_code for _ in range(3)]
        known = strict.send("GET", "/v1/meta")

    assert tries == [401, 401, 429]
    assert known.status_code == 200


def test_buckets_fill_up_with_time() -> None:
    """60 a minute and a burst of 2: two at once, then one a second, and never more than two in hand."""
    now = 0.0
    rates = Rates(60, 2, timer=lambda: now)

    at_once = [rates.take("a") for _ in range(3)]
    now = 1.0
    later = [rates.take("a") for _ in range(2)]
    now = 100.0
    rested = [rates.take("a") for _ in range(3)]

    assert (at_once, later, rested) == ([0, 0, 1], [0, 1], [0, 0, 1])


# Logs, settings, start


def test_logs_hold_no_private_word(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a phone in a body, nor one in a path, nor a key is written down."""
    body = question("check")
    tickets = [{**body["request"]["tickets"][0], "contact": {"phone": int(PHONE)}, "description": PHONE}]
    with caplog.at_level(logging.INFO, "dispatcher.api"):
        refused = served.send("POST", "/v1/check", json={**body, "request": {**body["request"], "tickets": tickets}})
        served.send("GET", f"/v1/{PHONE}?phone={PHONE}")

        lines = written(caplog, 2)

    assert refused.status_code == 422
    assert len(lines) == 2
    assert PHONE not in "".join(lines) + refused.text
    assert served.key not in "".join(lines)


def test_failures_are_told_without_their_words(
    served: Served, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A defect is 500 with a request id; the log names its place, not its message."""

    def fail(_settings: ServiceSettings) -> None:
        raise RuntimeError(PHONE)

    monkeypatch.setattr(meta, "make_meta", fail)
    with caplog.at_level(logging.INFO, "dispatcher.api"):
        answer = served.send("GET", "/v1/meta")

    lines = [JsonLines().format(record) for record in caplog.records]
    assert answer.status_code == 500
    assert codes(answer) == [("internal_error", "")]
    assert PHONE not in answer.text + "".join(lines)
    assert any("RuntimeError" in line and "meta.py" in line for line in lines)


def test_settings_come_from_the_environment() -> None:
    """Each setting is read by its name; what is wrong is told at once and keeps its default."""
    given = {"DISPATCHER_PORT": "9000", "DISPATCHER_TICKETS": "10", "DISPATCHER_HOST": "", "PORT": "1"}
    settings, faults = read_settings(given)
    kept, wrong = read_settings({"DISPATCHER_PORT": "x", "DISPATCHER_DEPTH": "0", "DISPATCHER_ANSWER_SECONDS": "nan"})

    assert (settings.port, settings.caps.tickets, settings.host, faults) == (9000, 10, "127.0.0.1", [])
    assert [fault.ids for fault in wrong] == [
        ["DISPATCHER_PORT"],
        ["DISPATCHER_ANSWER_SECONDS"],
        ["DISPATCHER_DEPTH"],
    ]
    assert {fault.code for fault in wrong} == {"bad_setting"}
    assert kept == ServiceSettings()


@pytest.mark.parametrize(
    ("host", "alone"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False)]
)
def test_the_first_key_is_made_on_loopback_only(tmp_path: Path, host: str, alone: bool) -> None:
    """On loopback the first start makes a key, once; elsewhere a service without keys does not start."""
    settings = ServiceSettings(host=host, store=str(tmp_path))

    key, faults = first_key(describe_only(settings))
    again, _ = first_key(describe_only(settings))

    assert (key is not None, [fault.code for fault in faults]) == (alone, [] if alone else ["no_keys"])
    assert again is None
    assert first_key(describe_only(ServiceSettings(host="0.0.0.0", store=str(tmp_path))))[1] == [] if alone else True


@pytest.mark.parametrize("place", ["nonsense", "mysql://db/dispatcher", "sqlite:///here.db", "postgresql"])
def test_a_database_is_one_of_postgresql(place: str) -> None:
    """A word that is no address, or that of another kind of database, is a fault: no file of that name is made."""
    settings, faults = read_settings({"DISPATCHER_DATABASE": place})

    assert [(fault.code, fault.ids) for fault in faults] == [("bad_database", ["DISPATCHER_DATABASE"])]
    assert settings.database == ""


def test_what_keeps_a_service_from_starting_is_named(tmp_path: Path) -> None:
    """Broken keys, a port that is taken, a database that is not there are faults: no tracebacks, and no passwords."""
    (tmp_path / "keys.json").write_text('{"keys": [1]}')
    _, unreadable = open_service(ServiceSettings(store=str(tmp_path)))
    held, _ = listen(ServiceSettings(port=0))
    assert held is not None
    with held:
        _, taken = listen(ServiceSettings(port=held.getsockname()[1]))

    _, closed = open_service(ServiceSettings(store=str(tmp_path / "keys.json")))
    _, idle = open_service(ServiceSettings(store=str(tmp_path), daily_slots=0))
    _, away = open_service(ServiceSettings(database="postgresql://me:secret@/x?host=/nowhere"))
    _, wrong = open_service(ServiceSettings(database="postgresql://me:secret@["))

    found = [fault.code for fault in (*unreadable, *taken, *closed, *idle, *away, *wrong)]
    assert found[:3] == ["unreadable_keys", "unusable_address", "unusable_folder"]
    assert found[3:] == ["needs_database", "unusable_database", "unusable_database"]
    assert not any("secret" in str(fault.to_wire()) for fault in (*away, *wrong))
