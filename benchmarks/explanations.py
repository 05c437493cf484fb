"""How long explanations take, how much they prove, whether fixes work: ``python -m benchmarks.explanations``.

``--kind`` and ``--tickets`` make a day (seed 0); ``--stored`` takes packaged ones. Each is planned for ``--seconds``
without the improvement and the proofs that planning adds, and then explained.
"""

import argparse
import json
import time
from collections import Counter

from dispatcher.answer import Answer
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.reading.request import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Suggestion
from dispatcher.suggestions import apply_suggestion, make_suggestion
from scenarios import generate, load
from solver.checker import Report, check
from solver.explain import classify
from solver.explain.bench import set_up
from solver.explain.crowding import Crowd
from solver.explain.remedies import Remedies
from solver.explain.resolving import Resolver
from solver.explain.supply import bottlenecks, supply
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.status import Status


def explain(name: str, request: Request, seconds: float, most_fixes: float) -> None:
    """Plan a day, explain it, follow its suggestions, and print what that took."""
    problem = make_problem(request)
    result = search(problem, SearchLimits(seconds=seconds), timer=time.monotonic)
    if result.plan is None:
        print(f"{name}: no plan")
        return
    report = check(problem, result.plan)
    began = time.monotonic()
    bench = set_up(problem)
    crowd = Crowd(bench, report)
    crowd.improve(lambda: False)
    improved = time.monotonic()
    rows = classify(problem, crowd.report.schedule.plan, False, lambda: False, crowd=crowd)
    balance = bottlenecks(supply(crowd.report, bench.reach))
    done = time.monotonic()
    classes = Counter(row.kind.value for row in rows)
    open_share = classes["not_found_in_time"] / max(1, len(rows))
    print(f"{name}: {len(problem.tickets)} tickets, {len(rows)} left out {dict(classes)}, "
          f"{open_share:.0%} not found in time; cost {report.total} -> {crowd.report.total}; "
          f"improved in {improved - began:.1f} s, explained in {done - improved:.1f} s, "
          f"{len(balance)} bottlenecks", flush=True)  # fmt: skip
    fixes(name, request, crowd.report, most_fixes)


def fixes(name: str, request: Request, report: Report, most: float) -> None:
    """Find what would let each ticket in, follow it, and print how many work."""
    problem = report.schedule.problem
    plan = make_plan(request, problem, Answer(Status.FEASIBLE, report.schedule.plan, report))
    ends = time.monotonic() + most
    remedies = Remedies(Resolver(report), lambda: time.monotonic() > ends)
    began, asked, found = time.monotonic(), 0, []
    for ticket in sorted(report.schedule.unassigned_tickets):
        if time.monotonic() > ends:
            break
        asked += 1
        found += [(problem.tickets[ticket].id, make_suggestion(request, problem, row)) for row in remedies.of(ticket)]
    spent = time.monotonic() - began
    works = sum(follows(request, plan, row, ticket) for ticket, row in found)
    print(f"{name}: {len(found)} suggestions for {asked} tickets in {spent:.1f} s, {works} work when followed")


def follows(request: Request, plan: Plan, suggestion: Suggestion, ticket_id: str) -> bool:
    """Whether the plan takes the ticket, legally, once a suggestion has been followed."""
    changed = apply_suggestion(request, suggestion)
    problem = make_problem(changed)
    routes, _ = read_routes(plan, changed, problem)
    ticket = next(k for k, row in enumerate(problem.tickets) if row.id == ticket_id)
    found = Resolver(check(problem, routes)).lets_in(problem, ticket)
    return found is not None and found.is_legal and ticket in found.schedule.planned_tickets


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Time and count explanations.")
    parser.add_argument("--stored", nargs="*", default=[], help="packaged days")
    parser.add_argument("--kind", help="kind of a day to make; absent: none")
    parser.add_argument("--tickets", type=int, default=1000, help="its tickets")
    parser.add_argument("--seconds", type=float, default=60.0, help="of planning each day")
    parser.add_argument("--fixes", type=float, default=60.0, help="seconds for suggestions")
    options = parser.parse_args()
    days = {name: load(name) for name in options.stored}
    if options.kind:
        days[f"{options.kind}-{options.tickets}"] = json.dumps(generate(options.kind, 0, options.tickets)).encode()
    for name, raw in days.items():
        request, faults = read_request(raw)
        if request is None:
            raise SystemExit(f"{name}: {faults[0].message.en}")
        explain(name, request, options.seconds, options.fixes)


if __name__ == "__main__":
    main()
