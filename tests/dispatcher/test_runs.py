"""Runs in the store: accepted, claimed, fenced, retried, taken over, stopped, cancelled, over in time."""

from datetime import timedelta
from typing import Any

import pytest

from dispatcher.runs import Desk, RunSettings, outcome
from dispatcher.runs.answers import Answers
from dispatcher.store import outbox, runs
from dispatcher.store.errors import FencedError, IdempotencyConflictError, UnknownError
from dispatcher.store.idempotency import Idempotency
from dispatcher.store.rows import Run
from tests.dispatcher.desks import (
    DAY,
    KEY,
    LEASE,
    NEW_TICKET,
    OTHER,
    PLAN,
    Clock,
    Place,
    answer,
    batch,
    claim,
    open_desk,
    published,
    submit,
)
from tests.dispatcher.requests import accepted


@pytest.fixture
def clock() -> Clock:
    """Time as the test sets it."""
    return Clock()


@pytest.fixture
def desk(either_place: Place, clock: Clock) -> Desk:
    """A desk whose supervisor is the test."""
    return open_desk(either_place, clock)


@pytest.fixture
def leased(place: Place, clock: Clock) -> Desk:
    """The same for what leases promise, which the quick tests ask of both databases."""
    return open_desk(place, clock)


def kinds(desk: Desk, run: Run) -> list[str]:
    """Return what happened to a run."""
    return [event.kind for event in desk.run_events(run.id)]


def test_an_accepted_run_is_there_after_a_restart(desk: Desk, either_place: Place) -> None:
    """A desk opened on the same file afterwards knows the run, queued, with the request as it was sent."""
    run = submit(desk)

    again = open_desk(either_place)

    assert again.run(run.id) == run
    assert (run.state, run.attempts, run.plan_id) == ("queued", 0, None)
    assert again.runs(KEY) == [run]
    assert [row.what for row in again.audit(KEY)] == ["run.queued"]
    with pytest.raises(UnknownError):
        again.run("run-404")


def test_the_same_submission_twice_is_one_run(desk: Desk) -> None:
    """An idempotency key with the same digest gives the first run, with another one a conflict and no run."""
    request = accepted(DAY)
    asked = Idempotency("key-1", "a", "x")

    first = desk.submit(KEY, request, who="key-1", idempotency=asked)
    again = desk.submit(KEY, request, who="key-1", idempotency=asked)

    assert (first.replayed, again.replayed) == (False, True)
    assert first.run == again.run
    with pytest.raises(IdempotencyConflictError):
        desk.submit(KEY, request, who="key-1", idempotency=Idempotency("key-1", "a", "y"))
    assert len(desk.runs()) == 1


def test_a_run_ends_with_a_proposal(desk: Desk) -> None:
    """What the child found is a proposal of the request as sent; who waits for messages is told once of each."""
    run = submit(desk)
    held = claim(desk.store)
    outcome.finish(desk.store, held, answer(accepted(DAY)))

    over = desk.run(run.id)

    assert (over.state, over.attempts, over.is_over) == ("succeeded", 1, True)
    (plan,) = desk.proposals(run.id)
    assert (plan.id, plan.state, plan.run_id, plan.version) == (over.plan_id, "proposed", run.id, None)
    assert plan.body["plan_id"] == plan.id
    assert kinds(desk, run) == ["queued", "running", "succeeded"]
    with desk.store.reading() as connection:
        topics = [row.topic for row in outbox.waiting(connection)]
    assert sorted(topics) == ["proposal.ready", "run.finished"]


def test_urgent_runs_come_first_and_the_lanes_can_be_claimed_apart(leased: Desk) -> None:
    """Of two daily runs and an urgent one the urgent is claimed first; for the daily lane alone, the oldest."""
    first, _, urgent = submit(leased), submit(leased), submit(leased, lane="urgent")

    with leased.store.writing() as connection:
        daily = runs.claim(connection, LEASE, ("daily",), leased.store.clock())
    assert daily is not None
    assert daily.id == first.id
    assert claim(leased.store).id == urgent.id


