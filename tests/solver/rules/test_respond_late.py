"""Term respond_late: late first starts, tickets nobody comes to, what is already lost."""

from dataclasses import replace

from solver.problem import Outcome
from tests.builders import charges, costs, every_urgency, make_fact, make_plan, make_problem, make_ticket

TERM = "respond_late"
DUE = make_ticket(respond_by=100)


def test_ticket_without_due_time_costs_nothing() -> None:
    """Nothing due, nothing late."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_start_at_the_due_time_is_in_time() -> None:
    """The due minute itself is in time; the next costs one minute at 2."""
    problem = make_problem([DUE])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 100)]})) == []
    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 101)]})) == [("normal", 1, 2)]


def test_each_urgency_has_its_rate() -> None:
    """Ten minutes late each: 50, 10, 2 and 1 a minute."""
    tickets = [replace(ticket, respond_by=100) for ticket in every_urgency()]
    problem = make_problem(tickets)

    plan = make_plan(problem, {0: [(f"{ticket.id}:0:0", 110) for ticket in tickets]})

    assert costs(TERM, problem, plan) == [
        ("emergency", 10, 500),
        ("urgent", 10, 100),
        ("normal", 10, 20),
        ("low", 10, 10),
    ]


def test_impact_multiplies_the_minutes() -> None:
    """Ten minutes late for a building (2) at 2 a minute: 40, charged to ticket, technician and visit."""
    problem = make_problem([replace(DUE, impact=2)])

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 110)]}))

    assert (charge.cost, charge.ticket, charge.technician, charge.visit, charge.fact) == (40, 0, 0, 0, False)


def test_unplanned_ticket_waits_until_the_horizon_ends() -> None:
    """600 - 100 minutes at 2."""
    problem = make_problem([DUE])

    assert costs(TERM, problem, make_plan(problem, {})) == [("normal", 500, 1000)]


def test_minutes_before_now_are_not_priced() -> None:
    """At 200 a ticket due at 100 has lost 100 minutes; starting at 230 costs 30, never coming 400."""
    problem = make_problem([DUE], now=200)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 230)]})) == [("normal", 30, 60)]
    assert costs(TERM, problem, make_plan(problem, {})) == [("normal", 400, 800)]


def test_visit_in_vain_is_no_response() -> None:
    """A no-show in time is no response: the next part, at 160, is 60 minutes late."""
    record = make_fact(50, 60, outcome=Outcome.NO_SHOW)
    problem = make_problem([DUE], published={"T-1:0:0": record}, now=60)

    plan = make_plan(problem, {0: [("T-1:0:0", 50, 60), ("T-1:0:0:1", 160)]})

    assert costs(TERM, problem, plan) == [("normal", 60, 120)]


def test_interrupted_visit_is_a_response_even_if_the_rest_is_left_out() -> None:
    """Somebody was there in time: leaving out the rest is not a late response."""
    record = make_fact(50, 60, outcome=Outcome.INTERRUPTED)
    problem = make_problem([DUE], published={"T-1:0:0": record}, remaining={"T-1:0:0": 20}, now=60)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 50, 60)]})) == []


def test_late_fact_is_charged_to_the_facts() -> None:
    """A visit that started after ``now`` was read and after its due time is sunk."""
    problem = make_problem([DUE], published={"T-1:0:0": make_fact(110, 140)}, now=105)

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 110)]}))

    # 110 - max(100, 105).
    assert (charge.amount, charge.cost, charge.fact) == (5, 10, True)
