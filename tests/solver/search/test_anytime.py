"""One budgeted search: what it returns, what it says, and when it stops."""

import time
from dataclasses import replace

import pytest

from solver.checker import check
from solver.problem import Lock, Problem, Urgency, VisitState
from solver.search import anytime
from solver.search.anytime import search
from solver.search.limits import Conflict, Progress, SearchLimits, SearchResult
from solver.status import Status
from solver.weights import default_policy
from tests.builders import make_problem, make_published, make_shift, make_technician, make_ticket, windows
from tests.random_days import random_day
from tests.random_problems import random_problem


def _plan(problem: Problem, **limits: object) -> SearchResult:
    fields: dict[str, object] = {"seconds": 20.0, "workers": 1} | limits
    return search(problem, SearchLimits(**fields), timer=time.monotonic)  # type: ignore[arg-type]


def _busy_day() -> Problem:
    """A day that the complete model cannot prove in a second or two."""
    return random_day(5, 40, 6, default_policy().weights)


def test_one_ticket_is_planned_and_proved() -> None:
    """10 minutes there, 10 back: travel 20 is all it costs, workload and skill_waste off."""
    result = _plan(make_problem(weights={"workload": 0, "skill_waste": 0}))

    assert (result.status, result.cost, result.lower_bound) == (Status.OPTIMAL, 20, 20)


def test_an_empty_problem_has_an_empty_plan_that_costs_nothing() -> None:
    """No ticket, no cost: optimal at once."""
    result = _plan(make_problem([]))

    assert (result.status, result.cost) == (Status.OPTIMAL, 0)
    assert result.plan is not None
    assert result.plan.routes == ()


def test_no_technician_leaves_every_ticket_out() -> None:
    """Nobody is there: the price of a normal ticket, 1500."""
    result = _plan(make_problem(technicians=[], shifts=[], weights={"workload": 0}))

    assert (result.status, result.cost) == (Status.OPTIMAL, 1500)


def test_locks_that_contradict_each_other_are_infeasible_and_named() -> None:
    """Two visits time-locked at 60 with one technician: neither can go alone, so both are named."""
    tickets = [make_ticket("A", lock=Lock.TIME), make_ticket("B", lock=Lock.TIME, site=2)]
    problem = make_problem(
        tickets, published={"A:0:0": make_published(60, 90), "B:0:0": make_published(60, 90)}, promised_hard=False
    )

    result = _plan(problem)

    assert (result.status, result.plan, result.cost, result.lower_bound) == (Status.INFEASIBLE, None, None, None)
    assert result.conflict == (Conflict("time_lock", 0), Conflict("time_lock", 1))


def test_a_lock_against_a_rule_names_that_lock_and_the_rule() -> None:
    """A time-locked visit nobody has the trade for, beside an innocent one."""
    tickets = [make_ticket("A", trade="hvac", lock=Lock.TIME), make_ticket("B", lock=Lock.TIME)]
    problem = make_problem(tickets, published={"A:0:0": make_published(60, 90), "B:0:0": make_published(60, 90)})

    assert _plan(problem).conflict == (Conflict("time_lock", 0), Conflict("skill_match", 0))


def test_the_search_waits_for_a_preferred_window_when_that_is_cheaper() -> None:
    """The window opens at 100: waiting is free, missing it costs 15."""
    ticket = make_ticket(preferred=windows((100, 120)))

    result = _plan(make_problem([ticket], weights={"workload": 0}))

    assert result.plan is not None
    assert 100 <= result.plan.routes[0].visits[0].start <= 120
    assert result.cost == 20


def test_a_stop_keeps_the_best_plan_and_ends_soon() -> None:
    """Asked to stop at the first news, the search returns that plan in a fraction of its hour."""
    heard: list[Progress] = []
    began = time.monotonic()

    result = search(
        _busy_day(),
        SearchLimits(seconds=3600, workers=1),
        timer=time.monotonic,
        on_progress=heard.append,
        stop=lambda: bool(heard),
    )

    assert result.status is Status.FEASIBLE
    assert result.cost is not None
    assert result.cost <= (heard[0].cost or 0)
    assert time.monotonic() - began < 30


