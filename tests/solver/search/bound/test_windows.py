"""When visits can start, given what their links ask: 10 minutes to any site, services of 30, a shift from 0 to 540."""

from solver.compilation import read_tables
from solver.problem import Ticket
from solver.rows import Group, Order, Requires
from solver.search.bound.windows import Windows
from solver.search.reach import read_reach
from tests.builders import make_problem, make_ticket, windows

GAPS = Order("step_order", 0, 1, 10, 30)
A_NEEDS_B, B_NEEDS_A = Requires("step_order", 0, 1), Requires("step_order", 1, 0)


def starts(
    one: Ticket,
    other: Ticket,
    *,
    orders: tuple[Order, ...] = (),
    requires: tuple[Requires, ...] = (),
    together: tuple[Group, ...] = (),
) -> list[tuple[int, int]]:
    """Return earliest and latest start of two tickets' visits on the only shift, links added."""
    tables = read_tables(make_problem([one, other]))
    tables.orders.extend(orders)
    tables.requires.extend(requires)
    tables.same_start.extend(together)
    found = Windows(tables, read_reach(tables))
    return [(int(found.earliest[v, 0]), int(found.latest[v, 0])) for v in (0, 1)]


def test_who_follows_starts_within_the_gaps_of_the_ends_before() -> None:
    """A starts from 20 to 100 and ends from 50 to 130: B starts from 10 after the first to 30 after the last."""
    first = make_ticket("A", promised=windows((20, 100)))

    found = starts(first, make_ticket("B"), orders=(GAPS,), requires=(A_NEEDS_B, B_NEEDS_A))

    assert found == [(20, 100), (60, 160)]


def test_who_precedes_ends_within_the_gaps_of_the_starts_after() -> None:
    """B starts from 200 to 210: A ends from 170 to 200, so that it starts from 140 to 170."""
    second = make_ticket("B", promised=windows((200, 210)))

    found = starts(make_ticket("A"), second, orders=(GAPS,), requires=(A_NEEDS_B, B_NEEDS_A))

    assert found == [(140, 170), (200, 210)]


def test_without_a_longest_gap_only_one_side_is_bound() -> None:
    """A ends at 50 at the earliest, so B starts from 60; B may start until 500, so A until 460."""
    order = Order("step_order", 0, 1, 10, None)

    found = starts(
        make_ticket("A", promised=windows((20, 540))),
        make_ticket("B"),
        orders=(order,),
        requires=(A_NEEDS_B, B_NEEDS_A),
    )

    assert found == [(20, 460), (60, 500)]


def test_a_visit_whose_mate_may_be_left_out_is_not_bound() -> None:
    """Neither needs the other: B may be made alone at any time."""
    found = starts(make_ticket("A", promised=windows((20, 100))), make_ticket("B"), orders=(GAPS,))

    assert found == [(20, 100), (10, 500)]


def test_only_the_one_that_needs_the_other_is_bound() -> None:
    """B is planned only with A, A also alone: B is bound by A's starts, A not by B's."""
    tickets = make_ticket("A", promised=windows((20, 100))), make_ticket("B", promised=windows((0, 90)))

    found = starts(*tickets, orders=(GAPS,), requires=(B_NEEDS_A,))

    assert found == [(20, 100), (60, 90)]


def test_who_starts_together_starts_when_all_can() -> None:
    """A from 20 to 100, B from 60 to 300: both from 60 to 100."""
    tickets = make_ticket("A", promised=windows((20, 100))), make_ticket("B", promised=windows((60, 300)))

    assert starts(*tickets, together=(Group("crew_together", (0, 1)),)) == [(60, 100), (60, 100)]


def test_a_pair_without_a_start_is_not_possible() -> None:
    """A from 200 on, B until 100 and 10 after A: B has no start."""
    one, other = make_ticket("A", promised=windows((200, 300))), make_ticket("B", promised=windows((0, 100)))
    tables = read_tables(make_problem([one, other]))
    tables.orders.append(GAPS)
    tables.requires.append(B_NEEDS_A)

    found = Windows(tables, read_reach(tables))

    assert found.possible.tolist() == [[True], [False]]
