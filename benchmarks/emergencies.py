"""How soon, how well and how quietly an emergency into a published day is answered, while another day is planned.

Each day is generated, planned and published, every owner told. Then one emergency after the other comes in, each into
that same day: at a random minute, place, trade and length, to be responded to within an hour. Run from the repository's
root: python -m benchmarks.emergencies [--events 100] [--seconds 2] [--long 60 --sample 10].
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from dispatcher.planning import Limits, plan_request
from dispatcher.reading.events import Batch, read_events
from dispatcher.reading.request import read_request
from dispatcher.resident import Proposal, Resident, settle
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import generate
from solver.replan import Mode
from solver.search.limits import SearchLimits

DAYS = {"full": ("overbooked", None), "loose": ("several_estates", 75)}
TRADES = ("water", "electric", "civil", "hvac", "security")
PUBLISHING_SECONDS = 30.0
NICE = "19"


def publish(name: str, tickets: int, technicians: int, seed: int) -> tuple[Request, Plan]:
    """Plan a generated day, and tell every owner at six in the morning when to expect the visit."""
    kind, load = DAYS[name]
    tree = generate(kind, seed=seed, tickets=tickets, technicians=technicians, load=load)
    request, faults = read_request(json.dumps(tree).encode())
    if request is None:
        raise SystemExit(f"{name}: {faults[0]}")
    plan = plan_request(request, Limits(seconds=PUBLISHING_SECONDS, seed=seed)).plan
    told = min(visit.start for route in plan.routes for visit in route.visits) - timedelta(hours=2)
    routes = []
    for route in plan.routes:
        visits = [
            visit.model_copy(update={"arrival_window": visit.arrival_window.model_copy(update={"told_at": told})})
            for visit in route.visits
            if visit.arrival_window is not None
        ]
        routes.append(route.model_copy(update={"visits": visits}))
    return request, plan.model_copy(update={"routes": routes})


def emergency(request: Request, plan: Plan, rng: random.Random, k: int) -> Batch:
    """Return the event of an emergency, somewhere between the first visit and the start of the last eighth of them."""
    starts = sorted(visit.start for route in plan.routes for visit in route.visits)
    span = starts[len(starts) * 7 // 8] - starts[0]
    at = (starts[0] + span * rng.random()).replace(second=0, microsecond=0)
    ticket = {
        "id": f"emergency-{k}",
        "site_id": rng.choice(request.sites).id,
        "trade": rng.choice(TRADES),
        "service_minutes": rng.choice((30, 45, 60, 90)),
        "urgency": "emergency",
        "respond_by": (at + timedelta(minutes=60)).isoformat(),
    }
    event = {"id": f"E-{k}", "at": at.isoformat(), "type": "new_ticket", "ticket": ticket}
    return read_events(json.dumps({"schema_version": 1, "events": [event]}))


@contextmanager
def another_plan(request: Request) -> Iterator[None]:
    """Plan another day in a process of low priority for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "day.json")
        path.write_text(json.dumps(request.to_wire()), encoding="utf-8")
        command = ["nice", "-n", NICE, sys.executable, "-m", "dispatcher", "plan", str(path), "--seconds", "86400"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:
            try:
                yield
            finally:
                other.kill()


def changeable(proposal: Proposal) -> int:
    """Return what a plan costs beyond what facts have cost already."""
    return sum(charge.cost for charge in proposal.planned.charges if not charge.fact)


def is_in_time(proposal: Proposal, name: str) -> bool:
    """Whether an emergency is planned and responded to in time."""
    problem = proposal.planned.problem
    ticket = next(k for k, row in enumerate(problem.tickets) if row.id == name)
    charges = [charge for charge in proposal.planned.charges if charge.ticket == ticket]
    return not any(charge.term in ("unassigned", "respond_late") for charge in charges)


def changes(proposal: Proposal) -> int:
    """Return how many visits a plan changes."""
    kpis = proposal.plan.kpis
    return 0 if kpis is None else kpis.changed_visits


def measure(name: str, arguments: argparse.Namespace) -> None:
    """Print the rows of one kind of day."""
    request, plan = publish(name, arguments.tickets, arguments.technicians, arguments.seed)
    rng = random.Random(arguments.seed)
    batches = [emergency(request, plan, rng, k) for k in range(arguments.events)]
    Resident(request, plan).first()  # warm
    settle()
    with another_plan(request):
        milliseconds, firsts = [], []
        for batch in batches:
            resident = Resident(request, plan)
            began = time.perf_counter()
            faults = resident.take(batch)
            first = resident.first()
            milliseconds.append((time.perf_counter() - began) * 1000)
            if faults or first is None:
                raise SystemExit(f"{name}: {faults}")
            firsts.append(is_in_time(first, batch.events[0][1].ticket.id))  # type: ignore[union-attr]
        print(first_row(name, milliseconds, firsts))
        rows = [compare(request, plan, batch, arguments) for batch in batches[: arguments.sample]]
    print(later_row(name, rows, arguments), flush=True)


def compare(request: Request, plan: Plan, batch: Batch, arguments: argparse.Namespace) -> tuple[float, bool, int, int]:
    """Return (short over long - 1, emergency in time whenever the long search has it so, steady and best changes)."""
    resident = Resident(request, plan)
    resident.take(batch)
    name = batch.events[0][1].ticket.id  # type: ignore[union-attr]
    modes = (Mode.STEADY, Mode.BEST)
    short = {
        mode: option
        for option in resident.options(modes, SearchLimits(seconds=arguments.seconds, workers=2))
        for mode in option.modes
    }
    (long,) = resident.options((Mode.BEST,), SearchLimits(seconds=arguments.long, workers=2))
    best, reference = changeable(short[Mode.BEST]), changeable(long)
    in_time = is_in_time(short[Mode.BEST], name) or not is_in_time(long, name)
    return best / max(1, reference) - 1, in_time, changes(short[Mode.STEADY]), changes(short[Mode.BEST])


def first_row(name: str, milliseconds: Sequence[float], in_time: Sequence[bool]) -> str:
    """Return a row of the table of first answers."""
    ranked = sorted(milliseconds)
    p50, p99 = statistics.median(ranked), ranked[min(len(ranked) - 1, len(ranked) * 99 // 100)]
    return f"| {name} | first answer | {len(ranked)} | {p50:.0f} | {p99:.0f} | {sum(in_time)} in time |"


def later_row(name: str, rows: Sequence[tuple[float, bool, int, int]], arguments: argparse.Namespace) -> str:
    """Return a row of the table of later answers."""
    if not rows:
        return f"| {name} | not measured |"
    near = sum(row[0] <= 0.01 for row in rows)
    steady, best = (statistics.mean(row[k] for row in rows) for k in (2, 3))
    worst = max(row[0] for row in rows)
    return (
        f"| {name} | {arguments.seconds:g} s against {arguments.long:g} s | {len(rows)} | within 1 %: {near} |"
        f" worst {worst:+.1%} | in time as there: {sum(row[1] for row in rows)} |"
        f" changed: steady {steady:.1f}, best {best:.1f} |"
    )


def main() -> None:
    """Print the rows of both kinds of day."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=250)
    parser.add_argument("--technicians", type=int, default=30)
    parser.add_argument("--events", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--long", type=float, default=60.0)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    for name in DAYS:
        measure(name, arguments)


if __name__ == "__main__":
    main()
