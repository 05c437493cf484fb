"""Answers that take a search: worked out in child processes, of which one that dies costs its own answer alone."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatcher.client import Refusal
from dispatcher.runs import aside
from dispatcher.runs.aside import Aside
from dispatcher.runs.inquiry import Inquiry, work_out
from dispatcher.store.body import pack
from tests.dispatcher import children
from tests.dispatcher.api_server import PHONE, Served, codes, question, serving
from tests.dispatcher.requests import make_plan_tree, make_route, make_technician, make_ticket, make_tree, make_visit

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="children are started otherwise there")]
DECISION = {"by": "lead", "why": "owner asked"}
# wang makes T-1 from 8:06 to 16:06; li is free; T-2, two hours, fits in nobody's day but li's.
FULL = make_tree(
    technicians=[make_technician("wang"), make_technician("li")],
    tickets=[make_ticket("T-1", service_minutes=480), make_ticket("T-2", service_minutes=120)],
)
PLAN = make_plan_tree(
    make_route(make_visit("T-1", "08:06", "16:06")),
    make_route(make_visit("T-2", "08:06", "10:06"), technician_id="li", shift_id="li-mon"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One service."""
    with serving(tmp_path_factory.mktemp("inquiries"), memory_mb=0) as found:
        yield found


@pytest.mark.parametrize(
    ("entry", "cause"),
    [
        (children.abort, "signal SIGABRT"),
        (children.kill, "signal SIGKILL"),
        (children.leave, "exit code 0"),
        (children.babble, "garbage"),
        (children.mumble, "garbage"),
        (children.hang, "no answer in time"),
    ],
)
def test_a_process_that_dies_costs_its_answer_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch, entry: Callable[..., None], cause: str
) -> None:
    """However the process ends, the answer is 503 and says how; the next question is answered."""
    monkeypatch.setattr(aside, "GRACE_SECONDS", 0.5 if entry is children.hang else 20.0)
    with monkeypatch.context() as patch:
        patch.setattr(served.service, "aside", Aside(entry=entry))
        lost = served.send("POST", "/v1/explain", json=question("explain", seconds=0.1))

    assert (lost.status_code, codes(lost)) == (503, [("answer_lost", "")])
    assert cause in lost.json()["detail"]
    assert lost.headers["retry-after"] == "1"
    assert served.client.check(question("check")["request"], question("check")["plan"]).legal


def test_no_more_answers_are_worked_out_than_may_be(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one place, taken, a second question is told to come again; with it free, it is answered."""
    monkeypatch.setattr(aside, "WAIT_SECONDS", 0.1)
    monkeypatch.setattr(aside, "GRACE_SECONDS", 3.0)
    answers: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(served.service, "aside", Aside(1, entry=children.hang))
        ask = threading.Thread(
            target=lambda: answers.append(served.send("POST", "/v1/explain", json=question("explain", seconds=0.1)))
        )
        ask.start()
        while served.service.aside._slots._value:
            threading.Event().wait(0.01)
        busy = served.send("POST", "/v1/explain", json=question("explain", seconds=0.1))
        ask.join()
        free = served.service.aside._slots._value

    assert (busy.status_code, codes(busy)) == (503, [("too_busy", "")])
    assert busy.headers["retry-after"] == "5"
    assert answers[0].status_code == 503
    assert free == 1


def test_explanations_are_those_of_the_command_line(served: Served) -> None:
    """T-4 is impossible, and one more technician of each trade is tried where that is asked for."""
    body = question("explain")

    ticket = served.client.explain(body["request"], body["plan"], "T-4", "wang", seconds=1)
    whole = served.client.explain(body["request"], body["plan"], seconds=1, one_more=0.2)

    assert [(row.ticket_id, row.class_) for row in ticket.unassigned] == [("T-4", "impossible")]
    assert whole.one_more is not None
    assert "security" in {row.trade for row in whole.one_more}
    assert any(row.unassigned_change == -1 for row in whole.one_more if row.trade == "security")
    illegal = json.loads(json.dumps(body["plan"]).replace("T09:", "T04:"))
    answer = served.send("POST", "/v1/explain", json={**body, "plan": illegal})
    assert answer.status_code in (200, 422)


def test_a_forced_move_plans_the_rest_around_it(served: Served) -> None:
    """wang takes T-2 at 8:06 only if T-1 goes to li: without force there is no room, with it li gets T-1."""
    move = {"visit_id": "T-2:0:0", "technician_id": "wang", "start": "2026-03-02T08:06:00+08:00"}
    plain = served.client.move(FULL, PLAN, **move, decision=DECISION)
    forced = served.client.move(FULL, PLAN, **move, decision=DECISION, force=True)
    undecided = served.send("POST", "/v1/move", json={"request": FULL, "plan": PLAN, **move, "force": True})
    unknown = served.send(
        "POST",
        "/v1/move",
        json={"request": FULL, "plan": PLAN, **move, "visit_id": "T-9:0:0", "decision": DECISION, "force": True},
    )

    assert not plain.possible
    assert forced.possible
    assert forced.plan is not None
    assert forced.events is not None
    places = {v.ticket_id: route.technician_id for route in forced.plan.routes for v in route.visits}
    assert places == {"T-1": "li", "T-2": "wang"}
    assert served.client.check(FULL, forced.plan).legal
    assert (undecided.status_code, codes(undecided)) == (422, [("missing_field", "/decision")])
    assert (unknown.status_code, codes(unknown)) == (422, [("unknown_visit", "/visit_id")])


def test_a_forced_move_of_a_plan_in_force_becomes_a_proposal(served: Served, tmp_path: Path) -> None:
    """The same of a plan that is kept: the proposal can be published."""
    run = served.client.submit("forced", {**FULL, "search": {"iterations": 50, "workers": 1}}, wait=30)
    assert run.plan is not None
    assert run.plan_id is not None
    served.client.publish(run.plan_id, 0)
    owner = {v.ticket_id: route.technician_id for route in run.plan.routes for v in route.visits}["T-1"]
    other = {"wang": "li", "li": "wang"}[owner]

    moved = served.client.move_in(run.plan_id, "T-1:0:0", other, decision=DECISION, force=True, propose=True)
    assert moved.proposal is not None
    published = served.client.publish(moved.proposal.plan_id, 1)

    assert published.version == 2


def test_a_child_is_given_nothing_private(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contact, address and description of a request sent in stay in the service; the plan is optimal all the same."""
    given: list[Inquiry] = []

    def ask(inquiry: Inquiry, seconds: float) -> dict[str, Any]:
        given.append(inquiry)
        return work_out(inquiry)

    monkeypatch.setattr(served.service.aside, "ask", ask)
    request = {**FULL, "tickets": [{**FULL["tickets"][0], "contact": {"phone": PHONE}}, FULL["tickets"][1]]}
    served.client.explain(request, PLAN, seconds=0.1)

    assert PHONE not in str([unpacked(given[0].request), unpacked(given[0].plan), given[0].question])
    assert pack({}) != given[0].request


def unpacked(body: bytes) -> Any:
    """Return what was given to a child."""
    from dispatcher.store.body import unpack

    return unpack(body)


def test_refusals_of_questions_stay_refusals(served: Served) -> None:
    """What the request does not have is 422, before any process is started."""
    body = question("explain", ticket_id="T-9")
    with pytest.raises(Refusal) as refused:
        served.client.explain(body["request"], body["plan"], "T-9")

    assert (refused.value.status, refused.value.code) == (422, "unknown_ticket")
