"""What-if answers: legal by the checker, priced as the checker prices them, no further from the plan than asked."""

import random
from collections import Counter

import pytest

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Problem, Urgency, Window
from solver.rules import RULES
from solver.search.chains.chain import pack_day
from solver.search.reach import read_reach
from solver.search.repair import repair
from solver.search.terms import Pricing
from solver.search.whatif import WhatIf, Wish
from tests.builders import make_plan, make_problem, make_published, make_shift, make_technician, make_ticket
from tests.random_problems import random_problem
from tests.solver.search.chains.test_kernel import make_chain


def make_whatif(problem: Problem, plan: Plan, *, steady: bool = False) -> WhatIf:
    """Return questions about a plan."""
    tables = build_tables(problem, RULES, read_heads(problem))
    return WhatIf(tables, read_reach(tables), plan, steady=steady)


def shift_of(plan: Plan, visit: int) -> int | None:
    """Return the shift a visit is on; None if it is not planned."""
    return next((r.shift for r in plan.routes for p in r.visits if p.visit == visit), None)


def two_people() -> Problem:
    """Return wang and li, both at site 0, for T-1, T-2 and T-3 at site 1, 30 minutes each; T-1 is wished before 20."""
    people = [make_technician(), make_technician("li")]
    return make_problem(
        [make_ticket(preferred=(Window(0, 20),)), make_ticket("T-2"), make_ticket("T-3")],
        technicians=people,
        shifts=[make_shift(), make_shift(1)],
    )


@pytest.mark.parametrize("seed", range(25))
def test_answers_are_legal_and_cost_what_is_said(seed: int) -> None:
    """On random problems with every rule, each answer is legal, costs term by term what was said, and keeps wishes."""
    problem = random_problem(seed)
    chain = make_chain(problem, seed)
    chain.run(30, 30.0, 1.0)
    plan, rng = chain.plan(), random.Random(seed)
    report = check(problem, plan)
    whatif = make_whatif(problem, plan)
    assert Pricing(chain.tables).plan(plan) == Counter(report.terms)
    for ticket, own in enumerate(problem.open_visits_by_ticket):
        shift = rng.randrange(len(problem.shifts))
        for eject in (False, True):
            for wishes in ((), (Wish(own[0], frozenset({shift})),)) if own else ():
                answer = whatif.insert([ticket], wishes, at_any_price=True, eject=eject)
                if answer is None:
                    continue
                judged = check(problem, answer)
                assert judged.is_legal
                assert whatif.change(answer) == {
                    term: cost - report.terms[term] for term, cost in judged.terms.items() if cost != report.terms[term]
                }
                assert not wishes or shift_of(answer, own[0]) == shift


def test_steady_answers_bring_nobody_forward() -> None:
    """T-2 is told for 100: when T-1 goes, a steady answer leaves it there, another one starts it at 10."""
    problem = two_people()
    plan = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]})

    for steady, start in ((True, 100), (False, 10)):
        answer = make_whatif(problem, plan, steady=steady).insert([], without=[0])
        assert answer == make_plan(problem, {0: [("T-2:0:0", start)]})


def test_steady_answers_let_wait_and_free_what_is_put_back() -> None:
    """T-2 waits from 100 to 130 for T-3 at 100; T-2 itself, put back, may start at 40."""
    problem = two_people()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 100)]}), steady=True)

    pushed = whatif.insert([2], [Wish(2, frozenset({0}), 100, 100)], eject=False)
    back = whatif.insert([1], [Wish(1, frozenset({0}))])

    assert pushed == make_plan(problem, {0: [("T-1:0:0", 10), ("T-3:0:0", 100), ("T-2:0:0", 130)]})
    assert back == make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]})


def test_far_technicians_are_looked_at_without_ejection() -> None:
    """Of 60 technicians only the last is wished: he gets T-1, ejection allowed or not."""
    problem = make_problem(technicians=[make_technician(f"p-{k:02}") for k in range(60)])
    whatif = make_whatif(problem, make_plan(problem, {}))

    for eject in (True, False):
        answer = whatif.insert([0], [Wish(0, frozenset({59}))], at_any_price=True, eject=eject)
        assert answer == make_plan(problem, {59: [("T-1:0:0", 10)]})


def test_a_question_leaves_nothing_behind() -> None:
    """The same question gives the same answer after others were asked, wishes and prices being forgotten."""
    problem = two_people()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    first = whatif.insert([1])
    whatif.insert([1], [Wish(1, frozenset({1}), 100, 200)], at_any_price=True)
    whatif.insert([0, 2], at_any_price=True, without=[1])

    assert whatif.insert([1]) == first == make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]})


