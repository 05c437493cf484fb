"""Term promise_late: coming after the last promised window, where promises are soft."""

from dataclasses import replace

from tests.builders import charges, costs, every_urgency, make_fact, make_plan, make_problem, make_ticket, windows

TERM = "promise_late"
PROMISED = make_ticket(promised=windows((50, 60), (90, 100)))


def test_hard_promises_have_no_price() -> None:
    """Where promises are hard, coming late is a breach and not a cost."""
    problem = make_problem([PROMISED])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 110)]})) == []


def test_start_at_the_end_of_the_last_window_is_in_time() -> None:
    """The window's last minute is in time; the next costs one minute at 5."""
    problem = make_problem([PROMISED], promised_hard=False)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 100)]})) == []
    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 101)]})) == [("normal", 1, 5)]


def test_each_urgency_has_its_rate() -> None:
    """Ten minutes late each: 50, 10, 5 and 5 a minute."""
    tickets = [replace(ticket, promised=windows((0, 100))) for ticket in every_urgency()]
    problem = make_problem(tickets, promised_hard=False)

    plan = make_plan(problem, {0: [(f"{ticket.id}:0:0", 110) for ticket in tickets]})

    assert costs(TERM, problem, plan) == [
        ("emergency", 10, 500),
        ("urgent", 10, 100),
        ("normal", 10, 50),
        ("low", 10, 50),
    ]


def test_impact_multiplies_the_minutes() -> None:
    """Ten minutes late for a building (2) at 5 a minute: 100."""
    problem = make_problem([replace(PROMISED, impact=2)], promised_hard=False)

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 110)]}))

    assert (charge.amount, charge.cost, charge.ticket, charge.visit) == (20, 100, 0, 0)


def test_minutes_before_now_are_not_priced() -> None:
    """At 200 the promise is 100 minutes past; starting at 230 costs 30 minutes."""
    problem = make_problem([PROMISED], promised_hard=False, now=200)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 230)]})) == [("normal", 30, 150)]


def test_unplanned_ticket_and_fact_pay_nothing() -> None:
    """A ticket that is left out pays other terms, and a fact has ended the promise."""
    left_out = make_problem([PROMISED], promised_hard=False)
    over = make_problem([PROMISED], promised_hard=False, published={"T-1:0:0": make_fact(120, 150)}, now=110)

    assert costs(TERM, left_out, make_plan(left_out, {})) == []
    assert costs(TERM, over, make_plan(over, {0: [("T-1:0:0", 120)]})) == []
