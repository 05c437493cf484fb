"""First routes: dear units before others, what regrets most first, ejection of cheap ones."""

import numpy as np
import pytest

from solver.checker import check
from solver.problem import Lock, Problem, Urgency
from solver.search.chains import layout as at
from solver.search.chains import operators
from solver.search.chains.anneal import list_absent, work_out_cost
from solver.search.chains.chain import Chain, read_plan
from solver.search.chains.construct import insert as insert_all
from solver.weights import default_policy
from tests.builders import make_plan, make_problem, make_published, make_shift, make_technician, make_ticket
from tests.random_days import random_day
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import assert_checker_agrees, make_chain


def planned(problem: Problem, chain: Chain) -> set[str]:
    """The tickets on the chain's working routes."""
    plan = read_plan(chain.tables, chain.day, chain.routes)
    assert check(problem, plan).is_legal
    return {problem.tickets[problem.visits[p.visit].ticket].id for route in plan.routes for p in route.visits}


def insert(chain: Chain, ticket: int) -> None:
    """Insert one ticket into the routes of a chain, in the place of others if need be."""
    row = chain.day[at.TICKET] + ticket * at.TICKET_ROW
    insert_all(
        chain.day, chain.routes, chain.kept, chain.desk, chain.day[row + at.TICKET_UNIT : row + at.TICKET_UNIT + 1]
    )


@pytest.mark.parametrize("seed", range(60))
def test_first_routes_cost_what_the_checker_says(seed: int) -> None:
    """On random tiny problems with every rule, construction gives legal routes at the checker's cost."""
    problem = random_problem(seed)

    chain = make_chain(problem, seed)

    assert work_out_cost(chain.day, chain.routes) == chain.routes[at.COST]
    assert_checker_agrees(problem, chain)


def test_a_dear_ticket_takes_the_place_of_a_cheap_one() -> None:
    """A shift of 540 minutes is full with a low ticket of 500; an emergency of 100 comes in, the low one goes."""
    low = make_ticket("T-low", minutes=500, urgency=Urgency.LOW)
    problem = make_problem([low, make_ticket("T-burst", minutes=100, urgency=Urgency.EMERGENCY)])
    chain = make_chain(problem, 0)
    chain.adopt(chain.load(make_plan(problem, {0: [("T-low:0:0", 10)]})))
    assert planned(problem, chain) == {"T-low"}

    insert(chain, 1)

    assert planned(problem, chain) == {"T-burst"}


def test_what_is_ejected_finds_another_place() -> None:
    """Two technicians do water, one of them electric too: the water ticket he has goes to the other."""
    people = [make_technician("li", skills={"water": 1, "electric": 1}), make_technician("wang")]
    tickets = [make_ticket("T-water", minutes=400), make_ticket("T-power", trade="electric", minutes=400)]
    problem = make_problem(tickets, technicians=people)
    chain = make_chain(problem, 0)
    chain.adopt(chain.load(make_plan(problem, {0: [("T-water:0:0", 10)]})))

    insert(chain, 1)

    plan = read_plan(chain.tables, chain.day, chain.routes)
    assert plan == make_plan(problem, {0: [("T-power:0:0", 10)], 1: [("T-water:0:0", 10)]})


def test_a_locked_visit_is_never_ejected() -> None:
    """A low ticket locked to its time stays; the emergency that needs its place is left out."""
    low = make_ticket("T-low", minutes=500, urgency=Urgency.LOW, lock=Lock.TIME)
    burst = make_ticket("T-burst", minutes=100, urgency=Urgency.EMERGENCY)
    problem = make_problem([low, burst], published={"T-low:0:0": make_published(10, 510)})
    chain = make_chain(problem, 0)

    insert(chain, 1)

    assert planned(problem, chain) == {"T-low"}


def test_nothing_is_ejected_for_something_cheaper() -> None:
    """A normal ticket of 500 minutes keeps its place from a low one of 100."""
    tickets = [make_ticket("T-normal", minutes=500), make_ticket("T-low", minutes=100, urgency=Urgency.LOW)]
    problem = make_problem(tickets)
    chain = make_chain(problem, 0)

    insert(chain, 1)

    assert planned(problem, chain) == {"T-normal"}


def test_the_one_with_a_single_place_comes_first() -> None:
    """A: shift 1 or 2; B: shift 1 alone, as it must end by 540. Each fills one: both are planned, B on shift 1."""
    tickets = [make_ticket("A", minutes=500), make_ticket("B", minutes=500, deadline=540)]
    problem = make_problem(tickets, shifts=[make_shift(), make_shift(start=600, end=1140)], horizon_end=1200)

    chain = make_chain(problem, 0)

    assert chain.plan() == make_plan(problem, {0: [("B:0:0", 10)], 1: [("A:0:0", 610)]})


def test_stopped_construction_is_legal() -> None:
    """Stopped after its first look, construction leaves legal routes, and knows all that is left out."""
    problem = random_day(2, 80, 10, default_policy().weights)
    whole = make_chain(problem, 0)
    chain = Chain(whole.tables, whole.day, 0)
    asked: list[int] = []

    chain.start(lambda: len(asked) > 2 or asked.append(1) is not None)  # type: ignore[func-returns-value]

    assert len(planned(problem, chain)) < len(planned(problem, whole))
    assert work_out_cost(chain.day, chain.routes) == chain.routes[at.COST]
    absent = int(chain.desk[at.ABSENTS])
    list_absent(chain.day, chain.routes, chain.desk)
    assert chain.desk[at.ABSENTS] == absent > 0


def test_an_operator_that_finds_more_for_its_work_comes_more_often() -> None:
    """Two operators of weight 1000 did work of 100 each and found 3 and 1: shares 1.5 and 0.5, so 1100 and 900."""
    desk = np.zeros(at.DESK_HEADER + 2 * at.OPERATOR_ROW, dtype=np.int64)
    desk[at.OPERATOR] = at.DESK_HEADER
    desk[at.DESK_HEADER :] = [1000, 3, 100, 1000, 1, 100]

    operators.reweigh.py_func(desk, 0, 2)

    assert desk[at.DESK_HEADER :].tolist() == [1100, 0, 0, 900, 0, 0]


def test_weights_stay_while_nothing_is_found() -> None:
    """Two operators that found nothing keep their weights and are counted anew."""
    desk = np.zeros(at.DESK_HEADER + 2 * at.OPERATOR_ROW, dtype=np.int64)
    desk[at.OPERATOR] = at.DESK_HEADER
    desk[at.DESK_HEADER :] = [700, 0, 50, 300, 0, 80]

    operators.reweigh.py_func(desk, 0, 2)

    assert desk[at.DESK_HEADER :].tolist() == [700, 0, 0, 300, 0, 0]


def test_no_operator_dies_out() -> None:
    """An operator that finds nothing while another does falls no lower than the least weight."""
    desk = np.zeros(at.DESK_HEADER + 2 * at.OPERATOR_ROW, dtype=np.int64)
    desk[at.OPERATOR] = at.DESK_HEADER
    desk[at.DESK_HEADER :] = [operators.LEAST, 0, 100, 1000, 5, 100]

    operators.reweigh.py_func(desk, 0, 2)

    assert desk[at.DESK_HEADER] == operators.LEAST
