"""What the service keeps, over HTTP: runs, plans, events and plan keys, as each role and for each estate."""

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema
import pytest

from dispatcher.api import demo
from dispatcher.api.logs import JsonLines
from dispatcher.api.roles import RIGHTS, Right, Role
from dispatcher.client import Client, Refusal
from dispatcher.faults.api_codes import API_CODES
from dispatcher.reports.words import Lang
from scenarios import read_scenario
from tests.dispatcher.api_server import PHONE, Served, codes, question, serving

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = question("submit")["plan_key"]
LATER = "2026-03-02T09:00:00+08:00"
# Operations that need more than the right to ask.
NEEDS = {
    **dict.fromkeys(("submit", "stop_run", "cancel_run", "record_events"), Right.SUBMIT),
    **dict.fromkeys(("publish", "discard", "review", "erase", "audit"), Right.PUBLISH),
    **dict.fromkeys(("make_key", "list_keys", "drop_key"), Right.ADMINISTER),
    **dict.fromkeys(("make_webhook", "list_webhooks", "get_webhook", "drop_webhook"), Right.ADMINISTER),
    **dict.fromkeys(("rotate_webhook", "test_webhook", "enable_webhook", "retry_webhook"), Right.ADMINISTER),
    "list_deliveries": Right.ADMINISTER,
}
# Their examples would change what the other tests look at.
ELSEWHERE = {"publish", "discard", "review", "stop_run", "cancel_run", "drop_key", "drop_webhook"}


@dataclass
class Day:
    """A service with one published day: the run that planned it, its plan, and an answer to a burst pipe."""

    served: Served
    run_id: str
    plan_id: str
    proposal_id: str
    webhook_id: str


def request_of(**fields: Any) -> dict[str, Any]:
    """Return the example's request with a phone, planned by iterations: the same plan each time."""
    request = question("submit")["request"]
    first = {**request["tickets"][0], "contact": {"name": "Ms Lin", "phone": PHONE}, "description": f"call {PHONE}"}
    search = {"iterations": 100, "workers": 1}
    return {**request, "tickets": [first, *request["tickets"][1:]], "search": search, **fields}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """The contract's example day, planned by a real run, published, and then an emergency."""
    with serving(tmp_path_factory.mktemp("plans")) as served:
        run = served.client.submit(KEY, request_of(), wait=30)
        assert run.plan_id is not None
        served.client.publish(run.plan_id, 0)
        answer = served.client.record(KEY, question("record_events")["events"])
        webhook = served.client.make_webhook("https://tickets.example.com/", kinds=["run.finished"], estates=["none"])
        yield Day(served, run.id, run.plan_id, answer.proposals[0].plan_id, webhook.id)


