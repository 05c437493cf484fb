"""Huge requests split over free slots, in the store: what is split, who plans which part, what becomes of it."""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dispatcher.planning import Limits
from dispatcher.runs import Desk, RunSettings, outcome
from dispatcher.runs.answers import Answers
from dispatcher.runs.sharing import Inbox
from dispatcher.runs.splitting import NOBODY, Shared, Splitter, most_parts, open_tickets, summed
from dispatcher.runs.tasks import Tasks
from dispatcher.store import parts, runs, supervisors
from dispatcher.store.errors import FencedError
from dispatcher.store.lease import Lease
from dispatcher.store.rows import Part, Run
from tests.dispatcher.desks import DAY, KEY, Clock, Place, answer, claim, open_desk, submit
from tests.dispatcher.requests import accepted, make_plan_tree, make_route, make_ticket, make_visit

SECONDS = Limits(seconds=100.0)
OTHER_LEASE = Lease("other", 10.0)
ROWS = [[0, [[0, 486, 546]], []]]  # the plan of a part: visit 0 on shift 0 from 8:06 to 9:06
SPLIT = RunSettings(split_tickets=1)
ANSWER = answer(accepted(DAY))
FIVE = {"tickets": [make_ticket(f"T-{k}") for k in range(5)]}


@pytest.fixture
def clock() -> Clock:
    """Time as the test sets it."""
    return Clock()


@pytest.fixture
def desk(either_place: Place, clock: Clock) -> Desk:
    """A desk whose supervisors are the test; three daily slots, and a part for every ticket."""
    found = open_desk(either_place, clock, split_tickets=1, daily_slots=3)
    be_heard(found)
    return found


def be_heard(desk: Desk) -> None:
    """Let others hear of three slots."""
    if desk.store.is_shared:
        with desk.store.writing() as connection:
            supervisors.be_heard(connection, "one", 1, desk.store.clock())
            supervisors.be_heard(connection, "two", 2, desk.store.clock())


def shared_out(desk: Desk, **fields: Any) -> tuple[Run, Shared]:
    """Submit the day of two tickets, claim its run and split it; return both as its holder knows them."""
    submit(desk, **{"limits": SECONDS, **fields})
    run = claim(desk.store)
    share = Splitter(desk.store, desk.settings).share(run, Tasks(desk.store, desk.settings).request(run))
    assert share is not None
    assert (share.place, share.places, share.seconds) == (0, 2, pytest.approx(80.0))
    return run, Shared(share.places)


def take(desk: Desk, lease: Lease = OTHER_LEASE) -> Part | None:
    """Claim the next part."""
    with desk.store.writing() as connection:
        return parts.claim_part(connection, lease, desk.store.clock())


def taken(desk: Desk) -> Part:
    """Claim the part there is."""
    part = take(desk)
    assert part is not None
    return part


def end(desk: Desk, part: Part) -> None:
    """End a part with a plan."""
    with desk.store.writing() as connection:
        parts.end_part(connection, part, ROWS)


def left(desk: Desk, run: Run) -> list[Part]:
    """Return the parts of a run."""
    with desk.store.reading() as connection:
        return parts.parts_of(connection, run.id)


class Told:
    """A child that only listens."""

    def __init__(self) -> None:
        self.inbox = Inbox()

    def say(self, text: bytes) -> None:
        """Be told."""
        self.inbox.take(text)


def hear(desk: Desk, run: Run, shared: Shared) -> tuple[Any, dict[int, Any]]:
    """Let a holder look at its parts; return what it notes, and the plans that its child gets."""
    child = Told()
    noted = Splitter(desk.store, desk.settings).hear(run, shared, child)  # type: ignore[arg-type]
    return noted, child.inbox.wait([1], 0.0)


