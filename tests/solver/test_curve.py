"""Piecewise-linear costs: values at and around every point, by hand."""

from solver.curve import FAR_PAST, Curve, above, join_windows, outside
from solver.problem import Window


def test_above_costs_nothing_up_to_its_point_and_the_rate_beyond() -> None:
    """A due time of 30 at rate 5 costs 0 at 30 and 5 at 31."""
    curve = above([(30, 5)])

    assert [curve.at(x) for x in (0, 30, 31, 40)] == [0, 0, 5, 50]


def test_tiers_of_above_add_up_marginally() -> None:
    """Rates 1, 2, 4 from 100, 160, 220: 60 + 2*60 + 4*10 = 220 at 230."""
    curve = above([(100, 1), (160, 2), (220, 4)])

    assert [curve.at(x) for x in (100, 160, 161, 220, 230)] == [0, 60, 62, 180, 220]
    assert curve.is_convex


def test_outside_charges_the_price_wherever_no_window_holds() -> None:
    """Windows 10-20 and 40-40 include both their ends."""
    curve = outside([Window(40, 40), Window(10, 20)], 15)

    assert [curve.at(x) for x in (9, 10, 20, 21, 39, 40, 41)] == [15, 0, 0, 15, 15, 0, 15]
    assert not curve.is_convex


def test_windows_that_touch_or_overlap_are_one_range() -> None:
    """10-20, 15-25 and 26-30 cover 10-30 without a gap; 32-33 stands alone."""
    joined = join_windows([Window(26, 30), Window(10, 20), Window(15, 25), Window(32, 33)])

    assert joined == [(10, 30), (32, 33)]


def test_a_falling_slope_is_not_convex() -> None:
    """A curve that rises by 2 and then by 1 is continuous but not convex."""
    curve = Curve((FAR_PAST, 0, 10), (0, 0, 20), (0, 2, 1))

    assert curve.at(11) == 21
    assert not curve.is_convex


def test_zero_rates_make_a_zero_curve() -> None:
    """A weight of 0 turns the term off: its curve says so."""
    assert above([(30, 0)]).is_zero
    assert not above([(30, 1)]).is_zero
