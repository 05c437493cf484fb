"""What planning a day by parts costs against planning it whole (see docs/benchmarks.md).

The whole has all the seconds, the parts the same seconds together, one after the other, on the same cores. With
--now a plan of the day is published first, the clock moved on to that minute, and every tenth ticket is new.
With --share each part has that share of all the seconds, as if each had a machine, and the whole is searched on from
them for the rest; then there is one thread, and seconds are those of the processor: a busy machine does not matter.
Run from the repository's root:
python -m benchmarks.partition [--day 1000x110] [--parts 2 4] [--seconds 20] [--now M] [--share 0.8].
"""

import argparse
import time
from dataclasses import replace

from solver.checker import Report, check
from solver.partition import Partition, merge, split
from solver.plan import Plan
from solver.problem import Minute, Outcome, Problem, Published, Urgency, VisitState
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.timeline import Schedule
from solver.weights import default_policy
from tests.random_days import random_day


def plan_of(problem: Problem, seconds: float, seed: int, *, alone: bool = False, start: Plan | None = None) -> Plan:
    """Plan one problem on all cores; ``alone``: on one thread, by the seconds of the processor."""
    limits = SearchLimits(seconds=seconds, seed=seed, workers=1 if alone else 0)
    result = search(problem, limits, timer=time.process_time if alone else time.monotonic, start=start)
    if result.plan is None:
        raise SystemExit(f"no plan in {seconds:g} s")
    return result.plan


def in_force(day: Problem, plan: Plan, now: Minute) -> Problem:
    """Publish a plan of the day but for every tenth ticket, and let the clock say what of it has happened."""
    departures = {stop.visit: stop.depart for line in Schedule(day, plan).timelines for stop in line.stops}
    published: dict[int, Published] = {}
    for route in plan.routes:
        for row in route.visits:
            if day.visits[row.visit].ticket % 10:
                over = VisitState.DONE if row.end <= now else VisitState.STARTED
                ahead = VisitState.TRAVELLING if departures[row.visit] < now else VisitState.PLANNED
                state = over if row.start < now else ahead
                outcome = Outcome.SERVED if state is VisitState.DONE else None
                record = Published(route.shift, row.start, row.end, departures[row.visit], state, outcome)
                published[row.visit] = record
    begun = {route.shift: tuple(pause for pause in route.breaks if pause.start < now) for route in plan.routes}
    return replace(
        day,
        now=now,
        has_published=True,
        visits=tuple(replace(visit, published=published.get(v)) for v, visit in enumerate(day.visits)),
        shifts=tuple(replace(shift, past_breaks=begun.get(s, ())) for s, shift in enumerate(day.shifts)),
    )


def judged(partition: Partition, plans: list[Plan]) -> Report:
    """Merge the plans and judge the whole; its terms must be the sums of the parts'."""
    report = check(partition.problem, merge(partition, plans))
    parts = [check(part.problem, plan) for part, plan in zip(partition.parts, plans, strict=True)]
    sums = {term: sum(part.terms[term] for part in parts) for term in report.terms}
    if not report.is_legal or sums != report.terms:
        raise SystemExit(f"parts and whole disagree: {sums}, {dict(report.terms)}, {report.violations[:3]}")
    return report


def row(name: str, split_seconds: float, sizes: str, report: Report, joint: Report) -> str:
    """Return one row of the table."""
    # Emergencies left out cost a million each and dwarf the rest, so the loss is also given without what is left out.
    totals = (report.total, joint.total)
    rests = tuple(total - one.terms["unassigned"] for total, one in zip(totals, (report, joint), strict=True))
    left_out = " / ".join(str(report.kpis.unassigned[urgency]) for urgency in Urgency)
    return (
        f"| {name} | {sizes} | {split_seconds:.2f} | {report.total} | {_loss(*totals)} | {left_out} "
        f"| {report.terms['travel']} | {report.terms['disruption']} | {rests[0]} ({_loss(*rests)}) |"
    )


def _loss(cost: int, joint: int) -> str:
    return f"{cost - joint:+} ({100 * (cost - joint) / max(1, joint):+.2f} %)"


def main() -> None:
    """Print one row for the whole and one for each number of parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--day", default="1000x110")
    parser.add_argument("--parts", type=int, nargs="+", default=[2, 4])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--now", type=int, help="minute of a re-plan; none: a first plan")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--share", type=float, help="of all the seconds, for each part; none: parts share the seconds")
    arguments = parser.parse_args()
    tickets, technicians = (int(size) for size in arguments.day.split("x"))
    problem = random_day(arguments.seed, tickets, technicians, default_policy().weights)
    if arguments.now is not None:
        problem = in_force(problem, plan_of(problem, arguments.seconds, arguments.seed), arguments.now)
    print("| plan | tickets of each part | split s | cost | loss | left out: emergency / urgent / normal / low "
          "| travel | disruption | cost without unassigned |")  # fmt: skip
    print("|" + "---|" * 9)
    alone = arguments.share is not None
    joint = check(problem, plan_of(problem, arguments.seconds, arguments.seed, alone=alone))
    print(row("whole", 0.0, str(tickets), joint, joint), flush=True)
    for parts in arguments.parts:
        began = time.monotonic()
        partition = split(problem, parts)
        taken = time.monotonic() - began
        seconds = arguments.seconds * (arguments.share or 1 / len(partition.parts))
        plans = [plan_of(part.problem, seconds, arguments.seed, alone=alone) for part in partition.parts]
        sizes = ", ".join(str(len(part.tickets)) for part in partition.parts)
        print(row(f"{len(partition.parts)} parts", taken, sizes, judged(partition, plans), joint), flush=True)
        if alone:
            rest = arguments.seconds * (1 - arguments.share)
            mended = plan_of(problem, rest, arguments.seed, alone=True, start=merge(partition, plans))
            print(row("searched on", 0.0, sizes, check(problem, mended), joint), flush=True)


if __name__ == "__main__":
    main()
