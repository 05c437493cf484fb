"""Events, proposals, publishing, undo: one plan in force per key, legal as things stand, whoever else publishes."""

import threading

import pytest

from dispatcher.runs import Desk
from dispatcher.schemas.plan import Plan
from dispatcher.store.errors import (
    InForceElsewhereError,
    NothingInForceError,
    NotLegalError,
    NotPublishableError,
    StaleVersionError,
    StoreError,
    UnknownError,
)
from dispatcher.store.rows import PlanVersion
from tests.dispatcher.desks import (
    DAY,
    DONE,
    KEY,
    NEW_TICKET,
    OTHER,
    PLAN,
    STARTED,
    Place,
    batch,
    check_in_force,
    open_desk,
    places,
    proposed,
    published,
)
from tests.dispatcher.requests import at, make_ticket


@pytest.fixture
def desk(either_place: Place) -> Desk:
    """A desk whose children the test plays."""
    return open_desk(either_place)


def test_a_published_plan_is_in_force_and_the_one_before_is_superseded(desk: Desk) -> None:
    """Two publications give versions 1 and 2; history has both, newest first."""
    first, second = published(desk), published(desk, OTHER)

    key = desk.plan_key(KEY)
    assert (key.version, key.plan_id) == (2, second.id)
    states = [(plan.id, plan.version, plan.state) for plan in desk.history(KEY)]
    assert states == [(second.id, 2, "published"), (first.id, 1, "superseded")]
    assert [row.ids for row in desk.audit(KEY) if row.what == "plan.published"] == [
        (first.id,),
        (second.id, first.id),
    ]
    check_in_force(desk)


def test_a_stale_version_publishes_nothing(desk: Desk) -> None:
    """Who has seen version 0 may not publish over version 1, and learns that."""
    published(desk)
    other = proposed(desk, OTHER)

    with pytest.raises(StaleVersionError) as error:
        desk.publish(other.id, version=0, who="key-2")

    assert error.value.current == 1
    assert desk.plan(other.id).state == "proposed"
    check_in_force(desk)


def test_of_publishers_at_the_same_moment_one_succeeds(place: Place) -> None:
    """Eight publishers, each with a desk of its own on one file, have seen version 0: one plan comes into force."""
    first = open_desk(place)
    plans = [proposed(first, (PLAN, OTHER)[k % 2]) for k in range(8)]
    desks = [open_desk(place) for _ in plans]
    barrier = threading.Barrier(len(plans))
    won: list[PlanVersion] = []
    lost: list[StoreError] = []

    def publish(desk: Desk, plan: PlanVersion) -> None:
        barrier.wait()
        try:
            won.append(desk.publish(plan.id, version=0, who="key-1"))
        except StaleVersionError as error:
            lost.append(error)

    threads = [threading.Thread(target=publish, args=pair) for pair in zip(desks, plans, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(won), len(lost)) == (1, 7)
    assert first.plan_key(KEY).plan_id == won[0].id
    check_in_force(first)


def test_a_plan_that_breaks_a_rule_is_not_published(desk: Desk) -> None:
    """li at b3 at 8:05 would have had to set out at 7:59, before the shift: refused with the rule, nothing changes."""
    early = {**PLAN, "routes": [PLAN["routes"][0], {**PLAN["routes"][1], "visits": [
        {**PLAN["routes"][1]["visits"][0], "start": at("08:05"), "end": at("09:05")}]}]}  # fmt: skip
    plan = proposed(desk, early)

    with pytest.raises(NotLegalError) as error:
        desk.publish(plan.id, version=0, who="key-1")

    assert {breach.rule for breach in error.value.violations} >= {"working_hours"}
    assert desk.plan_key(KEY).plan_id is None


def test_facts_are_kept_before_anything_is_answered(desk: Desk, either_place: Place) -> None:
    """An event is in the log and in the request after a restart; the same again is accepted and changes nothing."""
    published(desk)

    recorded = desk.record_events(KEY, batch(STARTED), who="key-2")

    again = open_desk(either_place)
    assert (recorded.accepted, recorded.proposals, recorded.run) == (("E-2",), (), None)
    assert [(row.number, row.id, row.who) for row in again.events(KEY)] == [(1, "E-2", "key-2")]
    before = again.plan_key(KEY)
    assert again.record_events(KEY, batch(STARTED), who="key-2").accepted == ("E-2",)
    assert again.plan_key(KEY) == before
    assert (before.version, before.revision, before.last_event) == (1, 2, 1)
    check_in_force(again)


def test_events_sent_to_two_services_at_once_are_all_kept(place: Place) -> None:
    """Two desks on one file take four tickets each at the same time: eight events in one order, eight tickets more."""
    desks = [open_desk(place) for _ in range(2)]
    published(desks[0])

    def send(number: int) -> None:
        for k in range(4):
            name = f"N-{number}-{k}"
            ticket = {"id": name, "type": "new_ticket", "at": at("08:00"), "ticket": make_ticket(name)}
            assert desks[number].record_events(KEY, batch(ticket), who="key-1").accepted == (name,)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    rows = desks[0].events(KEY)
    assert [row.number for row in rows] == list(range(1, 9))
    assert {ticket.id for ticket in desks[1].request_in_force(KEY).tickets} == {"T-1", "T-2", *(row.id for row in rows)}
    for desk in desks:
        check_in_force(desk)


def test_bad_events_are_refused_whole_or_left_out(desk: Desk) -> None:
    """With an unknown visit beside a good event nothing is kept; with ``partial`` the good one is."""
    published(desk)
    events = batch({**STARTED, "id": "E-9", "visit_id": "T-404:0:0"}, STARTED)

    refused = desk.record_events(KEY, events, who="key-1")
    assert (refused.accepted, [fault.code for fault in refused.rejected]) == ((), ["visit_not_published"])
    assert desk.events(KEY) == []

    partial = desk.record_events(KEY, events, who="key-1", partial=True)
    assert partial.accepted == ("E-2",)
    assert [fault.path for fault in partial.rejected] == ["/events/0/visit_id"]
    check_in_force(desk)


def test_an_id_with_another_body_is_a_conflict_even_if_only_a_phone_differs(desk: Desk) -> None:
    """The same id with another time, or with another private word, is refused, in one list or in two."""
    published(desk)
    desk.record_events(KEY, batch(NEW_TICKET), who="key-1")
    other = {**NEW_TICKET, "ticket": {**NEW_TICKET["ticket"], "contact": {"phone": "1"}}}

    for events in (batch(other), batch(STARTED, {**STARTED, "time": at("08:07")})):
        assert [fault.code for fault in desk.record_events(KEY, events, who="key-1").rejected] == ["event_conflict"]
    assert [row.id for row in desk.events(KEY)] == ["E-1"]


def test_an_emergency_is_proposed_and_published(desk: Desk) -> None:
    """The first answer to a new ticket is a proposal with changes; published, it is in force."""
    published(desk)
    recorded = desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=("fast",))
    (proposal,) = recorded.proposals
    assert "N:0:0" in places(proposal)
    assert [row["kind"] for row in proposal.body["changes"]] == ["added"]
    assert desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=("fast",)).proposals == (proposal,)

    force = desk.publish(proposal.id, version=1, who="key-1")

    assert (force.id, force.version) == (proposal.id, 2)
    check_in_force(desk)