@pytest.mark.parametrize(
    ("run", "tree", "most"),
    [
        ({}, {}, 5),
        ({}, {"search": {"seconds": 100, "engine": "full"}}, 5),
        ({"limits": {"iterations": 10, "allowed_seconds": None}}, {}, 1),
        ({"limits": {"seconds": 4.9, "allowed_seconds": 4.9}}, {}, 1),
        ({"limits": {"allowed_seconds": 100.0, "engine": "cp_sat"}}, {}, 1),
        ({}, {"search": {"engine": "cp_sat"}}, 1),
        ({"lane": "urgent"}, {}, 1),
        ({"modes": ("steady",)}, {}, 1),
        ({"stop_wanted": True}, {}, 1),
        ({"attempts": 2}, {}, 5),
        ({"attempts": 3}, {}, 1),
        ({}, {"max_changes": 3}, 5),
        ({}, {"max_changes": 3, "published": {"routes": []}}, 1),
    ],
)
def test_what_is_split(run: dict[str, Any], tree: dict[str, Any], most: int, desk: Desk) -> None:
    """Five tickets are five parts; what needs the whole, is repeatable, urgent, short or a last attempt is one."""
    submit(desk, limits=SECONDS)
    held = replace(claim(desk.store), **run)

    assert most_parts(held, {**FIVE, **tree}, SPLIT) == most
    assert most_parts(held, {**FIVE, **tree}, replace(SPLIT, split_tickets=0)) == 1


def test_parts_have_at_most_so_many_open_tickets(desk: Desk) -> None:
    """Five tickets are one part of five and two of four; with the visit of one begun, one of four."""
    submit(desk, limits=SECONDS)
    run = claim(desk.store)
    begun = make_plan_tree(make_route(make_visit("T-0", "08:06", "09:06", state="started")))

    assert [most_parts(run, FIVE, replace(SPLIT, split_tickets=most)) for most in (6, 5, 4, 3, 2)] == [1, 1, 2, 2, 3]
    assert open_tickets({**FIVE, "published": begun}) == 4
    assert most_parts(run, {**FIVE, "published": begun}, replace(SPLIT, split_tickets=4)) == 1


def test_parts_are_offered_to_slots_that_are_free(desk: Desk) -> None:
    """Of three slots one is the run's own: two parts, one offered; with two more runs under way or waiting, none."""
    run, _ = shared_out(desk)
    (part,) = left(desk, run)
    assert (part.place, part.places, part.state, part.attempts) == (1, 2, "queued", 0)
    assert part.until == desk.store.now() + timedelta(seconds=80)

    submit(desk, limits=SECONDS)
    other = claim(desk.store)
    assert Splitter(desk.store, desk.settings).share(other, {**DAY}) is None
    assert left(desk, other) == []


def test_slots_of_processes_that_are_silent_do_not_count(postgres_place: str, clock: Clock) -> None:
    """Two slots heard of nine seconds ago are none; one that has left is none."""
    desk = open_desk(postgres_place, clock)
    with desk.store.writing() as connection:
        supervisors.be_heard(connection, "one", 2, clock())
        assert supervisors.daily_slots(connection, clock() + 7) == 2
        assert supervisors.daily_slots(connection, clock() + 9) == 0
        supervisors.be_heard(connection, "two", 3, clock() + 9)
        supervisors.be_heard(connection, "two", 4, clock() + 10)
        assert supervisors.daily_slots(connection, clock() + 10) == 4
        supervisors.leave(connection, "two", clock() + 11)
        assert supervisors.daily_slots(connection, clock() + 11) == 0


def test_a_short_deadline_shortens_the_parts_or_forbids_them(desk: Desk) -> None:
    """Due in fifty seconds, the part is wanted after forty; due in four, the run is planned whole."""
    submit(desk, limits=SECONDS, deadline=desk.store.now() + timedelta(seconds=50))
    run = claim(desk.store)
    share = Splitter(desk.store, desk.settings).share(run, DAY)
    assert share is not None
    assert share.seconds == pytest.approx(40.0)

    desk.store.clock.seconds += 46  # type: ignore[attr-defined]
    assert Splitter(desk.store, desk.settings).share(run, DAY) is None


