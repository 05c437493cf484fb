"""How near the best possible plans are proved to be: ``python -m benchmarks.bounds``.

Generated days (docs/scenarios.md) planned by the default engine; one row per day: what the plan costs, what no plan
costs less than, and how far apart they are, after all the seconds and at some moments before.
"""

import argparse
import json
import os
import re
import statistics
import time

from ortools import __version__ as ortools_version

from dispatcher.convert.problem import make_problem
from dispatcher.reading.request import read_request
from scenarios import KINDS, generate
from solver.search.anytime import search
from solver.search.limits import Progress, SearchLimits

DAYS = ("one_estate-60x8", "several_estates-80x10", "city-60x8", "two_trade-60x8", "overbooked-80x10", "city-100x14")


def day_name(text: str) -> str:
    """Return the name of a day that can be generated."""
    kind, _, size = text.rpartition("-")
    if kind not in KINDS or not re.fullmatch(r"[1-9]\d*x[1-9]\d*", size):
        raise argparse.ArgumentTypeError(f"{text} is no kind-TICKETSxTECHNICIANS; kinds: {', '.join(KINDS)}")
    return text


def share(text: str) -> float:
    """Return a share between 0 and 1."""
    value = float(text)
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError(f"{text} is not from 0 to 1")
    return value


def gap(cost: int | None, bound: int | None) -> float | None:
    """Return how far a bound is from a cost, as a share of it; None if one of them is missing."""
    return None if cost is None or bound is None else (cost - bound) / max(1, cost)


def say(share: float | None) -> str:
    """Return a share in words of a table."""
    return "–" if share is None else f"{100 * share:.1f} %"


def measure(day: str, seed: int, seconds: float, moments: tuple[float, ...], workers: int, goal: float) -> float | None:
    """Plan a day, print its row, and return its gap."""
    kind, size = day.rsplit("-", 1)
    tickets, technicians = (int(part) for part in size.split("x"))
    tree = generate(kind, seed=seed, tickets=tickets, technicians=technicians)
    request, faults = read_request(json.dumps(tree))
    if request is None:
        raise SystemExit(f"{day}: {faults}")
    seen: dict[float, float | None] = dict.fromkeys(moments)

    def hear(progress: Progress) -> None:
        for moment in moments:
            if progress.seconds <= moment:
                seen[moment] = gap(progress.cost, progress.lower_bound)

    limits = SearchLimits(seconds=seconds, workers=workers, seed=seed, target_gap=goal)
    result = search(make_problem(request), limits, timer=time.monotonic, on_progress=hear)
    last = gap(result.cost, result.lower_bound)
    cells = [day, seed, result.status, result.cost, result.lower_bound, *(say(seen[m]) for m in moments), say(last)]
    print("| " + " | ".join(str(cell) for cell in [*cells, f"{result.seconds:.1f}"]) + " |", flush=True)
    return last


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Proved gaps of generated days.")
    parser.add_argument("days", nargs="*", default=DAYS, type=day_name, help="kind-TICKETSxTECHNICIANS")
    parser.add_argument("--seconds", type=float, default=60.0, help="per day")
    parser.add_argument("--moments", type=float, nargs="*", default=(10.0, 30.0), help="seconds at which to look too")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--workers", type=int, default=0, help="threads; 0: one per core")
    parser.add_argument("--target-gap", type=share, default=0.0, help="above 0: days of more than 120 visits too")
    options = parser.parse_args()
    print(f"ortools {ortools_version}, {options.workers or os.cpu_count()} threads, {options.seconds:g} s")
    moments = tuple(options.moments)
    heads = ["day", "seed", "status", "cost", "bound", *(f"gap, {moment:g} s" for moment in moments), "gap", "s"]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    gaps = [
        measure(day, seed, options.seconds, moments, options.workers, options.target_gap)
        for day in options.days
        for seed in options.seeds
    ]
    known = [share for share in gaps if share is not None]
    print(f"median gap {say(statistics.median(known)) if known else '–'}, {len(known)} of {len(gaps)} with a bound")


if __name__ == "__main__":
    main()
