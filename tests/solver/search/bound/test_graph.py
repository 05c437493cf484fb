"""What the pricing reads of a shift: what minutes cost, and what is remembered where."""

import numpy as np
import pytest

from solver.curve import Curve, above
from solver.problem import Absence
from solver.search.bound import graphs
from solver.search.bound.graph import Graph
from solver.search.bound.graphs import keeps_triangle, nearest
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Relaxation, cheapest_load
from solver.search.bound.rows import Row, Threshold
from solver.search.pricing import layout as at
from tests.builders import make_problem, make_shift, make_step, make_technician, make_ticket
from tests.solver.search.bound.relaxed import no_prices, relax

TIERS = above([(60, 1), (120, 2)])
UNEVEN = above([(60, 9), (120, 0)])


def test_minutes_are_paid_up_to_where_they_cost_more() -> None:
    """Paid 1.5 each with 30 already there: the first 30 are free, 60 cost 1 each, then 2: 60 less 135."""
    assert cheapest_load([(30, TIERS)], 3 * at.SCALE // 2, 200) == -75 * at.SCALE


def test_no_more_minutes_are_paid_than_there_are() -> None:
    """The same with 50 minutes at most: 20 cost 1 each, 20 less 75."""
    assert cheapest_load([(30, TIERS)], 3 * at.SCALE // 2, 50) == -55 * at.SCALE


@pytest.mark.parametrize("curve", [TIERS, UNEVEN, above([(10, 4), (20, 1), (90, 6)])])
def test_the_cheapest_minutes_are_the_least_of_all(curve: Curve) -> None:
    """Whatever minutes cost and are paid, no number of them from 0 to 200 costs less."""
    for price in range(-2 * at.SCALE, 8 * at.SCALE, 700):
        least = min(at.SCALE * curve.at(30 + x) - price * x for x in range(201))
        assert cheapest_load([(30, curve)], price, 200) == least


def _load(graph: Graph) -> tuple[np.ndarray, np.ndarray]:
    """What minutes cost, and the lines below that."""
    return graph._parts[at.G_LOAD], graph._parts[at.G_LINE].reshape(-1, 2)


def _pair(weights: dict[str, int | dict[str, int]]) -> Graph:
    """The first of two technicians who share four tickets of 60 minutes, 120 being each one's share."""
    people = [make_technician("wang"), make_technician("li")]
    tickets = [make_ticket(f"T-{k}", minutes=60) for k in range(4)]
    return (relax(make_problem(tickets, technicians=people, weights=weights)).graphs or [])[0]


def test_lines_lie_below_what_minutes_cost_and_touch_it() -> None:
    """Up to 120 minutes cost nothing, then 1, 2 and 4 each: every minute lies on a line, none above its cost."""
    load, lines = _load(_pair({"skill_waste": 0}))
    minutes = np.arange(len(load))
    values = lines[:, :1] + lines[:, 1:] * minutes

    assert (load[[120, 180, 240, 250]] / at.SCALE).tolist() == [0, 60, 180, 220]
    assert (values <= load).all()
    assert (values.max(axis=0) == load).all()


def test_minutes_at_rates_that_fall_count_no_more_than_they_cost() -> None:
    """9 each for 60 minutes above 120, then nothing: what is read of it never falls in rate, nor passes the cost."""
    load, _ = _load(_pair({"skill_waste": 0, "workload": {"over": 9, "over_60": 0, "over_120": 0}}))
    costs = np.array([at.SCALE * above([(120, 9), (180, 0)]).at(x) for x in range(len(load))])

    assert (load <= costs).all()
    assert (np.diff(load, 2) >= 0).all()


def test_the_nearest_of_a_visit_begin_with_itself() -> None:
    """Both ways count: from 0 it is 1 + 9 to 1 and 4 + 4 to 2."""
    travel = np.array([[0, 1, 4], [9, 0, 5], [4, 5, 0]])

    assert nearest(travel, 2) == [[0, 2], [1, 0], [2, 0]]


def test_a_detour_that_saves_time_is_noticed() -> None:
    """1 + 1 over another site is less than 3, not less than 2."""
    assert keeps_triangle(np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]]))
    assert not keeps_triangle(np.array([[0, 1, 3], [1, 0, 1], [3, 1, 0]]))


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> Relaxation:
    """Two tickets at two sites; at each, only itself is remembered."""
    monkeypatch.setattr(graphs, "MEMORY", 1)
    return relax(make_problem([make_ticket("A"), make_ticket("B", site=2)], weights={"workload": 0, "skill_waste": 0}))


