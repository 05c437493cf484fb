"""What ties routes together, as rows: legal routes keep every row, and a broken link has one that they break."""

import pytest

from solver.compilation import read_tables
from solver.rows import Among, Group, OneBy, Order, Requires
from solver.search.bound.rows import Column, Row, people_rows
from solver.search.bound.timing import Timing
from solver.tables import Tables
from tests.builders import make_problem, make_shift, make_technician, make_ticket

LEAST = 0.05
Share = tuple[int, int, float]  # visit, start, how much of it


@pytest.fixture(name="tables")
def two_by_two() -> Tables:
    """Two tickets of 30 minutes, two technicians, the second with two shifts."""
    people = [make_technician("wang"), make_technician("li")]
    shifts = [make_shift(0), make_shift(1), make_shift(1, start=600, end=900)]
    tickets = [make_ticket("A"), make_ticket("B", site=2)]
    return read_tables(make_problem(tickets, technicians=people, shifts=shifts, horizon_end=1000))


def rows_of(tables: Tables, *, planned: tuple[int, ...] = (0, 1)) -> list[Row]:
    """Return the rows of people; some tickets can be planned, and technician 1 has several shifts."""
    return people_rows(tables, planned.__contains__, lambda technician: technician == 1)


def route(shift: int, *visits: int) -> Column:
    """A route whose starts do not matter."""
    return Column(shift, 0, visits, tuple(100 * k for k in range(len(visits))))


def keeps(tables: Tables, row: Row, *routes: Column, left_out: tuple[int, ...] = ()) -> bool:
    """Whether a plan of some routes keeps a row."""
    total = sum(row.factor(tables, column) for column in routes) + sum(row.tickets.get(t, 0) for t in left_out)
    return total == row.least if row.exact else total >= row.least


def test_one_of_the_visits_is_by_the_person(tables: Tables) -> None:
    """A's visit is by technician 0, or A is left out."""
    tables.one_by.append(OneBy("same_technician", (0,), 0))

    (row,) = rows_of(tables)

    assert keeps(tables, row, route(0, 0))
    assert keeps(tables, row, left_out=(0,))
    assert not keeps(tables, row, route(1, 0))


def test_who_makes_one_makes_the_other_or_is_excused(tables: Tables) -> None:
    """Whoever makes A makes B, if B is planned; technician 0 may in any case."""
    tables.among.append(Among("same_technician", (0,), (1,), frozenset({0}), 1, False))

    (row,) = rows_of(tables)

    assert keeps(tables, row, route(0, 0), route(1, 1))
    assert keeps(tables, row, route(1, 0), route(2, 1))  # two shifts of one person
    assert keeps(tables, row, route(1, 0), left_out=(1,))
    assert not keeps(tables, row, route(1, 0), route(0, 1))


def test_whom_nothing_excuses_makes_the_other_always(tables: Tables) -> None:
    """The same, whether B is planned or not."""
    tables.among.append(Among("same_technician", (0,), (1,), frozenset({0}), 1, True))

    (row,) = rows_of(tables)

    assert not keeps(tables, row, route(1, 0), left_out=(1,))


def test_a_bond_to_a_ticket_that_is_never_planned_asks_nothing(tables: Tables) -> None:
    """B can never be planned, so A is free."""
    tables.among.append(Among("same_technician", (0,), (1,), frozenset({0}), 1, False))

    assert rows_of(tables, planned=(0,)) == []


def test_different_people_over_several_shifts(tables: Tables) -> None:
    """Technician 1 makes one of the two visits on all his shifts; who has one shift needs no row."""
    tables.different_people.append(Group("crew_together", (0, 1)))

    (row,) = rows_of(tables)

    assert keeps(tables, row, route(1, 0), route(0, 1))
    assert not keeps(tables, row, route(1, 0), route(2, 1))


