"""Who of the emergencies and urgent tickets of a large generated day is left out, and whether that is proved.

Run from the repository's root: python -m benchmarks.urgent [--seconds 10] [--size 1000x110] [--kind KIND ...].
"""

import argparse
import json
import time
from collections import Counter

from dispatcher.convert.problem import make_problem
from dispatcher.reading.request import read_request
from scenarios import generate
from solver.explain import classify
from solver.problem import Problem, Urgency
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status

KINDS = ("several_estates", "city", "storm", "overbooked", "contractors")
PROOF_SECONDS = 20.0


def draw(kind: str, tickets: int, technicians: int, seed: int) -> Problem:
    """Generate a day and read it as any other request."""
    tree = generate(kind, seed=seed, tickets=tickets, technicians=technicians)
    request, faults = read_request(json.dumps(tree).encode())
    if request is None:
        raise SystemExit(f"{kind}: {faults[0]}")
    return make_problem(request)


def measure(kind: str, problem: Problem, seconds: float) -> str:
    """Plan one day; return a row of the table."""
    result = search(problem, SearchLimits(seconds=seconds, workers=2), timer=time.monotonic)
    if result.plan is None:
        return f"| {kind} | no plan |"
    began = time.monotonic()
    rows = classify(
        problem, result.plan, result.status is Status.OPTIMAL, lambda: time.monotonic() - began > PROOF_SECONDS
    )
    left: dict[Urgency, Counter[str]] = {urgency: Counter() for urgency in Urgency}
    for row in rows:
        left[problem.tickets[row.ticket].urgency][row.kind.value] += 1
    out = [
        "; ".join(f"{number} {kind}" for kind, number in sorted(left[urgency].items())) or "0" for urgency in Urgency
    ]
    return f"| {kind} | {seconds:g} | {result.cost} | " + " | ".join(out) + " |"


def main() -> None:
    """Print one row per kind of day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--size", default="1000x110")
    parser.add_argument("--kind", nargs="+", default=list(KINDS))
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    tickets, technicians = (int(part) for part in arguments.size.split("x"))
    print("| day | s | cost | left out: " + " | ".join(urgency.value for urgency in Urgency) + " |")
    print("|" + "---|" * 7)
    for kind in arguments.kind:
        problem = draw(kind, tickets, technicians, arguments.seed)
        print(measure(kind, problem, arguments.seconds), flush=True)


if __name__ == "__main__":
    main()
