"""Term contractor: shifts used and minutes of service."""

from solver.problem import Outcome
from tests.builders import charges, costs, make_fact, make_plan, make_problem, make_technician, make_ticket

TERM = "contractor"
CONTRACTOR = [make_technician(contractor=True)]
TWO = [make_ticket("T-1"), make_ticket("T-2")]


def test_staff_costs_nothing() -> None:
    """Own people are paid anyway."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_unused_contractor_costs_nothing() -> None:
    """A shift without a visit is not used."""
    problem = make_problem(technicians=CONTRACTOR)

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_shift_is_paid_once_and_each_minute_of_service() -> None:
    """60 for the shift, 30 for each of two visits of 30 minutes."""
    problem = make_problem(TWO, technicians=CONTRACTOR)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]})

    assert costs(TERM, problem, plan) == [("shift", 1, 60), ("minute", 30, 30), ("minute", 30, 30)]


def test_minutes_are_those_he_takes() -> None:
    """A contractor at half speed is paid the 60 minutes he is there."""
    problem = make_problem(technicians=[make_technician(contractor=True, duration_percent=200)])

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10, 70)]})) == [
        ("shift", 1, 60),
        ("minute", 60, 60),
    ]


def test_weights_are_separate() -> None:
    """Each of the two names can be turned off alone."""
    problem = make_problem(technicians=CONTRACTOR, weights={TERM: {"shift": 0, "minute": 2}})

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [("minute", 30, 60)]


def test_visit_in_vain_uses_the_shift_but_serves_no_minute() -> None:
    """A no-show is no service; the shift it used is paid, and sunk."""
    record = make_fact(10, 20, outcome=Outcome.NO_SHOW)
    problem = make_problem(technicians=CONTRACTOR, published={"T-1:0:0": record}, now=30)

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10, 20)]}))

    assert (charge.name, charge.cost, charge.fact) == ("shift", 60, True)


def test_shift_a_fact_uses_is_sunk_and_new_minutes_are_not() -> None:
    """Only the new visit's minutes can still be saved."""
    problem = make_problem(TWO, technicians=CONTRACTOR, published={"T-1:0:0": make_fact(10, 40)}, now=50)

    rows = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}))

    assert [(row.name, row.fact) for row in rows] == [("shift", True), ("minute", True), ("minute", False)]
