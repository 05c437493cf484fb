"""Closing the gap: what is proved of any choice among routes never passes the optimum, and mostly is it."""

import time

import pytest

from solver.checker import check
from solver.search.anytime import search
from solver.search.bound import closing as module
from solver.search.bound import listed, within
from solver.search.bound.closing import Closing
from solver.search.bound.generation import Generation
from solver.search.bound.prover import plan_of
from solver.search.bound.rows import Column
from solver.search.limits import SearchLimits
from solver.search.pricing import layout as at
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.builders import make_problem, make_technician, make_ticket
from tests.random_days import random_day
from tests.random_problems import problem_of_seed
from tests.solver.search.bound.relaxed import generate, optimum

QUICK = range(0, 120, 3)
SLOW = range(1000, 1400)


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def close(generation: Generation, cost: int) -> tuple[int | None, list[list[Column]]]:
    """Return what is proved given a plan's cost, and the choices of routes that were made."""
    assert generation.state is not None
    choices: list[list[Column]] = []
    closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic, choices.append)
    return closing.bound(generation.state, cost, never, [].append), choices


def assert_closings_hold(seeds: range) -> None:
    """Whether no bound passes the optimum, given the best plan or one that costs 30 more, and most reach it."""
    met = proved = found = 0
    for seed in seeds:
        problem = problem_of_seed(seed)
        generation, cost = generate(problem), optimum(problem)
        if generation is None or generation.state is None or cost is None:
            continue
        for known in (cost, cost + 30):
            bound, choices = close(generation, known)
            if bound is None:
                continue
            assert (generation.bound or 0) <= bound <= cost, seed
            met, proved = met + (bound == cost), proved + 1
            for columns in choices:
                plan = plan_of(generation.relaxation.tables, read_reach(generation.relaxation.tables), columns)
                report = None if plan is None else check(problem, plan)
                found += report is not None and report.is_legal and report.total == cost
    assert met > 0.8 * proved > 0.5 * len(seeds)
    assert found > 0


def test_what_is_proved_never_passes_the_optimum() -> None:
    """On random tiny problems with every rule, whatever plan is known before; some plans are found on the way."""
    assert_closings_hold(QUICK)


@pytest.mark.slow
def test_what_is_proved_never_passes_the_optimum_at_length() -> None:
    """The same on 400 more problems."""
    assert_closings_hold(SLOW)


@pytest.fixture(name="generation", scope="module")
def two_at_once() -> Generation:
    """Two tickets ten minutes away, an hour each, for two people of whom each costs 1000 above 90 minutes of work."""
    weights = {"workload": {"over": 1000, "over_60": 0, "over_120": 0}, "skill_waste": 0}
    tickets = [make_ticket("A", minutes=60), make_ticket("B", minutes=60)]
    problem = make_problem(tickets, technicians=[make_technician("wang"), make_technician("li")], weights=weights)
    generation = generate(problem)
    assert generation is not None
    return generation


def test_a_plan_that_meets_the_bound_needs_no_routes(generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where prices alone prove a plan the best, its cost is the bound, without a look at routes."""
    monkeypatch.setattr(module, "MOST_ROUTES", 0)
    assert generation.bound is not None

    assert close(generation, generation.bound)[0] == generation.bound


def test_too_many_routes_prove_nothing(generation: Generation, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for no route, or no label, nothing is proved of a dearer plan."""
    assert generation.bound is not None
    with monkeypatch.context() as patch:
        patch.setattr(module, "MOST_ROUTES", 0)
        assert close(generation, generation.bound + 50)[0] is None
    monkeypatch.setattr(listed, "MOST_LABELS", 1)
    monkeypatch.setattr(listed, "DESK_SIZE", 1 << 8)
    assert close(generation, generation.bound + 50)[0] is None


def test_who_wants_it_to_stop_gets_nothing(generation: Generation) -> None:
    """Asked to stop, it proves nothing."""
    assert generation.state is not None
    closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic)

    assert closing.bound(generation.state, generation.state.bound + 50, lambda: True, [].append) is None


def test_a_choice_without_time_proves_no_more_than_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped as soon as it has begun, a choice says nothing, or something that is not above the optimum."""
    monkeypatch.setattr(module, "SECONDS", 0.0)
    problem = random_day(5, 12, 3, default_policy().weights, linked=True)
    generation, cost = generate(problem), optimum(problem)
    assert generation is not None
    assert cost is not None

    bound, _ = close(generation, cost + 60)

    assert bound is None or bound <= cost


@pytest.mark.parametrize("room", [20, 100, 1000])
def test_what_is_proved_of_a_part_of_the_gap_holds(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for few routes, ever more in each step: what is told rises, the last is the bound, none is too high.

    The plan that is known costs 60 more than the best of a day of 12 tickets.
    """
    monkeypatch.setattr(module, "MOST_ROUTES", room)
    monkeypatch.setattr(within, "FEWEST_ROUTES", 10)
    problem, told = random_day(5, 12, 3, default_policy().weights, linked=True), list[int]()
    generation, cost = generate(problem), optimum(problem)
    assert generation is not None
    assert generation.state is not None
    assert cost is not None
    closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic)

    bound = closing.bound(generation.state, cost + 60, never, told.append)

    assert told == sorted(set(told))
    assert told[-1] == bound
    assert generation.state.bound // at.SCALE < told[0] <= told[-1] <= cost


def test_links_between_starts_are_rules_of_the_choice() -> None:
    """A day with a crew and an order: at prices of starts 1 more is proved; told apart by starts, all of 30 or so.

    The starts of a choice break a link, which a new row forbids.
    """
    problem, proved = random_day(1, 16, 4, default_policy().weights, linked=True), []
    cost = search(problem, SearchLimits(seconds=10.0, workers=1), timer=time.monotonic).cost
    assert cost is not None
    for by_span in (False, True):
        generation = generate(problem)
        assert generation is not None
        assert generation.state is not None
        closing = Closing(generation.relaxation, generation.crew.first, generation.timing, time.monotonic)
        before = len(generation.relaxation.rows)
        proved.append(closing.bound(generation.state, cost + 30, never, list[int]().append, by_span=by_span))
        assert (len(generation.relaxation.rows) > before) == by_span
    assert None not in proved
    assert proved[0] < proved[1] <= cost
