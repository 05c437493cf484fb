"""Rule working_hours: departures, breaks and returns against shift and overtime."""

from solver.problem import Absence
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "working_hours"


def test_departure_at_the_start_of_the_shift_is_in_time() -> None:
    """A route may leave the minute its shift starts."""
    problem = make_problem(shifts=[make_shift(start=60)])

    # Start 70, travel 10: departure at 60.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 70)]})) == []


def test_departure_one_minute_early_is_a_breach() -> None:
    """A route that leaves one minute before its shift is one minute off."""
    problem = make_problem(shifts=[make_shift(start=60)])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 69)]}))

    assert (violation.amount, violation.visits, violation.technicians, violation.by_fact) == (1, (0,), (0,), False)


def test_return_at_the_end_of_overtime_is_in_time() -> None:
    """A route may be back the minute its overtime ends."""
    problem = make_problem(shifts=[make_shift(end=540, overtime_until=600)])

    # 560 + 30 + 10 home = 600.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 560)]})) == []


def test_return_one_minute_after_overtime_is_a_breach() -> None:
    """A route that is back one minute after its overtime is one minute off."""
    problem = make_problem(shifts=[make_shift(end=540, overtime_until=600)])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 561)]})) == [(1, False)]


def test_shift_that_ends_anywhere_needs_no_way_home() -> None:
    """Without an end site the return is the end of the last visit."""
    problem = make_problem(shifts=[make_shift(end=540, end_site=None)])

    # 510 + 30 = 540.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 510)]})) == []
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 512)]})) == [(2, False)]


def test_break_at_the_end_delays_the_return() -> None:
    """A break listed after the last visit is part of the route."""
    problem = make_problem()

    # The break ends at 540, home is 10 minutes away: 550, ten after the shift.
    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(480, 540)]})

    assert amounts(RULE, problem, plan) == [(10, False)]


def test_break_before_the_shift_is_a_breach() -> None:
    """A break that begins five minutes before the shift is five minutes off."""
    problem = make_problem(shifts=[make_shift(start=60)])

    plan = make_plan(problem, {0: [("T-1:0:0", 200)]}, {0: [(55, 90)]})

    assert amounts(RULE, problem, plan) == [(5, False)]


def test_absence_that_begins_with_the_shift_is_no_departure() -> None:
    """A route that begins at a located absence sets out for nothing."""
    shift = make_shift(start=60, absences=(Absence(60, 120, 2),))
    problem = make_problem(shifts=[shift])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 130)]})) == []


def test_absence_too_close_to_the_start_is_a_breach() -> None:
    """Setting out for a located absence before the shift starts is no better than for a visit."""
    shift = make_shift(start=60, absences=(Absence(65, 120, 2),))
    problem = make_problem(shifts=[shift])

    # Ten minutes of travel: departure at 55.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 130)]})) == [(5, False)]


def test_facts_outside_the_shift_are_warnings() -> None:
    """What has happened before the shift or after its overtime is reported, not forbidden."""
    published = {"T-1:0:0": make_fact(5, 35), "T-2:0:0": make_fact(535, 565)}
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    problem = make_problem(tickets, shifts=[make_shift()], published=published, now=570)

    plan = make_plan(problem, {0: [("T-1:0:0", 5), ("T-2:0:0", 535)]})

    # 5 - 10 is five before 0; 565 + 10 = 575 is 35 after 540.
    assert amounts(RULE, problem, plan) == [(5, True), (35, True)]


def test_late_return_with_one_new_visit_is_a_violation() -> None:
    """A route with a visit still to be made is not excused by its facts."""
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    problem = make_problem(tickets, published={"T-1:0:0": make_fact(10, 40)}, now=50)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 505)]})

    # 505 + 30 + 10 = 545.
    assert amounts(RULE, problem, plan) == [(5, False)]