def test_undo_publishes_the_earlier_plan_again_as_a_new_version(desk: Desk) -> None:
    """After T-2 went to wang and came back, li has it again; N, which came meanwhile, is left out by the undo."""
    first = published(desk)
    published(desk, OTHER)
    desk.record_events(KEY, batch(NEW_TICKET), who="key-1")

    undone = desk.publish(first.id, version=2, who="key-1")

    assert undone.id != first.id
    assert (undone.from_plan_id, undone.version) == (first.id, 3)
    assert places(undone) == places(first)
    assert [row["ticket_id"] for row in undone.body["unassigned"]] == ["N"]
    assert [(row["visit_id"], row["kind"]) for row in undone.body["changes"]] == [("T-2:0:0", "both")]
    check_in_force(desk)


def test_undo_keeps_what_has_happened(desk: Desk) -> None:
    """wang has done T-1 from 8:06 to 8:58 since: that stays in the plan that comes back, whatever it had."""
    first = published(desk)
    published(desk, OTHER)
    desk.record_events(KEY, batch(STARTED, DONE), who="key-1")
    later = {"id": "E-5", "type": "cancelled", "at": at("09:00"), "ticket_id": "T-2"}
    desk.record_events(KEY, batch(later), who="key-1")

    undone = desk.publish(first.id, version=2, who="key-1")

    assert places(undone) == {"T-1:0:0": ("wang", "08:06")}
    (visit,) = [visit for route in undone.body["routes"] for visit in route["visits"]]
    assert (visit["state"], visit["end"][11:16]) == ("done", "08:58")
    check_in_force(desk)


def test_undo_that_time_has_overtaken_is_refused(desk: Desk) -> None:
    """At 9:00 li can no longer begin T-2 at 8:06: the rule is named and the plan in force stays."""
    first = published(desk)
    published(desk, OTHER)
    desk.record_events(KEY, batch(STARTED, DONE), who="key-1")

    with pytest.raises(NotLegalError) as error:
        desk.publish(first.id, version=2, who="key-1")

    assert {breach.rule for breach in error.value.violations} == {"not_before"}
    assert desk.plan_key(KEY).version == 2


def test_a_proposal_made_before_an_event_is_published_with_it(desk: Desk) -> None:
    """N was proposed, then T-1 begins: what comes into force is another version that has both."""
    published(desk)
    (proposal,) = desk.record_events(KEY, batch(NEW_TICKET), who="key-1", modes=("fast",)).proposals
    desk.record_events(KEY, batch(STARTED), who="key-1")

    force = desk.publish(proposal.id, version=1, who="key-1")

    assert (force.from_plan_id, desk.plan(proposal.id).state) == (proposal.id, "superseded")
    assert places(force) == places(proposal)
    states = {visit["visit_id"]: visit["state"] for route in force.body["routes"] for visit in route["visits"]}
    assert (states["T-1:0:0"], states["N:0:0"]) == ("started", "planned")
    check_in_force(desk)