def test_the_child_is_told_what_others_find(desk: Desk) -> None:
    """A part that is done is passed on, once; nobody who lists runs or plans ever sees it."""
    run, shared = shared_out(desk)
    part = taken(desk)
    assert take(desk) is None
    assert hear(desk, run, shared)[1] == {}
    end(desk, part)

    plans = hear(desk, run, shared)[1]

    assert [route.visits[0].start for route in plans[1].routes] == [486]
    assert (shared.is_known, shared.cause) == (True, None)
    assert hear(desk, run, shared)[1] == {}
    assert [row.id for row in desk.runs()] == [run.id]
    assert desk.plans(KEY) == []
    assert desk.run_counts()["running"] == 1
    assert [row.what for row in desk.audit()] == ["run.queued"]


def test_progress_of_the_parts_adds_up(desk: Desk) -> None:
    """A run of whose parts one has told nothing shows nothing; then costs and tickets left out are summed, no bound."""
    run, shared = shared_out(desk)
    part = taken(desk)
    shared.own = {"seconds": 2.0, "cost": 100, "lower_bound": None, "unassigned": {"low": 1, "normal": 2}}
    assert hear(desk, run, shared)[0] is None
    with desk.store.writing() as connection:
        parts.note_part(connection, part, {"seconds": 1.5, "cost": 20, "unassigned": {"low": 3, "urgent": 4}})

    noted, _ = hear(desk, run, shared)

    assert noted == {
        "seconds": 2.0,
        "cost": 120,
        "lower_bound": None,
        "unassigned": {"low": 4, "normal": 2, "urgent": 4},
    }
    assert hear(desk, run, shared)[0] is None
    end(desk, part)
    shared.own = {**shared.own, "cost": 90}
    assert hear(desk, run, shared)[0]["cost"] == 110  # what is over counts on
    assert (shared.is_known, shared.is_over) == (True, False)
    shared.own = None
    assert shared.is_over
    assert hear(desk, run, shared)[0] is None
    shared.own = {"seconds": 2.0, "cost": 90, "unassigned": {}}
    assert summed([shared.own, {"seconds": 1.0, "cost": None, "unassigned": {}}]) is None


@pytest.mark.parametrize(("what", "cause"), [
    ("not taken", NOBODY), ("failed", "infeasible"), ("left", "no answer in time"), ("tried again", "signal SIGKILL")
])  # fmt: skip
def test_a_part_without_a_plan_is_told_as_such(desk: Desk, clock: Clock, what: str, cause: str) -> None:
    """The child need not wait for it; the run that succeeds all the same says why it was not made of all parts."""
    run, shared = shared_out(desk)
    part = None if what == "not taken" else taken(desk)
    if part is not None and what != "left":
        with desk.store.writing() as connection:
            parts.give_up_part(connection, part, cause, attempts=0 if what == "failed" else 3)
    assert shared.is_known is False
    clock.seconds += 80 if what != "failed" else 0

    assert hear(desk, run, shared)[1] == {}

    assert shared.is_known
    said = "part 2 of 2: " + (cause if what != "left" else NOBODY)
    assert shared.cause == said
    message = answer(accepted(DAY))
    assert not Answers(desk.store, desk.settings).end(run, message, stopped=False, cause=shared.cause)
    assert (desk.run(run.id).state, desk.run(run.id).causes) == ("succeeded", (said,))
    assert left(desk, run) == []


def test_a_part_is_tried_again_as_long_as_there_is_time(desk: Desk, clock: Clock) -> None:
    """Two of three attempts fail and are repeated, the third ends it; nobody begins one with a second left."""
    run, _ = shared_out(desk)
    for attempt in (1, 2, 3):
        part = taken(desk)
        assert part.attempts == attempt
        with desk.store.writing() as connection:
            parts.give_up_part(connection, part, "signal SIGABRT", attempts=3)
    assert [row.state for row in left(desk, run)] == ["failed"]

    runs_again, _ = shared_out_again(desk)
    clock.seconds += 79
    assert take(desk) is None
    assert [row.state for row in left(desk, runs_again)] == ["queued"]