def test_a_deadline_leaves_an_honest_gap() -> None:
    """A 40-ticket day in one second: feasible, a bound below the cost, nothing refused."""
    result = _plan(_busy_day(), seconds=1.0)

    assert result.status is Status.FEASIBLE
    assert result.cost is not None
    assert result.lower_bound is not None
    assert 0 <= result.lower_bound < result.cost
    assert result.refused == 0


def test_progress_tells_falling_costs_and_rising_bounds() -> None:
    """Costs never rise and bounds never fall from one piece of news to the next."""
    heard: list[Progress] = []

    search(_busy_day(), SearchLimits(seconds=2, workers=1), timer=time.monotonic, on_progress=heard.append)

    costs = [news.cost for news in heard if news.cost is not None]
    bounds = [news.lower_bound for news in heard if news.lower_bound is not None]
    assert costs == sorted(costs, reverse=True)
    assert bounds == sorted(bounds)
    assert len(costs) >= 1


def test_progress_counts_unassigned_tickets_by_urgency() -> None:
    """An urgent ticket nobody can do is the one that is left."""
    heard: list[Progress] = []
    tickets = [make_ticket("A"), make_ticket("B", trade="hvac", urgency=Urgency.URGENT)]

    search(make_problem(tickets), SearchLimits(workers=1), timer=time.monotonic, on_progress=heard.append)

    assert heard[-1].unassigned == {Urgency.URGENT: 1}


def test_the_same_seed_and_iterations_give_the_same_plan() -> None:
    """Limited by iterations, one worker, two runs end with equal plans and equal counts."""
    problem = random_day(3, 20, 3, default_policy().weights)

    first, second = (_plan(problem, seconds=None, iterations=300, seed=7) for _ in range(2))

    assert first.plan == second.plan
    assert (first.cost, first.iterations) == (second.cost, second.iterations)


def test_a_target_gap_stops_before_the_proof() -> None:
    """A gap of 100 % is reached with the first plan and bound."""
    result = _plan(_busy_day(), seconds=10.0, target_gap=1.0)

    assert result.status is Status.FEASIBLE
    assert result.seconds < 9.5  # the chains have half of it, the proof would take all the rest


def test_a_travelling_technician_arrives_first() -> None:
    """On his way to A since 0, now 5: A comes before the emergency B at the same site."""
    tickets = [make_ticket("A"), make_ticket("B", urgency=Urgency.EMERGENCY, respond_by=0)]
    on_the_way = make_published(10, 40, depart=0, state=VisitState.TRAVELLING)
    problem = make_problem(tickets, now=5, published={"A:0:0": on_the_way}, promised_hard=False)

    result = _plan(problem)

    assert result.plan is not None
    assert [planned.visit for planned in result.plan.routes[0].visits] == [0, 1]


def test_every_plan_of_small_problems_is_accepted_by_the_checker() -> None:
    """Over 60 random problems of all rules no plan of ours is refused and every cost is the checker's."""
    for seed in range(5000, 5060):
        problem = random_problem(seed)
        result = _plan(problem)
        assert result.refused == 0
        if result.plan is not None:
            report = check(problem, result.plan)
            assert (report.is_legal, report.total) == (True, result.cost)


def test_overtime_is_used_only_as_far_as_it_pays() -> None:
    """Back at 550, ten minutes after the shift's end at 3 each, plus 20 travel: 50 beats 1500 for leaving it out."""
    ticket = make_ticket(minutes=30, ready_at=510)
    shift = make_shift(overtime_until=600)
    weights = {"workload": 0, "skill_waste": 0}

    result = _plan(make_problem([ticket], technicians=[make_technician()], shifts=[shift], weights=weights))

    assert result.cost == 50


def _sick_day(max_changes: int | None) -> Problem:
    """Li's three visits lose their technician; Wang's one visit could stay."""
    tickets = [make_ticket(name, site=1) for name in ("A", "B", "C")] + [make_ticket("D", site=2)]
    tickets += [make_ticket("E", site=2, urgency=Urgency.EMERGENCY, respond_by=0)]
    published = {f"{name}:0:0": make_published(60 * k, 60 * k + 30, shift=1) for k, name in enumerate("ABC", start=1)}
    published["D:0:0"] = make_published(10, 40, shift=0)
    problem = make_problem(
        tickets,
        technicians=[make_technician("wang"), make_technician("li", skills={})],
        published=published,
        promised_hard=False,
    )
    return replace(problem, max_changes=max_changes)


