"""How fast the compiled chains are and how far they come on random days (see docs/benchmarks.md).

Run from the repository's root: python -m benchmarks.chains [--seconds 1 10] [--day 60x8 250x30 1000x110].
"""

import argparse
import resource
import time

from solver.checker import check
from solver.compilation import read_tables
from solver.plan import Plan
from solver.search.chains.team import Team
from solver.search.reach import read_reach
from solver.weights import default_policy
from tests.random_days import random_day


def measure(tickets: int, technicians: int, seconds: float, chains: int, seed: int) -> str:
    """Run chains on one day; return a row of the table."""
    problem = random_day(seed, tickets, technicians, default_policy().weights)
    tables = read_tables(problem)
    reach = read_reach(tables)
    began = time.monotonic()
    team = Team(tables, reach, range(chains), time.monotonic)
    packed = time.monotonic()
    plans: list[Plan] = []
    team.start(plans.append, lambda: False)
    first = time.monotonic()
    team.run_seconds(seconds, None, plans.append, lambda: False)
    report = check(problem, plans[-1])
    figures = [chain.figures for chain in team.chains]
    iterations = sum(row.iterations for row in figures)
    removed = sum(row.removed for row in figures) / max(1, iterations)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"| {tickets} x {technicians} | {seconds:g} | {chains} | {iterations / seconds / chains:,.0f} | {removed:.1f} "
        f"| {1000 * (packed - began):.0f} | {1000 * (first - packed):.1f} | {check(problem, plans[0]).total} "
        f"| {report.total} | {len(report.schedule.unassigned_tickets)} | {report.is_legal} | {memory} |"
    )


def main() -> None:
    """Print one row per day and time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, nargs="+", default=[1.0, 10.0])
    parser.add_argument("--day", nargs="+", default=["60x8", "250x30", "1000x110"])
    parser.add_argument("--chains", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    print("| day | s | chains | iterations/s and chain | removed | pack ms | first plan ms | first cost | cost | out "
          "| legal | peak MB |")  # fmt: skip
    print("|" + "---|" * 12)
    for day in arguments.day:
        tickets, technicians = (int(part) for part in day.split("x"))
        for seconds in arguments.seconds:
            print(measure(tickets, technicians, seconds, arguments.chains, arguments.seed), flush=True)


if __name__ == "__main__":
    main()
