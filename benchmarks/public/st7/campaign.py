"""The searches for one instance: rules a little wider than the set's for a bound, then, if need be, narrower ones."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.public.outcome import Outcome
from benchmarks.public.st7.adapter import Adapted, adapt, read_orders
from benchmarks.public.st7.evaluation import Solution, Stop, Verdict, evaluate
from benchmarks.public.st7.instance import Instance
from benchmarks.public.st7.solution import write_solution
from benchmarks.public.st7.timing import time_route
from solver.plan import Plan
from solver.search.anytime import search
from solver.search.limits import Progress, SearchLimits, SearchResult, Timer

WIDE_SHARE = 0.5  # of the seconds, after which the wide search ends if its best plan is no solution of the set
SHORTEST = 0.5  # seconds below which no search is begun
EXACT_KM = 0.005  # ways are published in hundredths of a km; ours are rounded to ticks


@dataclass(frozen=True, slots=True)
class Best:
    """The best solution so far."""

    solution: Solution
    verdict: Verdict


class Campaign:
    """The searches for one instance.

    Attributes
    ----------
    best
        None as long as no feasible solution has been seen.
    fits
        Whether the last plan told of was a solution of the set.
    """

    def __init__(self, instance: Instance, seconds: float, workers: int, timer: Timer) -> None:
        self.instance = instance
        self.seconds = seconds
        self.workers = workers
        self.timer = timer
        self.began = timer()
        self.best: Best | None = None
        self.fits = False
        self.total = sum(task.minutes for task in instance.tasks)
        self.day = min(row.start for row in instance.employees)

    def run(self) -> Outcome:
        """Search until all is proved or the time is over."""
        wide = adapt(self.instance, wide=True)
        late = WIDE_SHARE * self.seconds
        result = self._search(wide, self.seconds, lambda: not self.fits and self._passed() > late)
        bounds = None if result.lower_bound is None else wide.measures(result.lower_bound)
        left = self.seconds - self._passed()
        if not self._is_proved(bounds) and left >= SHORTEST:
            narrow = self._search(adapt(self.instance, wide=False), left, lambda: False)
            result = result if narrow.plan is None else narrow
        return self._outcome(result, bounds)

    def _passed(self) -> float:
        return self.timer() - self.began

    def _search(self, adapted: Adapted, seconds: float, stop: Callable[[], bool]) -> SearchResult:
        def hear(progress: Progress) -> None:
            if progress.plan is not None:
                self.fits = self._look(adapted, progress.plan)

        limits = SearchLimits(seconds=seconds, workers=self.workers)
        result = search(adapted.problem, limits, timer=self.timer, on_progress=hear, stop=stop)
        if result.plan is not None:
            self._look(adapted, result.plan)
        return result

    def _look(self, adapted: Adapted, plan: Plan) -> bool:
        """Time a plan by the set's rules, and keep it if it is the best; whether it is a solution of the set."""
        routes = []
        for employee, rows in zip(self.instance.employees, read_orders(adapted.problem, plan), strict=True):
            order = [Stop(task, start + self.day) for task, start in rows]
            route = time_route(self.instance, employee, order)
            if route is None:
                return False
            routes.append(route)
        verdict = evaluate(self.instance, routes)
        if not verdict.faults and (self.best is None or self._measures(verdict) < self._measures(self.best.verdict)):
            self.best = Best(routes, verdict)
        return not verdict.faults

    def _measures(self, verdict: Verdict) -> tuple[float, float]:
        return float(self.total - verdict.minutes), verdict.km

    def _is_proved(self, bounds: tuple[float, float] | None) -> bool:
        if self.best is None or bounds is None:
            return False
        left, km = self._measures(self.best.verdict)
        return left <= bounds[0] and km <= bounds[1] + EXACT_KM

    def _outcome(self, result: SearchResult, bounds: tuple[float, float] | None) -> Outcome:
        if self.best is None:
            impossible = not self.instance.full and bounds is not None and bounds[0] > 0
            return Outcome(
                "infeasible" if impossible else None, (), bounds, impossible, result.cost, result.lower_bound, None
            )
        verdict = self.best.verdict
        return Outcome(
            value=f"{verdict.tasks} tasks, {verdict.minutes} min, {verdict.km:.2f} km",
            measures=self._measures(verdict),
            bounds=bounds,
            proved=self._is_proved(bounds),
            cost=result.cost,
            bound=result.lower_bound,
            solution=write_solution(self.instance, self.best.solution),
        )