def test_a_ticket_is_left_out_with_the_one_it_needs(tables: Tables) -> None:
    """A needs B: B left out leaves A out; where B can never be planned, A is left out."""
    tables.requires.append(Requires("step_order", 0, 1))

    (row,) = rows_of(tables)
    (never,) = rows_of(tables, planned=(0,))

    assert keeps(tables, row, left_out=(0, 1))
    assert keeps(tables, row, left_out=(0,))
    assert not keeps(tables, row, left_out=(1,))
    assert keeps(tables, never, left_out=(0,))
    assert not keeps(tables, never)


# --- starts -------------------------------------------------------------------------------------------------------


def broken(tables: Tables, *shares: Share, both: bool = True) -> list[Row]:
    """Return the rows that a solution breaks: each visit on a route of its own."""
    used = [(Column(visit, 0, (visit,), (start,)), share) for visit, start, share in shares]
    return Timing(tables, lambda *_: both).broken(used, LEAST)


def starting(one: int, other: int) -> tuple[Column, Column]:
    """A at one minute, B at another."""
    return Column(0, 0, (0,), (one,)), Column(1, 0, (1,), (other,))


def test_a_common_start_is_told_from_two(tables: Tables) -> None:
    """A at 50 and B at 80 break a row that any common start keeps."""
    tables.same_start.append(Group("crew_together", (0, 1)))

    (row,) = broken(tables, (0, 50, 1.0), (1, 80, 1.0))

    assert row.exact
    assert not keeps(tables, row, *starting(50, 80))
    assert all(keeps(tables, row, *starting(minute, minute)) for minute in range(10, 200))


def test_halves_that_start_together_break_nothing(tables: Tables) -> None:
    """Half of both at 50 and half of both at 80: no threshold tells them apart; 4 % apart are too little."""
    tables.same_start.append(Group("crew_together", (0, 1)))
    halves = [(visit, start, 0.5) for visit in (0, 1) for start in (50, 80)]

    assert broken(tables, *halves) == []
    assert broken(tables, (0, 50, 1.0), (1, 50, 0.96), (1, 80, 0.04)) == []


def test_an_order_is_kept_from_the_shortest_gap_on(tables: Tables) -> None:
    """A from 50 to 80, a gap of 10: B at 90 breaks nothing, at 89 a row that every legal pair keeps."""
    tables.orders.append(Order("step_order", 0, 1, 10, None))

    (row,) = broken(tables, (0, 50, 1.0), (1, 89, 1.0))

    assert broken(tables, (0, 50, 1.0), (1, 90, 1.0)) == []
    assert not keeps(tables, row, *starting(50, 89))
    assert all(keeps(tables, row, *starting(a, b)) for a in range(0, 200, 3) for b in range(a + 40, 300, 3))


def test_an_order_is_kept_up_to_the_longest_gap(tables: Tables) -> None:
    """A from 50 to 80, at most 30 between: B at 110 breaks nothing, at 111 a row that every legal pair keeps."""
    tables.orders.append(Order("step_order", 0, 1, 10, 30))

    (row,) = broken(tables, (0, 50, 1.0), (1, 111, 1.0))

    assert broken(tables, (0, 50, 1.0), (1, 110, 1.0)) == []
    assert not keeps(tables, row, *starting(50, 111))
    assert all(keeps(tables, row, *starting(a, a + 30 + gap)) for a in range(200) for gap in range(10, 31))


def test_an_order_asks_nothing_of_a_visit_that_may_be_made_alone(tables: Tables) -> None:
    """B at 20 without A is legal where B does not need A: no row may forbid it."""
    tables.orders.append(Order("step_order", 0, 1, 10, 30))

    assert broken(tables, (1, 20, 1.0), both=False) == []


def test_a_row_is_told_once(tables: Tables) -> None:
    """The same solution again has nothing new."""
    tables.same_start.append(Group("crew_together", (0, 1)))
    timing, used = Timing(tables, lambda *_: True), [(column, 1.0) for column in starting(50, 80)]

    assert [len(timing.broken(used, LEAST)) for _ in range(2)] == [1, 0]
