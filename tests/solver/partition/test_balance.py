"""Two sides evened out: 750 squared minutes of imbalance outweigh a minute of travel, and no side lacks people."""

import numpy as np

from solver.partition.balance import Scales


def sides(
    lean: list[int], tilt: list[int], start: list[bool], wanted: int = 0, least: tuple[int, int] = (0, 0)
) -> list[bool]:
    """Even out bundles of one kind of work, all staffed if a side needs people."""
    staffed = np.full(len(lean), sum(least) > 0)
    scales = Scales(np.array(lean), np.array(tilt)[:, None], np.array([wanted]), staffed, least)
    return scales.even_out(np.array(start)).tolist()


def test_without_imbalance_each_goes_where_it_leans() -> None:
    """A bundle 5 minutes nearer to the second side moves there, one 5 minutes farther stays."""
    assert sides([-5, 5], [0, 0], [False, False]) == [True, False]


def test_imbalance_outweighs_travel_up_to_its_worth() -> None:
    """An hour more on one side is 3600: not worth 4 x 750 = 3000, but worth 5 x 750 = 3750."""
    assert sides([-4, 0], [60, -60], [False, False]) == [False, False]
    assert sides([-5, 0], [60, -60], [False, False]) == [True, True]


def test_bundles_are_exchanged_where_neither_can_move_alone() -> None:
    """Each holds 100 of the 100 wanted: moving one costs 10,000 squared, exchanging them saves 5 + 3 minutes."""
    assert sides([-5, 3], [100, 100], [False, True], wanted=100) == [True, False]


def test_each_side_keeps_the_people_it_needs() -> None:
    """Both lean to the second side; the first needs one, so only the one that leans more goes."""
    assert sides([-5, -9], [0, 0], [False, False], least=(1, 1)) == [False, True]
