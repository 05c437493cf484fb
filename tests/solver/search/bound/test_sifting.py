"""Sifting listed routes and diving into them: what is proved holds, and what is chosen can be planned."""

import time
from collections.abc import Iterator

import pytest

from solver.checker import check
from solver.search.bound import generation as module
from solver.search.bound.closing import Closing
from solver.search.bound.diving import Diving
from solver.search.bound.generation import Generation
from solver.search.bound.inspection import Inspection
from solver.search.bound.prover import plan_of
from solver.search.bound.sifting import Sifted, Sifter
from solver.search.pricing.layout import SCALE
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.random_days import random_day
from tests.random_problems import problem_of_seed
from tests.solver.search.bound.relaxed import generate, optimum

SEEDS = range(0, 90, 3)
MORE = 30  # that a plan may cost above the least


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def listed(generation: Generation, goal: int) -> Sifted:
    """Routes of plans below a cost."""
    assert generation.state is not None
    closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic)
    routes = closing._routes(generation.state, goal, never)
    assert routes is not None
    return Sifted(generation.relaxation, generation.state, routes)


@pytest.fixture(name="days", scope="module")
def random_problems() -> list[tuple[Generation, int]]:
    """Tiny problems with every rule: generations that have ended below the optimum or at it, and the optimum."""
    found = []
    for seed in SEEDS:
        problem = problem_of_seed(seed)
        generation, cost = generate(problem), optimum(problem)
        if generation is not None and generation.state is not None and cost is not None:
            found.append((generation, cost))
    return found


def sifted(days: list[tuple[Generation, int]]) -> Iterator[tuple[Generation, int, Sifted, Sifted]]:
    """Give each day, its optimum, and the routes of plans that cost up to 30 more, before and after."""
    for generation, cost in days:
        known = listed(generation, cost + MORE)
        yield generation, cost, known, Sifter(known, cost + MORE).run([], never)


def test_a_bound_over_all_routes_is_no_lower_and_holds(days: list[tuple[Generation, int]]) -> None:
    """Never below what prices had proved, never above the optimum."""
    for generation, cost, before, after in sifted(days):
        assert before.state.bound <= after.state.bound <= cost * SCALE
        assert after.routes.size <= before.routes.size
        assert len(generation.relaxation.rows) == len(before.relaxation.rows)  # its cuts stay its own


def test_no_route_of_a_plan_below_the_cost_goes(days: list[tuple[Generation, int]]) -> None:
    """At the prices that are left, what the routes lose against the least of their shifts is within the gap."""
    for _, cost, _, after in sifted(days):
        gap = (cost + MORE - 1) * SCALE - after.state.bound
        assert (after.excess <= gap).all()
        assert (after.excess >= 0).all()


def test_a_cost_that_no_plan_is_below_is_proved(days: list[tuple[Generation, int]]) -> None:
    """Asked for plans below the bound there are none: all prices say so, and no route is left."""
    generation, _ = days[0]
    assert generation.state is not None
    goal = generation.state.bound // SCALE
    after = Sifter(listed(generation, goal), goal).run([], never)

    assert after.state.bound > (goal - 1) * SCALE
    assert after.routes.size == 0


def test_cuts_over_all_routes_prove_what_prices_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day of 18 tickets whose least cost is 380, without a cut so far: 374.5 becomes 380, and routes go.

    Given these cuts the next time, it has them from the beginning, each once.
    """
    monkeypatch.setattr(module, "LEAST_CUT", 10.0)
    generation = generate(random_day(3, 18, 4, default_policy().weights))
    assert generation is not None
    assert generation.state is not None
    least = -(-generation.state.bound // SCALE)
    known = listed(generation, least + MORE)
    after = Sifter(known, least + MORE).run([], never)
    cuts = after.relaxation.rows[len(generation.relaxation.rows) :]
    again = Sifter(known, least + MORE).run(cuts, never)

    proved = [-(-known.state.bound // SCALE) for known in (after, again)]  # prices are rounded: it may lack a little
    assert (least, proved) == (375, [380, 380])
    assert after.routes.size < known.routes.size
    assert len(cuts) > 5
    sets = [row.cut for row in again.relaxation.rows if row.cut]
    assert len(sets) == len(set(sets)) >= len(cuts)


def test_dives_end_in_plans(days: list[tuple[Generation, int]]) -> None:
    """Two dives a day: no visit twice, no legal plan below the optimum, and it is met on many days."""
    plans = met = 0
    for generation, cost, _, after in sifted(days):
        diving, tables = Diving(after, generation.timing), generation.relaxation.tables
        for _ in range(2):
            columns = diving.dive(never)
            visits = [visit for column in columns for visit in column.visits]
            assert len(visits) == len(set(visits))
            plan = plan_of(tables, read_reach(tables), columns)
            report = None if plan is None else check(tables.problem, plan)
            if report is not None and report.is_legal:
                assert report.total >= cost
                plans, met = plans + 1, met + (report.total == cost)
    assert plans > len(days)
    assert met > len(days) // 2


def test_a_dive_that_is_over_chooses_nothing(days: list[tuple[Generation, int]]) -> None:
    """Stopped before it has begun."""
    generation, cost = days[0]
    assert Diving(listed(generation, cost + MORE), generation.timing).dive(lambda: True) == []


def test_a_shift_has_the_route_it_was_given(days: list[tuple[Generation, int]]) -> None:
    """Once chosen, a route is used whole though it may not be the best, and no other of its shift is."""
    generation, cost = days[0]
    known = listed(generation, cost + MORE)
    program = Inspection(known.relaxation, known.routes)
    assert program.solve(never)
    column = max(program.master.columns.values(), key=lambda one: one.cost)
    program.choose(column)

    assert program.solve(never)
    own = [(one, share) for one, share in program.master.used() if one.shift == column.shift]
    assert [one for one, _ in own] == [column]
    assert own[0][1] == pytest.approx(1.0)
    assert not (program.ledger.roster.shifts == column.shift).any()
