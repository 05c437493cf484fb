"""One budgeted search: a first plan, the complete model from it, the better of both, honestly labeled.

Every plan that leaves here has been judged by the checker, which shares no code with the tables; a plan it
refuses is counted (``SearchResult.refused``), never returned.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from solver.checker import check
from solver.compilation import build_tables
from solver.heads import read_heads
from solver.plan import Plan
from solver.problem import Problem, Urgency
from solver.rules import RULES
from solver.search.construct import construct
from solver.search.exact.conflict import find_conflict
from solver.search.exact.model import ExactModel
from solver.search.exact.solve import ExactResult, solve
from solver.search.limits import Listener, Progress, SearchLimits, SearchResult, Stop, Timer
from solver.search.reach import read_reach
from solver.status import Status

GREEDY_SHARE = 0.25  # of the seconds, at most, for the first plan


class Incumbent:
    """The cheapest checked plan so far, and the news about it."""

    def __init__(self, problem: Problem, elapsed: Callable[[], float], listener: Listener | None) -> None:
        self.problem = problem
        self.elapsed = elapsed
        self.listener = listener
        self.plan: Plan | None = None
        self.cost: int | None = None
        self.bound: int | None = None
        self.first_seconds: float | None = None
        self.refused = 0
        self.unassigned: dict[Urgency, int] = {}

    def offer(self, plan: Plan) -> None:
        """Take a plan if the checker accepts it and it is cheaper."""
        report = check(self.problem, plan)
        if not report.is_legal:
            self.refused += 1
            return
        if self.cost is not None and report.total >= self.cost:
            return
        self.plan, self.cost = plan, report.total
        self.unassigned = _unassigned(self.problem, plan)
        if self.first_seconds is None:
            self.first_seconds = self.elapsed()
        self.tell()

    def hear(self, plan: Plan, _cost: int, bound: int | None) -> None:
        """Take a plan and a bound at once."""
        self.offer(plan)
        self.raise_bound(bound)

    def raise_bound(self, bound: int | None) -> None:
        """Keep the best bound; the plan in hand caps what rounding may claim."""
        if bound is not None and (self.bound is None or bound > self.bound):
            self.bound = bound
            self.tell()

    def tell(self) -> None:
        """Tell the listener how things stand."""
        if self.listener is not None:
            self.listener(Progress(self.elapsed(), self.cost, self.bound, self.unassigned))

    def within(self, gap: float) -> bool:
        """Whether the plan is proved to be within a gap of the best possible."""
        if gap <= 0 or self.cost is None or self.bound is None:
            return False
        return self.cost - self.bound <= gap * max(1, self.cost)


def _unassigned(problem: Problem, plan: Plan) -> dict[Urgency, int]:
    """Count the tickets a plan leaves out, by urgency."""
    placed = {planned.visit for route in plan.routes for planned in route.visits}
    left = Counter(
        ticket.urgency
        for ticket, visits in zip(problem.tickets, problem.open_visits_by_ticket, strict=True)
        if visits and not all(visit in placed for visit in visits)
    )
    return dict(left)


def search(
    problem: Problem,
    limits: SearchLimits,
    *,
    timer: Timer,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
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

    Returns
    -------
    SearchResult
        ``optimal`` only with a bound that equals the cost; ``infeasible`` only proved twice.
    """
    began = timer()
    incumbent = Incumbent(problem, lambda: timer() - began, on_progress)
    stopped = stop or (lambda: False)
    tables = build_tables(problem, RULES, read_heads(problem))
    reach = read_reach(tables)
    seconds = None if limits.iterations is not None else limits.seconds
    greedy_limit = None if seconds is None else seconds * GREEDY_SHARE
    plan = construct(
        tables, reach, lambda: stopped() or (greedy_limit is not None and incumbent.elapsed() > greedy_limit)
    )
    if plan is not None:
        incumbent.offer(plan)
    model = ExactModel(tables, reach, incumbent.plan)
    if incumbent.plan is not None:
        model.add_hint(incumbent.plan)
    left = None if seconds is None else max(0.05, seconds - incumbent.elapsed())
    exact = solve(
        model,
        limits,
        left,
        timer,
        stopped,
        incumbent.hear,
        lambda bound: _heard(incumbent, bound, limits),
    )
    if exact.plan is not None:
        incumbent.offer(exact.plan)
    incumbent.raise_bound(exact.bound)
    result = _result(incumbent, exact)
    if result.status is Status.INFEASIBLE:
        return replace(result, conflict=find_conflict(tables, reach, limits), seconds=incumbent.elapsed())
    return result


def _heard(incumbent: Incumbent, bound: int | None, limits: SearchLimits) -> bool:
    """Note a bound and say whether the gap is small enough to stop."""
    incumbent.raise_bound(bound)
    return incumbent.within(limits.target_gap)


def _result(incumbent: Incumbent, exact: ExactResult) -> SearchResult:
    """Say what happened and no more."""
    bound, cost = incumbent.bound, incumbent.cost
    if bound is not None and cost is not None and bound >= cost:
        status, bound = Status.OPTIMAL, cost
    elif cost is not None:
        status = Status.FEASIBLE
    elif exact.proved_infeasible:
        status, bound = Status.INFEASIBLE, None
    else:
        status = Status.NO_PLAN_IN_TIME
    return SearchResult(
        status=status,
        plan=incumbent.plan,
        cost=cost,
        lower_bound=bound,
        seconds=incumbent.elapsed(),
        first_plan_seconds=incumbent.first_seconds,
        iterations=exact.iterations,
        refused=incumbent.refused,
    )
