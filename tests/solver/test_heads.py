"""Where facts leave a shift; the legs are 10 minutes between any two of the builders' sites."""

from solver.heads import read_heads
from solver.problem import Absence, Interval
from tests.builders import make_fact, make_problem, make_shift, make_ticket


def test_a_shift_without_facts_starts_at_its_start_site_and_is_unused() -> None:
    """Nothing is settled but now; nothing is paid."""
    head = read_heads(make_problem(now=5))[0]

    assert (head.site, head.settled, head.last_end, head.travel, head.used) == (0, 5, None, 0, False)


def test_facts_move_the_head_to_the_last_of_them_and_pay_their_travel() -> None:
    """Two facts, at sites 1 and 2, the second ending at 100 after now 90: 10 + 10 minutes traveled."""
    problem = make_problem(
        [make_ticket("A", site=1), make_ticket("B", site=2)],
        now=90,
        published={"A:0:0": make_fact(10, 40), "B:0:0": make_fact(60, 100)},
    )

    head = read_heads(problem)[0]

    assert (head.site, head.free, head.settled, head.travel, head.visits) == (2, 100, 100, 20, 2)


def test_an_absence_that_begins_with_the_shift_is_where_the_route_begins() -> None:
    """A meeting 0-30 at site 2: nobody travels to it, and it is no stop any more."""
    problem = make_problem(shifts=[make_shift(absences=(Absence(0, 30, 2),))])

    head = read_heads(problem)[0]

    assert (head.site, head.free, head.travel, head.absences) == (2, 30, 0, ())


def test_an_absence_later_in_the_day_is_still_ahead() -> None:
    """A meeting 60-90 is a stop to come."""
    problem = make_problem(shifts=[make_shift(absences=(Absence(60, 90, 2),))])

    assert read_heads(problem)[0].absences == (Absence(60, 90, 2),)


def test_an_absence_that_facts_leave_no_time_to_reach_is_reached_late() -> None:
    """The fact ends at 55, the leg takes 10, the meeting began at 60: the technician is free at its end, 90."""
    problem = make_problem(
        shifts=[make_shift(absences=(Absence(60, 90, 2),))], now=55, published={"T-1:0:0": make_fact(10, 55)}
    )

    head = read_heads(problem)[0]

    assert (head.site, head.free, head.absences, head.travel) == (2, 90, (), 20)


def test_an_absence_that_is_over_before_it_can_be_reached_ends_on_arrival() -> None:
    """The fact ends at 100, after the meeting 60-90: he arrives at 110 and goes on."""
    problem = make_problem(
        shifts=[make_shift(absences=(Absence(60, 90, 2),))], now=55, published={"T-1:0:0": make_fact(10, 100)}
    )

    assert read_heads(problem)[0].free == 110


def test_a_past_break_keeps_the_technician_until_it_ends() -> None:
    """A break 40-70 that had started before now 50: nothing departs before 70."""
    problem = make_problem(
        shifts=[make_shift(past_breaks=(Interval(40, 70),))], now=50, published={"T-1:0:0": make_fact(10, 40)}
    )

    head = read_heads(problem)[0]

    assert (head.free, head.settled) == (70, 50)
