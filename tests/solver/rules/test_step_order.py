"""Rule step_order: gaps between steps, parts of a visit, tickets after tickets."""

import pytest

from solver.problem import After, Outcome, Problem, TicketStatus
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from tests.builders import (
    amounts,
    breaches,
    make_fact,
    make_plan,
    make_problem,
    make_published,
    make_step,
    make_technician,
    make_ticket,
)

RULE = "step_order"
# Step 1 starts 60-90 minutes after step 0 ends.
TWO_STEPS = make_ticket(steps=[make_step(), make_step(min_gap=60, max_gap=90)])


def second_step(start: int) -> list[tuple[int, bool]]:
    """Return what the rule says when step 0 is 10-40 and step 1 starts at a minute."""
    problem = make_problem([TWO_STEPS])
    return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", start)]}))


def test_ticket_of_one_step_has_no_order() -> None:
    """One step, one part and no other ticket: nothing to keep."""
    problem = make_problem()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10)]})) == []


@pytest.mark.parametrize(("start", "amount"), [(99, 1), (100, 0), (130, 0), (131, 1)])
def test_step_starts_within_its_gaps(start: int, amount: int) -> None:
    """40 + 60 to 40 + 90, both ends included; the amount is the minutes too early or too late."""
    assert second_step(start) == ([(amount, False)] if amount else [])


def test_gap_counts_from_the_last_end_of_a_crew() -> None:
    """A step waits for the last of the people of the step before."""
    steps = [make_step(crew=2), make_step()]
    problem = make_problem([make_ticket(steps=steps)])

    plan = make_plan(problem, {0: [("T-1:0:0", 10, 40), ("T-1:0:1", 10, 50), ("T-1:1:0", 45)]})

    (violation,) = breaches(RULE, problem, plan)
    assert (violation.amount, violation.visits, violation.tickets) == (5, (1, 2), (0,))


def test_part_starts_after_the_part_before() -> None:
    """What an interruption left starts when the first part has ended."""
    problem = make_problem(
        published={"T-1:0:0": make_fact(10, 30, outcome=Outcome.INTERRUPTED)}, remaining={"T-1:0:0": 15}, now=20
    )

    def at(start: int) -> list[tuple[int, bool]]:
        return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10, 30), ("T-1:0:0:1", start)]}))

    assert at(30) == []
    assert at(29) == [(1, False)]


def test_steps_out_of_order_that_have_happened_are_a_warning() -> None:
    """Facts in a wrong order are reported, not forbidden."""
    published = {"T-1:0:0": make_fact(10, 40), "T-1:1:0": make_fact(45, 75)}
    problem = make_problem([TWO_STEPS], published=published, now=80)

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-1:1:0", 45)]})

    # 40 + 60 - 45.
    assert amounts(RULE, problem, plan) == [(55, True)]


def after_other(status: TicketStatus = TicketStatus.OPEN, *, fact: bool = False) -> Problem:
    """Return a problem in which T-2 starts 60-90 minutes after T-1 ends."""
    tickets = [make_ticket("T-1", status=status), make_ticket("T-2", after=(After(0, 60, 90),))]
    return make_problem(tickets, published={"T-1:0:0": make_fact(10, 40)} if fact else None, now=50 if fact else 0)


@pytest.mark.parametrize(("start", "amount"), [(99, 1), (100, 0), (130, 0), (131, 1)])
def test_ticket_starts_within_its_gaps_after_another(start: int, amount: int) -> None:
    """The other ticket ends at 40: 100 to 130."""
    problem = after_other()

    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", start)]})

    assert amounts(RULE, problem, plan) == ([(amount, False)] if amount else [])


def test_ticket_after_an_unplanned_one_may_not_be_planned() -> None:
    """If the other ticket is open and not in the plan, this one is one off; left out, none."""
    problem = after_other()

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-2:0:0", 100)]})) == [(1, False)]
    assert amounts(RULE, problem, make_plan(problem, {})) == []


@pytest.mark.parametrize(
    ("status", "amount"), [(TicketStatus.ON_HOLD, 1), (TicketStatus.CANCELLED, 0), (TicketStatus.DONE, 0)]
)
def test_closed_and_held_tickets_before_this_one(status: TicketStatus, amount: int) -> None:
    """On hold: not planned. Cancelled, or done without a visit in the plan: no condition."""
    problem = after_other(status)

    plan = make_plan(problem, {0: [("T-2:0:0", 500)]})

    assert amounts(RULE, problem, plan) == ([(amount, False)] if amount else [])


@pytest.mark.parametrize("status", [TicketStatus.DONE, TicketStatus.OPEN])
def test_ticket_after_one_whose_visits_are_all_facts(status: TicketStatus) -> None:
    """Facts count with their last end, whether the ticket is already called done or not."""
    problem = after_other(status, fact=True)

    def at(start: int) -> list[tuple[int, bool]]:
        return amounts(RULE, problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", start)]}))

    assert at(100) == []
    assert at(90) == [(10, False)]


def test_ticket_that_has_begun_is_no_longer_after_another() -> None:
    """A first step that is fact cannot wait any more."""
    tickets = [make_ticket("T-1"), make_ticket("T-2", after=(After(0),))]
    problem = make_problem(tickets, published={"T-2:0:0": make_fact(10, 40)}, now=50)

    assert amounts(RULE, problem, make_plan(problem, {0: [("T-2:0:0", 10)]})) == []


def test_part_waits_for_a_mate_still_to_make_the_part_before() -> None:
    """Of a crew one was interrupted and the other has still to come: the tables let the rest start at his end alone."""
    problem = make_problem(
        [make_ticket(crew=2, minutes=60)],
        technicians=[make_technician("wang"), make_technician("li")],
        published={
            "T-1:0:0": make_fact(60, 90, outcome=Outcome.INTERRUPTED),
            "T-1:0:1": make_published(300, 360, shift=1),
        },
        remaining={"T-1:0:0": 20},
        now=120,
    )

    result = search(problem, SearchLimits(iterations=50, workers=1), timer=lambda: 0.0)

    # Li sets out at 120, is there from 130 to 190; the 20 minutes left to Wang follow.
    assert result.refused == 0
    assert result.plan is not None
    assert amounts("step_order", problem, result.plan) == []
    later = make_plan(problem, {0: [("T-1:0:0", 60, 90), ("T-1:0:0:1", 189)], 1: [("T-1:0:1", 130)]})
    assert amounts("step_order", problem, later) == [(1, False)]
    ends = {p.visit: p.end for route in result.plan.routes for p in route.visits}
    starts = {p.visit: p.start for route in result.plan.routes for p in route.visits}
    assert (starts[1], ends[1], starts[2]) == (130, 190, 190)
