"""Any order of calls, crashes and children's ends over HTTP: nothing fails, is lost, shown or told that must not be."""

import logging
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from dispatcher.api import ServiceSettings, create_app, make_service
from dispatcher.api.logs import LOGGER, JsonLines
from dispatcher.api.roles import Role
from dispatcher.client import Client, Refusal
from dispatcher.runs import outcome
from dispatcher.store import audit, runs
from dispatcher.store.errors import FencedError
from dispatcher.store.rows import Run
from dispatcher.store.tables import OUTBOX
from tests.dispatcher.desks import DAY, DONE, KEY, LEASE, NEW_TICKET, OTHER, PLAN, STARTED, answer, empty_store
from tests.dispatcher.in_process import InProcess
from tests.dispatcher.requests import accepted, at

pytestmark = pytest.mark.slow
# DISPATCHER_EXAMPLES=500 for the whole of it.
EXAMPLES = int(os.environ.get("DISPATCHER_EXAMPLES", "10"))
SECRETS = ("13812345678", "3-2-501", "leak", "Zhao", "13700002222", "Wang Qiang", "13900001111")
EVENTS = [
    NEW_TICKET,
    STARTED,
    DONE,
    {"id": "E-4", "type": "cancelled", "at": at("08:20"), "ticket_id": "T-2"},
    {"id": "E-4", "type": "cancelled", "at": at("08:20"), "ticket_id": "T-1"},  # another under the same id
    {"id": "E-5", "type": "technician_out", "at": at("08:01"), "technician_id": "li", "start": at("08:02")},
    {"id": "E-6", "type": "done", "at": at("08:30"), "visit_id": "T-9:0:0", "time": at("08:20")},
]
# Where owners' words may be shown: to those who dispatch.
SHOWN = ("/work-orders", "/report")
REQUEST = accepted(DAY)


class Lines(logging.Handler):
    """Remembers what is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a line."""
        self.lines.append(self.format(record))


