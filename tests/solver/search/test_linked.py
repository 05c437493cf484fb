"""Linked visits inside the chains: chains and stars of ``after``, steps, crews, the same technician, all or none."""

from collections.abc import Sequence

import pytest

from solver.checker import check
from solver.plan import Plan
from solver.problem import After, Problem, Ticket, Urgency
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status
from tests.builders import make_problem, make_shift, make_step, make_technician, make_ticket
from tests.solver.search.chains.test_kernel import make_chain

GAPS = {"B": 0, "C": 60, "D": 120}
LINKED: dict[str, Sequence[Ticket]] = {
    "chain": (
        make_ticket("A"),
        make_ticket("B", after=(After(0, 20, 60),)),
        make_ticket("C", after=(After(1, 0, None),)),
        make_ticket("D", after=(After(2, 30, 90),)),
    ),
    "star": (
        make_ticket("A", minutes=45),
        *(make_ticket(name, site=2, after=(After(0, gap, gap + 30),)) for name, gap in GAPS.items()),
    ),
    "two before one": (
        make_ticket("A"),
        make_ticket("B", site=2),
        make_ticket("C", after=(After(0, 10, 200), After(1, 10, 200))),
    ),
    "steps": (make_ticket("A", steps=(make_step(), make_step(min_gap=60, max_gap=90), make_step(max_gap=20))),),
    "overlapping steps": (make_ticket("A", steps=(make_step(minutes=60), make_step(min_gap=-40, max_gap=-20))),),
    "crew": (make_ticket("A", crew=2, minutes=60), make_ticket("B", crew=2, minutes=60, after=(After(0, 0, 30),))),
    "same technician": (
        make_ticket("A"),
        make_ticket("B", site=2, same_technician_as=0),
        make_ticket("C", same_technician_as=1),
    ),
}


def a_day(linked: Sequence[Ticket]) -> Problem:
    """Linked tickets among others that fill the day of two technicians, whose shifts end at 400."""
    fill = [make_ticket(f"F{k}", site=1 + k % 3, minutes=40, urgency=Urgency.LOW) for k in range(6)]
    people = [make_technician("li"), make_technician("wang")]
    return make_problem([*linked, *fill], technicians=people, shifts=[make_shift(0, end=400), make_shift(1, end=400)])


def planned(problem: Problem, plan: Plan) -> set[str]:
    """The tickets of a plan."""
    return {problem.tickets[problem.visits[p.visit].ticket].id for route in plan.routes for p in route.visits}


@pytest.mark.parametrize("kind", LINKED)
def test_chains_find_the_optimum_of_linked_tickets(kind: str) -> None:
    """What chains alone find in 3,000 iterations costs what the complete model proves, nothing linked left out."""
    problem = a_day(LINKED[kind])
    proved = search(problem, SearchLimits(seconds=60.0, engine="cp_sat"), timer=lambda: 0.0)
    chain = make_chain(problem, 1)

    chain.run(3000, 300.0, 1.0)

    report = check(problem, chain.plan())
    assert report.is_legal
    assert proved.status is Status.OPTIMAL
    assert report.total == proved.cost
    assert {ticket.id for ticket in LINKED[kind]} <= planned(problem, chain.plan())


@pytest.mark.parametrize("kind", ["chain", "star", "two before one"])
def test_what_waits_for_a_ticket_left_out_is_left_out(kind: str) -> None:
    """If nobody can make the ticket others wait for, none of those is planned, and the rest of the day is."""
    first, *rest = LINKED[kind]
    problem = a_day([make_ticket("A", trade="hvac", minutes=first.steps[0].service_minutes), *rest])
    chain = make_chain(problem, 1)

    chain.run(500, 300.0, 1.0)

    found = planned(problem, chain.plan())
    assert check(problem, chain.plan()).is_legal
    assert found & {"A", "C", "D"} == set()
    assert len(found) >= 6
