"""One budgeted search: compiled chains, the complete model from their plan, the better of both, honestly labeled.

Every plan that leaves here has been judged by the checker, which shares no code with the tables; a plan it
refuses is counted (``SearchResult.refused``), never returned.
"""

from dataclasses import dataclass, replace

from solver.compilation import read_tables
from solver.plan import Plan
from solver.problem import Problem
from solver.search.construct import construct
from solver.search.exact.conflict import find_conflict
from solver.search.exact.model import MOST_ARCS, ExactModel
from solver.search.exact.solve import ExactResult, solve
from solver.search.incumbent import Incumbent
from solver.search.limits import SMALL, Effort, Listener, SearchLimits, SearchResult, Stop, Timer
from solver.search.reach import Reach, read_reach
from solver.search.resume import resume
from solver.search.settle import settle
from solver.search.steadiness import with_change_price
from solver.status import Status
from solver.tables import Tables

TINY = 8  # visits
ARCS_PER_SECOND = 20_000  # of the complete model, so that building it takes less than half of the time left
GREEDY_SHARE = 0.25  # of the seconds, at most, for the first plan
SETTLE_SECONDS = 0.5  # after the search, at most, for moving visits to the earliest start of equal cost
COLD_START, WARM_START = 1.0, 0.1  # first temperatures, in those of a search from nothing
CHANGES_SHARE = 0.4  # of the seconds left, at most, for the fewest changes that a legal plan needs


def search(
    problem: Problem,
    limits: SearchLimits,
    *,
    timer: Timer,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
    start: Plan | None = None,
    change_price: int = 0,
) -> SearchResult:
    """Plan a problem within limits.

    Parameters
    ----------
    timer
        A monotonic clock in seconds; the solver reads no other.
    on_progress
        Told every better plan and bound; None: nobody listens.
    stop
        Asked every few hundredths of a second; True ends the search with the best plan so far.
    start
        A good plan to begin at, that of a first answer to an event; None: the plan in force, if there is one.
    change_price
        What a changed visit counts when plans are compared; it is no part of the cost, and nothing is proved with it.

    Returns
    -------
    SearchResult
        ``optimal`` only with a bound that equals the cost; ``infeasible`` only when proved.
    """
    if limits.engine == "full" and _has_use_for_chains(problem):
        import solver.search.full  # noqa: F401  compiled or loaded before the clock runs
    wish = Wish(start, change_price)
    return _Search(problem, limits, wish, timer, on_progress, stop or (lambda: False)).run()


def _has_use_for_chains(problem: Problem) -> bool:
    """Whether a day is large enough for chains: a tiny one is proved before compiled code is even loaded."""
    return sum(len(visits) for visits in problem.open_visits_by_ticket) > TINY


@dataclass(frozen=True, slots=True)
class Wish:
    """How a search is asked to start, and what a changed visit counts in it (see ``search``)."""

    start: Plan | None = None
    change_price: int = 0

    @property
    def warmth(self) -> float:
        """What the first temperature is of that of a search from nothing."""
        return COLD_START if self.start is None else WARM_START


