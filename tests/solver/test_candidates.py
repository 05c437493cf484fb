"""Who could take a ticket: prices, grades, displaced visits and exclusions, derived by hand and against the checker."""

import pytest

from solver.candidates import Candidates, find_candidates, grade
from solver.checker import check
from solver.plan import Plan
from solver.problem import Problem, TicketStatus, Urgency, Window
from solver.search.whatif import WhatIf
from tests.builders import make_plan, make_problem, make_shift, make_technician, make_ticket, only_weights
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import make_chain
from tests.solver.search.test_whatif import make_whatif

FEW = only_weights("unassigned", "travel")


def pair(**fields: object) -> Problem:
    """Return wang and li at site 0, T-1 (done by 69) and T-2 at site 1, 30 minutes each; left out each costs 1500."""
    people = [make_technician(), make_technician("li")]
    return make_problem([make_ticket(deadline=69), make_ticket("T-2", **fields)], technicians=people, weights=FEW)


def asked(problem: Problem, plan: Plan, ticket: int) -> Candidates:
    """Return the candidates, the checker having judged each against the plan."""
    return judged(problem, make_whatif(problem, plan, steady=True), ticket)


def judged(problem: Problem, whatif: WhatIf, ticket: int) -> Candidates:
    """Return the candidates after the checker has said of each that it is legal and changes the terms as promised."""
    before = check(problem, whatif.plan).terms
    answer = find_candidates(whatif, ticket)
    for row in answer.candidates:
        report = check(problem, row.option.plan)
        assert report.is_legal
        assert dict(row.option.terms) == {t: c - before[t] for t, c in report.terms.items() if c != before[t]}
    return answer


def test_next_door_is_cheaper_than_a_way_of_his_own() -> None:
    """T-2 after wang's T-1 costs no way, li's way there and back 20: 1500 and 1480 saved, grades 100 and 98.7."""
    problem = pair()

    answer = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), 1)

    rows = [(row.technician, row.option.placed.start, row.option.after, row.option.total, row.grade)
            for row in answer.candidates]  # fmt: skip
    assert rows == [(0, 40, 0, -1500, 100.0), (1, 10, None, -1480, 98.7)]
    assert answer.excluded == ()
    assert answer.price_of_leaving_out == 0
    assert all(row.option.displaced == () and row.option.meets_limits for row in answer.candidates)


def test_a_planned_ticket_is_compared_with_where_it_is() -> None:
    """T-2 stays with wang for nothing; li costs 20 more, leaving it out 1500: (1500 - 20) / 1500 is 98.7."""
    problem = pair()
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]})

    answer = asked(problem, plan, 1)

    assert [(row.technician, row.option.total, row.grade) for row in answer.candidates] == [
        (0, 0, 100.0),
        (1, 20, 98.7),
    ]
    assert answer.candidates[0].option.plan == plan
    assert answer.price_of_leaving_out == 1500


def test_what_is_left_behind_stays_as_told() -> None:
    """T-1 goes to li; wang's T-2, told for 40, is not done at 10 although it could be: nobody is displaced."""
    problem = pair()

    answer = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]}), 0)

    assert answer.candidates[1].option.plan == make_plan(problem, {0: [("T-2:0:0", 40)], 1: [("T-1:0:0", 10)]})
    assert answer.candidates[1].option.displaced == ()


def test_who_has_no_room_makes_some_and_says_for_whom() -> None:
    """Wang's 60 minutes hold one visit: the electric T-2 pushes T-1 to li, who cannot do T-2 himself."""
    people = [make_technician(skills={"water": 1, "electric": 1}), make_technician("li")]
    tickets = [make_ticket(), make_ticket("T-2", trade="electric")]
    shifts = [make_shift(k, end=60) for k in range(2)]
    problem = make_problem(tickets, technicians=people, shifts=shifts, weights=FEW)

    answer = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), 1)

    (row,) = answer.candidates
    assert (row.technician, row.option.total) == (0, 20 - 1500)
    (moved,) = row.option.displaced
    assert moved.after is not None
    assert (moved.visit, moved.kind, moved.after.technician, moved.after.start) == (0, "technician", 1, 10)
    assert [(out.technician, out.rule) for out in answer.excluded] == [(1, "skill_match")]


