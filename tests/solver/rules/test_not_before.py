"""Rule not_before: reported, ready, and setting out in the past."""

from solver.problem import Outcome, Problem, VisitState
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_published, make_ticket

RULE = "not_before"


def judge(problem: Problem, start: int, *, minutes: int = 30) -> list[tuple[int, bool]]:
    """Return what the rule says of the only visit."""
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", start, start + minutes)]}))


def test_ticket_without_times_is_only_bound_by_now() -> None:
    """Setting out at ``now`` is allowed, one minute before is one minute off."""
    problem = make_problem(now=100)

    # Ten minutes of travel.
    assert judge(problem, 110) == []
    assert judge(problem, 109) == [(1, False)]


def test_service_waits_for_the_report() -> None:
    """Service starts when the ticket is reported, not a minute before."""
    problem = make_problem([make_ticket(reported_at=100)])

    assert judge(problem, 100) == []
    assert judge(problem, 99) == [(1, False)]


def test_service_waits_until_it_can_be_done() -> None:
    """The later of report and readiness counts."""
    problem = make_problem([make_ticket(reported_at=50, ready_at=100)])

    assert judge(problem, 100) == []
    assert judge(problem, 95) == [(5, False)]


def test_no_step_starts_before_the_ticket_is_ready() -> None:
    """Both limits hold for every visit of the ticket, and the visit is named."""
    problem = make_problem([make_ticket(ready_at=200)])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 150)]}))

    assert (violation.amount, violation.visits, violation.tickets) == (50, (0,), (0,))


def travelling(depart: int | None) -> Problem:
    """Return a problem whose technician is on his way at 105 to a visit published at 110."""
    record = make_published(110, 140, depart=depart, state=VisitState.TRAVELLING)
    return make_problem(published={"T-1:0:0": record}, now=105)


def test_who_is_on_the_way_may_arrive_early() -> None:
    """A travelling visit departs no earlier than it did and arrives no earlier than now."""
    problem = travelling(98)

    # 98 + 10 = 108: he can be there by then.
    assert judge(problem, 108) == []
    assert judge(problem, 107) == [(1, False)]


def test_departure_that_was_not_sent_is_worked_out() -> None:
    """Without a published departure it is the published start less the way from the shift's start place."""
    problem = travelling(None)

    # 110 - 10 = 100.
    assert judge(problem, 110) == []
    assert judge(problem, 109) == [(1, False)]


def test_fact_before_the_report_is_a_warning() -> None:
    """Work done before it was reported is done."""
    problem = make_problem([make_ticket(reported_at=50)], published={"T-1:0:0": make_fact(20, 50)}, now=60)

    assert judge(problem, 20) == [(30, True)]


def test_visit_in_vain_is_not_held_to_the_time_its_rest_waits_for() -> None:
    """After a no-show ``ready_at`` is when to come again; the first attempt was not too early."""
    problem = make_problem(
        [make_ticket(ready_at=180)], published={"T-1:0:0": make_fact(50, 60, outcome=Outcome.NO_SHOW)}, now=60
    )

    plan = make_plan(problem, {0: [("T-1:0:0", 50, 60), ("T-1:0:0:1", 175)]})

    assert amounts(RULE, problem, plan) == [(5, False)]
