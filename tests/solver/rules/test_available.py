"""Rule available: absences nowhere, absences at a site, and facts that leave no time for them."""

from solver.problem import Absence, Shift
from tests.builders import amounts, breaches, make_fact, make_plan, make_problem, make_shift, make_ticket

RULE = "available"


def away(start: int, end: int, site: int | None = None) -> Shift:
    """Return a shift with one absence."""
    return make_shift(absences=(Absence(start, end, site),))


def test_shift_without_absences_is_all_available() -> None:
    """Without an absence nothing is forbidden."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 100)]})) == []


def test_visit_between_the_edges_of_an_absence_is_allowed() -> None:
    """A visit may end when an absence starts, and the way to one may start when it ends."""
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], shifts=[away(100, 200)])

    # T-1 is 70-100. T-2 is at the same site: departure at its start 200.
    plan = make_plan(problem, {0: [("T-1:0:0", 70), ("T-2:0:0", 200)]})

    assert amounts(RULE, problem, plan) == []


def test_visit_one_minute_into_an_absence_is_a_breach() -> None:
    """A visit that ends one minute after an absence starts is one minute off, and so is each minute of the way home."""
    problem = make_problem(shifts=[away(100, 200)])

    service, home = breaches(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 71)]}))

    # The visit is 71-101, the way home 101-111.
    assert (service.amount, service.visits, service.by_fact) == (1, (0,), False)
    assert (home.amount, home.shifts, home.by_fact) == (10, (0,), False)


def test_travel_during_an_absence_is_a_breach() -> None:
    """The way to a visit is work: five minutes of it inside an absence are five minutes off."""
    problem = make_problem(shifts=[away(100, 200)])

    # Start 205, departure 195.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 205)]})) == [(5, False)]


def test_way_home_during_an_absence_is_a_breach() -> None:
    """The way home is work too."""
    problem = make_problem(shifts=[away(100, 200)])

    # End 95, home by 105.
    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 65)]})) == [(5, False)]


def test_break_during_an_absence_is_a_breach() -> None:
    """A break is not taken while absent."""
    problem = make_problem(shifts=[away(100, 200)])

    plan = make_plan(problem, {0: [("T-1:0:0", 300)]}, {0: [(190, 250)]})

    assert amounts(RULE, problem, plan) == [(10, False)]


def test_located_absence_is_a_stop_with_travel_both_ways() -> None:
    """Visits that leave the travel time before and after a located absence are allowed."""
    problem = make_problem([make_ticket("T-1"), make_ticket("T-2")], shifts=[away(100, 200, 2)])

    # 60 + 30 + 10 = 100 and 200 + 10 = 210.
    plan = make_plan(problem, {0: [("T-1:0:0", 60), ("T-2:0:0", 210)]})

    assert amounts(RULE, problem, plan) == []


def test_too_little_travel_to_a_located_absence_is_a_breach() -> None:
    """A visit that ends one minute too late to be at the absence is one minute off."""
    problem = make_problem(shifts=[away(100, 200, 2)])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 61)]})) == [(1, False)]


def test_too_little_travel_from_a_located_absence_is_a_breach() -> None:
    """A visit that starts two minutes before it can be reached from the absence is two minutes off."""
    problem = make_problem(shifts=[away(100, 200, 2)])

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 208)]})) == [(2, False)]


def test_break_on_the_way_to_a_located_absence_is_a_breach() -> None:
    """A break shares no minute with a located absence or the way to it."""
    problem = make_problem(shifts=[away(100, 200, 2)])

    # The way is 90-100.
    plan = make_plan(problem, {0: [("T-1:0:0", 300)]}, {0: [(85, 95)]})

    assert amounts(RULE, problem, plan) == [(5, False)]


def test_fact_during_an_absence_is_a_warning() -> None:
    """A visit that was made during an absence is reported, not forbidden."""
    problem = make_problem(
        [make_ticket("T-1"), make_ticket("T-2")],
        shifts=[away(100, 200)],
        published={"T-1:0:0": make_fact(90, 120)},
        now=200,
    )

    plan = make_plan(problem, {0: [("T-1:0:0", 90), ("T-2:0:0", 300)]})

    assert amounts(RULE, problem, plan) == [(20, True)]


def test_located_absence_reached_late_because_of_a_fact_is_a_warning() -> None:
    """A fact that leaves too little time for an absence is to blame, not the visits after it."""
    problem = make_problem(
        [make_ticket("T-1"), make_ticket("T-2")],
        shifts=[away(100, 200, 2)],
        published={"T-1:0:0": make_fact(90, 120)},
        now=120,
    )

    # The absence should have been set out for at 90, the fact ended at 120: thirty minutes.
    plan = make_plan(problem, {0: [("T-1:0:0", 90), ("T-2:0:0", 210)]})

    assert amounts(RULE, problem, plan) == [(30, True)]


def test_after_a_missed_located_absence_the_route_goes_on_from_where_it_could_be() -> None:
    """A fact that outlasts an absence moves what follows: end of the fact, the way there, the way on."""
    problem = make_problem(
        [make_ticket("T-1", minutes=120), make_ticket("T-2")],
        shifts=[away(100, 200, 2)],
        published={"T-1:0:0": make_fact(90, 210)},
        now=210,
    )

    def at(start: int) -> list[tuple[int, bool]]:
        return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 90), ("T-2:0:0", start)]}))

    # The fact ends at 210, the absence's site is reached at 220, T-2 at 230. The fact is 120 too long for it.
    assert at(230) == [(120, True)]
    assert at(229) == [(120, True), (1, False)]