def test_a_plan_of_a_new_request_takes_the_events_since_along(desk: Desk) -> None:
    """Submitted before T-1 began, with the same technician at it, the new plan has it begun once it is in force."""
    published(desk)
    other = proposed(desk, OTHER)
    desk.record_events(KEY, batch(STARTED), who="key-1")

    desk.publish(other.id, version=1, who="key-1")

    request = desk.request_in_force(KEY)
    assert request.published is not None
    states = {visit.ticket_id: visit.state for route in request.published.routes for visit in route.visits}
    assert states["T-1"] == "started"
    check_in_force(desk)


def test_a_plan_that_gives_what_has_begun_to_somebody_else_is_refused(desk: Desk) -> None:
    """li has begun T-2; a plan submitted before that gives T-2 to wang: plan anew."""
    published(desk)
    other = proposed(desk, OTHER)
    desk.record_events(KEY, batch({**STARTED, "visit_id": "T-2:0:0"}), who="key-1")

    with pytest.raises(NotPublishableError) as error:
        desk.publish(other.id, version=1, who="key-1")

    assert error.value.code == "events_do_not_fit"
    check_in_force(desk)


def test_tickets_and_shifts_are_in_force_under_one_key(desk: Desk) -> None:
    """The same day under a second key is refused with what clashes; without the clashing ones it is accepted."""
    published(desk)
    second = proposed(desk, key="second")

    with pytest.raises(InForceElsewhereError) as error:
        desk.publish(second.id, version=0, who="key-1")

    assert sorted(error.value.faults[0].ids) == ["T-1", "T-2", "li-mon", "wang-mon"]
    assert desk.plan_key("second").plan_id is None
    published(desk, {"schema_version": 1, "routes": [PLAN["routes"][0]]})  # li has nothing under the first key now
    rest = {"schema_version": 1, "routes": [PLAN["routes"][1]]}
    published(desk, rest, key="second")
    check_in_force(desk, "second")


def test_states_say_what_may_be_done(desk: Desk) -> None:
    """A discarded plan, and the one in force, cannot be published; only proposals are reviewed and discarded."""
    force = published(desk)
    other = proposed(desk, OTHER)
    assert desk.review(other.id, who="key-1").state == "reviewed"
    assert desk.discard(other.id, who="key-1").state == "discarded"

    for plan in (force, other):
        with pytest.raises(NotPublishableError):
            desk.publish(plan.id, version=1, who="key-1")
        with pytest.raises(NotPublishableError):
            desk.discard(plan.id, who="key-1")


def test_a_plan_made_by_hand_is_a_proposal_if_it_is_legal(desk: Desk) -> None:
    """Both visits for wang is proposed; both at the same time is refused with the rule."""
    published(desk)
    visit = OTHER["routes"][0]["visits"][0]
    clash = {"schema_version": 1, "routes": [{**OTHER["routes"][0], "visits": [
        visit, {**visit, "ticket_id": "T-2"}]}]}  # fmt: skip

    made = desk.propose(KEY, Plan.model_validate(OTHER), who="key-1")
    with pytest.raises(NotLegalError) as error:
        desk.propose(KEY, Plan.model_validate(clash), who="key-1")

    assert "one_place_at_a_time" in {breach.rule for breach in error.value.violations}
    assert desk.publish(made.id, version=1, who="key-1").id == made.id
    assert places(desk.plan(made.id))["T-2:0:0"] == ("wang", "09:06")
    check_in_force(desk)


def test_an_interruption_happens_when_its_proposal_is_published(desk: Desk) -> None:
    """At 8:30 both are at work: the emergency breaks one off, which is an event of the log once that is published."""
    day = {**DAY, "policy": {"interrupt": "normal_and_low"}}
    published(desk, tree=day)
    ticket = make_ticket("E", urgency="emergency", respond_by=at("08:50"), service_minutes=30)
    burst = {"id": "E-7", "type": "new_ticket", "at": at("08:30"), "ticket": ticket}
    (proposal,) = desk.record_events(KEY, batch(burst), who="key-1", modes=("fast",)).proposals
    assert [row["type"] for row in proposal.interrupts] == ["paused"]

    desk.publish(proposal.id, version=1, who="key-1")

    assert [row.body["type"] for row in desk.events(KEY)] == ["new_ticket", "paused"]
    check_in_force(desk)


def test_what_is_not_there_is_said(desk: Desk) -> None:
    """Unknown keys and plans are named; events need a plan in force."""
    for ask in (lambda: desk.plan_key("x"), lambda: desk.plan("x"), lambda: desk.history("x")):
        with pytest.raises(UnknownError):
            ask()
    proposed(desk)
    with pytest.raises(NothingInForceError):
        desk.record_events(KEY, batch(STARTED), who="key-1")
