"""What one chain reaches in a fixed number of iterations on fixed days: for comparing an idea with what was before it.

Run from the repository's root: python -m benchmarks.iterations [--day 250x30 ...]. Costs are means over the seeds of
the days and of the chains; seconds are the chain's own processor time, so that other work disturbs little.
"""

import argparse
import time

from solver.checker import check
from solver.compilation import read_tables
from solver.plan import Plan
from solver.search.chains.team import Team
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.random_days import random_day

# Iterations, seeds of days, seeds of chains.
DAYS = {
    "60x8": (60_000, range(4), (1, 2)),
    "250x30": (100_000, range(1, 5), (1, 2)),
    "250x46": (60_000, range(1, 4), (1,)),
    "1000x110": (100_000, range(1, 4), (1,)),
}


def measure(day: str, seed: int, chain: int, iterations: int) -> tuple[int, float]:
    """Return cost and iterations a second of one chain."""
    tickets, technicians = (int(part) for part in day.split("x"))
    problem = random_day(seed, tickets, technicians, default_policy().weights)
    tables = read_tables(problem)
    team = Team(tables, read_reach(tables), [chain], time.monotonic)
    plans: list[Plan] = []
    team.start(plans.append, lambda: False)
    began = time.thread_time()
    team.run_iterations(iterations, plans.append, lambda: False)
    spent = time.thread_time() - began
    report = check(problem, plans[-1])
    if not report.is_legal:
        raise SystemExit(f"{day}, seed {seed}: the checker refuses the plan")
    return report.total, iterations / spent


def main() -> None:
    """Print one row per day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--day", nargs="+", choices=DAYS, default=list(DAYS))
    arguments = parser.parse_args()
    print("| day | iterations | days x chains | mean cost | iterations/s |")
    print("|" + "---|" * 5)
    for day in arguments.day:
        iterations, seeds, chains = DAYS[day]
        rows = [measure(day, seed, chain, iterations) for seed in seeds for chain in chains]
        cost, speed = (sum(column) / len(rows) for column in zip(*rows, strict=True))
        print(f"| {day} | {iterations:,} | {len(seeds)} x {len(chains)} | {cost:,.0f} | {speed:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
