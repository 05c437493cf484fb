"""Term overtime: minutes of return after the shift."""

from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_shift, make_ticket

TERM = "overtime"
SHIFT = make_shift(end=100, overtime_until=200)


def test_return_at_the_end_of_the_shift_costs_nothing() -> None:
    """60 + 30 + 10 home = 100 is in time."""
    problem = make_problem(shifts=[SHIFT])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 60)]})) == []


def test_each_minute_after_the_shift_costs_three() -> None:
    """Back at 120: 20 minutes at 3, charged to the technician."""
    problem = make_problem(shifts=[SHIFT])

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 80)]}))

    assert (charge.name, charge.amount, charge.cost) == ("minute", 20, 60)
    assert (charge.ticket, charge.technician, charge.fact) == (None, 0, False)


def test_break_at_the_end_is_paid() -> None:
    """A break 100-130 after the last visit makes the return 140."""
    problem = make_problem(shifts=[SHIFT])

    plan = make_plan(problem, {0: [("T-1:0:0", 60)]}, {0: [(100, 130)]})

    assert costs(TERM, problem, plan) == [("minute", 40, 120)]


def test_weight_zero_turns_it_off() -> None:
    """A term with weight 0 charges nothing."""
    problem = make_problem(shifts=[SHIFT], weights={TERM: 0})

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 80)]})) == []


def test_overtime_of_facts_alone_is_the_facts() -> None:
    """A route of nothing but facts is sunk; one new visit and its overtime can still be changed."""
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    problem = make_problem(tickets, shifts=[SHIFT], published={"T-1:0:0": make_fact(70, 100)}, now=110)

    (alone,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 70)]}))
    (with_new,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 70), ("T-2:0:0", 110)]}))

    assert (alone.amount, alone.fact) == (10, True)
    assert (with_new.amount, with_new.fact) == (50, False)
