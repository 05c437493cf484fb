"""Shifts priced at once: what is found is what one pricer finds, whoever is first."""

import numpy as np
import pytest

from solver.search.bound import crew as module
from solver.search.bound.crew import PricingCrew
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.pricing import layout as at
from solver.weights import default_policy
from tests.random_days import random_day
from tests.solver.search.bound.relaxed import no_prices, relax


@pytest.fixture(name="relaxation")
def a_day() -> Relaxation:
    """A day of 30 tickets and 5 technicians."""
    return relax(random_day(3, 30, 5, default_policy().weights))


def priced(relaxation: Relaxation) -> Prices:
    """Prices of 0 to 60 minutes a visit."""
    prices = no_prices(relaxation)
    prices.visits[:] = np.random.default_rng(0).integers(0, 60 * at.SCALE, len(prices.visits))
    return prices


@pytest.mark.parametrize("exact", [False, True])
def test_several_find_what_one_does(relaxation: Relaxation, exact: bool) -> None:
    """One, three, and again one, as one alone three times: values and routes of every shift, in their order.

    What the exact pricing of a shift asks for depends on what it has found there before.
    """
    cores = iter([1, 3, 1])
    fresh, prices = relax(random_day(3, 30, 5, default_policy().weights)), priced(relaxation)
    alone, crew = PricingCrew(relaxation, lambda: 1), PricingCrew(fresh, lambda: next(cores))
    found = [alone.price(prices, lambda: False, exact=exact) for _ in range(3)]

    assert found[0] is not None
    assert len(found[0]) == 5
    assert any(columns for _, columns in found[0])
    assert [crew.price(prices, lambda: False, exact=exact) for _ in range(3)] == found
    assert [value for value, _ in found[0]] == [value for value, _ in found[2] or ()]


def test_no_more_work_than_there_are_shifts(relaxation: Relaxation, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a hundred cores there are five pricers."""
    made = list[object]()
    pricer = module.Pricer

    def count(day: Relaxation) -> object:
        made.append(day)
        return pricer(day)

    monkeypatch.setattr(module, "Pricer", count)
    PricingCrew(relaxation, lambda: 100).price(priced(relaxation), lambda: False, exact=False)

    assert len(made) == 5


@pytest.mark.parametrize("cores", [1, 2])
def test_who_wants_it_to_end_gets_nothing(relaxation: Relaxation, cores: int) -> None:
    """When it is over there are no values, not even of the shifts that were priced."""
    calls = iter(range(1000))
    crew = PricingCrew(relaxation, lambda: cores)

    assert crew.price(priced(relaxation), lambda: next(calls) > 2, exact=False) is None


def test_stopped_pricers_stay_stopped(relaxation: Relaxation) -> None:
    """Stopped before the second pricer is made, neither finds a route."""
    crew = PricingCrew(relaxation, lambda: 2)
    crew.stop()
    found = crew.price(priced(relaxation), lambda: False, exact=True)

    assert found is not None
    assert [columns for _, columns in found] == [[]] * 5
