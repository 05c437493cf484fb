"""When a ticket could be started: prices by window derived by hand, and against candidates and checker."""

import pytest

from solver.candidates import find_candidates
from solver.checker import check
from solver.problem import Problem, TicketStatus, Window
from solver.slots import find_slots
from tests.builders import make_plan, make_problem, make_shift, make_technician, make_ticket, only_weights
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import make_chain
from tests.solver.search.test_whatif import make_whatif

MORNING, AFTERNOON, EVENING = Window(0, 240), Window(240, 480), Window(600, 700)


def day() -> Problem:
    """Return wang with T-1 next door to T-2 until 70, li free from 300 on; what is left out costs 1500."""
    people = [make_technician(), make_technician("li")]
    shifts = [make_shift(end=240), make_shift(1, start=300, end=540)]
    weights = only_weights("unassigned", "travel")
    return make_problem(
        [make_ticket(deadline=69), make_ticket("T-2")], technicians=people, shifts=shifts, weights=weights
    )


def test_each_window_has_its_price() -> None:
    """In the morning wang goes on from T-1 at 40 for nothing, in the afternoon li comes at 310 for 20 of way."""
    problem = day()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    answer = find_slots(whatif, 1, [AFTERNOON, EVENING, MORNING])

    rows = [(slot.window, slot.option.placed.technician, slot.option.placed.start, slot.option.total)
            for slot in answer.slots]  # fmt: skip
    assert rows == [(MORNING, 0, 40, -1500), (AFTERNOON, 1, 310, -1480)]


def test_windows_without_anybody_say_why() -> None:
    """From 600 to 700 nobody works any more."""
    problem = day()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    (full,) = find_slots(whatif, 1, [EVENING]).full

    assert (full.window, full.reasons) == (EVENING, ((0, "working_hours"), (1, "working_hours")))


@pytest.mark.parametrize(("window", "found"), [(Window(0, 39), False), (Window(40, 40), True), (Window(200, 200), True),
                                               (Window(201, 299), False)])  # fmt: skip
def test_both_ends_of_a_window_belong_to_it(window: Window, found: bool) -> None:
    """T-2 after T-1 starts at 40 at the earliest, at 200 at the latest (30 of work, 10 home by 240)."""
    problem = day()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    answer = find_slots(whatif, 1, [window])

    assert [slot.option.placed.start for slot in answer.slots] == ([max(40, window.start)] if found else [])


def test_nobody_gives_up_his_place_for_a_slot() -> None:
    """A day of 60 minutes that T-1 fills has no room for T-2, although T-1 could be dropped."""
    problem = make_problem([make_ticket(), make_ticket("T-2")], shifts=[make_shift(end=60)])
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    answer = find_slots(whatif, 1, [Window(0, 60)])

    assert answer.slots == ()
    assert answer.full[0].reasons == ((0, "no_room_found"),)


@pytest.mark.parametrize("seed", range(25))
def test_on_random_problems(seed: int) -> None:
    """Every slot starts in its window, is legal and costs what was said; windows all day long hold the best plain one.

    Tied tickets are left out there: they are placed one after another.
    """
    problem = random_problem(seed)
    chain = make_chain(problem, seed)
    chain.run(30, 30.0, 1.0)
    whatif = make_whatif(problem, chain.plan(), steady=True)
    before = check(problem, whatif.plan)
    if not before.is_legal:
        return
    parts = [Window(a, a + 9) for a in range(-20, 200, 10)]
    for ticket, own in enumerate(problem.open_visits_by_ticket):
        if not own or problem.tickets[ticket].status is not TicketStatus.OPEN:
            continue
        answer = find_slots(whatif, ticket, parts)
        for slot in answer.slots:
            report = check(problem, slot.option.plan)
            assert report.is_legal
            assert report.total - before.total == slot.option.total
            assert slot.window.start <= slot.option.placed.start <= slot.window.end
        plain = [row.option for row in find_candidates(whatif, ticket).candidates]
        plain = [o for o in plain if -20 <= o.placed.start < 200 and not any(d.kind == "dropped" for d in o.displaced)]
        if plain and len(own) == 1 and whatif.tied(ticket) == (ticket,) and answer.slots:
            assert answer.slots[0].option.total <= plain[0].total or plain[0].displaced
