"""By how much a search overruns its deadline, and how fast it obeys ``stop``: python -m benchmarks.deadlines.

Both are timed from outside, to the return of ``search``. A stop is asked for at a random moment; its phase is the part
of the engine that asks next.
"""

import argparse
import inspect
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable
from types import FrameType

import numpy as np

from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.weights import default_policy
from tests.random_days import random_day

PHASES = (
    ("solver.search.selection", "selection"),
    ("solver.search.chains", "chains"),
    ("solver.search.exact", "model"),
)
LATE = 0.86  # share of the seconds after which a large day is at its selection


def _modules(frame: FrameType | None) -> Iterable[str]:
    """Yield the modules that wait for an answer, innermost first."""
    while frame is not None:
        yield str(frame.f_globals.get("__name__", ""))
        frame = frame.f_back


def _phase(frame: FrameType | None) -> str:
    """Return the part of the engine that asks."""
    asking = list(_modules(frame))
    return next((phase for module, phase in PHASES if any(name.startswith(module) for name in asking)), "other")


def overrun(problem: Problem, limits: SearchLimits) -> float:
    """Return by how many seconds a search is late; negative if it ended early."""
    began = time.monotonic()
    search(problem, limits, timer=time.monotonic)
    return time.monotonic() - began - (limits.seconds or 0.0)


def obey(problem: Problem, limits: SearchLimits, moment: float) -> tuple[str, float] | None:
    """Return who was asked to stop at a moment, and the seconds until ``search`` returned; None if it was over."""
    began = time.monotonic()
    asked: list[str] = []

    def stop() -> bool:
        if time.monotonic() - began < moment:
            return False
        if not asked:
            asked.append(_phase(inspect.currentframe()))
        return True

    search(problem, limits, timer=time.monotonic, stop=stop)
    spent = time.monotonic() - began - moment
    return (asked[0], spent) if asked else None


def _row(day: str, what: str, figures: list[float]) -> str:
    """Return a row of milliseconds."""
    numbers = (statistics.median(figures), float(np.percentile(figures, 95)), max(figures))
    return f"| {day} | {what} | {len(figures)} | " + " | ".join(f"{1000 * number:.0f}" for number in numbers) + " |"


def measure(day: str, seconds: float, moments: int, workers: int, seed: int) -> None:
    """Print the rows of one day: its deadline, and a stop by phase."""
    tickets, technicians = (int(part) for part in day.split("x"))
    problem = random_day(seed, tickets, technicians, default_policy().weights)
    rng = random.Random(seed)
    search(problem, SearchLimits(seconds=0.2, workers=workers), timer=time.monotonic)  # load what is loaded once
    limits = [SearchLimits(seconds=seconds * rng.uniform(0.3, 1.0), workers=workers, seed=k) for k in range(moments)]
    print(_row(day, "deadline overrun", [overrun(problem, limit) for limit in limits]), flush=True)
    late: dict[str, list[float]] = defaultdict(list)
    for k in range(2 * moments):
        share = rng.uniform(0.02, 0.8) if k % 2 else rng.uniform(LATE, 1.0)
        answer = obey(problem, SearchLimits(seconds=seconds, workers=workers, seed=k), share * seconds)
        if answer is not None:
            late[answer[0]].append(answer[1])
    for phase, figures in sorted(late.items()):
        print(_row(day, f"stop, {phase}", figures), flush=True)


def main() -> None:
    """Print the tables of some days."""
    parser = argparse.ArgumentParser(description="How late a search ends.")
    parser.add_argument("--day", nargs="+", default=["60x8", "250x30", "1000x110"], help="tickets x technicians")
    parser.add_argument("--seconds", type=float, default=3.0, help="limit of each search; deadlines vary below it")
    parser.add_argument("--moments", type=int, default=20, help="deadlines, and stops in each half, by day")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print("| day | what | times | median ms | p95 ms | most ms |\n|---|---|---|---|---|---|", flush=True)
    for day in options.day:
        measure(day, options.seconds, options.moments, options.workers, options.seed)


if __name__ == "__main__":
    main()
