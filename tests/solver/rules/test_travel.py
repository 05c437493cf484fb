"""Term travel: every leg of a route, the way home included."""

from solver.problem import Absence
from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_shift, make_ticket

TERM = "travel"
# Rows are from, columns to; the way back is longer than the way there.
MATRIX = [[0, 5, 6], [7, 0, 8], [9, 11, 0]]
TWO = [make_ticket("T-1", site=1), make_ticket("T-2", site=2)]


def test_empty_plan_travels_nowhere() -> None:
    """A shift without a visit has no route and no travel."""
    problem = make_problem(travel=MATRIX)

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_each_leg_costs_its_minutes() -> None:
    """0 to 1, 1 to 2, 2 to 0: 5, 8 and 9; the way home belongs to no ticket."""
    problem = make_problem(TWO, travel=MATRIX)

    rows = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}))

    assert [(row.cost, row.ticket, row.technician, row.visit) for row in rows] == [
        (5, 0, 0, 0),
        (8, 1, 0, 1),
        (9, None, 0, None),
    ]


def test_shift_that_ends_anywhere_pays_no_way_home() -> None:
    """Without an end site the last leg is the one to the last visit."""
    problem = make_problem(travel=MATRIX, shifts=[make_shift(end_site=None)])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [("minute", 5, 5)]


def test_located_absence_is_travelled_to() -> None:
    """0 to 1, 1 to the absence at 2, 2 to 0."""
    problem = make_problem(travel=MATRIX, shifts=[make_shift(absences=(Absence(100, 200, 2),))])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [
        ("minute", 5, 5),
        ("minute", 8, 8),
        ("minute", 9, 9),
    ]


def test_route_that_begins_at_an_absence_does_not_travel_to_it() -> None:
    """An absence at site 2 that covers the start: 2 to 1, 1 to 0."""
    problem = make_problem(travel=MATRIX, shifts=[make_shift(absences=(Absence(0, 60, 2),))])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 100)]})) == [("minute", 11, 11), ("minute", 7, 7)]


def test_weight_multiplies_the_minutes() -> None:
    """At 3 a minute, 5 and 7 minutes cost 15 and 21; at 0 there is no charge."""
    route = {0: [("T-1:0:0", 10)]}
    dear, free = (make_problem(travel=MATRIX, weights={TERM: weight}) for weight in (3, 0))

    assert costs(TERM, dear, make_plan(dear, route)) == [("minute", 5, 15), ("minute", 7, 21)]
    assert costs(TERM, free, make_plan(free, route)) == []


def test_way_to_a_fact_is_the_facts() -> None:
    """The way to a fact is sunk, the way to a new visit and home are not."""
    problem = make_problem(TWO, travel=MATRIX, published={"T-1:0:0": make_fact(10, 40)}, now=50)

    rows = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}))

    assert [row.fact for row in rows] == [True, False, False]


def test_way_home_from_facts_alone_is_the_facts() -> None:
    """A route of nothing but facts is sunk as a whole."""
    problem = make_problem(travel=MATRIX, published={"T-1:0:0": make_fact(10, 40)}, now=50)

    rows = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    assert [row.fact for row in rows] == [True, True]
