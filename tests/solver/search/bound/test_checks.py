"""When the prices of promising visits are checked by all visits."""

import pytest

from solver.search.bound.checks import Checks
from solver.search.bound.relaxation import Prices
from tests.builders import make_problem
from tests.solver.search.bound.relaxed import no_prices, relax


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def prices() -> tuple[Prices, Prices]:
    """Two prices that are told apart by being others."""
    relaxation = relax(make_problem())
    return no_prices(relaxation), no_prices(relaxation)


def test_a_check_is_due_after_three_times_as_long(prices: tuple[Prices, Prices]) -> None:
    """All visits quickly in 2 s: a check may take 6, so that the first is due after 18; it took 2: 6 from then."""
    clock = Clock()
    checks = Checks(clock, lambda: None)
    checks.begin(2.0)

    clock.now = 18.0
    assert not checks.is_due(prices[0])
    clock.now = 18.1
    assert checks.is_due(prices[0])
    clock.now = 20.0
    checks.note(prices[0], 2.0)
    clock.now = 26.0
    assert not checks.is_due(prices[1])
    clock.now = 26.1
    assert checks.is_due(prices[1])
    assert not checks.is_due(prices[0])


def test_the_last_check_is_due_before_the_end(prices: tuple[Prices, Prices]) -> None:
    """A check took 2 s: with less than 10 s left it is time for one more, of other prices."""
    clock, left = Clock(), iter([10.0, 9.9, 9.9])
    checks = Checks(clock, lambda: next(left))
    checks.note(prices[0], 2.0)

    assert not checks.is_due(prices[1])
    assert checks.is_due(prices[1])
    assert not checks.is_due(prices[0])