def test_a_zombie_writes_nothing(leased: Desk, clock: Clock) -> None:
    """A run taken over after its lease of 10 s is its second holder's: the first can neither go on, end nor fail it."""
    submit(leased)
    zombie = claim(leased.store)
    clock.seconds += 10
    assert outcome.sweep(leased.store, claims=20) == []
    clock.seconds += 1
    assert outcome.sweep(leased.store, claims=20) == [zombie.id]
    held = claim(leased.store)
    assert (held.fence, held.attempts, held.causes) == (2, 1, ("the service was gone",))

    attempts: list[Any] = [
        lambda: outcome.finish(leased.store, zombie, answer(accepted(DAY))),
        lambda: outcome.give_up(leased.store, zombie, "signal SIGKILL", attempts=3),
        lambda: outcome.cancel(leased.store, zombie),
    ]
    for attempt in attempts:
        with pytest.raises(FencedError):
            attempt()
    with pytest.raises(FencedError), leased.store.writing() as connection:
        runs.renew(connection, zombie, LEASE, clock())

    assert leased.plans(KEY) == []
    outcome.finish(leased.store, held, answer(accepted(DAY)))
    assert [plan.run_id for plan in leased.plans(KEY)] == [held.id]
    with pytest.raises(FencedError):
        outcome.finish(leased.store, held, answer(accepted(DAY)))


def test_a_lease_that_is_renewed_does_not_expire(leased: Desk, clock: Clock) -> None:
    """Renewed after 8 s, a lease of 10 s holds at 18 s and not after."""
    submit(leased)
    held = claim(leased.store)
    clock.seconds += 8
    with leased.store.writing() as connection:
        runs.renew(connection, held, LEASE, clock())

    clock.seconds += 10
    assert outcome.sweep(leased.store, claims=20) == []
    clock.seconds += 0.5
    assert outcome.sweep(leased.store, claims=20) == [held.id]


def test_attempts_without_an_answer_are_repeated_and_then_the_run_fails(desk: Desk) -> None:
    """Two of three attempts are queued again, with the cause of each; the third ends the run and says why."""
    run = submit(desk)

    retried = [outcome.give_up(desk.store, claim(desk.store), f"signal {k}", attempts=3) for k in range(3)]

    over = desk.run(run.id)
    assert retried == [True, True, False]
    assert (over.state, over.attempts, over.causes) == ("failed", 3, ("signal 0", "signal 1"))
    assert over.problem is not None
    assert (over.problem["code"], "signal 2" in over.problem["message"]["en"]) == ("run_crashed", True)
    assert kinds(desk, run) == ["queued", *["running", "retried"] * 2, "running", "failed"]


def test_a_run_that_takes_its_service_along_fails_in_the_end(desk: Desk, clock: Clock) -> None:
    """With three claims allowed, the third lease that expires fails the run."""
    run = submit(desk)
    for _ in range(3):
        claim(desk.store)
        clock.seconds += 11
        outcome.sweep(desk.store, claims=3)

    assert desk.run(run.id).state == "failed"


def test_no_plan_is_a_problem_with_the_locks_that_contradict_each_other(desk: Desk) -> None:
    """An answer without a plan fails the run at once: infeasible, or not found in time."""
    for status, code in (("infeasible", "run_infeasible"), ("no_plan_in_time", "run_without_plan")):
        run = submit(desk)
        message = answer(accepted(DAY))
        message["answers"][0]["plan"] |= {"status": status, "routes": []}
        outcome.finish(desk.store, claim(desk.store), message)

        problem = desk.run(run.id).problem
        assert problem is not None
        assert (desk.run(run.id).state, problem["code"], desk.proposals(run.id)) == ("failed", code, [])
        assert problem["errors"][0]["message"]["zh"]


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "done"},
        {"kind": "done", "answers": []},
        {"kind": "done", "answers": [{"plan": {"routes": 1}, "modes": [], "interrupts": []}]},
        {"kind": "done", "answers": "plan"},
        {"kind": "done", "answers": [None]},
    ],
)
def test_garbage_is_no_answer(desk: Desk, message: dict[str, Any]) -> None:
    """What is no plan is refused before anything is written."""
    run = submit(desk)

    with pytest.raises(outcome.GarbageError):
        outcome.finish(desk.store, claim(desk.store), message)

    assert desk.run(run.id).state == "running"