def operations(day: Day) -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, path with ids of the day, and description of every operation."""
    names = {"{plan_id}": day.plan_id, "{run_id}": day.run_id, "{plan_key}": KEY, "{key_id}": "none"}
    names["{webhook_id}"] = day.webhook_id
    found = []
    for path, row in day.served.send("GET", "/v1/openapi.json").json()["paths"].items():
        for name, value in names.items():
            path = path.replace(name, value)
        found += [(method.upper(), path, about) for method, about in row.items()]
    return found


def send(day: Day, method: str, path: str, about: dict[str, Any], **fields: Any) -> Any:
    """Return the answer to the example of an operation."""
    values = {"plan_key": KEY, "with": day.proposal_id, "from": "2026-03-01", "to": "2026-03-31"}
    given = [row for row in about.get("parameters", []) if row["required"] and row["in"] == "query"]
    query = {row["name"]: values[row["name"]] for row in given}
    body = about.get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
    sent = {"json": body["example"]["value"]} if body else {}
    headers = {"Idempotency-Key": f"example-{about['operationId']}", **fields.pop("headers", {})}
    return day.served.send(method, path, params=query, headers=headers, **sent, **fields)


def test_every_example_is_answered_as_described(day: Day) -> None:
    """Every operation gets a status and an answer that its description promises, and its example fits its schema."""
    tree = day.served.send("GET", "/v1/openapi.json").json()

    for method, path, about in operations(day):
        if about["operationId"] in ELSEWHERE:
            continue
        answer = send(day, method, path, about)
        content = about["responses"][str(answer.status_code)]["content"]
        assert answer.headers["content-type"].partition(";")[0] in content
        if "application/json" in content:
            jsonschema.validate(
                answer.json(), {**content["application/json"]["schema"], "components": tree["components"]}
            )
        if "requestBody" in about:
            described = about["requestBody"]["content"]["application/json"]
            schema = {**described["schema"], "components": tree["components"]}
            jsonschema.validate(described["examples"]["example"]["value"], schema)


def test_no_operation_is_open_but_the_probes(day: Day) -> None:
    """Without a key every operation but the probes is 401, before anything of it is read."""
    for method, path, about in operations(day):
        answer = day.served.http.request(method, day.served.address + path)

        assert (about["operationId"], answer.status_code) in {
            ("livez", 200), ("readyz", 200), (about["operationId"], 401)
        }  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_roles_may_what_they_are_for(day: Day, role: Role) -> None:
    """A role without the right is 403 and told who has it; one with it is not refused for its role."""
    _, key = day.served.service.keys.make(role)
    headers = {"Authorization": f"Bearer {key}"}

    for method, path, about in operations(day):
        name = about["operationId"]
        right = NEEDS.get(name, Right.ASK)
        if role in RIGHTS[right] and name in ELSEWHERE:
            continue
        answer = send(day, method, path, about, headers=headers)
        assert (name, answer.status_code == 403) == (name, role not in RIGHTS[right])
        if answer.status_code == 403:
            assert codes(answer) == [("forbidden", "")]


def test_only_those_who_submit_may_propose_a_move(day: Day) -> None:
    """A screen may ask what a move costs; to keep it as a proposal takes the right to submit."""
    watcher = day.served.client_of(Role.READ_ONLY)

    watcher.move_in(day.plan_id, "T-1:0:0", "wang")
    with pytest.raises(Refusal, match="403"):
        watcher.move_in(day.plan_id, "T-1:0:0", "wang", propose=True)
    kept = day.served.client.move_in(day.plan_id, "T-1:0:0", "wang", propose=True)

    assert kept.proposal is not None
    assert day.served.client.plan(kept.proposal.plan_id).state == "proposed"


# Runs


def test_a_run_is_followed_and_gone_on_with(day: Day) -> None:
    """A stream tells all that happened, in order, and goes on after the number last seen."""
    events = list(day.served.client.follow(day.run_id))
    later = list(day.served.client.follow(day.run_id, after=events[1].number))

    assert [event.kind for event in events][:2] == ["queued", "running"]
    assert events[-1].kind == "succeeded"
    assert later == events[2:]


def test_the_plan_of_a_run_is_that_of_the_contract(day: Day) -> None:
    """The example costs 1544, and the answer that was waited for holds the plan."""
    run = day.served.client.submit(KEY, request_of(), idempotency_key="waited", wait=30)

    assert run.plan is not None
    assert run.plan.cost is not None
    assert (run.state, run.plan.cost.total) == ("succeeded", 1544)


def test_an_idempotency_key_gives_the_same_run(day: Day) -> None:
    """Sent again, the same body gives the same run, over or not; another body under the key is 422, none is 400."""
    client = day.served.client
    body = {"plan_key": KEY, "request": request_of()}

    first = client.submit(KEY, body["request"], idempotency_key="once")
    again = client.submit(KEY, body["request"], idempotency_key="once")
    over = client.wait_for(first.id, every=0.05)
    later = client.submit(KEY, body["request"], idempotency_key="once")
    with pytest.raises(Refusal) as other:
        client.submit(KEY, request_of(search={"iterations": 101, "workers": 1}), idempotency_key="once")
    missing = day.served.send("POST", "/v1/plan-runs", json=body)

    assert first.id == again.id == later.id == over.id
    assert later.state == "succeeded"
    assert (other.value.status, other.value.code) == (422, "idempotency_conflict")
    assert (missing.status_code, codes(missing)) == (400, [("idempotency_key_missing", "")])


@pytest.mark.slow
def test_a_run_is_cancelled(day: Day) -> None:
    """A run that searches on ends without a plan, and stays cancelled."""
    request = {**json.loads(read_scenario("estates-60")), "search": {"seconds": 600}}

    run = day.served.client.submit("long", request)
    day.served.client.cancel(run.id)

    assert day.served.client.wait_for(run.id, every=0.05).state == "cancelled"
    assert day.served.client.cancel(run.id).state == "cancelled"


def test_an_accepted_run_says_where_to_ask(day: Day) -> None:
    """Without waiting the answer is 202 with its place and when to ask; a run that is stopped keeps its best plan."""
    body = {"plan_key": KEY, "request": request_of(search={"seconds": 600, "target_gap": 0})}

    answer = day.served.send("POST", "/v1/plan-runs", json=body, headers={"Idempotency-Key": "accepted"})
    run = day.served.client.stop(answer.json()["id"])
    over = day.served.client.wait_for(run.id, every=0.05)

    assert answer.status_code == 202
    assert answer.headers["location"] == f"/v1/plan-runs/{run.id}"
    assert answer.headers["retry-after"] == "1"
    assert over.state == "succeeded"


def test_bad_requests_make_no_run(day: Day) -> None:
    """All faults of a submission come at once, at their places in the body, and nothing is kept."""
    before = len(day.served.client.runs().items)

    body = {"plan_key": "a/b", "request": {**request_of(), "tickets": [{}]}, "color": 1}
    answer = day.served.send("POST", "/v1/plan-runs", json=body, headers={"Idempotency-Key": "bad"})

    assert answer.status_code == 422
    assert {("bad_id", "/plan_key"), ("unknown_field", "/color"), ("missing_field", "/request/tickets/0/id")} <= set(
        codes(answer)
    )
    assert len(day.served.client.runs().items) == before


# Plans


def test_publishing_compares_and_sets(day: Day) -> None:
    """Without If-Match 428; with a version that is past, or none of ours, 412 and the version there is."""
    path = f"/v1/plans/{day.proposal_id}:publish"
    seen = day.served.client.plan_key(KEY)

    missing = day.served.send("POST", path)
    stale = day.served.send("POST", path, headers={"If-Match": f'"{seen.version - 1}"'})
    foreign = day.served.send("POST", path, headers={"If-Match": "*"})

    assert (missing.status_code, codes(missing)) == (428, [("precondition_missing", "")])
    assert [stale.status_code, foreign.status_code] == [412, 412]
    assert stale.headers["etag"] == day.served.send("GET", f"/v1/plans/{day.plan_id}").headers["etag"]


def test_an_emergency_is_published_and_taken_back(tmp_path: Path) -> None:
    """A proposal comes into force, the one before is superseded, and comes back as a new version."""
    with serving(tmp_path) as served:
        client = served.client
        run = client.submit(KEY, request_of(), wait=30)
        assert run.plan_id is not None
        first = client.publish(run.plan_id, 0)
        answer = client.record(KEY, question("record_events")["events"])
        client.review(answer.proposals[0].plan_id)

        second = client.publish(answer.proposals[0].plan_id, 1)
        before = client.plan(run.plan_id).state
        undone = client.publish(run.plan_id, 2) if before == "superseded" else None
        with pytest.raises(Refusal) as again:
            client.discard(second.plan_id)
        pages = client.history(KEY, page_size=2)
        rest = client.history(KEY, page_token=pages.next_page_token, page_size=2)

    assert (first.version, second.version, before) == (1, 2, "superseded")
    assert undone is not None
    assert (undone.version, undone.from_plan_id) == (3, run.plan_id)
    assert (again.value.status, again.value.code) == (409, "plan_not_publishable")
    assert [row.version for row in (*pages.items, *rest.items)] == [3, 2, 1]
    assert rest.next_page_token is None


def test_what_is_asked_of_a_plan_in_force_is_answered_as_things_stand(day: Day) -> None:
    """T-5 came in after publishing: wang could take it, the plan is explained, compared, watched and printed."""
    client = day.served.client

    assert client.check_plan(day.proposal_id).legal
    assert [row.technician_id for row in client.candidates_of(day.plan_id, "T-5").candidates] == ["wang"]
    assert client.slots_of(day.plan_id, "T-5").slots
    assert client.explain_plan(day.proposal_id, "T-4").unassigned[0].class_ == "impossible"
    assert sorted(client.watch(day.plan_id, LATER).unplanned) == ["T-4", "T-5"]
    assert client.diff(day.plan_id, day.proposal_id).after.legal
    assert client.report(day.plan_id, "text").decode().count("T-1") > 0
    with pytest.raises(Refusal, match="422"):
        client.report(day.plan_id, "pdf")


def test_plans_of_other_days_are_not_compared(day: Day) -> None:
    """A plan that names technicians and tickets the other's request does not have is refused, not a failure."""
    other = json.loads(json.dumps(request_of()).replace('"wang', '"wu').replace('"T-', '"W-'))
    run = day.served.client.submit("other-day", other, wait=30)

    with pytest.raises(Refusal) as refused:
        day.served.client.diff(day.plan_id, run.plan_id or "")

    assert refused.value.status == 422
    assert refused.value.code in ("other_request", "unknown_technician", "unknown_ticket")