class _Search:
    """The state of one search."""

    def __init__(
        self, problem: Problem, limits: SearchLimits, wish: Wish, timer: Timer, listener: Listener | None, stop: Stop
    ) -> None:
        began = timer()
        self.problem = problem
        self.limits = limits
        self.wish = wish
        self.timer = timer
        self.stop = stop
        self.incumbent = Incumbent(problem, lambda: timer() - began, listener, wish.change_price)
        self.seconds = None if limits.iterations is not None else limits.seconds
        self.tables: Tables = with_change_price(read_tables(problem), wish.change_price)
        self.reach: Reach = read_reach(self.tables)
        self.chain_iterations = 0
        self.effort: Effort | None = None

    def run(self) -> SearchResult:
        """Construct, cap the changes if asked to, and improve with the complete model."""
        in_force = resume(self.tables, self.reach)
        for plan in (in_force, self.wish.start):
            if plan is not None:
                self.incumbent.offer(plan, ours=False)
        fewest_proved = True
        if self.problem.max_changes is not None and self.problem.has_published:
            if self._is_large() and self._run_capped(self.problem.max_changes):
                return self._result(ExactResult(None, None, None, False, False, 0), False)
            fewest = self._fewest_changes()
            if fewest.proved_infeasible:
                return self._result(fewest, True)
            fewest_proved = self._cap_changes(fewest, self.problem.max_changes)
        elif self.limits.engine == "full" and _has_use_for_chains(self.problem) and self._run_chains():
            return self._result(ExactResult(None, None, None, False, False, 0), True)
        if not self.chain_iterations or self.incumbent.plan is None:
            plan = construct(self.tables, self.reach, self._greedy_is_late)
            if plan is not None:
                self.incumbent.offer(plan)
        exact = self._improve()
        if exact.plan is not None:
            self.incumbent.offer(exact.plan)
        if exact.proved_infeasible and self.incumbent.plan is not None:
            self.incumbent.refused += 1  # the model denies a plan the checker accepts: a defect, to be reported
        self.incumbent.raise_bound(exact.bound)
        self._settle()
        return self._result(exact, fewest_proved)

    def _is_large(self) -> bool:
        """Whether the complete model is too slow for the day."""
        return self.limits.engine == "full" and int(self.reach.possible.any(axis=1).sum()) > SMALL

    def _run_capped(self, most: int) -> bool:
        """Search a large day for few changes; False if that has to be left to the complete model."""
        from solver.search.capped import CappedSearch

        capped = CappedSearch(
            self.tables, self.reach, self.limits, self.incumbent, left=self._left, timer=self.timer, stop=self.stop
        )
        done = capped.run(most)
        self.chain_iterations = capped.iterations
        return done

    def _run_chains(self) -> bool:
        """Improve with the chains; True if nothing needs the complete model after them."""
        from solver.search.full import FullSearch

        full = FullSearch(
            self.tables,
            self.reach,
            self.limits,
            self.incumbent,
            left=self._left,
            timer=self.timer,
            stop=self.stop,
            warmth=self.wish.warmth,
        )
        full.run()
        self.chain_iterations, self.effort = full.iterations, full.effort
        if self.limits.iterations is None and (self.incumbent.is_best or self.incumbent.within(self.limits.target_gap)):
            return True
        return not full.small and self.incumbent.plan is not None

    def _cap_changes(self, fewest: ExactResult, most: int) -> bool:
        """Cap the changes; return whether the fewest a legal plan needs are proved."""
        found = fewest.cost if fewest.cost is not None else self.incumbent.changes
        if found is None:
            return False
        self.incumbent.cap(found + most)
        if fewest.plan is not None:
            self.incumbent.offer(fewest.plan)
        return fewest.proved_optimal

    def _improve(self) -> ExactResult:
        """Let the complete model improve on the incumbent, if there is time to build it."""
        left = self._left()
        most_arcs = MOST_ARCS if left is None else min(MOST_ARCS, int(left * ARCS_PER_SECOND))
        model = ExactModel(self.tables, self.reach, self.incumbent.plan, most_arcs)
        if self.incumbent.most_changes is not None:
            model.limit_changes(self.incumbent.most_changes)
        if self.incumbent.plan is not None:
            model.add_hint(self.incumbent.plan)
        return solve(model, self.limits, self._left(), self.timer, self.stop, self.incumbent.hear, self._enough)

    def _settle(self) -> None:
        """Let nothing wait that need not; a repeatable search is settled whole, whatever the clock says."""
        plan, began = self.incumbent.plan, self.incumbent.elapsed()
        if plan is None:
            return
        late = SETTLE_SECONDS if self.seconds is not None else None
        self.incumbent.exchange(
            settle(
                self.problem,
                self.tables,
                self.reach,
                plan,
                lambda: late is not None and self.incumbent.elapsed() - began > late,
            )
        )

    def _left(self) -> float | None:
        return None if self.seconds is None else max(0.05, self.seconds - self.incumbent.elapsed())

    def _greedy_is_late(self) -> bool:
        return self.stop() or (self.seconds is not None and self.incumbent.elapsed() > self.seconds * GREEDY_SHARE)

    def _enough(self, bound: int | None) -> bool:
        """Note a bound and say whether the gap is small enough to stop."""
        self.incumbent.raise_bound(bound)
        return self.limits.iterations is None and self.incumbent.within(self.limits.target_gap)

    def _fewest_changes(self) -> ExactResult:
        """Find the fewest changes a legal plan needs: ``max_changes`` counts from there (contract, section 7)."""
        model = ExactModel(self.tables, self.reach)
        model.minimize_changes()
        left = self._left()
        seconds = None if left is None else left * CHANGES_SHARE
        return solve(model, self.limits, seconds, self.timer, self.stop, lambda *_: None, lambda _: False)

    def _result(self, exact: ExactResult, fewest_proved: bool) -> SearchResult:
        """Say what happened and no more."""
        incumbent = self.incumbent
        bound, cost = incumbent.bound, incumbent.cost
        if bound is not None and cost is not None and bound >= cost and fewest_proved:
            status, bound = Status.OPTIMAL, cost
        elif cost is not None:
            status = Status.FEASIBLE
        elif exact.proved_infeasible:
            status, bound = Status.INFEASIBLE, None
        else:
            status = Status.NO_PLAN_IN_TIME
        result = SearchResult(
            status=status,
            plan=incumbent.plan,
            cost=cost,
            lower_bound=bound if bound is None or cost is None else min(bound, cost),
            seconds=incumbent.elapsed(),
            first_plan_seconds=incumbent.first_seconds,
            iterations=self.chain_iterations or exact.iterations,
            effort=self.effort if self.chain_iterations else None,
            refused=incumbent.refused,
        )
        if status is Status.INFEASIBLE:
            conflict = find_conflict(self.problem, self.limits)
            return replace(result, conflict=conflict, seconds=incumbent.elapsed())
        return result
