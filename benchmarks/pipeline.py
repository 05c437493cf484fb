"""What each stage of a first answer to an emergency takes, in a warm process: python -m benchmarks.pipeline.

A generated day is planned and published as it starts; at mid-morning an emergency comes in. The stages are those of any
answer: apply the event, make the problem, build and pack its tables, keep what can be kept and insert, check, write the
plan out.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from dispatcher.answer import Answer
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.events import apply
from dispatcher.planning import Limits, plan_request
from dispatcher.reading.events import Batch, read_events
from dispatcher.reading.request import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import generate
from solver.checker import check
from solver.compilation import read_tables
from solver.search.chains.chain import pack_day
from solver.search.reach import read_reach
from solver.search.repair import repair
from solver.search.whatif import WhatIf
from solver.status import Status

Result = TypeVar("Result")
ITERATIONS = 20_000  # for the plan in force: the same on every machine
MORNING = timedelta(hours=2, minutes=30)  # after the first shift starts


class Stages:
    """Milliseconds by stage, of several answers."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = {}

    def run(self, stage: str, work: Callable[[], Result]) -> Result:
        """Do the work of a stage and note what it takes."""
        began = time.process_time()
        result = work()
        self.spent.setdefault(stage, []).append(1000 * (time.process_time() - began))
        return result

    def row(self, day: str) -> str:
        """Return a row of the table: medians, then the slowest answer of all."""
        medians = [statistics.median(figures) for figures in self.spent.values()]
        sums = [sum(figures) for figures in zip(*self.spent.values(), strict=True)]
        cells = [*medians, statistics.median(sums), max(sums)]
        return f"| {day} | " + " | ".join(f"{cell:.1f}" for cell in cells) + " |"


def publish(tickets: int, technicians: int, seed: int) -> tuple[Request, Plan]:
    """Return a generated day and a plan for it."""
    tree = generate("several_estates", seed=seed, tickets=tickets, technicians=technicians)
    request, faults = read_request(json.dumps(tree).encode())
    if request is None:
        raise SystemExit(f"{tickets}x{technicians}: {faults[0]}")
    return request, plan_request(request, Limits(iterations=ITERATIONS, seed=seed, workers=1)).plan


def emergency(request: Request, number: int) -> Batch:
    """Return the events of an answer: an emergency at the site of some ticket, of its trade."""
    like = request.tickets[number * 7 % len(request.tickets)]
    first = min(shift.start for person in request.technicians for shift in person.shifts)
    moment = (first + MORNING + timedelta(minutes=number)).isoformat()
    need = like.all_steps[0]
    ticket = {
        "id": f"E-{number}",
        "site_id": like.site_id,
        "urgency": "emergency",
        "trade": need.trade or (need.crew or [])[0].trade,
        "service_minutes": 45,
        "reported_at": moment,
    }
    events = [{"id": f"event-{number}", "at": moment, "type": "new_ticket", "ticket": ticket}]
    return read_events(json.dumps({"schema_version": 1, "events": events}))


def answer(stages: Stages, request: Request, published: Plan, number: int) -> Plan:
    """Answer one emergency, timing each stage."""
    batch = emergency(request, number)
    changed, faults = stages.run("apply", lambda: apply(request, published, batch))
    if changed is None:
        raise SystemExit(str(faults[0]))
    problem = stages.run("make_problem", lambda: make_problem(changed))
    tables = stages.run("tables", lambda: read_tables(problem))
    reach = stages.run("reach", lambda: read_reach(tables))
    day = stages.run("pack_day", lambda: pack_day(tables, reach))
    kept = stages.run("repair", lambda: repair(tables, reach, day))
    own = [k for k, ticket in enumerate(problem.tickets) if ticket.id == f"E-{number}"]
    plan = stages.run("insert", lambda: WhatIf(tables, reach, kept, day).insert(own)) or kept
    report = stages.run("check", lambda: check(problem, plan))
    told = Answer(Status.FEASIBLE, plan, report)
    return stages.run("make_plan", lambda: make_plan(changed, problem, told))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--day", nargs="+", default=["250x30", "1000x110"], help="tickets x technicians")
    parser.add_argument("--answers", type=int, default=15, help="answers per day, after one that warms up")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for position, day in enumerate(arguments.day):
        tickets, technicians = (int(part) for part in day.split("x"))
        request, published = publish(tickets, technicians, arguments.seed)
        answer(Stages(), request, published, arguments.answers)
        stages = Stages()
        for number in range(arguments.answers):
            answer(stages, request, published, number)
        if position == 0:
            print("| day, ms | " + " | ".join(stages.spent) + " | all | slowest |")
            print("|---" * (len(stages.spent) + 3) + "|")
        print(stages.row(day), flush=True)


if __name__ == "__main__":
    main()