def shared_out_again(desk: Desk) -> tuple[Run, Shared]:
    """End what is held, and split another run."""
    for run in desk.runs():
        if run.state == "running":
            outcome.cancel(desk.store, run)
    return shared_out(desk)


def test_who_ends_gives_a_part_back_unharmed(desk: Desk) -> None:
    """A worker told to end has made no attempt: another begins the first."""
    shared_out(desk)
    part = taken(desk)
    with desk.store.writing() as connection:
        parts.give_up_part(connection, part, "ended", attempts=3, counts=False)

    assert taken(desk).attempts == 1


def test_a_zombie_writes_nothing_to_a_part(desk: Desk, clock: Clock) -> None:
    """A part left for more than its lease is another's: the first can neither go on, tell, end nor fail it."""
    shared_out(desk)
    zombie = taken(desk)
    clock.seconds += 10
    assert take(desk) is None
    clock.seconds += 1
    held = taken(desk)
    assert (held.id, held.fence, held.attempts) == (zombie.id, 2, 2)

    check_fenced(desk, zombie)
    end(desk, held)
    check_fenced(desk, held)


def check_fenced(desk: Desk, part: Part) -> None:
    """Nothing can be written to a part."""
    actions: list[Any] = [
        lambda c: parts.renew_part(c, part, OTHER_LEASE, desk.store.clock()),
        lambda c: parts.note_part(c, part, {}),
        lambda c: parts.end_part(c, part, ROWS),
        lambda c: parts.give_up_part(c, part, "x", attempts=3),
    ]
    for action in actions:
        with pytest.raises(FencedError), desk.store.writing() as connection:
            action(connection)


@pytest.mark.parametrize("how", ["succeeded", "failed", "cancelled", "given back", "taken over"])
def test_parts_go_with_the_claim_of_their_run(desk: Desk, clock: Clock, how: str) -> None:
    """However a claim ends, its parts are gone, and who still plans one can write nothing."""
    run, _ = shared_out(desk)
    part = taken(desk)
    if how == "succeeded":
        outcome.finish(desk.store, run, answer(accepted(DAY)))
    elif how == "failed":
        outcome.give_up(desk.store, run, "signal SIGKILL", attempts=1)
    elif how == "cancelled":
        outcome.cancel(desk.store, run)
    elif how == "given back":
        outcome.give_up(desk.store, run, "signal SIGKILL", attempts=3)
    else:
        clock.seconds += 11
        assert outcome.sweep(desk.store, claims=20) == [run.id]

    be_heard(desk)
    assert left(desk, run) == []
    check_fenced(desk, part)
    with pytest.raises(FencedError):
        Splitter(desk.store, desk.settings).share(run, DAY)
    if how in ("given back", "taken over"):
        again = claim(desk.store)
        assert Splitter(desk.store, desk.settings).share(again, DAY) is not None
        assert len(left(desk, again)) == 1
        check_fenced(desk, part)


def test_a_stopped_run_wants_its_parts_at_once(desk: Desk) -> None:
    """Who plans a part sees that its plan is wanted now; nobody begins one any more."""
    run, shared = shared_out(desk)
    part = taken(desk)
    with desk.store.writing() as connection:
        parts.want_parts(connection, run.id, desk.store.clock())
        seen = parts.renew_part(connection, part, OTHER_LEASE, desk.store.clock())
    assert seen.until == desk.store.now()

    assert hear(desk, run, shared)[1] == {}
    assert not shared.is_known
    end(desk, seen)
    assert 1 in hear(desk, run, shared)[1]


