"""How long the complete model takes to prove small days: ``python -m benchmarks.proofs``.

Days of 15 to 20 tickets and three technicians from the tests' generator; one row per day, then the median.
"""

import argparse
import os
import statistics
import time

from ortools import __version__ as ortools_version

from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.weights import default_policy
from tests.random_days import random_day


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time the proofs of days of 15-20 tickets x 3 technicians.")
    parser.add_argument("--days", type=int, default=20, help="number of days (seeds 0, 1, ...)")
    parser.add_argument("--seconds", type=float, default=60.0, help="limit per day")
    parser.add_argument("--workers", type=int, default=0, help="threads; 0: one per core")
    options = parser.parse_args()
    cores = options.workers or os.cpu_count()
    print(f"ortools {ortools_version}, {cores} workers, limit {options.seconds} s")
    print("seed tickets visits status cost bound seconds")
    weights, times = default_policy().weights, []
    for seed in range(options.days):
        problem = random_day(seed, 15 + seed % 6, 3, weights)
        limits = SearchLimits(seconds=options.seconds, workers=options.workers)
        result = search(problem, limits, timer=time.monotonic)
        times.append(result.seconds)
        row = (seed, len(problem.tickets), len(problem.visits), result.status, result.cost, result.lower_bound)
        print(*row, f"{result.seconds:.2f}", flush=True)
    print(f"median {statistics.median(times):.2f} s, {sum(t < options.seconds for t in times)} of {len(times)} proved")


if __name__ == "__main__":
    main()
