"""Several searches for one instance, as the model has no largest tardiness: each forbids more of it than one before.

A plan's cost is travel plus total tardiness; the set adds the largest tardiness M. With no service more than a *cap*
late, a search finds a cost c and perhaps proves a bound b. A solution better than the best one, of value v, has
M < v - b; and M below that of the plan found, if c is proved. Where little is proved, caps are tried in the time there
is, and what is left goes into improving the best solution.

Every plan that a search tells of is judged by the set's evaluator, its services started as early as its routes allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.public.hhcrsp.adapter import LEFT_OUT, make_plan, make_problem, read_orders
from benchmarks.public.hhcrsp.evaluation import Solution, Verdict, earliest_starts, evaluate
from benchmarks.public.hhcrsp.instance import TICKS, Instance
from benchmarks.public.hhcrsp.solution import write_solution
from benchmarks.public.outcome import Outcome
from solver.plan import Plan
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import Progress, SearchLimits, SearchResult, Timer
from solver.status import Status

FIRST_SHARE = 0.4  # of the seconds, for the search without a cap
SHARE = 0.2  # of the seconds, for each of the others
SHORTEST = 0.5  # seconds below which no search is begun
TIGHTER = 0.8  # of the largest tardiness of the best solution: the next cap, where little is proved
WORTH = 0.002  # of a value: steps of the cap smaller than this are not worth a search of their own


@dataclass(frozen=True, slots=True)
class Best:
    """The best solution so far."""

    solution: Solution
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Searched:
    """One search: the cap (None: none), what it proved no plan with it is below, and what it found."""

    cap: int | None
    bound: int | None
    found: Verdict | None


class Campaign:
    """The searches for one instance.

    Attributes
    ----------
    best
        None as long as no feasible solution has been seen.
    searched
        What has been searched so far.
    stuck
        Whether a search from the best solution has just found none better: the next one starts from nothing.
    """

    def __init__(self, instance: Instance, seconds: float, workers: int, timer: Timer) -> None:
        self.instance = instance
        self.seconds = seconds
        self.workers = workers
        self.timer = timer
        self.began = timer()
        self.best: Best | None = None
        self.searched: list[Searched] = []
        self.last: SearchResult | None = None
        self.price = LEFT_OUT
        self.stuck = False

    def run(self) -> Outcome:
        """Search until all is proved or the time is over."""
        cap: int | None = None
        share = FIRST_SHARE
        while (left := self.seconds - (self.timer() - self.began)) >= SHORTEST:
            exact = self._search(cap, min(left, max(SHORTEST, share * self.seconds)))
            if self.best is None:
                self.price *= 4
                continue
            bound = bound_of(self.searched)
            if bound is not None and bound >= self.best.verdict.ticks:
                break
            cap, share = self._proved_cap(self.best) if exact else self._tried_cap(self.best), SHARE
            if cap < 0:  # every cap has been searched: what is left goes into the proof that is missing
                cap, share = weakest(self.searched), 1.0
        return self._outcome()

    def _search(self, cap: int | None, seconds: float) -> bool:
        """Search with a cap; return whether the least cost is proved."""
        problem = make_problem(self.instance, cap, self.price)
        start, before = self._start(problem, cap), self.best
        seen: list[Verdict] = []

        def hear(progress: Progress) -> None:
            if progress.plan is not None:
                seen.extend(self._look(problem, progress.plan))

        limits = SearchLimits(seconds=seconds, workers=self.workers, seed=len(self.searched))
        result = search(problem, limits, timer=self.timer, on_progress=hear, start=start)
        last = self._look(problem, result.plan) if result.plan is not None else []
        self.searched.append(Searched(cap, result.lower_bound, last[0] if last else None))
        self.last = result
        whole = before is not None and (cap is None or before.verdict.largest <= cap)
        self.stuck = start is not None and whole and self.best is before
        return result.status is Status.OPTIMAL

    def _start(self, problem: Problem, cap: int | None) -> Plan | None:
        """Return the best solution, patients later than the cap left out, as the plan to begin at."""
        if self.best is None or self.stuck:
            return None
        patients, routes = self.instance.patients, self.best.solution
        late = {s.patient for row in routes for s in row if cap is not None and s.start - patients[s.patient].due > cap}
        return make_plan(problem, [[stop for stop in row if stop.patient not in late] for row in routes])

    def _look(self, problem: Problem, plan: Plan) -> list[Verdict]:
        """Judge a plan, and keep it if it is the best; nothing for one that is no solution."""
        solution = earliest_starts(self.instance, read_orders(problem, plan))
        verdict = None if solution is None else evaluate(self.instance, solution)
        if solution is None or verdict is None or verdict.faults:
            return []
        if self.best is None or verdict.ticks < self.best.verdict.ticks:
            self.best = Best(solution, verdict)
        return [verdict]

    def _proved_cap(self, best: Best) -> int:
        """Return the cap that every better solution keeps, the last search being proved; below 0: there is none."""
        last = self.searched[-1]
        own = best.verdict.largest if last.found is None else last.found.largest
        return min(own - 1, best.verdict.ticks - (last.bound or 0) - 1)

    def _tried_cap(self, best: Best) -> int:
        """Return a cap worth trying; the best solution's own if none is: then what is there is improved."""
        found = [row.found.travel + row.found.tardiness for row in self.searched if row.found is not None]
        hopeful = best.verdict.ticks - min(found, default=0) - 1
        largest, step = best.verdict.largest, int(WORTH * best.verdict.ticks)
        failed = [row.cap for row in self.searched if row.cap is not None and row.cap < largest]
        cap = (max(failed) + largest) // 2 if failed else min(hopeful, int(TIGHTER * largest))
        return cap if largest - cap >= step else largest

    def _outcome(self) -> Outcome:
        bound = bound_of(self.searched)
        last = self.last
        if self.best is None:
            return Outcome(None, (), None, False, None, None, None)
        ticks = self.best.verdict.ticks
        return Outcome(
            value=f"{self.best.verdict.value:.3f}",
            measures=(self.best.verdict.value,),
            bounds=None if bound is None else (min(bound, ticks) / (3 * TICKS),),
            proved=bound is not None and bound >= ticks,
            cost=None if last is None else last.cost,
            bound=None if last is None else last.lower_bound,
            solution=write_solution(self.instance, self.best.solution),
        )


def bound_of(searched: Sequence[Searched]) -> int | None:
    """Return the ticks that no solution is below: travel, tardiness and largest tardiness.

    None: nothing is proved for all solutions.
    """
    return min((value for _, value in _regions(searched)), default=None)


def weakest(searched: Sequence[Searched]) -> int | None:
    """Return the cap for which a better proof is needed most; None for that without a cap."""
    return min(_regions(searched), key=lambda region: region[1], default=(None, 0))[0]


def _regions(searched: Sequence[Searched]) -> list[tuple[int | None, int]]:
    """Return caps, each with the ticks that no solution is below which keeps it and not the next one.

    Such a solution costs at least what is proved for its cap or a higher one, and its largest tardiness is above the
    next. Empty if nothing is proved without a cap.
    """
    proved: dict[int | None, int] = {}
    for row in searched:
        if row.bound is not None:
            proved[row.cap] = max(row.bound, proved.get(row.cap, 0))
    if None not in proved:
        return []
    caps: list[int | None] = [None, *sorted((cap for cap in proved if cap is not None), reverse=True)]
    regions, highest = [], 0
    for k, cap in enumerate(caps):
        highest = max(highest, proved[cap])
        below = caps[k + 1] if k + 1 < len(caps) else None
        regions.append((cap, highest + (0 if below is None else below + 1)))
    return regions
