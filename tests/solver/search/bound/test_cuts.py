"""Cuts: legal plans keep them, a fractional solution that makes two of three visits too often breaks one."""

import pytest

from solver.search.bound.cuts import Cuts
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.rows import Column, Row
from solver.search.pricing import layout as at
from tests.builders import make_problem, make_ticket
from tests.solver.search.bound.relaxed import no_prices, relax

LEAST = 0.1
HALVES = [(0, 1), (1, 2), (0, 2)]  # pairs of three visits: a half of each makes all, and no whole routes do


@pytest.fixture(name="relaxation")
def six_visits() -> Relaxation:
    """Six tickets of one technician."""
    return relax(make_problem([make_ticket(name) for name in "ABCDEF"]))


def route(*visits: int) -> Column:
    """A route of the first shift."""
    return Column(0, 0, visits, tuple(range(len(visits))))


def halves(*routes: tuple[int, ...]) -> list[tuple[Column, float]]:
    """Half of each of some routes."""
    return [(route(*visits), 0.5) for visits in routes]


@pytest.mark.parametrize(("visits", "factor"), [((0,), 0), ((0, 1), -1), ((0, 3, 2), -1), ((0, 1, 2), -1), ((3, 4), 0)])
def test_two_or_three_of_a_cut_count_once(relaxation: Relaxation, visits: tuple[int, ...], factor: int) -> None:
    """Of A, B and C a route with one counts nothing, with two or three once; who comes back counts again."""
    row = Row(-1, cut=frozenset({0, 1, 2}))

    assert row.factor(relaxation.tables, route(*visits)) == factor
    assert row.factor(relaxation.tables, route(0, 1, 0, 2)) == -2


def test_three_halves_of_pairs_are_cut_off() -> None:
    """Half of AB, BC and CA make each visit once, but 1.5 times two of them: a cut of A, B and C, once."""
    finder = Cuts()

    (row,) = finder.broken(halves(*HALVES), LEAST)

    assert (row.least, row.exact, sorted(row.cut)) == (-1, False, [0, 1, 2])
    assert finder.broken(halves(*HALVES), LEAST) == []


def test_whole_routes_are_not_cut_off() -> None:
    """Two whole routes, and two halves of a pair, keep every cut."""
    finder = Cuts()

    assert finder.broken([(route(0, 1, 2), 1.0), (route(3, 4), 1.0)], LEAST) == []
    assert finder.broken(halves((0, 1), (0, 1), (2,), (2,)), LEAST) == []


def test_what_is_broken_by_less_is_left() -> None:
    """Three halves break their cut by 0.5: one asked for 0.6 finds none."""
    finder = Cuts()

    assert finder.broken(halves(*HALVES), 0.6) == []
    assert len(finder.broken(halves(*HALVES), 0.5)) == 1


def test_a_shift_pays_for_the_dearest_cuts(relaxation: Relaxation, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for one of two cuts, at 3 and 5, it is the one at 5; one with a single visit of the shift never is."""
    relaxation.rows[:] = [Row(-1, cut=frozenset(cut)) for cut in ({0, 1, 2}, {3, 4, 5}, {0, 90, 91})]
    prices = no_prices(relaxation)
    prices.rows[:] = 3, 5, 7

    graph = (relaxation.graphs or [])[0]
    assert relaxation.cuts(graph, prices) == [(frozenset({3, 4, 5}), 5), (frozenset({0, 1, 2}), 3)]
    monkeypatch.setattr(at, "MOST_CUTS", 1)
    assert Pricer(relaxation).ask(graph, prices).cuts == [(frozenset({3, 4, 5}), 5)]


def test_so_many_at_once() -> None:
    """One at once: the other comes the next time."""
    finder = Cuts(1)
    twice = halves(*HALVES, (3, 4), (4, 5), (3, 5))

    assert [[row.cut for row in finder.broken(twice, LEAST)] for _ in range(3)] == [[{0, 1, 2}], [{3, 4, 5}], []]
