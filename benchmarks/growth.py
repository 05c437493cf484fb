"""What a ticket costs as the day grows, with the same seconds for each ticket: ``python -m benchmarks.growth``.

Generated days of a kind (docs/scenarios.md) in two sizes. ``--seconds`` are those of the first day; the others have as
many more as they have tickets. Costs are less ``sunk``, which no plan can avoid.
"""

import argparse
import json
import os
import re
import time

from ortools import __version__ as ortools_version

from benchmarks.comparison.verdict import sunk_cost
from dispatcher.convert.problem import make_problem
from dispatcher.reading.request import read_request
from scenarios import KINDS, generate
from solver.checker import check
from solver.compilation import read_tables
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.search.reach import read_reach

SIZES = ("250x30", "5000x500")


def day_size(text: str) -> str:
    """Return the size of a day that can be generated."""
    if not re.fullmatch(r"[1-9]\d*x[1-9]\d*", text):
        raise argparse.ArgumentTypeError(f"{text} is no TICKETSxTECHNICIANS")
    return text


def draw(kind: str, tickets: int, technicians: int, seed: int) -> Problem:
    """Generate a day and read it as any other request."""
    tree = generate(kind, seed=seed, tickets=tickets, technicians=technicians)
    request, faults = read_request(json.dumps(tree))
    if request is None:
        raise SystemExit(f"{kind}: {faults[0]}")
    return make_problem(request)


def measure(kind: str, size: str, seconds: float, options: argparse.Namespace, first: float | None) -> float:
    """Plan a day, print its row, and return what a ticket of it costs; ``first``: what one of the first day did."""
    tickets, technicians = (int(part) for part in size.split("x"))
    problem = draw(kind, tickets, technicians, options.seed)
    limits = SearchLimits(seconds=seconds, workers=options.workers, seed=options.seed)
    result = search(problem, limits, timer=time.monotonic)
    if result.plan is None:
        raise SystemExit(f"{kind} {size}: no plan after {seconds:g} s")
    report, tables = check(problem, result.plan), read_tables(problem)
    assert report.is_legal
    made = {visit.visit for route in result.plan.routes for visit in route.visits}
    left_out = sum(not set(visits) <= made for visits in problem.open_visits_by_ticket if visits)
    each = (report.total - sunk_cost(tables, read_reach(tables))) / tickets
    more = "" if first is None else f"{100 * (each / first - 1):+.1f} %"
    cells = (kind, f"{tickets} x {technicians}", f"{seconds:g}", report.total, left_out, f"{each:.2f}", more)
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)
    return each


def main() -> None:
    """Print one row per kind and size."""
    parser = argparse.ArgumentParser(description="Cost of a ticket, by size of the day.")
    parser.add_argument("--kind", nargs="+", default=["several_estates", "city"], choices=KINDS)
    parser.add_argument(
        "--size", nargs="+", default=list(SIZES), type=day_size, help="TICKETSxTECHNICIANS, the first to compare with"
    )
    parser.add_argument("--seconds", type=float, default=6.0, help="of the first size")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    print(f"ortools {ortools_version}, {options.workers} threads, seed {options.seed}")
    print("| kind | day | s | cost | left out | cost of a ticket | against the first |\n|---|---|---|---|---|---|---|")
    for kind in options.kind:
        first: float | None = None
        least = int(options.size[0].split("x")[0])
        for size in options.size:
            seconds = options.seconds * int(size.split("x")[0]) / least
            each = measure(kind, size, seconds, options, first)
            first = each if first is None else first


if __name__ == "__main__":
    main()