def test_a_wish_binds_technician_and_start() -> None:
    """T-2 is wished on li's shift not before 100: it starts there at 100, and costs 20 of travel; T-1 stays."""
    problem = two_people()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10)]}))

    answer = whatif.insert([1], [Wish(1, frozenset({1}), 100)])

    assert answer == make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 100)]})
    assert whatif.change(answer)["travel"] == 20


def test_a_planned_ticket_is_moved_and_others_stay() -> None:
    """T-1 goes from wang to li: wang has T-2 alone, as it was planned, at 40 after T-1."""
    problem = two_people()
    whatif = make_whatif(problem, make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 40)]}))

    answer = whatif.insert([0], [Wish(0, frozenset({1}))], at_any_price=True)

    assert answer is not None
    assert shift_of(answer, 0) == 1
    assert shift_of(answer, 1) == 0


def test_a_ticket_takes_the_place_of_another_only_if_allowed() -> None:
    """60 minutes hold one visit of 30 with 20 of travel: the emergency gets them by ejection, else not at all."""
    problem = make_problem([make_ticket(), make_ticket("T-2", urgency=Urgency.EMERGENCY)], shifts=[make_shift(end=60)])
    plan = make_plan(problem, {0: [("T-1:0:0", 10)]})
    whatif = make_whatif(problem, plan)

    assert whatif.insert([1], eject=False) == plan
    assert whatif.insert([1]) == make_plan(problem, {0: [("T-2:0:0", 10)]})


def test_what_cannot_be_planned_is_none_at_any_price() -> None:
    """Nobody has the trade of T-2: at any price there is no answer, else the plan stays."""
    problem = make_problem([make_ticket(), make_ticket("T-2", trade="electric")])
    plan = make_plan(problem, {0: [("T-1:0:0", 10)]})
    whatif = make_whatif(problem, plan)

    assert whatif.insert([1], at_any_price=True) is None
    assert whatif.insert([1]) == plan


def test_what_is_left_out_is_listed_dearest_first() -> None:
    """T-1 (normal) and T-2 (emergency) are left out, T-3 is planned: T-2 comes first."""
    problem = make_problem([make_ticket(), make_ticket("T-2", urgency=Urgency.EMERGENCY), make_ticket("T-3")])

    assert make_whatif(problem, make_plan(problem, {0: [("T-3:0:0", 10)]})).left_out() == (1, 0)


def repaired(problem: Problem) -> Plan:
    """Return what can be kept of the plan in force."""
    tables = build_tables(problem, RULES, read_heads(problem))
    reach = read_reach(tables)
    return repair(tables, reach, pack_day(tables, reach))


def test_what_still_holds_is_kept_as_it_was_told() -> None:
    """Published at 50 and 100, although 10 and 40 would do: the starts stay."""
    told = {"T-1:0:0": make_published(50, 80), "T-2:0:0": make_published(100, 130)}
    problem = make_problem([make_ticket(), make_ticket("T-2")], published=told)

    assert repaired(problem) == make_plan(problem, {0: [("T-1:0:0", 50), ("T-2:0:0", 100)]})


def test_what_is_late_pushes_what_follows() -> None:
    """At 60 nobody has set out to T-1, published at 50: 10 minutes of travel let it start at 70, T-2 then at 100."""
    told = {"T-1:0:0": make_published(60, 90), "T-2:0:0": make_published(90, 120)}
    problem = make_problem([make_ticket(), make_ticket("T-2")], published=told, now=60)

    assert repaired(problem) == make_plan(problem, {0: [("T-1:0:0", 70), ("T-2:0:0", 100)]})


def test_what_may_not_start_yet_starts_when_it_may() -> None:
    """Published at 50, ready at 70 by now: it starts at 70, and what follows it at 100 stays where it is."""
    told = {"T-1:0:0": make_published(50, 80), "T-2:0:0": make_published(100, 130)}
    problem = make_problem([make_ticket(ready_at=70), make_ticket("T-2")], published=told)

    assert repaired(problem) == make_plan(problem, {0: [("T-1:0:0", 70), ("T-2:0:0", 100)]})


def test_what_finds_no_time_any_more_is_left_out() -> None:
    """At 60 a shift that ends at 135 holds one of two visits of 30 and the ways: T-1 (urgent) stays, T-2 (low) goes."""
    told = {"T-2:0:0": make_published(60, 90), "T-1:0:0": make_published(90, 120)}
    tickets = [make_ticket(urgency=Urgency.URGENT), make_ticket("T-2", urgency=Urgency.LOW)]
    problem = make_problem(tickets, shifts=[make_shift(end=135)], published=told, now=60)

    assert repaired(problem) == make_plan(problem, {0: [("T-1:0:0", 90)]})
