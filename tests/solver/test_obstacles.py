"""The rule in a technician's way: each named where it alone is to blame, and not a minute too early."""

import pytest

from solver.candidates import find_candidates
from solver.problem import Absence, After, Break, Lock, Problem, TicketStatus, Window
from tests.builders import make_plan, make_problem, make_published, make_shift, make_step, make_technician, make_ticket
from tests.solver.search.test_whatif import make_whatif


def rules(problem: Problem, ticket: int = 0) -> list[str]:
    """Return the rules of the excluded of a plan without visits."""
    return [
        row.rule for row in find_candidates(make_whatif(problem, make_plan(problem, {}), steady=True), ticket).excluded
    ]


@pytest.mark.parametrize(("fields", "rule"), [
    ({"trade": "electric"}, "skill_match"), ({"min_level": 2}, "skill_match"),
    ({"certificates": ["gas"]}, "certificate_valid"), ({"banned_technicians": frozenset({0})}, "technician_allowed"),
    ({"trade": "electric", "banned_technicians": frozenset({0})}, "skill_match"),
])  # fmt: skip
def test_who_may_not(fields: dict[str, object], rule: str) -> None:
    """What a person lacks comes first, in the order of the contract."""
    assert rules(make_problem([make_ticket(**fields)])) == [rule]


@pytest.mark.parametrize(("fields", "rule"), [
    ({"deadline": 40}, None), ({"deadline": 39}, "deadline"),
    ({"promised": (Window(5, 10),)}, None), ({"promised": (Window(5, 9),)}, "promised_window"),
    ({"deadline": 39, "promised": (Window(5, 9),)}, "several_rules"),
    ({"ready_at": 500}, None), ({"ready_at": 501}, "not_before"),
    ({"minutes": 520}, None), ({"minutes": 521}, "working_hours"),
    ({"ready_at": 100, "deadline": 130}, None), ({"ready_at": 100, "deadline": 129}, "not_before"),
])  # fmt: skip
def test_when_it_cannot_be(fields: dict[str, object], rule: str | None) -> None:
    """Ten minutes of way and 30 of work from 0 (now), back by 540: the last that fits, and the first that does not."""
    problem = make_problem([make_ticket(**fields)], shifts=[make_shift(start=-200, end=540)])

    assert rules(problem) == ([] if rule is None else [rule])


@pytest.mark.parametrize(("fields", "rule"), [
    ({"breaks": (Break(20, 30, 20),)}, "break_taken"), ({"absences": (Absence(30, 70, None),)}, "available"),
    ({"max_visits": 0}, "max_visits"),
])  # fmt: skip
def test_no_place_on_an_empty_day(fields: dict[str, object], rule: str) -> None:
    """A day of 80 minutes holds 50 of way and work, but not beside what lies in its middle."""
    assert rules(make_problem(shifts=[make_shift(end=80, **fields)])) == [rule]


def test_what_waits_for_something_left_out_for_good() -> None:
    """T-1 comes after T-2, which is on hold: whoever it is, step_order is in the way."""
    tickets = [make_ticket(after=(After(1, 0, None),)), make_ticket("T-2", status=TicketStatus.ON_HOLD)]

    assert rules(make_problem(tickets)) == ["step_order"]


def test_a_mate_nobody_can_be() -> None:
    """Wang can make the first step; the second asks for a trade nobody has: the ticket is done whole or not at all."""
    steps = [make_step(), make_step("electric")]

    assert rules(make_problem([make_ticket(steps=steps)])) == ["whole_ticket"]


def test_who_could_were_it_not_for_a_locked_visit() -> None:
    """Wang's only place has a visit at a locked time, li lacks the trade: no room, though alone he could."""
    tickets = [make_ticket(lock=Lock.BOTH), make_ticket("T-2")]
    problem = make_problem(
        tickets,
        technicians=[make_technician(), make_technician("li", skills={"civil": 1})],
        shifts=[make_shift(end=60), make_shift(1)],
        published={"T-1:0:0": make_published(10, 40)},
    )
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}), steady=True)

    answer = find_candidates(whatif, 1)

    assert [(row.technician, row.rule) for row in answer.excluded] == [(0, "no_room_found"), (1, "skill_match")]
