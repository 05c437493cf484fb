"""Peak memory, and when the first plan is there, by day: python -m benchmarks.memory --day 1000x110 5000x500.

Every day is planned in a process of its own. Its seconds count from the start of the search, tables included; what
comes before (loading the program and its compiled code, drawing the day) is given beside it.
"""

import argparse
import resource
import subprocess
import sys
import time

COLUMNS = ("day", "s", "cores", "load s", "draw s", "first plan s", "MB then", "cost then", "cost", "out", "peak MB")


def _peak_mb() -> int:
    """Return the most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(day: str, seconds: float, workers: int, seed: int) -> str:
    """Plan one day in this process; return its row."""
    began = time.monotonic()
    # Imported here: what the parent holds when it starts a child counts as the child's.
    import solver.search.full  # noqa: F401  the compiled code
    from solver.search.anytime import search
    from solver.search.limits import Progress, SearchLimits
    from solver.weights import default_policy
    from tests.random_days import random_day

    loaded = time.monotonic()
    tickets, technicians = (int(part) for part in day.split("x"))
    problem = random_day(seed, tickets, technicians, default_policy().weights)
    drawn = time.monotonic()
    first: list[tuple[float, int, int]] = []
    last: list[Progress] = []

    def listen(progress: Progress) -> None:
        if progress.cost is not None and not first:
            first.append((progress.seconds, _peak_mb(), progress.cost))
        last[:] = [progress]

    limits = SearchLimits(seconds=seconds, workers=workers, seed=seed)
    result = search(problem, limits, timer=time.monotonic, on_progress=listen)
    then = [f"{first[0][0]:.2f}", first[0][1], first[0][2]] if first else ["none", "", ""]
    out = sum(last[0].unassigned.values()) if first else ""
    cells = [f"{tickets} x {technicians}", f"{seconds:g}", workers, f"{loaded - began:.2f}", f"{drawn - loaded:.2f}"]
    return "| " + " | ".join(str(cell) for cell in [*cells, *then, result.cost, out, _peak_mb()]) + " |"


def main() -> None:
    """Print one row per day."""
    parser = argparse.ArgumentParser(description="Peak memory and time of the first plan.")
    parser.add_argument("--day", nargs="+", default=["1000x110", "5000x500"], help="tickets x technicians")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--here", action="store_true", help="plan in this process and print bare rows")
    options = parser.parse_args()
    if options.here:
        for day in options.day:
            print(measure(day, options.seconds, options.workers, options.seed), flush=True)
        return
    print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|", flush=True)
    for day in options.day:
        figures = ["--seconds", str(options.seconds), "--workers", str(options.workers), "--seed", str(options.seed)]
        command = [sys.executable, "-m", "benchmarks.memory", "--here", "--day", day, *figures]
        child = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        print(child.stdout.strip() or f"| {day} | failed, exit {child.returncode} |", flush=True)


if __name__ == "__main__":
    main()
