"""Rule break_taken: when a break is due, what counts as taken, and what facts leave of it."""

from solver.problem import Break, Interval, Shift
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "break_taken"


def noon(**fields: object) -> Shift:
    """Return a shift with a break of 60 minutes that starts within 210-300."""
    return make_shift(breaks=(Break(210, 300, 60),), **fields)


def test_shift_without_breaks_owes_none() -> None:
    """Without a break there is none to take."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 400)]})) == []


def test_route_back_by_the_latest_start_owes_no_break() -> None:
    """A route that returns at the latest start of a break has it at home."""
    problem = make_problem(shifts=[noon()])

    # 260 + 30 + 10 = 300.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 260)]})) == []


def test_route_back_one_minute_later_owes_the_whole_break() -> None:
    """One minute after the latest start the break is due; the amount is its length."""
    problem = make_problem(shifts=[noon()])

    (violation,) = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 261)]}))

    assert (violation.amount, violation.shifts, violation.by_fact) == (60, (0,), False)


def test_break_at_both_ends_of_its_window_is_taken() -> None:
    """Both ends of the window are allowed starts, and one minute outside is not."""
    problem = make_problem(shifts=[noon()])

    def at(start: int) -> list[tuple[int, bool]]:
        return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(start, start + 60)]}))

    assert at(210) == at(300) == []
    assert at(209) == at(301) == [(60, False)]


def test_break_that_is_too_short_is_not_taken() -> None:
    """59 of 60 minutes are no break."""
    problem = make_problem(shifts=[noon()])

    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(240, 299)]})

    assert amounts(RULE, problem, plan) == [(60, False)]


def test_one_interval_serves_one_break() -> None:
    """An interval long enough for two breaks is one of them; the shorter one stays untaken."""
    shift = make_shift(breaks=(Break(200, 300, 15), Break(200, 300, 60)))
    problem = make_problem(shifts=[shift])

    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(200, 280)]})

    assert amounts(RULE, problem, plan) == [(15, False)]


def test_intervals_are_matched_so_that_all_breaks_are_taken() -> None:
    """An interval that suits both breaks goes to the one that nothing else suits."""
    shift = make_shift(breaks=(Break(200, 300, 30), Break(200, 240, 30)))
    problem = make_problem(shifts=[shift])

    # 220 suits both breaks, 290 only the first.
    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(220, 250), (290, 320)]})

    assert amounts(RULE, problem, plan) == []


def test_break_that_is_not_due_may_be_listed() -> None:
    """Nothing forbids a break outside every window."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}, {0: [(100, 110)]})) == []


def test_break_planned_before_now_is_a_breach() -> None:
    """A break that is no fact starts at ``now`` or later; the amount is the minutes before."""
    problem = make_problem(shifts=[noon()], now=220)

    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(215, 275)]})

    assert amounts(RULE, problem, plan) == [(5, False)]


def test_past_break_counts_as_taken() -> None:
    """A break that has begun is a fact and satisfies the shift's break."""
    shift = noon(past_breaks=(Interval(215, 275),))
    problem = make_problem(shifts=[shift], now=280)

    plan = make_plan(problem, {0: [("T-1:0:0", 400)]}, {0: [(215, 275)]})

    assert amounts(RULE, problem, plan) == []


def test_break_a_fact_worked_through_is_a_warning() -> None:
    """A fact that ends after the latest start leaves no break to take, whatever is planned after it."""
    tickets = [make_ticket("T-1", minutes=120), make_ticket("T-2")]
    problem = make_problem(tickets, shifts=[noon()], published={"T-1:0:0": make_fact(190, 310)}, now=310)

    plan = make_plan(problem, {0: [("T-1:0:0", 190), ("T-2:0:0", 400)]})

    assert amounts(RULE, problem, plan) == [(60, True)]


def test_break_whose_time_is_past_is_not_due() -> None:
    """A shift that has done nothing until after the latest start owes nothing."""
    problem = make_problem(shifts=[noon()], now=301)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 400)]})) == []


def test_break_that_can_still_be_taken_is_due_after_a_fact() -> None:
    """A fact that ends before the latest start leaves the break to be planned."""
    tickets = [make_ticket("T-1"), make_ticket("T-2")]
    problem = make_problem(tickets, shifts=[noon()], published={"T-1:0:0": make_fact(190, 220)}, now=230)

    plan = make_plan(problem, {0: [("T-1:0:0", 190), ("T-2:0:0", 400)]})

    assert amounts(RULE, problem, plan) == [(60, False)]


def test_break_that_has_begun_stays_listed() -> None:
    """The break 40-70 had begun at now 50: a plan without it breaks the rule by its 30 minutes."""
    shift = make_shift(breaks=(Break(30, 60, 30),), past_breaks=(Interval(40, 70),))
    problem = make_problem(shifts=[shift], now=50)

    assert amounts("break_taken", problem, make_plan(problem, {0: [("T-1:0:0", 100)]}, {0: [(40, 70)]})) == []
    assert (30, False) in amounts("break_taken", problem, make_plan(problem, {0: [("T-1:0:0", 100)]}))
