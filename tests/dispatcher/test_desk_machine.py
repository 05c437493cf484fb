"""Any order of what people, other systems, children and crashes do to one key leaves it whole."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatcher.runs import outcome
from dispatcher.store import audit, runs
from dispatcher.store.errors import FencedError, NotLegalError, NotPublishableError, StaleVersionError
from dispatcher.store.rows import Run
from tests.dispatcher.desks import (
    DAY,
    DONE,
    KEY,
    LEASE,
    NEW_TICKET,
    OTHER,
    PLAN,
    STARTED,
    Clock,
    Place,
    answer,
    batch,
    check_in_force,
    open_desk,
)
from tests.dispatcher.postgres import Server
from tests.dispatcher.requests import accepted, at

EVENTS = [
    NEW_TICKET,
    STARTED,
    DONE,
    {"id": "E-4", "type": "cancelled", "at": at("08:20"), "ticket_id": "T-2"},
    {"id": "E-5", "type": "technician_out", "at": at("08:01"), "technician_id": "li", "start": at("08:02")},
]
REQUEST = accepted(DAY)


class KeyMachine(RuleBasedStateMachine):
    """What one key goes through; the test plays supervisors, which may lose their runs to each other."""

    in_postgres: Callable[[], str] | None = None  # gives an empty store there; None: in a folder

    @initialize()
    def open(self) -> None:
        """Begin with an empty store."""
        self.folder = tempfile.TemporaryDirectory()
        self.place: Place = Path(self.folder.name) if self.in_postgres is None else self.in_postgres()
        self.clock = Clock()
        self.desk = open_desk(self.place, self.clock)
        self.held: list[Run] = []
        self.submitted: dict[str, None] = {}  # in order: ids are random, and what is drawn again must be the same
        self.over: dict[str, Run] = {}
        self.events: list[str] = []
        self.version = 0

    def teardown(self) -> None:
        """Give the file back."""
        if hasattr(self, "desk"):
            self.desk.store.close()
            self.folder.cleanup()

    @rule(lane=st.sampled_from(["urgent", "daily"]))
    def submit(self, lane: Any) -> None:
        """A run is accepted."""
        self.submitted[self.desk.submit(KEY, REQUEST, who="key-1", lane=lane).run.id] = None

    @rule()
    def claim(self) -> None:
        """A supervisor takes the next run."""
        with self.desk.store.writing() as connection:
            run = runs.claim(connection, LEASE, ("urgent", "daily"), self.clock())
        if run is not None:
            self.held.append(run)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), plan=st.sampled_from([PLAN, OTHER]), dies=st.booleans())
    def end(self, data: st.DataObject, plan: dict[str, Any], dies: bool) -> None:
        """A supervisor, which may be a zombie, ends a run or an attempt at it: only its holder can."""
        run = self.held.pop(data.draw(st.integers(0, len(self.held) - 1)))
        state = self.desk.run(run.id)
        is_holder = state.state == "running" and state.fence == run.fence
        try:
            if dies or run.modes:
                outcome.give_up(self.desk.store, run, "signal SIGKILL", attempts=3)
            else:
                outcome.finish(self.desk.store, run, answer(REQUEST, plan))
            assert is_holder
        except FencedError:
            assert not is_holder

    @precondition(lambda self: self.submitted)
    @rule(data=st.data(), wish=st.sampled_from(["stop", "cancel"]))
    def wish(self, data: st.DataObject, wish: str) -> None:
        """Somebody wants a run to stop, or no longer wants it."""
        name = data.draw(st.sampled_from([*self.submitted]))
        getattr(self.desk, wish)(name, who="key-2")

    @precondition(lambda self: self.version > 0)
    @rule(event=st.sampled_from(EVENTS), modes=st.sampled_from([(), ("fast",), ("fast", "steady")]))
    def record(self, event: dict[str, Any], modes: tuple[str, ...]) -> None:
        """Something happens: it is kept, or refused with a reason."""
        recorded = self.desk.record_events(KEY, batch(event), who="system", modes=modes)
        assert bool(recorded.accepted) != bool(recorded.rejected)
        if recorded.accepted and event["id"] not in self.events:
            self.events.append(event["id"])

    @rule(data=st.data(), stale=st.booleans())
    def publish(self, data: st.DataObject, stale: bool) -> None:
        """Somebody publishes a plan, old or new: at the version there is, or at another one."""
        if not self.submitted:
            return
        plans = self.desk.plans(KEY, states=("proposed", "superseded"))
        if not plans:
            return
        plan = data.draw(st.sampled_from(plans))
        try:
            self.desk.publish(plan.id, version=self.version + stale, who="key-1")
            assert not stale
            self.version += 1
        except StaleVersionError:
            assert stale
        except (NotLegalError, NotPublishableError):
            pass

    @rule(seconds=st.sampled_from([1, 11]))
    def wait(self, seconds: int) -> None:
        """Time passes, and what was left behind is taken over."""
        self.clock.seconds += seconds
        outcome.sweep(self.desk.store, claims=20)

    @rule()
    def crash(self) -> None:
        """The service is gone and another one opens the file."""
        self.desk.store.close()
        self.desk = open_desk(self.place, self.clock)

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every accepted run and event is there; what is over stays so; one plan is in force; the audit is whole."""
        if not hasattr(self, "desk") or not self.submitted:
            return
        found = {run.id: run for run in self.desk.runs(KEY, count=1000)}
        assert self.submitted.keys() <= found.keys()
        for name, run in self.over.items():
            assert found[name] == run
        self.over = {name: run for name, run in found.items() if run.is_over}
        rows = self.desk.events(KEY)
        assert [row.id for row in rows] == self.events
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert self.desk.plan_key(KEY).version == self.version
        check_in_force(self.desk)
        with self.desk.store.reading() as connection:
            assert audit.first_broken_row(connection) is None


@settings(max_examples=6, stateful_step_count=12, deadline=None)
class QuickMachine(KeyMachine):
    """A few short lives."""


@settings(max_examples=100, stateful_step_count=30, deadline=None)
class LongMachine(KeyMachine):
    """Many longer ones."""


def test_a_key_stays_whole() -> None:
    """Any twelve steps keep what was accepted and one plan in force: see ``nothing_is_lost``, a check after each."""
    QuickMachine.TestCase("runTest").runTest()


@pytest.mark.slow
def test_a_key_stays_whole_in_long_lives() -> None:
    """The same of thirty steps, with the same check after each."""
    LongMachine.TestCase("runTest").runTest()


@pytest.mark.slow
def test_a_key_stays_whole_in_postgres(postgres: Server, shared_place: str) -> None:
    """The same of twenty-five steps in PostgreSQL, with the same check after each."""

    def empty() -> str:
        postgres.clear(shared_place)
        return shared_place

    @settings(max_examples=25, stateful_step_count=25, deadline=None)
    class PostgresMachine(KeyMachine):
        in_postgres = staticmethod(empty)

    PostgresMachine.TestCase("runTest").runTest()
