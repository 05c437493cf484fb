"""The default engine against the complete model with ten times its seconds, on days of 20 to 40 tickets.

Run from the repository's root: python -m benchmarks.engines [--seconds 3] [--day 20x3 30x4 40x5] [--seeds 0 1].
"""

import argparse
import time

from solver.checker import check
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits, SearchResult
from solver.weights import default_policy
from tests.random_days import random_day

TIMES = 10


def run(problem: Problem, engine: str, seconds: float) -> SearchResult:
    """Search with one engine on two cores; the plan is judged."""
    result = search(problem, SearchLimits(seconds=seconds, workers=2, engine=engine), timer=time.monotonic)
    if result.plan is not None and check(problem, result.plan).total != result.cost:
        raise SystemExit(f"{engine}: the checker disagrees")
    return result


def main() -> None:
    """Print one row per day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--day", nargs="+", default=["20x3", "30x4", "40x5"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    arguments = parser.parse_args()
    print(f"| day | seed | full, {arguments.seconds:g} s | status | bound | cp_sat, {TIMES * arguments.seconds:g} s "
          "| status | bound | full - cp_sat |")  # fmt: skip
    print("|" + "---|" * 9)
    for day in arguments.day:
        tickets, technicians = (int(part) for part in day.split("x"))
        for seed in arguments.seeds:
            problem = random_day(seed, tickets, technicians, default_policy().weights)
            ours = run(problem, "full", arguments.seconds)
            exact = run(problem, "cp_sat", TIMES * arguments.seconds)
            loss = None if ours.cost is None or exact.cost is None else ours.cost - exact.cost
            print(f"| {tickets} x {technicians} | {seed} | {ours.cost} | {ours.status} | {ours.lower_bound} "
                  f"| {exact.cost} | {exact.status} | {exact.lower_bound} | {loss} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
