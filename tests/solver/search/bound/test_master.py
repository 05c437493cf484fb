"""The program over routes: what it forgets, and that it solves on."""

import numpy as np
import pytest

from solver.search.bound import master as module
from solver.search.bound.master import Master
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.rows import Column, Row, Threshold
from tests.builders import make_problem, make_ticket
from tests.solver.search.bound.relaxed import relax


@pytest.fixture(name="relaxation")
def three_visits() -> Relaxation:
    """Three tickets of one technician, who may be left out for 1000 each."""
    return relax(make_problem([make_ticket(name) for name in "ABC"], weights={"workload": 0, "skill_waste": 0}))


def route(cost: int, *visits: int) -> Column:
    """A route of the first shift that starts its visits one minute after the other."""
    return Column(0, cost, visits, tuple(range(len(visits))))


def value_of(master: Master) -> float:
    """What the program says a plan costs at the least, less what is paid whatever is planned."""
    solved = master.solve()
    assert solved is not None
    return solved[0] - master.idle


def left_out(relaxation: Relaxation) -> int:
    """What leaving out one of the tickets costs; all cost the same."""
    (price,) = {int(relaxation.tables.drop_price[ticket]) for ticket in relaxation.tickets}
    return price


def test_the_dearest_routes_are_forgotten(relaxation: Relaxation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of six routes four stay, as there are four rows of visits and shifts: those that cost most at the prices go.

    What the rest costs is the same, and what was forgotten may be added again.
    """
    monkeypatch.setattr(module, "MOST_COLUMNS", 1)
    monkeypatch.setattr(module, "FEWEST_COLUMNS", 1)
    master = Master(relaxation)
    routes = [route(950, 2), route(500, 0), route(60, 0, 1, 2), route(990, 1, 2), route(50, 0, 1), route(600, 1)]
    assert [master.add(column) for column in routes] == [True] * 6
    before = value_of(master)
    master.thin()

    assert sorted(column.cost for column in master.columns.values()) == [50, 60, 500, 600]
    assert value_of(master) == before == 60.0
    assert [column.cost for column, _ in master.used()] == [60]
    assert [master.add(column) for column in routes] == [True, False, False, True, False, False]


def test_few_routes_are_kept(relaxation: Relaxation) -> None:
    """With room for twelve a row nothing is forgotten."""
    master = Master(relaxation)
    master.add(route(900, 0))
    value_of(master)
    master.thin()

    assert len(master.columns) == 1


def test_routes_forgotten_by_a_rule_are_used_no_more(relaxation: Relaxation) -> None:
    """Without the route of all three the next best counts: two for 50, the third left out."""
    master = Master(relaxation)
    for column in (route(60, 0, 1, 2), route(50, 0, 1)):
        master.add(column)
    assert value_of(master) == 60.0
    master.forget(lambda column: len(column.visits) == 3)

    assert value_of(master) == 50.0 + left_out(relaxation)


def test_a_row_added_later_counts_the_routes_there_are(relaxation: Relaxation) -> None:
    """A row that wants A after minute 0, in no route so far: all are left out, until a route starts it at 1."""
    master = Master(relaxation)
    master.add(route(60, 0, 1, 2))
    before = value_of(master)
    late = Threshold(0, 1, before=False, at_end=False)
    master.tie([Row(1, starts=((late, 1),), tickets={0: 1})])
    after = value_of(master)
    master.add(Column(0, 70, (0, 1, 2), (1, 2, 3)))

    assert before == 60.0
    assert after == pytest.approx(min(3 * left_out(relaxation), left_out(relaxation) + 60.0))
    assert value_of(master) == 70.0


def test_prices_are_what_one_visit_more_costs(relaxation: Relaxation) -> None:
    """One route of all three for 60: visits are worth 60 together, no minute and no row anything."""
    master = Master(relaxation)
    master.add(route(60, 0, 1, 2))
    solved = master.solve()

    assert solved is not None
    assert int(solved[1].visits.sum()) >= 60 * 1024
    assert not np.any(solved[1].minutes)
