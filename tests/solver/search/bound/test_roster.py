"""Listed routes as arrays, what they count in rows, and what they cost at any prices."""

import time

import numpy as np
import pytest

from solver.search.bound.closing import Closing
from solver.search.bound.generation import Generation
from solver.search.bound.ledger import Ledger
from solver.search.bound.listed import Lister
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Prices
from solver.search.bound.roster import EMPTY, Roster, join
from solver.search.bound.rows import Column, Row
from solver.search.pricing.layout import SCALE
from solver.weights import default_policy
from tests.random_days import random_day
from tests.solver.search.bound.relaxed import generate


def array(*numbers: int) -> np.ndarray:
    """Whole numbers."""
    return np.array(numbers, dtype=np.int64)


@pytest.fixture(name="three")
def three_routes() -> Roster:
    """A route of shift 0 with visits 4 and 5, one of shift 2 with visit 4, one of shift 0 with visit 6."""
    lengths, visits, starts = array(2, 1, 1), array(4, 5, 4, 6), array(10, 20, 30, 40)
    return Roster(array(0, 2, 0), array(100, 200, 300), array(-5, 7, -9), lengths, visits, starts)


@pytest.fixture(name="generation", scope="module")
def linked_day() -> Generation:
    """A generation that has ended, of a day of 16 tickets with a crew and an order."""
    generation = generate(random_day(1, 16, 4, default_policy().weights, linked=True))
    assert generation is not None
    assert generation.state is not None
    return generation


def listed(generation: Generation, gap: int) -> Roster:
    """All routes of plans that lose less than a gap."""
    assert generation.state is not None
    closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic)
    routes = closing._routes(generation.state, generation.state.bound // SCALE + gap, lambda: False)
    assert routes is not None
    return routes


def prices_of(generation: Generation) -> Prices:
    """The prices that routes are listed at."""
    assert generation.state is not None
    prices = generation.state.prices
    return prices._replace(rows=np.pad(prices.rows, (0, len(generation.relaxation.rows) - len(prices.rows))))


def test_a_route_is_read_as_a_column(three: Roster) -> None:
    """Each with its own visits and starts."""
    assert [three.column(k) for k in range(three.size)] == [
        Column(0, 100, (4, 5), (10, 20)),
        Column(2, 200, (4,), (30,)),
        Column(0, 300, (6,), (40,)),
    ]


def test_some_routes_keep_what_is_theirs(three: Roster) -> None:
    """Without the second, and put together again in another order."""
    kept = three.only(np.array([True, False, True]))

    assert [kept.column(k) for k in range(kept.size)] == [three.column(0), three.column(2)]
    again = join([three.only(np.array([False, True, False])), kept])
    assert [again.column(k) for k in range(3)] == [three.column(1), three.column(0), three.column(2)]
    assert join([]).size == EMPTY.size == 0


def test_the_least_of_a_shift_is_never_above_nothing(three: Roster) -> None:
    """Shift 0 has -9; shift 2 has 7, which nobody need take; shift 1 has no route."""
    assert three.least(three.values, [0, 1, 2]) == {0: -9, 1: 0, 2: 0}


def test_the_best_of_each_shift_come_first(three: Roster) -> None:
    """Of shift 0 the third, then the first; of shift 2 only if 7 is below what is asked."""
    assert three.best(three.values, 5, 100) == [2, 0, 1]
    assert three.best(three.values, 1, 0) == [2]


def test_routes_count_in_rows_as_columns_do(generation: Generation) -> None:
    """Every listed route counts in every row of people, starts and cuts what its column does."""
    relaxation, routes = generation.relaxation, listed(generation, 30)
    more = [Row(-1, cut=frozenset(relaxation.visits[k : k + 3])) for k in range(5)]
    more.append(Row(0, pairs={(visit, k % 4): k - 7 for k, visit in enumerate(relaxation.visits)}))
    ledger = Ledger(relaxation, routes)
    ledger.tie(more)

    rows = [*relaxation.rows, *more]
    columns = [routes.column(k) for k in range(routes.size)]
    expected = [[row.factor(relaxation.tables, column) for column in columns] for row in rows]
    assert any(row.starts for row in rows)
    assert ledger.factors.tolist() == expected
    assert np.any(ledger.factors[-6:-1])
    assert np.any(ledger.factors[-1])


def test_routes_cost_at_the_prices_of_the_list_what_the_labels_said(generation: Generation) -> None:
    """What labels have added up minute by minute is cost less prices; also of half of them alone."""
    routes = listed(generation, 30)
    ledger = Ledger(generation.relaxation, routes)

    assert routes.size > 50
    assert ledger.values(prices_of(generation)).tolist() == routes.values.tolist()
    some = np.arange(routes.size) % 2 == 0
    ledger.keep(some)
    assert ledger.values(prices_of(generation)).tolist() == routes.values[some].tolist()


def test_a_list_leaves_what_is_remembered_as_it_was(generation: Generation) -> None:
    """Listing remembers every visit everywhere, but only while it lists: pricing would be slow with it."""
    relaxation = generation.relaxation
    lister = Lister(Pricer(relaxation), prices_of(generation))
    for graph in relaxation.graphs or ():
        before, block = [list(row) for row in graph.near], graph.block.size
        assert lister.routes(graph, 1, 10_000) is not None
        assert graph.near == before
        assert graph.block.size == block
