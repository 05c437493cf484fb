"""Term complete_late: late last ends, tickets that are not finished, what is already lost."""

from dataclasses import replace

from tests.builders import charges, costs, every_urgency, make_fact, make_plan, make_problem, make_step, make_ticket

TERM = "complete_late"
DUE = make_ticket(complete_by=100)


def test_ticket_without_due_time_costs_nothing() -> None:
    """Nothing due, nothing late."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_end_at_the_due_time_is_in_time() -> None:
    """70 + 30 is in time; one minute later costs one minute at 2."""
    problem = make_problem([DUE])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 70)]})) == []
    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 71)]})) == [("normal", 1, 2)]


def test_each_urgency_has_its_rate() -> None:
    """Ten minutes late each: 50, 10, 2 and 1 a minute."""
    tickets = [replace(ticket, complete_by=100) for ticket in every_urgency()]
    problem = make_problem(tickets)

    plan = make_plan(problem, {0: [(f"{ticket.id}:0:0", 80) for ticket in tickets]})

    assert costs(TERM, problem, plan) == [
        ("emergency", 10, 500),
        ("urgent", 10, 100),
        ("normal", 10, 20),
        ("low", 10, 10),
    ]


def test_last_end_of_the_last_step_counts() -> None:
    """The second step ends at 130: 30 minutes late for an estate (4) at 2 a minute."""
    problem = make_problem([replace(DUE, steps=(make_step(), make_step()), impact=4)])

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 100)]}))

    assert (charge.amount, charge.cost, charge.visit, charge.fact) == (120, 240, 1, False)


def test_ticket_whose_rest_is_left_out_waits_until_the_horizon_ends() -> None:
    """One of two steps done: 600 - 100 minutes at 2, of no visit and no technician."""
    problem = make_problem(
        [replace(DUE, steps=(make_step(), make_step()))], published={"T-1:0:0": make_fact(10, 40)}, now=50
    )

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    assert (charge.amount, charge.cost, charge.visit, charge.technician) == (500, 1000, None, None)


def test_minutes_before_now_are_not_priced() -> None:
    """At 200 a ticket due at 100 that ends at 250 costs 50 minutes."""
    problem = make_problem([DUE], now=200)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 220)]})) == [("normal", 50, 100)]


def test_late_fact_is_charged_to_the_facts() -> None:
    """A visit that is being made and will end at 120 is 20 minutes late whatever is planned."""
    problem = make_problem([DUE], published={"T-1:0:0": make_fact(60, 120)}, now=70)

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 60, 120)]}))

    assert (charge.amount, charge.cost, charge.fact) == (20, 40, True)
