"""Looking ahead many minutes at once, and searching little above what that says."""

import numpy as np
import pytest

from solver.search.bound import lookout
from solver.search.bound.graph import Graph
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.pricing import arrivals
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import NOTHING, cost_of, pack, who_of
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


@pytest.mark.parametrize("cost", [0, 1, -1, 123_456, -123_456, arrivals.MOST_COST - 1, 1 - arrivals.MOST_COST])
@pytest.mark.parametrize("who", [0, 7, arrivals.MOST_VISITS - 1, at.HOME, -2, -4])
def test_a_cost_and_whom_it_goes_with_share_a_number(cost: int, who: int) -> None:
    """Both are read as they were written, and a lower cost is a lower number whoever it goes with."""
    packed = pack(cost, who)

    assert (cost_of(packed), who_of(packed)) == (cost, who)
    assert packed < pack(cost + 1, 0)
    assert packed < NOTHING


def test_nothing_costs_more_than_anything() -> None:
    """No way to be somewhere is far."""
    assert cost_of(NOTHING) == at.FAR


def priced(relaxation: Relaxation, seed: int) -> Prices:
    """Random prices of visits up to 60, and rows up to 10 minutes."""
    prices, rng = no_prices(relaxation), np.random.default_rng(seed)
    prices.visits[:] = rng.integers(0, 60 * at.SCALE, len(prices.visits))
    prices.rows[:] = rng.integers(0, 10 * at.SCALE, len(prices.rows))
    return prices


def ahead_of(relaxation: Relaxation, graph: Graph, prices: Prices) -> tuple[int, list[int]]:
    """What looking ahead says of a shift, and of its visits, with all lines."""
    pricer = Pricer(relaxation)
    graph.want(None)
    pricer.ask(graph, prices)
    graph.use_all_lines()
    return pricer.look_ahead(graph, -at.FAR), pricer.rate(graph).tolist()


@pytest.mark.parametrize("seed", range(0, 60, 4))
def test_it_says_the_same_however_many_minutes_are_worked_out_at_once(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One minute, five, up to 64: on random tiny shifts with breaks, absences, blocked stretches and set-out times."""
    relaxation = relax(problem_of_seed(seed))
    prices = priced(relaxation, seed)
    for graph in relaxation.graphs or ():
        said = []
        for most in (1, 5, 64):
            monkeypatch.setattr(lookout, "MOST_AT_ONCE", most)
            said.append(ahead_of(relaxation, graph, prices))
        assert said[0] == said[1] == said[2]


@pytest.mark.parametrize("seed", range(1, 60, 4))
def test_the_least_value_is_found_from_any_margin(seed: int) -> None:
    """Asked for hardly more than the look ahead says, for a little more, or for far more: the value is the same."""
    relaxation = relax(problem_of_seed(seed))
    pricer, prices = Pricer(relaxation), priced(relaxation, seed)
    for graph in relaxation.graphs or ():
        graph.remember_all(graph.wanted)
        values = []
        for margin in (0, at.SCALE, 1 << 40):
            graph.margin = margin
            values.append(pricer.price(graph, prices, exact=True)[0])
        assert len(set(values)) == 1
        enumeration = Enumeration(relaxation, graph.shift)
        assert not enumeration.is_plain() or values[0] <= enumeration.least(prices)


@pytest.mark.parametrize("seed", range(0, 60, 3))
def test_every_visit_is_over_within_the_minutes_of_its_shift(seed: int) -> None:
    """From the first minute to the last: there is no other room in the tables that are read without a look."""
    for graph in relax(problem_of_seed(seed)).graphs or ():
        first, size = int(graph.block[at.G_VISIT]), len(graph.visits) * at.VISIT_ROW
        rows = graph.block[first : first + size].reshape(-1, at.VISIT_ROW)
        assert rows[:, at.VISIT_EARLIEST].min() >= 0
        assert (rows[:, at.VISIT_LATEST] + rows[:, at.VISIT_MINUTES]).max() < graph.block[at.G_UNTIL]


def one_site() -> Relaxation:
    """One ticket 10 minutes from where the technician begins and ends."""
    return relax(make_problem([make_ticket("A")], weights=NO_EXTRAS))


def test_prices_that_no_number_holds_bound_nothing() -> None:
    """A visit worth 60 minutes: 20 - 60; worth 2**50, a route of many could be worth more than can be added up."""
    relaxation = one_site()
    (graph,) = relaxation.graphs or []
    prices = no_prices(relaxation)
    prices.visits[:] = 60 * at.SCALE
    assert Pricer(relaxation).price(graph, prices, exact=True)[0] == -40 * at.SCALE

    prices.visits[:] = 1 << 50
    assert Pricer(relaxation).price(graph, prices, exact=True) == (-at.FAR, [])
    assert relaxation.value(prices, [-at.FAR]) < 0