def test_unknown_names_are_not_found(day: Day) -> None:
    """Runs, plans and plan keys that are not there are 404 with a code of their own."""
    client = day.served.client
    wanted = {"unknown_run": client.run, "unknown_plan": client.plan, "unknown_plan_key": client.plan_key}

    for code, ask in wanted.items():
        with pytest.raises(Refusal) as refused:
            ask("nothing")
        assert (refused.value.status, refused.value.code) == (404, code)


# Events


def test_events_are_taken_whole_or_in_part(day: Day) -> None:
    """One bad event refuses the list; with partial the good one is kept and the bad one told; again is no news."""
    client = day.served.client
    good = {"id": "E-7", "at": LATER, "type": "travelling", "visit_id": "T-1:0:0", "time": LATER}
    bad = {"id": "E-8", "at": LATER, "type": "done", "visit_id": "T-99:0:0", "time": LATER}

    with pytest.raises(Refusal) as refused:
        client.record(KEY, [good, bad])
    partly = client.record(KEY, [good, bad], partial=True, modes=[])
    again = client.record(KEY, [good], modes=[])
    with pytest.raises(Refusal) as conflict:
        client.record(KEY, [{**good, "time": "2026-03-02T08:30:00+08:00"}])

    assert refused.value.status == 422
    assert refused.value.errors[0].path.startswith("/events/1")
    assert (partly.accepted, [row.path[:9] for row in partly.rejected]) == (["E-7"], ["/events/1"])
    assert again.accepted == ["E-7"]
    assert conflict.value.code == "event_conflict"
    assert [row.event["id"] for row in client.events(KEY).items if isinstance(row.event, dict)] == ["E-1", "E-7"]


