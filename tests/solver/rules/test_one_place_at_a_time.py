"""Rule one_place_at_a_time: travel between stops, breaks between them, facts that clash."""

from solver.problem import Interval
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "one_place_at_a_time"
TWO = [make_ticket("T-1", site=1), make_ticket("T-2", site=2)]


def test_one_visit_clashes_with_nothing() -> None:
    """A route of one visit keeps the rule."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_next_visit_after_end_and_travel_is_in_time() -> None:
    """A visit that starts exactly when the technician can be there is in time."""
    problem = make_problem(TWO)

    # T-1 ends at 10 + 30 = 40, 10 minutes of travel: 50.
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 50)]})

    assert amounts(RULE, problem, plan) == []


def test_next_visit_one_minute_before_travel_ends_is_a_breach() -> None:
    """A visit one minute before the technician can be there is one minute off, and both visits are named."""
    problem = make_problem(TWO)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 49)]})

    (violation,) = breaches(RULE, problem, plan)
    assert (violation.amount, violation.visits, violation.shifts, violation.by_fact) == (1, (0, 1), (0,), False)


def test_visit_inside_another_is_off_by_the_way_back_too() -> None:
    """The amount is what the later visit would have to move: to the end of the earlier plus travel."""
    problem = make_problem(TWO)

    # T-1 ends at 40, so T-2 starts at 50 at the earliest: 30 too early.
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 20)]})

    assert amounts(RULE, problem, plan) == [(30, False)]


def test_waiting_is_done_before_setting_out() -> None:
    """A break just before the departure to the next visit clashes with nothing."""
    problem = make_problem(TWO)

    # T-2 at 100: departure at 90. The break 40-90 fills the wait.
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}, {0: [(40, 90)]})

    assert amounts(RULE, problem, plan) == []


def test_break_during_travel_is_a_breach() -> None:
    """A break that reaches one minute into the way to the next visit is one minute off."""
    problem = make_problem(TWO)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}, {0: [(40, 91)]})

    assert amounts(RULE, problem, plan) == [(1, False)]


def test_breaks_that_overlap_are_a_breach() -> None:
    """Two breaks of one route share no minute."""
    problem = make_problem()

    plan = make_plan(problem, {0: [("T-1:0:0", 10)]}, {0: [(100, 130), (120, 150)]})

    assert amounts(RULE, problem, plan) == [(10, False)]


def test_facts_that_clash_are_a_warning() -> None:
    """Two facts without travel between them are the facts' breach."""
    published = {"T-1:0:0": make_fact(10, 40), "T-2:0:0": make_fact(45, 75)}
    problem = make_problem(TWO, published=published, now=80)

    # 40 + 10 = 50, five minutes after 45.
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 45)]})

    assert amounts(RULE, problem, plan) == [(5, True)]


def test_new_visit_that_clashes_with_a_fact_is_a_violation() -> None:
    """As soon as a visit still to be made takes part, the plan is to blame."""
    problem = make_problem(TWO, published={"T-1:0:0": make_fact(10, 40)}, now=30)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 45)]})

    assert amounts(RULE, problem, plan) == [(5, False)]


def test_past_break_that_a_fact_ran_into_is_a_warning() -> None:
    """A break and a visit that have both happened are facts, however they clash."""
    shift = make_shift(past_breaks=(Interval(35, 65),))
    problem = make_problem(shifts=[shift], published={"T-1:0:0": make_fact(10, 40)}, now=70)

    plan = make_plan(problem, {0: [("T-1:0:0", 10)]}, {0: [(35, 65)]})

    assert amounts(RULE, problem, plan) == [(5, True)]
