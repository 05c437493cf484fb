"""Term unassigned: what a ticket costs that is not planned."""

from solver.problem import TicketStatus
from tests.builders import charges, costs, every_urgency, make_fact, make_plan, make_problem, make_step, make_ticket

TERM = "unassigned"


def test_planned_ticket_costs_nothing() -> None:
    """A ticket in the plan is not unassigned."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_each_urgency_has_its_price() -> None:
    """The contract's prices, by urgency."""
    problem = make_problem(every_urgency())

    assert costs(TERM, problem, make_plan(problem, {})) == [
        ("emergency", 1, 1_000_000),
        ("urgent", 1, 5000),
        ("normal", 1, 1500),
        ("low", 1, 500),
    ]


def test_impact_multiplies_the_price() -> None:
    """A normal ticket of a whole estate costs 4 x 1500, and belongs to its ticket."""
    problem = make_problem([make_ticket(impact=4)])

    (charge,) = charges(TERM, problem, make_plan(problem, {}))

    assert (charge.amount, charge.cost, charge.ticket, charge.technician, charge.fact) == (4, 6000, 0, None, False)


def test_rest_of_a_started_ticket_pays_in_full_once() -> None:
    """A ticket of which two of three visits are left out pays as one ticket."""
    ticket = make_ticket(steps=[make_step(), make_step(), make_step()])
    problem = make_problem([ticket], published={"T-1:0:0": make_fact(10, 40)}, now=50)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == [("normal", 1, 1500)]


def test_tickets_that_are_not_open_cost_nothing() -> None:
    """On hold, done and cancelled tickets are not planned and not missed."""
    closed = [TicketStatus.ON_HOLD, TicketStatus.DONE, TicketStatus.CANCELLED]
    problem = make_problem([make_ticket(f"T-{status}", status=status) for status in closed])

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_weight_can_be_changed() -> None:
    """A company's own price replaces the default."""
    problem = make_problem(weights={TERM: {"normal": 7}})

    assert costs(TERM, problem, make_plan(problem, {})) == [("normal", 1, 7)]
