"""Looks for cheaper plans and higher bounds of the packaged requests: ``python -m benchmarks.best_known``.

Each request is planned for the seconds given; a cost counts if the checker finds the plan legal and comes to the same
cost, a bound if the engine has proved it. What is better than what is known replaces it in
``scenarios/best-known.json``; ``make docs`` then writes the table anew. What was known of a request that is made
differently by now is forgotten.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from dispatcher.planning import Limits, check_plan, plan_request
from dispatcher.reading.request import read_request
from scenarios import STORED, load
from scenarios.stored import BestKnown, best_known, write_best_known

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"


def improve(name: str, known: BestKnown, limits: Limits) -> tuple[BestKnown, str]:
    """Plan a request; return what is known now, and a row that says what was found."""
    request, faults = read_request(load(name))
    if request is None:
        raise ValueError(f"{name}: {faults}")
    planned = plan_request(request, limits)
    plan = planned.plan
    cost = None if plan.cost is None else plan.cost.total
    verdict = None if cost is None else check_plan(request, plan)
    if verdict is not None and (not verdict.legal or verdict.cost.total != cost):
        raise ValueError(f"{name}: the checker does not confirm the plan of cost {cost}")
    better = replace(known, cost=_least(known.cost, cost), bound=_greatest(known.bound, plan.lower_bound))
    if better.cost is not None and better.bound is not None and better.bound > better.cost:
        raise ValueError(f"{name}: bound {better.bound} above the cost {better.cost} of a legal plan")
    left_out = len(plan.unassigned or [])
    found = f"| {name} | {plan.status} | {cost} | {plan.lower_bound} | {left_out} | {planned.refused} |"
    return better, f"{found} {better.cost} | {better.bound} |"


def twins(name: str) -> list[str]:
    """Return the requests that are the same day in the other language: what is known of one holds for all."""
    same = replace(STORED[name], name="", lang=None)
    return [row.name for row in STORED.values() if replace(row, name="", lang=None) == same]


def _least(one: int | None, other: int | None) -> int | None:
    return min((value for value in (one, other) if value is not None), default=None)


def _greatest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)


def main() -> None:
    """Plan and record; every request is recorded as soon as it is planned."""
    parser = argparse.ArgumentParser(description="Improve the best-known costs and bounds of the packaged requests.")
    parser.add_argument("names", nargs="*", help="packaged requests; none: all")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=None, help="threads; default: one per core")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in STORED]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(STORED)}")
    known = best_known()
    print("| name | status | cost | bound | left out | refused | best cost | best bound |")
    print("|" + "---|" * 8)
    for name in options.names or STORED:
        limits = Limits(seconds=options.seconds, seed=options.seed, workers=options.workers)
        known[name], row = improve(name, known[name], limits)
        for twin in twins(name):
            known[twin] = replace(known[twin], cost=known[name].cost, bound=known[name].bound)
        write_best_known(known, FOLDER)
        print(row, flush=True)


if __name__ == "__main__":
    main()
