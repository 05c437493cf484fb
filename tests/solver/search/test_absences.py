"""Absences that overlap each other, and ways of no length: found by fuzzing, each once a wrong proof."""

import time

from solver.problem import Absence, Break, Shift
from solver.search.anytime import search
from solver.search.limits import SearchLimits, SearchResult
from solver.status import Status
from tests.builders import make_problem, make_shift, make_ticket


def _planned(shift: Shift, travel: list[list[int]]) -> SearchResult:
    problem = make_problem(
        [make_ticket(site=0)], shifts=[shift], travel=travel, weights={"workload": 0, "skill_waste": 0}
    )
    return search(problem, SearchLimits(workers=1), timer=time.monotonic)


def test_an_appointment_where_one_is_anyway_may_lie_inside_an_absence() -> None:
    """Nowhere from 0 to 400, an appointment at the own site from 100 to 200: the visit at 400 costs nothing."""
    result = _planned(make_shift(absences=(Absence(0, 400), Absence(100, 200, 0))), [[0]])

    assert (result.status, result.cost, result.refused) == (Status.OPTIMAL, 0, 0)


def test_a_way_home_of_no_length_is_no_way_through_an_absence() -> None:
    """The visit may end at 30 and the absence nowhere begin at 30 or last until after it: home is here."""
    result = _planned(make_shift(end_site=None, absences=(Absence(30, 540),)), [[0]])

    assert (result.status, result.cost) == (Status.OPTIMAL, 0)


def test_a_break_of_no_minutes_asks_for_nothing() -> None:
    """A break of 0 minutes at 0-500 in a shift that is away from 30 on."""
    shift = make_shift(breaks=(Break(0, 500, 0),), absences=(Absence(30, 540),))

    result = _planned(shift, [[0]])

    assert (result.status, result.cost, result.refused) == (Status.OPTIMAL, 0, 0)