def test_changes_without_which_no_plan_is_legal_do_not_count() -> None:
    """Three visits must change; with a cap of 0 nothing else does, so the new emergency stays out."""
    result = _plan(_sick_day(0))

    assert result.plan is not None
    report = check(_sick_day(0), result.plan)
    assert report.kpis.changed_visits == 3
    assert report.schedule.unassigned_tickets == {4}
    assert result.status is Status.OPTIMAL


def test_a_cap_of_one_buys_the_most_valuable_change() -> None:
    """One change more plans the emergency, worth a million, while D stays in its window."""
    result = _plan(_sick_day(1))

    assert result.plan is not None
    report = check(_sick_day(1), result.plan)
    assert report.kpis.changed_visits == 4
    assert report.schedule.unassigned_tickets == frozenset()


def test_without_a_cap_the_cheapest_plan_wins() -> None:
    """The cap can only cost: free, it is at most what one change allows."""
    free, capped = _plan(_sick_day(None)), _plan(_sick_day(1))

    assert free.cost is not None
    assert capped.cost is not None
    assert free.cost <= capped.cost


def _large_day() -> Problem:
    """A day too large for the complete model."""
    return random_day(6, 80, 10, default_policy().weights)


def test_a_large_day_is_repeatable_by_iterations() -> None:
    """The same seed and iterations give the same plan twice, selection included, and count the chain's iterations."""
    first, again = (_plan(_large_day(), seconds=None, iterations=2000, seed=3) for _ in range(2))

    assert first.plan == again.plan
    assert first.cost == again.cost
    assert first.iterations == 2000
    assert first.refused == 0


def test_a_large_day_tells_what_its_chains_and_selection_did() -> None:
    """A large day is selected from what chains have seen; the complete model alone has neither."""
    large, alone = _plan(_large_day(), seconds=None, iterations=100), _plan(make_problem(), engine="cp_sat")

    assert large.effort is not None
    assert large.effort.removed >= 100
    assert large.effort.insertions >= 100
    assert large.effort.selection_seconds is not None
    assert alone.effort is None


def test_a_large_day_keeps_to_its_seconds() -> None:
    """One second on a large day ends within half a second more; nothing was refused, nothing is claimed proved."""
    began = time.monotonic()
    result = _plan(_large_day(), seconds=1.0, workers=2)

    assert time.monotonic() - began < 1.5
    assert result.status is Status.FEASIBLE
    assert result.lower_bound is None
    assert result.refused == 0


def test_a_large_day_stops_when_asked() -> None:
    """A stop after 0.3 of 60 seconds ends the search within a quarter of a second, with a plan."""
    began = time.monotonic()

    result = search(
        _large_day(),
        SearchLimits(seconds=60.0, workers=2),
        timer=time.monotonic,
        stop=lambda: time.monotonic() - began > 0.3,
    )

    assert time.monotonic() - began < 0.55
    assert result.plan is not None


def test_chains_beat_the_first_plan_of_the_complete_model() -> None:
    """On a large day, a second of chains costs less than a second of the complete model alone."""
    full, exact = (_plan(_large_day(), seconds=1.0, engine=engine) for engine in ("full", "cp_sat"))

    assert full.cost is not None
    assert exact.cost is None or full.cost < exact.cost


def test_a_tiny_day_is_proved_without_the_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to 8 visits the complete model is alone, so no compiled code is loaded: no iteration of a chain."""
    monkeypatch.setattr(anytime, "TINY", 8)

    def no_chains(self: object) -> bool:
        raise AssertionError("the chains ran")

    monkeypatch.setattr(anytime._Search, "_run_chains", no_chains)

    assert _plan(make_problem([make_ticket(str(k)) for k in range(8)])).status is Status.OPTIMAL
    with pytest.raises(AssertionError, match="the chains ran"):
        _plan(make_problem([make_ticket(str(k)) for k in range(9)]))