class PartsMachine(RuleBasedStateMachine):
    """Holders of two runs and planners of their parts, any of whom may be gone and come back too late."""

    @initialize()
    def open(self) -> None:
        """Begin with an empty store."""
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.desk = open_desk(Path(self.folder.name), self.clock, split_tickets=1, daily_slots=9)
        self.held: list[Run] = []
        self.parts: list[Part] = []
        self.done: dict[str, str] = {}

    def teardown(self) -> None:
        """Give the file back."""
        if hasattr(self, "desk"):
            self.desk.store.close()
            self.folder.cleanup()

    @rule()
    def begin(self) -> None:
        """A run is claimed, one that was left behind or a new one, and split."""
        with self.desk.store.reading() as connection:
            if not runs.is_waiting(connection, ("daily",)):
                submit(self.desk, limits=SECONDS)
        run = claim(self.desk.store)
        self.held.append(run)
        with self.desk.store.writing() as connection:
            parts.offer(connection, run.id, run.fence, 3, self.clock() + 30)

    @rule()
    def take(self) -> None:
        """Somebody takes a part."""
        part = take(self.desk)
        if part is not None:
            self.parts.append(part)

    @precondition(lambda self: self.parts)
    @rule(data=st.data(), how=st.sampled_from(["end", "fail", "renew"]))
    def go_on(self, data: st.DataObject, how: str) -> None:
        """Somebody, who may have lost it, writes to a part: only its holder can."""
        part = data.draw(st.sampled_from(self.parts))
        rows = {row.id: row for run in self.held for row in left(self.desk, run)}
        row = rows.get(part.id)
        is_holder = row is not None and (row.state, row.fence) == ("running", part.fence)
        try:
            with self.desk.store.writing() as connection:
                if how == "end":
                    parts.end_part(connection, part, [part.fence])
                elif how == "fail":
                    parts.give_up_part(connection, part, "x", attempts=2)
                else:
                    parts.renew_part(connection, part, OTHER_LEASE, self.clock())
            assert is_holder
            if how == "end":
                assert part.id not in self.done
                self.done[part.id] = f"[{part.fence}]"
        except FencedError:
            assert not is_holder

    @precondition(lambda self: self.held)
    @rule(data=st.data(), how=st.sampled_from(["finish", "give up", "cancel"]))
    def close(self, data: st.DataObject, how: str) -> None:
        """A holder, which may be a zombie, ends its run or an attempt at it."""
        run = data.draw(st.sampled_from(self.held))
        state = self.desk.run(run.id)
        is_holder = (state.state, state.fence) == ("running", run.fence)
        try:
            if how == "finish":
                outcome.finish(self.desk.store, run, ANSWER)
            elif how == "cancel":
                outcome.cancel(self.desk.store, run)
            else:
                outcome.give_up(self.desk.store, run, "x", attempts=3)
            assert is_holder
        except FencedError:
            assert not is_holder

    @rule(seconds=st.sampled_from([1, 11, 31]))
    def wait(self, seconds: int) -> None:
        """Time passes, and runs left behind are queued again."""
        self.clock.seconds += seconds
        outcome.sweep(self.desk.store, claims=100)

    @invariant()
    def parts_are_of_runs_under_way(self) -> None:
        """Parts exist for runs under way only, two each; what is done stays so, with the plan of who held it."""
        if not hasattr(self, "desk"):
            return
        for run in {run.id: run for run in self.held}.values():
            rows = left(self.desk, run)
            is_running = self.desk.run(run.id).state == "running"
            assert [row.place for row in rows] == ([1, 2] if is_running else [])
            for row in rows:
                assert (row.state == "done") == (row.id in self.done)
                with self.desk.store.reading() as connection:
                    plan = parts.part_plan(connection, row)
                assert (None if plan is None else str(plan)) == self.done.get(row.id)


@settings(max_examples=3, stateful_step_count=15, deadline=None)
class QuickMachine(PartsMachine):
    """A few short lives."""


@settings(max_examples=20, stateful_step_count=25, deadline=None)
class LongMachine(PartsMachine):
    """Many longer ones."""


def test_parts_stay_whole() -> None:
    """Any fifteen steps of holders and planners: see ``parts_are_of_runs_under_way``, a check after each."""
    QuickMachine.TestCase("runTest").runTest()


@pytest.mark.slow
def test_parts_stay_whole_in_long_lives() -> None:
    """The same of twenty-five steps, with the same check after each."""
    LongMachine.TestCase("runTest").runTest()
