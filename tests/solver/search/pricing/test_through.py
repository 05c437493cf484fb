"""Lower bounds of all routes with a visit, and routes of promising visits alone."""

import numpy as np
import pytest

from solver.search.bound import lookout as module
from solver.search.bound.graph import Graph
from solver.search.bound.lookout import line_rows
from solver.search.bound.pricer import Pricer, least
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.pricing import layout as at
from tests.builders import make_problem, make_ticket
from tests.random_problems import problem_of_seed
from tests.solver.search.bound.relaxed import no_prices, relax
from tests.solver.search.pricing.enumeration import Enumeration

NO_EXTRAS = {"workload": 0, "skill_waste": 0}


@pytest.fixture(autouse=True)
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use little memory."""
    monkeypatch.setattr("solver.search.bound.pricer.MOST_LABELS", 1 << 16)
    monkeypatch.setattr("solver.search.bound.pricer.DESK_SIZE", 1 << 16)


def rates_of(relaxation: Relaxation, graph: Graph, prices: Prices) -> tuple[int, list[int]]:
    """What the look ahead says of the shift, and of each of its visits."""
    pricer = Pricer(relaxation)
    pricer.ask(graph, prices)
    floor = pricer.look_ahead(graph, pricer.skip(graph))
    return floor, pricer.rate(graph).tolist()


def worth(relaxation: Relaxation, *minutes: int) -> Prices:
    """Prices of the visits in minutes of travel."""
    prices = no_prices(relaxation)
    prices.visits[:] = np.array(minutes) * at.SCALE
    return prices


def two_sites() -> Relaxation:
    """Two tickets at two sites, all 10 minutes from one another."""
    return relax(make_problem([make_ticket("A"), make_ticket("B", site=2)], weights=NO_EXTRAS))


def test_a_visit_is_rated_by_the_best_route_that_has_it() -> None:
    """A worth 50 alone: 20 - 50; B worth 5 only after or before A: 30 - 55."""
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []

    assert rates_of(relaxation, graph, worth(relaxation, 50, 5)) == (-30 * at.SCALE, [-30 * at.SCALE, -25 * at.SCALE])


def test_a_visit_that_is_not_wanted_has_no_rate() -> None:
    """Without A, B worth 5 costs 20 - 5, and the shift is best left alone."""
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []
    graph.want(np.array([False, True]))

    assert rates_of(relaxation, graph, worth(relaxation, 50, 5)) == (0, [at.FAR, 15 * at.SCALE])


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_no_route_with_a_visit_is_below_its_rate(seed: int) -> None:
    """On random tiny shifts and at random prices; the least rate of all is what the look ahead says of the shift.

    With stretches that are blocked it may be less: the rate knows of none on the way to a visit.
    """
    rng = np.random.default_rng(seed)
    relaxation = relax(problem_of_seed(seed))
    for graph in relaxation.graphs or ():
        prices, enumeration = no_prices(relaxation), Enumeration(relaxation, graph.shift)
        prices.visits[:] = rng.integers(at.SCALE, 60 * at.SCALE, len(prices.visits))
        floor, rates = rates_of(relaxation, graph, prices)

        assert min(0, *rates) == floor or (min(rates) < floor and relaxation.tables.shifts[graph.shift].blocked)
        for trip in enumeration.routes if enumeration.is_plain() else ():
            value = enumeration.value_of(trip, prices)
            assert [v for v in trip.visits if rates[graph.number[v]] > value and is_live(graph, v)] == []


def is_live(graph: Graph, visit: int) -> bool:
    """Whether the last look ahead has looked at a visit."""
    live = int(graph.block[at.G_LIVE])
    return graph.number[visit] in graph.block[live : live + int(graph.block[at.G_ALIVE])].tolist()


@pytest.mark.parametrize("exact", [False, True])
def test_promising_visits_alone_are_priced(exact: bool) -> None:
    """Of A and B, worth 50 each, A alone is promising: 20 - 50; all together it is 30 - 100, and both routes are."""
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []
    pricer, prices = Pricer(relaxation), worth(relaxation, 50, 50)
    graph.promising = np.array([True, False])

    value, columns = pricer.price(graph, prices, exact=exact, promising=True)
    assert value == -30 * at.SCALE
    assert [column.visits for column in columns] == [(0,)] * len(columns)
    assert pricer.price(graph, prices, exact=exact)[0] == -70 * at.SCALE


def test_many_visits_are_rated_when_all_are_priced(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a large day with room for one promising visit of two, it is the one on the best route by itself."""
    monkeypatch.setattr("solver.search.bound.relaxation.LARGE", 1)
    monkeypatch.setattr("solver.search.bound.pricer.PROMISING", 1)
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []

    assert graph.promising is None
    Pricer(relaxation).price(graph, worth(relaxation, 50, 5), exact=False)
    assert graph.promising is not None
    assert graph.promising.tolist() == [True, False]


def test_the_least_are_those_that_are_any() -> None:
    """Two of four: 1 and 3; ties with the last come along; what is far is none."""
    assert least(np.array([5, 1, 3, 4]), 2).tolist() == [False, True, True, False]
    assert least(np.array([3, 1, 3, 4]), 2).tolist() == [True, True, True, False]
    assert least(np.array([at.FAR, 1, at.FAR]), 2).tolist() == [False, True, False]


def test_fewer_visits_are_looked_at_more_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    """With steps for a third of the minutes: two visits share rows of 2 x 2 x 3 minutes, one has rows of 3."""
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []
    minutes = int(graph.block[at.G_UNTIL])
    monkeypatch.setattr(module, "MOST_STEPS", minutes // 3)

    graph.want(None)
    assert int(graph.block[at.G_GRID]) == 12
    graph.want(np.array([True, False]))
    assert int(graph.block[at.G_GRID]) == 3
    assert int(graph.block[at.G_CELLS]) == -(-minutes // 3)


def test_rows_are_no_more_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for more rows than all visits need, one of them shares rows of 12 minutes as well."""
    relaxation = two_sites()
    (graph,) = relaxation.graphs or []
    monkeypatch.setattr(module, "MOST_STEPS", int(graph.block[at.G_UNTIL]) // 3)
    monkeypatch.setattr(module, "MOST_ROWS", 1)

    graph.want(np.array([True, False]))
    assert int(graph.block[at.G_GRID]) == 12
    assert line_rows(graph.block) <= graph.lookout.most_rows(graph.block)


def test_what_a_visit_costs_at_the_least() -> None:
    """Each is 10 minutes from the depot and the other; a ticket at the depot's own site costs no way."""
    (graph,) = two_sites().graphs or []
    assert graph.least_costs().tolist() == [10 * at.SCALE, 10 * at.SCALE]
    relaxation = relax(make_problem([make_ticket("A"), make_ticket("B", site=0)], weights=NO_EXTRAS))
    assert (relaxation.graphs or [])[0].least_costs().tolist() == [10 * at.SCALE, 0]
