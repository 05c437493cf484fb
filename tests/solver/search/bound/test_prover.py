"""The bound worked out in a thread, and the search that uses it."""

import time
from collections.abc import Callable, Sequence

import pytest

from solver.checker import check
from solver.compilation import read_tables
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.bound import listed
from solver.search.bound import prover as prover_module
from solver.search.bound.closing import Closing
from solver.search.bound.prover import Prover
from solver.search.capped import CappedSearch
from solver.search.chains.chain import longest_route
from solver.search.chains.pool import Column, Pool
from solver.search.chains.rewalk import Rewalk
from solver.search.chains.team import Team
from solver.search.full import FullSearch
from solver.search.incumbent import Incumbent
from solver.search.limits import Progress, SearchLimits, SearchResult
from solver.search.proof import PROOF_SECONDS, PROOF_UP_TO
from solver.search.reach import read_reach
from solver.status import Status
from solver.weights import default_policy
from tests.builders import make_problem, make_ticket
from tests.random_days import random_day

PATIENCE = 60.0  # seconds, after which something hangs


def day_of(tickets: int, people: int, *, seed: int = 1, linked: bool = False) -> Problem:
    """A random day."""
    return random_day(seed, tickets, people, default_policy().weights, linked=linked)


@pytest.fixture(scope="module")
def team() -> Team:
    """A chain that has run on a day of 22 tickets."""
    tables = read_tables(day_of(22, 4))
    team = Team(tables, read_reach(tables), [0], time.monotonic)
    team.pool = Pool(team.day)
    team.start(lambda _: None, lambda: False)
    team.run_iterations(2000, lambda _: None, lambda: False)
    return team


def make_prover(team: Team) -> tuple[Prover, Sequence[Column]]:
    """Return a prover of a team's day, and the routes of its best plan."""
    assert team.pool is not None
    rewalk = Rewalk(Pool(team.day), longest_route(team.day))
    prover = Prover(team.tables, read_reach(team.tables), team.day, rewalk, time.monotonic, lambda: None)
    return prover, team.pool.of(team.best)


def test_a_prover_tells_a_bound_below_the_plan_it_begins_with(team: Team) -> None:
    """Started with a plan's routes it soon has a bound, no dearer than the plan, and routes without a visit twice."""
    prover, columns = make_prover(team)
    assert (prover.bound, prover.has_begun, prover.is_over) == (None, False, False)

    prover.start(columns)
    wait_for(lambda: prover.bound is not None and bool(prover.routes(5)))
    prover.close()
    wait_for(lambda: prover.is_over)

    assert prover.is_over
    assert prover.bound is not None
    assert 0 < prover.bound <= team.chains[0].cost
    assert 0 < len(prover.routes(5)) <= 5
    assert all(len(set(column.visits)) == len(column.visits) for column in prover.routes(1000))


def test_a_prover_that_is_closed_ends(team: Team) -> None:
    """Closed right after its start, or without one, nothing of it runs on."""
    started, columns = make_prover(team)
    idle, _ = make_prover(team)
    started.start(columns)

    started.close()
    idle.close()
    wait_for(lambda: started.is_over)

    assert started.is_over
    assert started.failures == []
    assert started._thread is not None
    assert not started._thread.daemon  # or a process that ends while a program is being solved is aborted
    assert (idle.has_begun, idle.routes(5)) == (False, [])