def test_a_queued_run_is_cancelled_at_once_a_running_one_by_its_supervisor(desk: Desk) -> None:
    """One that waits is over; one that runs only says what is wanted; one that is over stays as it is."""
    waiting = submit(desk)
    assert desk.cancel(waiting.id, who="key-1").state == "cancelled"
    running = submit(desk)
    held = claim(desk.store)

    wished = desk.cancel(running.id, who="key-1")
    assert (wished.state, wished.cancel_wanted) == ("running", True)
    outcome.cancel(desk.store, held)
    assert desk.cancel(running.id, who="key-1").state == "cancelled"
    assert desk.stop(running.id, who="key-1").stop_wanted is False


def test_a_stopped_run_is_not_tried_again(desk: Desk) -> None:
    """Told to stop, a run whose child then gives no answer fails: nobody waits for another attempt."""
    run = submit(desk)
    held = claim(desk.store)
    desk.stop(run.id, who="key-1")
    with desk.store.writing() as connection:
        held = runs.renew(connection, held, LEASE, desk.store.clock())

    assert outcome.give_up(desk.store, held, "no answer in time", attempts=3) is False
    assert desk.run(run.id).state == "failed"


def test_a_run_that_waits_past_its_deadline_fails(leased: Desk, clock: Clock) -> None:
    """With a deadline in 60 s a queued run is left alone at 59 s and over at 60 s, and says why."""
    run = submit(leased, deadline=leased.store.now() + timedelta(seconds=60))
    clock.seconds += 59
    outcome.sweep(leased.store, claims=20)
    assert leased.run(run.id).state == "queued"

    clock.seconds += 1
    outcome.sweep(leased.store, claims=20)

    problem = leased.run(run.id).problem
    assert problem is not None
    assert problem["code"] == "run_past_deadline"


def test_searches_after_events_are_urgent_runs(desk: Desk) -> None:
    """Events with modes steady and best queue one urgent run of both for the request with the events in it."""
    plan = published(desk)

    recorded = desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=("fast", "steady", "best"), seconds=1.5)

    assert recorded.run is not None
    assert (recorded.run.lane, recorded.run.modes, recorded.run.before_id) == ("urgent", ("steady", "best"), plan.id)
    assert recorded.run.limits["seconds"] == 1.5
    assert recorded.run.request_id == desk.plan_key(KEY).request_id
    assert [found.modes for found in recorded.proposals] == [("fast",)]


def test_waiting_ends_with_the_run_or_with_the_time(desk: Desk) -> None:
    """Nothing happens within no time; what has happened already ends the wait."""
    run = submit(desk)

    assert desk.wait(run.id, 0.0).state == "queued"
    assert desk.wait(run.id, 60.0, after=0).state == "queued"
    desk.cancel(run.id, who="key-1")
    assert desk.wait(run.id, 60.0).state == "cancelled"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["cheaper first", "dearer first"])
def test_of_what_attempts_told_the_cheapest_is_kept(desk: Desk, order: tuple[int, int]) -> None:
    """Two plans are told of on the way, in any order; the child that is stopped and dies leaves the cheaper one."""
    told = sorted((answer(accepted(DAY), plan) for plan in (PLAN, OTHER)), key=total_of)
    assert total_of(told[0]) < total_of(told[1])
    submit(desk)
    run = claim(desk.store)
    answers = Answers(desk.store, RunSettings())
    for k in order:
        answers.note(run, told[k])

    assert not answers.end(run, {"kind": "failed", "cause": "signal SIGKILL"}, stopped=True)

    (proposal,) = desk.proposals(run.id)
    assert proposal.body["cost"]["total"] == total_of(told[0])


def total_of(message: dict[str, Any]) -> int:
    """Return what the plan of an answer costs."""
    return int(message["answers"][0]["plan"]["cost"]["total"])