# Lists, estates, privacy


def test_lists_come_in_pages(day: Day) -> None:
    """Page after page gives every run once; sizes and tokens that are none are refused."""
    sizes = []
    token = None
    seen: list[str] = []
    while True:
        found = day.served.send("GET", "/v1/plan-runs", params={"page_size": 1, "page_token": token or ""}).json()
        sizes.append(len(found["items"]))
        seen += [row["id"] for row in found["items"]]
        token = found.get("next_page_token")
        if token is None:
            break

    assert set(sizes) == {1}
    assert seen == [row.id for row in day.served.client.runs().items]
    for wrong in ({"page_size": "0"}, {"page_size": "501"}, {"page_size": "x"}):
        assert codes(day.served.send("GET", "/v1/plan-keys", params=wrong)) == [("out_of_range", "/page_size")]
    for wrong in ({"page_token": "%"}, {"page_token": "eA"}):
        assert codes(day.served.send("GET", "/v1/audit", params=wrong)) == [("bad_page", "/page_token")]


def test_what_is_of_other_estates_is_not_there(day: Day) -> None:
    """A key of another estate finds neither run, plan nor plan key, and may not send a request for them."""
    foreign = day.served.client_of(Role.SUPERVISOR, estates=("elsewhere",))
    own = day.served.client_of(Role.SUPERVISOR, estates=("jade-garden", "lake-court"))
    elsewhere = {**request_of(), "sites": [{**site, "estate_id": "elsewhere"} for site in request_of()["sites"]]}

    for ask, name in ((foreign.run, day.run_id), (foreign.plan, day.plan_id), (foreign.plan_key, KEY)):
        with pytest.raises(Refusal, match="404"):
            ask(name)
    for refused in (
        lambda: foreign.publish(day.plan_id, 1),
        lambda: foreign.record(KEY, []),
        lambda: foreign.work_orders(day.plan_id),
        lambda: foreign.erase(KEY),
    ):
        with pytest.raises(Refusal, match="404"):
            refused()
    with pytest.raises(Refusal) as sites:
        foreign.submit("other", request_of())
    with pytest.raises(Refusal) as taken:
        foreign.submit(KEY, elsewhere)
    with pytest.raises(Refusal, match="422"):
        foreign.audit()

    assert (sites.value.status, sites.value.code) == (403, "foreign_estate")
    assert (taken.value.status, taken.value.code) == (403, "foreign_plan_key")
    assert (foreign.plan_keys().items, foreign.runs().items) == ([], [])
    assert own.plan(day.plan_id).plan_id == day.plan_id
    assert KEY in [row.plan_key for row in own.plan_keys().items]