class ServiceMachine(RuleBasedStateMachine):
    """What a service goes through; the test plays the supervisor and its children."""

    @initialize(in_force=st.sampled_from([True, True, True, False]))
    def open(self, in_force: bool) -> None:
        """Begin with an empty store, and keys of an administrator, a screen and somebody from elsewhere."""
        self.folder = tempfile.TemporaryDirectory()
        Path(self.folder.name, "dispatcher.db").write_bytes(empty_store())
        self.logged = Lines()
        LOGGER.addHandler(self.logged)
        LOGGER.setLevel(logging.INFO)
        self.said: list[tuple[str, int, str]] = []
        self.submitted: dict[str, str] = {}
        self.over: dict[str, Any] = {}
        self.accepted: set[str] = set()
        self.versions: list[str] = []
        self.held: list[Run] = []
        self._begin()
        keys = self.service.keys
        self.keys = [keys.make(Role.ADMIN)[1], keys.make(Role.READ_ONLY)[1], keys.make(Role.ADMIN, estates=("x",))[1]]
        self._connect()
        if in_force:
            self.submit("first")
            self.claim()
            self.end(PLAN, dies=False)
            self.versions.append(self.client.publish(self.plans()[0].plan_id, 0).plan_id)

    def _begin(self) -> None:
        self.service = make_service(ServiceSettings(store=self.folder.name, rate_per_minute=0, memory_mb=0))
        self.transport = InProcess(create_app(self.service))
        self.http = httpx.Client(transport=self.transport)

    def _connect(self) -> None:
        self.client, self.screen, self.stranger = (Client("http://here", key, http=self.http) for key in self.keys)

    def _end(self) -> None:
        self.said += self.transport.said
        self.http.close()
        assert self.service.desk is not None
        self.service.desk.store.close()

    def teardown(self) -> None:
        """Give the files back."""
        if hasattr(self, "transport"):
            LOGGER.removeHandler(self.logged)
            self._end()
            self.folder.cleanup()

    @property
    def store(self) -> Any:
        """The store of the service."""
        assert self.service.desk is not None
        return self.service.desk.store

    @rule(name=st.sampled_from(["a", "b", "c"]))
    def submit(self, name: str) -> None:
        """A run is accepted; the same call again is the same run."""
        run = self.client.submit(KEY, DAY, idempotency_key=name)
        assert self.submitted.setdefault(name, run.id) == run.id

    @rule()
    def submit_something_else(self) -> None:
        """Another body under a key that was used is refused."""
        if "a" in self.submitted:
            self.refused(lambda: self.client.submit(KEY, {**DAY, "search": {"seed": 7}}, idempotency_key="a"), 422)

    @rule()
    def claim(self) -> None:
        """A supervisor takes the next run."""
        with self.store.writing() as connection:
            run = runs.claim(connection, LEASE, ("urgent", "daily"), self.store.clock())
        if run is not None:
            self.held.append(run)

    @precondition(lambda self: self.held)
    @rule(plan=st.sampled_from([PLAN, OTHER]), dies=st.booleans())
    def end(self, plan: dict[str, Any], dies: bool) -> None:
        """A child ends, with a plan or without."""
        run = self.held.pop()
        with suppress(FencedError):
            if dies or run.modes:
                outcome.give_up(self.store, run, "signal SIGKILL", attempts=3)
            else:
                outcome.finish(self.store, run, answer(REQUEST, plan))

    @rule(plan=st.sampled_from([PLAN, OTHER]))
    def replan(self, plan: dict[str, Any]) -> None:
        """The day is sent in anew, planned, and published if it may be."""
        run = self.client.submit(KEY, DAY)
        self.submitted[run.id] = run.id
        self.claim()
        while self.held:
            self.end(plan, dies=False)
        self.publish_newest()

    @rule(event=st.sampled_from(EVENTS))
    def answer_event(self, event: dict[str, Any]) -> None:
        """Something happens, and the first answer is published."""
        self.record(event, partial=False)
        self.publish_newest()

    def publish_newest(self) -> None:
        """Publish the newest plan, if it may be."""
        for plan in self.plans()[:1]:
            with suppress(Refusal):
                version = self.client.plan_key(KEY).version
                self.versions.append(self.client.publish(plan.plan_id, version).plan_id)

    @precondition(lambda self: self.submitted)
    @rule(data=st.data(), wish=st.sampled_from(["stop", "cancel"]))
    def wish(self, data: st.DataObject, wish: str) -> None:
        """Somebody stops or cancels a run."""
        run_id = data.draw(st.sampled_from(sorted(self.submitted.values())))
        getattr(self.client, wish)(run_id)
        self.refused(lambda: getattr(self.screen, wish)(run_id), 403)

    @rule(event=st.sampled_from(EVENTS), partial=st.booleans())
    def record(self, event: dict[str, Any], partial: bool) -> None:
        """Something happens, or is said to."""
        with suppress(Refusal):
            self.accepted |= set(self.client.record(KEY, [event], partial=partial).accepted)

    @rule(data=st.data(), stale=st.booleans())
    def publish(self, data: st.DataObject, stale: bool) -> None:
        """A plan comes into force, if it may: never with a version that is past."""
        plans = self.plans()
        if not plans:
            return
        plan = data.draw(st.sampled_from(plans))
        version = self.client.plan_key(KEY).version
        if stale and plan.state in ("proposed", "reviewed", "superseded"):
            self.refused(lambda: self.client.publish(plan.plan_id, version - 1), 412)
            return
        with suppress(Refusal):
            found = self.client.publish(plan.plan_id, version)
            assert found.version == version + 1
            self.versions.append(found.plan_id)

    @rule(data=st.data())
    def put_aside(self, data: st.DataObject) -> None:
        """A proposal is put aside."""
        plans = self.plans()
        if plans:
            with suppress(Refusal):
                self.client.discard(data.draw(st.sampled_from(plans)).plan_id)

    @rule(technician=st.sampled_from(["wang", "li", "nobody"]), visit=st.sampled_from(["T-1:0:0", "N:0:0", "x"]))
    def move(self, technician: str, visit: str) -> None:
        """Somebody proposes a move of what is in force."""
        if self.versions:
            decision = {"by": "lead", "why": "asked"}
            with suppress(Refusal):
                self.client.move_in(self.versions[-1], visit, technician, decision=decision, propose=True)

    @rule()
    def look(self) -> None:
        """A screen shows what is in force; somebody from elsewhere finds nothing."""
        for plan_id in self.versions[-1:]:
            self.screen.work_orders(plan_id)
            self.screen.report(plan_id, "text")
            self.screen.plan_key_kpis(KEY)
            self.screen.watch(plan_id, at("09:00"))
            self.refused(lambda plan_id=plan_id: self.stranger.plan(plan_id), 404)
        assert self.stranger.plan_keys().items == []
        assert self.stranger.runs().items == []
        assert self.screen.kpis("2026-03-02", "2026-03-02").total.plan_keys == ([KEY] if self.versions else [])

    @rule()
    def crash(self) -> None:
        """The service dies and begins again; who held a run is gone."""
        self._end()
        self.held.clear()
        self._begin()
        self._connect()

    @rule()
    def erase(self) -> None:
        """Private words are erased; plans stay as they are."""
        with suppress(Refusal):
            self.client.erase(KEY)

    def plans(self) -> list[Any]:
        """Return the plans of the key; none is known before the first run."""
        return self.client.plans(KEY).items if self.submitted else []

    def refused(self, call: Any, status: int) -> None:
        """A call is refused."""
        with pytest.raises(Refusal) as error:
            call()
        assert error.value.status == status

    @invariant()
    def nothing_fails(self) -> None:
        """No call has ever ended in a failure."""
        if hasattr(self, "transport"):
            assert [row for row in (*self.said, *self.transport.said) if row[1] >= 500] == []

    @invariant()
    def what_was_accepted_is_there(self) -> None:
        """Runs, events and plans in force are those that were accepted; what is over stays as it is."""
        if not hasattr(self, "transport") or not self.submitted:
            return
        for run_id in self.submitted.values():
            run = self.client.run(run_id)
            if run.state in ("succeeded", "failed", "cancelled"):
                assert self.over.setdefault(run_id, run) == run
        key = self.client.plan_key(KEY)
        history = self.client.history(KEY, page_size=500).items
        assert [plan.plan_id for plan in reversed(history)] == self.versions
        assert key.plan_id == (self.versions[-1] if self.versions else None)
        in_force = [plan.plan_id for plan in self.plans() if plan.state == "published"]
        assert in_force == self.versions[-1:]
        kept = {row.event["id"] for row in self.client.events(KEY).items if isinstance(row.event, dict)}
        assert self.accepted <= kept

    @invariant()
    def nobody_is_named(self) -> None:
        """Owners' words are in no answer but work orders and reports, in no message and in no line of the log."""
        if not hasattr(self, "transport"):
            return
        answers = [text for path, _, text in self.transport.said if not path.endswith(SHOWN)]
        with self.store.reading() as connection:
            messages = [str(body) for body in connection.execute(select(OUTBOX.c.body)).scalars()]
            assert audit.first_broken_row(connection) is None
        text = "".join((*answers, *messages, *self.logged.lines))
        assert [secret for secret in SECRETS if secret in text] == []
        phones = [text for path, _, text in self.transport.said if path.endswith(SHOWN)]
        assert not any("13812345678" in text for text in phones)  # masked: none of these keys may see it whole


@settings(max_examples=EXAMPLES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
class SomeLives(ServiceMachine):
    """As many lives as are wanted."""


@pytest.mark.timeout(60 + 20 * EXAMPLES)
def test_a_service_stays_whole() -> None:
    """Any 25 steps, with a check after each: nothing fails, is lost, or shown or told that must not be."""
    SomeLives.TestCase("runTest").runTest()