def test_a_failure_of_a_prover_is_kept(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes wrong in its thread is kept for who closes it, and it is over."""
    monkeypatch.setattr(prover_module, "Relaxation", _fail)
    prover, columns = make_prover(team)
    prover.start(columns)
    wait_for(lambda: prover.is_over)
    prover.close()

    assert [type(failure) for failure in prover.failures] == [ZeroDivisionError]
    assert prover.bound is None


def test_a_search_outlives_its_prover(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prover that fails costs the bound alone: the plan is there, and the failure is counted as one defect."""
    monkeypatch.setattr(prover_module, "Relaxation", _fail)

    result = search(day_of(70, 12), SearchLimits(seconds=PROOF_SECONDS + 0.5, workers=2), timer=time.monotonic)

    assert result.plan is not None
    assert result.lower_bound is None
    assert result.refused == 1


def _fail(*_: object) -> None:
    raise ZeroDivisionError("the relaxation")


def wait_for(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, or hangs."""
    until = time.monotonic() + PATIENCE
    while not is_so() and time.monotonic() < until:
        time.sleep(0.01)


def test_a_prover_closes_the_gap_of_a_plan(team: Team) -> None:
    """Told the cost of a poor plan, it ends with a bound between the first one and that cost, and offers a better plan.

    That plan costs what is proved, or more, and less than the poor one.
    """
    assert team.pool is not None
    rewalk = Rewalk(Pool(team.day), longest_route(team.day))
    poor = team.chains[0].cost + 40
    prover = Prover(team.tables, read_reach(team.tables), team.day, rewalk, time.monotonic, lambda: poor)

    prover.start(team.pool.of(team.best))
    wait_for(lambda: prover.is_over)
    prover.close()

    report = check(team.tables.problem, prover.plans.get_nowait())
    assert prover.bound is not None
    assert report.is_legal
    assert prover.bound <= report.total < poor


def test_a_prover_whose_gap_cannot_be_closed_goes_on_with_prices(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """With room for no label, closing is tried once, early on; then prices are found to their end, and it is over."""
    assert team.pool is not None
    tried, closing = [], Closing.bound

    def bound(self: Closing, *args: object, **more: object) -> int | None:
        tried.append(self.may_prove)
        return closing(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Closing, "bound", bound)
    monkeypatch.setattr(listed, "MOST_LABELS", 1)
    monkeypatch.setattr(listed, "DESK_SIZE", 1 << 8)
    monkeypatch.setattr(prover_module, "GENERATING", 0.0)
    monkeypatch.setattr(prover_module, "NEAR", 1.0)
    rewalk, cost = Rewalk(Pool(team.day), longest_route(team.day)), team.chains[0].cost
    prover = Prover(
        team.tables, read_reach(team.tables), team.day, rewalk, time.monotonic, lambda: cost + 40, lambda: PATIENCE
    )
    whole, columns = make_prover(team)

    for one in (prover, whole):
        one.start(columns)
        wait_for(lambda: one.is_over)  # noqa: B023 - it is waited for at once
        one.close()

    assert tried[:1] == [True]
    assert True not in tried[1:]
    assert prover.bound is not None
    assert prover.bound == whole.bound


def test_a_search_takes_the_plans_of_its_prover() -> None:
    """What the prover offers is the search's as soon as it asks whether to stop; all visits at once are no plan."""
    problem = day_of(22, 4)
    full = full_search(problem, PROOF_SECONDS)
    plan = search(problem, SearchLimits(iterations=50), timer=time.monotonic).plan
    assert full.prover is not None
    assert plan is not None

    at_once = [tuple(PlannedVisit(v.visit, 100, 100 + v.end - v.start) for v in route.visits) for route in plan.routes]
    full.prover.plans.put(Plan(tuple(Route(r.shift, v) for r, v in zip(plan.routes, at_once, strict=True))))
    full.prover.plans.put(plan)
    full.stop()

    assert full.incumbent.plan == plan
    assert full.incumbent.refused == 0


def test_the_chains_go_on_from_the_best_plan_of_the_bound() -> None:
    """A plan that came from the bound is what the chains begin the next round with, if it is cheaper than theirs."""
    problem = day_of(22, 4)
    full = full_search(problem, PROOF_SECONDS)
    full.team.start(full.incumbent.offer, lambda: False)
    poor, plan = full.team.chains[0].cost, search(problem, SearchLimits(iterations=3000), timer=time.monotonic).plan
    assert plan is not None
    full.incumbent.offer(plan, ours=False)
    full.follow()

    assert full.incumbent.cost is not None
    assert full.team.chains[0].cost == full.incumbent.cost < poor


# --- which searches have one --------------------------------------------------------------------------------------


def full_search(problem: Problem, left: float | None, change_price: int = 0) -> FullSearch:
    """Return a search that has not begun."""
    tables = read_tables(problem)
    limits = SearchLimits(seconds=left, iterations=100 if left is None else None, workers=2)
    incumbent = Incumbent(problem, lambda: 0.0, None, change_price)
    return FullSearch(
        tables, read_reach(tables), limits, incumbent, left=lambda: left, timer=time.monotonic, stop=lambda: False
    )


def test_a_search_of_enough_seconds_has_a_prover() -> None:
    """3 seconds are enough, a little less is not."""
    assert full_search(day_of(22, 4), PROOF_SECONDS).prover is not None
    assert full_search(day_of(22, 4), PROOF_SECONDS - 0.1).prover is None


def test_a_repeatable_search_has_no_prover() -> None:
    """With iterations no clock is looked at, so that nothing runs beside the chain."""
    assert full_search(day_of(22, 4), None).prover is None


def test_a_search_with_a_price_of_changes_has_no_prover() -> None:
    """What it minimizes is not the cost, so that no bound is taken."""
    assert full_search(day_of(22, 4), 60.0, change_price=1).prover is None


def test_a_search_with_a_cap_on_changes_has_no_prover(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rounds have the price of changes in the tables, so that their bound would be none of the cost."""
    provers: list[Prover | None] = []

    def run(full: FullSearch) -> None:
        provers.append(full.prover)
        raise LookupError

    monkeypatch.setattr(FullSearch, "run", run)
    problem = day_of(70, 12)
    tables, incumbent = read_tables(problem), Incumbent(problem, lambda: 0.0, None)
    capped = CappedSearch(
        tables,
        read_reach(tables),
        SearchLimits(seconds=60.0, workers=2),
        incumbent,
        left=lambda: 60.0,
        timer=time.monotonic,
        stop=lambda: False,
    )

    with pytest.raises(LookupError):
        capped.run(10)
    assert provers == [None]


def test_a_small_or_huge_day_has_no_prover() -> None:
    """20 visits are the complete model's; 401 have no bound in useful time."""
    assert full_search(day_of(20, 4), 60.0).prover is None
    huge = make_problem([make_ticket(f"T-{k}") for k in range(PROOF_UP_TO + 1)])
    assert full_search(huge, 60.0).prover is None


# --- whole searches -----------------------------------------------------------------------------------------------


def plan_day(problem: Problem, **limits: object) -> tuple[SearchResult, list[Progress]]:
    """Return what a search returns and what it tells."""
    heard: list[Progress] = []
    fields: dict[str, object] = {"seconds": 40.0, "workers": 2} | limits
    result = search(problem, SearchLimits(**fields), timer=time.monotonic, on_progress=heard.append)  # type: ignore[arg-type]
    return result, heard


def assert_never_above(result: SearchResult, heard: list[Progress]) -> None:
    """Whether no bound ever told is above the cost of the plan in the end."""
    assert result.cost is not None
    assert all(row.lower_bound is None or row.lower_bound <= result.cost for row in heard)
    assert result.refused == 0


@pytest.mark.slow
def test_a_gap_that_is_wanted_ends_a_day_early() -> None:
    """A day of 40 tickets ends once the bound is within a fifth of its cost, long before its ten minutes."""
    result, heard = plan_day(day_of(40, 8), seconds=600.0, target_gap=0.2)

    assert_never_above(result, heard)
    assert result.cost is not None
    assert result.lower_bound is not None
    assert result.cost - result.lower_bound <= 0.2 * result.cost
    assert result.seconds < 300


@pytest.mark.slow
def test_a_bound_that_closes_is_a_proof() -> None:
    """A day of 24 tickets with one visit each is proved: status, cost and bound say so."""
    result, heard = plan_day(day_of(24, 8, seed=1), seconds=60.0)

    assert_never_above(result, heard)
    assert result.status is Status.OPTIMAL
    assert result.lower_bound == result.cost


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 4])
def test_no_bound_is_above_the_plan(seed: int) -> None:
    """On days of some 65 visits, some with crews and steps, whatever is told stays below what is returned."""
    result, heard = plan_day(day_of(60, 8, seed=seed, linked=True), seconds=8.0)

    assert_never_above(result, heard)
    assert result.lower_bound is not None