def _value(relaxation: Relaxation, graph: Graph) -> int:
    prices = no_prices(relaxation)
    prices.visits[:] = 50 * at.SCALE
    return Pricer(relaxation).price(graph, prices, exact=True)[0] // at.SCALE


def test_what_is_remembered_is_not_visited_again(forgetful: Relaxation) -> None:
    """Worth 50 each: going straight to and fro is forbidden, 30 less 100 is left; with more sites it would not be.

    A is remembered at B once that is asked for, and seen by the pricing once it is renewed.
    """
    (graph,) = forgetful.graphs or []

    assert graph.near == [[0], [1]]
    before = _value(forgetful, graph)
    assert graph.remember(0, [1])
    assert not graph.remember(0, [1])
    assert graph.remember(1, [0])
    assert graph.near == [[0, 1], [1, 0]]
    assert int(graph.block[at.G_MEMORY]) == 1
    graph.renew()
    assert int(graph.block[at.G_MEMORY]) == 2
    assert before == _value(forgetful, graph) == -70  # the look ahead knows that way back by itself


def test_no_more_is_remembered_than_there_are_bits(forgetful: Relaxation, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one visit, nothing is added."""
    monkeypatch.setattr(at, "MOST_BITS", 1)
    (graph,) = forgetful.graphs or []

    assert not graph.remember(0, [1])


def test_a_start_keeps_no_price_of_before() -> None:
    """Two steps worth 25 each, for 20 of travel: -30; with 8 to be paid for any start of the second -22, then -30."""
    steps = [make_step(), make_step(min_gap=10)]
    problem = make_problem([make_ticket(steps=steps)], weights={"workload": 0, "skill_waste": 0})
    relaxation, fresh = relax(problem), relax(problem)
    relaxation.rows.append(Row(0, exact=True, starts=((Threshold(1, 0, False, False), 1),)))
    (graph,), (other,) = relaxation.graphs or [], fresh.graphs or []
    prices = no_prices(relaxation)
    prices.visits[:] = 25 * at.SCALE
    pricer, values = Pricer(relaxation), []

    for price in (-8, 0):
        prices.rows[-1] = price * at.SCALE
        values.append(pricer.price(graph, prices, exact=True)[0] // at.SCALE)

    assert values == [-22, -30]
    assert (graph.block[graph.block[at.G_LEAST] :][:50] == other.block[other.block[at.G_LEAST] :][:50]).all()


def test_memory_reaches_past_an_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remembered at an absence with a place, a visit is not made before and after it.

    A is at site 1, the absence too, the depot 10 minutes away: A is worth 50 before it and 50 after, less 20 of ways.
    """
    monkeypatch.setattr(graphs, "MEMORY", 1)
    shift, weights = make_shift(absences=(Absence(100, 160, site=1),)), {"workload": 0, "skill_waste": 0}
    relaxation = relax(make_problem([make_ticket("A", minutes=30)], shifts=[shift], weights=weights))
    (graph,) = relaxation.graphs or []

    assert graph.near == [[0], []]
    assert graph.absences_between(0, 99) == []
    assert graph.absences_between(0, 100) == graph.absences_between(99, 400) == [1]
    assert graph.absences_between(100, 400) == []
    assert _value(relaxation, graph) == -80
    assert graph.remember(0, [1])
    graph.renew()
    assert _value(relaxation, graph) == -30