def test_phones_are_masked_unless_the_key_may_see_them(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A phone is in no plan, event, audit row or log; on work orders it is whole for those who may, and can go."""
    with serving(tmp_path) as served, caplog.at_level(logging.INFO, "dispatcher.api"):
        client = served.client
        run = client.submit(KEY, request_of(), wait=30)
        assert run.plan_id is not None
        client.publish(run.plan_id, 0)
        masked = served.client_of(Role.SUPERVISOR).work_orders(run.plan_id, "wang").items[0]
        whole = client.work_orders(run.plan_id, "wang").items[0]
        kept = [served.send("GET", path).text for path in ("/v1/audit", f"/v1/plans/{run.plan_id}", "/v1/plan-runs")]
        client.erase(KEY, "T-1")
        erased = client.work_orders(run.plan_id, "wang").items[0]

    assert (masked.phone, whole.phone, erased.phone) == ("138****5678", PHONE, "")
    assert (whole.owner, erased.owner, erased.fault) == ("Ms Lin", "", "")
    lines = [JsonLines().format(record) for record in caplog.records]
    assert PHONE not in "".join(kept + lines)


def test_a_store_that_fails_is_not_ready(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While the store cannot be reached, calls are 503 and come again later; what was asked is not written down."""
    with serving(tmp_path) as served, caplog.at_level(logging.INFO, "dispatcher.api"):
        assert served.service.desk is not None
        served.service.desk.supervisor.close()
        with served.service.desk.store.writing() as connection:
            connection.exec_driver_sql("DROP TABLE plan_key")
        answer = served.send("GET", f"/v1/plan-keys/{PHONE}")
        ready = served.http.get(served.address + "/readyz")

    assert (answer.status_code, codes(answer)) == (503, [("not_ready", "")])
    assert answer.headers["retry-after"] == "5"
    assert ready.status_code in (200, 503)
    assert PHONE not in "".join(JsonLines().format(record) for record in caplog.records)


@pytest.mark.slow
def test_the_demo_day_is_published_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo day comes into force under its plan key, and another start leaves it there."""
    monkeypatch.setattr(demo, "SEARCH_SECONDS", 0.1)
    with serving(tmp_path) as served:
        assert served.service.desk is not None
        first = demo.publish_demo(served.service.desk, Lang.EN)
        again = demo.publish_demo(served.service.desk, Lang.EN)

    assert first is not None
    assert again == first
    assert (first.plan_key, first.state, first.version) == ("demo", "published", 1)


def test_python_of_the_page_runs(
    day: Day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program on the page publishes a day and an answer to an emergency; T-5 is added, a stale version refused."""
    page = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    # Shifts and tickets are in force under one key only: its day has names of its own.
    request = json.dumps(request_of()).replace('-mon"', '-tue"').replace('"T-', '"U-')
    (tmp_path / "request.json").write_text(request, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    exec(program, {"address": day.served.address, "key": day.served.key})

    assert capsys.readouterr().out.splitlines() == ["T-5:0:0 added", "412 stale_version"]


def test_commands_of_the_page_call_what_is_there(day: Day) -> None:
    """Every address that the page calls by curl or names is an operation, by a method it has."""
    page = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("service.md", "webhooks.md"))
    paths = day.served.send("GET", "/v1/openapi.json").json()["paths"]
    known = [re.compile(re.sub(r"\\{\w+\\}", "[^/:]+", re.escape(path))) for path in paths]
    called = re.findall(r"\$DISPATCHER(/[^\s\"?]+)", page)
    named = re.findall(r"`(?:GET |POST |DELETE )?(/v1/[^\s`?]+)", page)

    wanted = [f"/v1{path}" for path in called] + [path for path in named if path != "/v1/openapi.json"]

    assert len(called) > 9
    assert [path for path in wanted if not any(row.fullmatch(path) for row in known)] == []


def test_every_code_of_the_service_has_a_test() -> None:
    """Every code of the API is expected by a test."""
    here = Path(__file__).parent
    paths = [*here.glob("test_api*.py"), here / "test_workers.py", here / "test_backup.py"]
    text = "".join(path.read_text(encoding="utf-8") for path in paths)

    missing = [entry.code for entry in API_CODES if f'"{entry.code}"' not in text]

    assert missing == []


# Measures, and calls made once


def test_measures_of_a_plan_key_and_of_a_period(day: Day) -> None:
    """The day in force is measured as a whole and by day; a period that has no end, or is too long, is refused."""
    client = day.served.client

    found = client.plan_key_kpis(KEY)
    month = client.kpis("2026-03-01", "2026-03-31")
    wrong = day.served.send("GET", "/v1/kpis", params={"from": "2026-03-02", "to": "2026-3-2"})
    back = day.served.send("GET", "/v1/kpis", params={"from": "2026-03-02", "to": "2026-03-01"})
    long = day.served.send("GET", "/v1/kpis", params={"from": "2025-03-01", "to": "2026-03-02"})

    assert found.plan_id == day.plan_id
    assert found.kpis.service_minutes == sum(row.service_minutes for row in found.days)
    assert KEY in month.total.plan_keys
    assert [codes(row) for row in (wrong, back, long)] == [
        [("bad_date", "/to")], [("bad_period", "/to")], [("bad_period", "/to")]
    ]  # fmt: skip


@pytest.mark.slow
def test_calls_with_a_key_of_their_own_are_made_once(tmp_path: Path) -> None:
    """Published, recorded and moved again under the same key: the same answer; for another call the key is refused."""
    with serving(tmp_path) as served:
        client = served.client
        run = client.submit(KEY, request_of(), wait=30)
        publish, once = f"/v1/plans/{run.plan_id}:publish", {"Idempotency-Key": "p-1", "If-Match": '"0"'}
        first = served.send("POST", publish, headers=once)
        again = served.send("POST", publish, headers=once)
        other = served.send("POST", publish, headers={**once, "If-Match": '"1"'})
        stranger = Client(served.address, served.service.keys.make(Role.ADMIN)[1], http=served.http)
        with pytest.raises(Refusal) as stale:  # whose key is another: it is in force already
            stranger.calls.call("POST", publish.removeprefix("/v1"), headers=once)
        events = {"plan_key": KEY, "events": question("record_events")["events"]}
        recorded = [served.send("POST", "/v1/events", json=events, headers={"Idempotency-Key": "e"}) for _ in range(2)]
        move = {"visit_id": "T-1:0:0", "technician_id": "wang", "propose": True}
        path = f"/v1/plans/{run.plan_id}:move"
        moved = [served.send("POST", path, json=move, headers={"Idempotency-Key": "m"}) for _ in range(2)]
        bad = served.send("POST", path, json=move, headers={"Idempotency-Key": "a b"})

    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (first.headers["etag"], again.headers["etag"]) == ('"1"', '"1"')
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, codes(other)) == (422, [("idempotency_conflict", "")])
    assert stale.value.status == 409
    for pair in (recorded, moved):
        assert [row.status_code for row in pair] == [200, 200]
        assert pair[0].json() == pair[1].json()
        assert [row.headers.get("idempotent-replayed") for row in pair] == [None, "true"]
    assert bad.status_code == 400


