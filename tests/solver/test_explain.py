"""Why a ticket is left out: class, proof and reasons, each by hand."""

import time

from solver.explain import Reason, Unassigned, UnassignedClass, classify
from solver.plan import Plan
from solver.problem import After, Break, Problem, TicketStatus
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status
from tests.builders import make_fact, make_problem, make_shift, make_step, make_technician, make_ticket, windows


def _explain(problem: Problem) -> tuple[Unassigned, ...]:
    result = search(problem, SearchLimits(workers=1), timer=time.monotonic)
    assert result.plan is not None
    return classify(problem, result.plan, result.status is Status.OPTIMAL, lambda: False)


def test_a_trade_nobody_has_is_impossible_by_skill_match() -> None:
    """Wang and Li know water only."""
    problem = make_problem(
        [make_ticket(trade="security")], technicians=[make_technician("wang"), make_technician("li")]
    )

    (left,) = _explain(problem)

    assert left == Unassigned(0, UnassignedClass.IMPOSSIBLE, None, False, (Reason("skill_match", (0, 1)),))


def test_different_technicians_may_fail_for_different_rules() -> None:
    """Wang lacks the trade, Li is banned."""
    technicians = [make_technician("wang", skills={"civil": 1}), make_technician("li")]
    ticket = make_ticket(banned_technicians=frozenset({1}))

    (left,) = _explain(make_problem([ticket], technicians=technicians))

    assert left.reasons == (Reason("skill_match", (0,)), Reason("technician_allowed", (1,)))


def test_a_visit_too_long_for_every_shift_is_impossible_by_working_hours() -> None:
    """550 minutes of service and 20 of travel do not fit into 540."""
    (left,) = _explain(make_problem([make_ticket(minutes=550)]))

    assert (left.kind, left.reasons) == (UnassignedClass.IMPOSSIBLE, (Reason("working_hours", (0,)),))


def test_a_window_outside_the_shift_names_both_rules_of_which_either_would_do() -> None:
    """The promise is for 560-580, the shift ends at 540: without either rule it could be planned."""
    (left,) = _explain(make_problem([make_ticket(promised=windows((560, 580)))]))

    assert {reason.code for reason in left.reasons} == {"working_hours", "promised_window"}


def test_a_ticket_that_does_not_pay_is_crowded_out_when_the_plan_is_proved() -> None:
    """Each takes 300 of 540 minutes: one is planned, the other proved not to fit beside it."""
    tickets = [make_ticket("A", minutes=300), make_ticket("B", minutes=300)]

    (left,) = _explain(make_problem(tickets))

    assert (left.kind, left.proof) == (UnassignedClass.CROWDED_OUT, "global")
    assert left.reasons == (Reason("costs_more", (0,)),)


def test_without_a_proof_it_is_not_found_in_time() -> None:
    """The same day, explained without knowing that the plan is optimal."""
    problem = make_problem([make_ticket("A", minutes=300), make_ticket("B", minutes=300)])
    result = search(problem, SearchLimits(workers=1), timer=time.monotonic)
    assert result.plan is not None

    (left,) = classify(problem, result.plan, False, lambda: False)

    assert (left.kind, left.proof) == (UnassignedClass.NOT_FOUND_IN_TIME, None)
    assert left.reasons == (Reason("no_room_found", (0,)),)


def test_a_ticket_after_one_on_hold_is_impossible_by_step_order() -> None:
    """B follows A, and A waits for parts."""
    tickets = [make_ticket("A", status=TicketStatus.ON_HOLD), make_ticket("B", after=(After(0),))]

    (left,) = _explain(make_problem(tickets))

    assert (left.ticket, left.kind, left.reasons) == (1, UnassignedClass.IMPOSSIBLE, (Reason("step_order", ()),))


def test_the_rest_of_a_started_ticket_is_marked_as_remaining() -> None:
    """Step one is done, nobody can do step two."""
    ticket = make_ticket(steps=[make_step(), make_step("civil")])

    (left,) = _explain(make_problem([ticket], now=60, published={"T-1:0:0": make_fact(10, 40)}))

    assert (left.remaining, left.kind) == (True, UnassignedClass.IMPOSSIBLE)


def test_a_break_that_cannot_be_kept_beside_the_visit_is_named() -> None:
    """530 minutes with travel leave no 30 minutes for a break between 200 and 300."""
    problem = make_problem([make_ticket(minutes=510)], shifts=[make_shift(breaks=(Break(200, 300, 30),))])

    (left,) = _explain(problem)

    assert "break_taken" in {reason.code for reason in left.reasons}


def test_what_nobody_may_do_is_impossible_without_any_time() -> None:
    """No technician has the trade: no proof takes time."""
    problem = make_problem([make_ticket(trade="security")])

    (left,) = classify(problem, Plan(), False, lambda: True)

    assert (left.kind, left.reasons) == (UnassignedClass.IMPOSSIBLE, (Reason("skill_match", (0,)),))
