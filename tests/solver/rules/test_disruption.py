"""Term disruption: other people, later starts, dropped tickets."""

from solver.problem import Outcome, Problem, TicketStatus
from tests.builders import (
    charges,
    costs,
    make_fact,
    make_plan,
    make_problem,
    make_published,
    make_technician,
    make_ticket,
)

TERM = "disruption"
PEOPLE = [make_technician("wang"), make_technician("li"), make_technician("zhao")]


def published(*, told: bool = False, crew: int = 1) -> Problem:
    """Return a problem whose only ticket is published at 110, its visits on shifts 0, 1, ..."""
    records = {f"T-1:0:{k}": make_published(110, 140, shift=k, told=told) for k in range(crew)}
    return make_problem([make_ticket(crew=crew)], technicians=PEOPLE, published=records)


def test_first_plan_disrupts_nothing() -> None:
    """Without a plan in force there is nothing to change."""
    problem = make_problem()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


def test_unchanged_and_earlier_visits_cost_nothing() -> None:
    """Only later starts are charged."""
    problem = published()

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 110)]})) == []
    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 50)]})) == []


def test_each_minute_later_costs_one() -> None:
    """Ten minutes later, owner not told."""
    problem = published()

    (charge,) = charges(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 120)]}))

    assert (charge.name, charge.amount, charge.cost) == ("minute", 10, 10)
    assert (charge.ticket, charge.technician, charge.visit, charge.fact) == (0, 0, 0, False)


def test_each_minute_later_costs_two_when_the_owner_was_told() -> None:
    """Ten minutes later, owner told."""
    problem = published(told=True)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 120)]})) == [("told_minute", 10, 20)]


def test_another_technician_costs_forty() -> None:
    """A visit by nobody of its published crew."""
    problem = published()

    assert costs(TERM, problem, make_plan(problem, {1: [("T-1:0:0", 110)]})) == [("technician", 1, 40)]


def test_people_who_swap_places_in_a_crew_are_no_change() -> None:
    """Among the published technicians is enough; a third person costs once."""
    problem = published(crew=2)

    swapped = make_plan(problem, {1: [("T-1:0:0", 110)], 0: [("T-1:0:1", 110)]})
    replaced = make_plan(problem, {0: [("T-1:0:0", 110)], 2: [("T-1:0:1", 110)]})

    assert costs(TERM, problem, swapped) == []
    assert costs(TERM, problem, replaced) == [("technician", 1, 40)]


def test_dropped_ticket_costs_three_hundred_once() -> None:
    """A crew of two that is left out is one ticket dropped."""
    problem = published(crew=2)

    (charge,) = charges(TERM, problem, make_plan(problem, {}))

    assert (charge.name, charge.cost, charge.ticket, charge.technician) == ("dropped", 300, 0, None)


def test_unpublished_and_cancelled_tickets_are_not_dropped() -> None:
    """A new ticket that is not planned, and a cancelled one, were taken from nobody."""
    tickets = [make_ticket("T-1", status=TicketStatus.CANCELLED), make_ticket("T-2")]
    problem = make_problem(tickets, published={"T-1:0:0": make_published(110, 140)})

    assert costs(TERM, problem, make_plan(problem, {})) == []


def test_next_part_after_a_visit_in_vain_is_not_dropped() -> None:
    """A ticket whose only published visit is a fact has nothing to be dropped."""
    record = make_fact(10, 20, outcome=Outcome.NO_SHOW)
    problem = make_problem(technicians=PEOPLE, published={"T-1:0:0": record}, now=30)

    assert costs(TERM, problem, make_plan(problem, {0: [("T-1:0:0", 10, 20)]})) == []


def test_each_weight_can_be_changed_alone() -> None:
    """All four names are separate."""
    weights = {TERM: {"technician": 1, "minute": 0, "told_minute": 5, "dropped": 7}}
    tickets = [make_ticket("T-1"), make_ticket("T-2"), make_ticket("T-3")]
    records = {
        "T-1:0:0": make_published(110, 140),
        "T-2:0:0": make_published(210, 240, told=True),
        "T-3:0:0": make_published(310, 340),
    }
    problem = make_problem(tickets, technicians=PEOPLE, published=records, weights=weights)

    plan = make_plan(problem, {1: [("T-1:0:0", 120)], 0: [("T-2:0:0", 213)]})

    assert costs(TERM, problem, plan) == [("technician", 1, 1), ("told_minute", 3, 15), ("dropped", 1, 7)]