def test_who_finds_no_other_place_is_dropped() -> None:
    """The same without li: T-1 (1500) is dropped for the emergency T-2 (1,000,000)."""
    tickets = [make_ticket(), make_ticket("T-2", urgency=Urgency.EMERGENCY)]
    problem = make_problem(tickets, shifts=[make_shift(end=60)], weights=FEW)

    (row,) = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), 1).candidates

    assert row.option.terms == {"unassigned": 1500 - 1_000_000}
    assert [(moved.visit, moved.kind, moved.after) for moved in row.option.displaced] == [(0, "dropped", None)]


def test_nobody_is_graded_for_what_is_better_left_out() -> None:
    """A way of 500 there and 500 back costs more than leaving a low ticket (500) out: 500 dearer, grade 0."""
    shifts = [make_shift(end=1200)]
    problem = make_problem([make_ticket(urgency=Urgency.LOW)], travel=500, shifts=shifts, weights=FEW)

    (row,) = asked(problem, Plan(), 0).candidates

    assert (row.option.total, row.grade) == (500, 0.0)


@pytest.mark.parametrize(("price", "change", "least", "wanted"), [
    (0, -1500, -1500, 100.0), (0, -750, -1500, 50.0), (0, 10, -1500, 0.0), (1500, 0, 0, 100.0), (10, 10, 10, 0.0),
])  # fmt: skip
def test_grade_is_the_contracts(price: int, change: int, least: int, wanted: float) -> None:
    """100 x (price - change) / (price - least), within 0 and 100; 0 where nobody saves anything."""
    assert grade(price, change, least) == wanted


@pytest.mark.parametrize(("limits", "kept"), [
    ({"respond_by": 40}, True), ({"respond_by": 39}, False), ({"complete_by": 70}, True), ({"complete_by": 69}, False),
    ({"promised": (Window(0, 40),)}, True),
])  # fmt: skip
def test_time_limits(limits: dict[str, object], kept: bool) -> None:
    """T-2 from 40 to 70 responds by 40 and completes by 70, not a minute sooner."""
    problem = pair(**limits)

    answer = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), 1)

    assert answer.candidates[0].technician == 0
    assert answer.candidates[0].option.meets_limits is kept


def test_a_wished_window_is_waited_for_if_that_pays() -> None:
    """The owner wishes for 100 to 120 (15 otherwise): T-2 starts at 100, not at 40."""
    people = [make_technician()]
    tickets = [make_ticket(), make_ticket("T-2", preferred=(Window(100, 120),))]
    problem = make_problem(tickets, technicians=people, weights=only_weights("unassigned", "travel", "preference"))

    (row,) = asked(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), 1).candidates

    assert (row.option.placed.start, row.option.terms) == (100, {"unassigned": -1500})


def test_many_technicians_are_all_asked() -> None:
    """Of 60 technicians, all of whom can, each is a candidate, those far away too."""
    people = [make_technician(f"p-{k:02}") for k in range(60)]
    shifts = [make_shift(k, start_site=k % 3) for k in range(60)]
    problem = make_problem(technicians=people, shifts=shifts, weights=FEW)

    answer = asked(problem, Plan(), 0)

    assert sorted(row.technician for row in answer.candidates) == list(range(60))


def everyone(problem: Problem) -> list[int]:
    """Return the technicians who have a shift."""
    return [k for k, row in enumerate(problem.technicians) if row.shifts]


@pytest.mark.parametrize("seed", range(40))
def test_on_random_problems(seed: int) -> None:
    """With every rule: the first is the cheapest, applied it costs what was said, and everybody is named once."""
    problem = random_problem(seed)
    chain = make_chain(problem, seed)
    chain.run(30, 30.0, 1.0)
    whatif = make_whatif(problem, chain.plan(), steady=True)
    if not check(problem, whatif.plan).is_legal:
        return
    for ticket, own in enumerate(problem.open_visits_by_ticket):
        if own and problem.tickets[ticket].status is TicketStatus.OPEN:
            answer = judged(problem, whatif, ticket)
            totals = [row.option.total for row in answer.candidates]
            assert totals == sorted(totals)
            names = [row.technician for row in (*answer.candidates, *answer.excluded)]
            assert sorted(names) == everyone(problem)
            assert all(row.option.placed.technician == row.technician for row in answer.candidates)