# Hostile callers

HOSTILE = (
    "",
    "\x00",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}}",
    "9" * 400,
    "-1",
    "1e999",
    "%",
    "价\u202e",
    "a\r\nX: y",
)


@pytest.mark.slow
def test_what_is_of_other_estates_is_not_there_for_any_operation(day: Day) -> None:
    """Whatever an administrator of another estate does with names of this one, they are not there; nothing happens."""
    _, key = day.served.service.keys.make(Role.ADMIN, estates=("elsewhere",))
    before = day.served.client.plan_key(KEY)
    names = (day.plan_id, day.run_id, KEY, day.webhook_id)
    seen = 0
    for method, path, about in operations(day):
        if not any(name in path for name in names):
            continue
        seen += 1
        headers = {"Authorization": f"Bearer {key}", "If-Match": f'"{before.version}"', "Idempotency-Key": f"x{seen}"}
        answer = send(day, method, path, about, headers=headers)
        assert (about["operationId"], answer.status_code) == (about["operationId"], 404)

    assert seen > 25
    assert day.served.client.plan_key(KEY) == before


@pytest.mark.slow
def test_hostile_words_are_answered(day: Day) -> None:
    """Whatever stands in paths, queries and headers, the answer is no failure, and repeats no control character."""
    headers = ("If-Match", "Idempotency-Key", "Prefer", "Last-Event-ID", "Accept-Language", "X-Request-Id", "Accept")
    for method, path, about in operations(day):
        if method != "GET":
            continue
        for word in HOSTILE:
            query = {row["name"]: word for row in about.get("parameters", []) if row["in"] == "query"}
            answers = [day.served.send(method, path, params=query)]
            if word and path.count("/") > 2:
                place = path
                for name in (day.plan_id, day.run_id, KEY, day.webhook_id):
                    place = place.replace(name, quote(word))
                answers.append(day.served.send(method, place))
            plain = "".join(letter for letter in word if letter not in "\r\n\x00")
            answers.append(day.served.send(method, path, headers={name: plain.encode() for name in headers}))
            assert [row.status_code for row in answers if row.status_code >= 500] == [], (path, word)


def test_long_words_are_answered(day: Day) -> None:
    """A path, query or header far too long is refused, by the server or by us."""
    long = "x" * 60_000
    answers = [
        day.served.send("GET", f"/v1/plans/{long}"),
        day.served.send("GET", "/v1/plans", params={"plan_key": long}),
        day.served.send("GET", "/v1/meta", headers={"Accept-Language": long}),
        day.served.send("POST", "/v1/plan-runs", json={"plan_key": long}, headers={"Idempotency-Key": long}),
    ]

    assert all(row.status_code in (200, 400, 404, 414, 422, 431) for row in answers)
