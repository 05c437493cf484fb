"""How long an answer takes of who could go, when somebody could come and what a move costs, on a large day at noon.

Run from the repository's root: python -m benchmarks.candidates [--size 250x30] [--kind KIND ...] [--seed N ...]. The
generated day is planned, published without every fifth ticket (on hold then, new at noon) and read at noon; tables and
the plan held ready are made before the clock runs. The first candidate of every ticket is applied, and the checker's
difference compared term by term.
"""

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import timedelta

from dispatcher.planning import Limits, plan_request
from dispatcher.prepared import Prepared, prepare
from dispatcher.reading.request import read_request
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from scenarios import generate
from solver.candidates import Candidates, find_candidates
from solver.checker import check
from solver.move import Idea, price_move
from solver.problem import Window
from solver.slots import find_slots

QUESTIONS = 100


def noon(kind: str, tickets: int, technicians: int, seed: int, seconds: float) -> Prepared:
    """Return a published day at noon, a fifth of its tickets still to be given out."""
    tree = generate(kind, seed=seed, tickets=tickets, technicians=technicians)
    request, faults = read_request(json.dumps(tree).encode())
    if request is None:
        raise SystemExit(f"{kind}: {faults[0]}")
    late = {ticket.id for ticket in sorted(request.tickets, key=lambda row: row.id)[::5]}
    held = [t.model_copy(update={"status": "on_hold"}) if t.id in late else t for t in request.tickets]
    plan = plan_request(request.model_copy(update={"tickets": held}), Limits(seconds=seconds)).plan
    kept = Plan(schema_version=1, routes=plan.routes, constants=plan.constants)
    now = min(shift.start for person in request.technicians for shift in person.shifts) + timedelta(hours=4)
    published: Request = request.model_copy(update={"published": kept, "now": now})
    return prepare(published, kept)


Figure = tuple[float, float]  # milliseconds on the clock, and of this process alone


def timed(ask: Callable[[], object]) -> Figure:
    """Return the milliseconds an answer takes."""
    began, used = time.perf_counter(), time.process_time()
    ask()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)


def row(day: str, what: str, figures: list[Figure], note: str) -> str:
    """Return a row of the table: the middle one, and the second largest of a hundred."""
    cells = []
    for own in zip(*figures, strict=True):
        ordered = sorted(own)
        cells += [f"{ordered[len(ordered) // 2]:.1f}", f"{ordered[max(0, len(ordered) - 2)]:.1f}"]
    return f"| {day} | {what} | {len(figures)} | {' | '.join(cells)} | {note} |"


def measure(day: str, held: Prepared, seed: int) -> None:
    """Print the rows of one day."""
    problem, whatif = held.problem, held.whatif
    before = check(problem, whatif.plan)
    if not before.is_legal or whatif.plan != held.plan:
        raise SystemExit(f"{day}: the plan in force cannot be asked")
    rng = random.Random(seed)
    tickets = [k for k, own in enumerate(problem.open_visits_by_ticket) if own]
    tickets = sorted(rng.sample(tickets, min(QUESTIONS, len(tickets))))
    find_candidates(whatif, tickets[0])
    answers: dict[int, Candidates] = {}

    def ask(ticket: int) -> None:
        answers[ticket] = find_candidates(whatif, ticket, held.windows)

    figures = [timed(lambda k=k: ask(k)) for k in tickets]
    kept = sum(_is_kept(held, before.terms, answers[k]) for k in tickets)
    some = sum(bool(answers[k].candidates) for k in tickets)
    left = len(before.schedule.unassigned_tickets & set(tickets))
    print(row(day, "candidates", figures, f"{left} left out; first applied as promised {kept} of {some}"), flush=True)
    parts = [Window(a, a + 120) for a in range(problem.now, problem.now + 480, 120)]
    figures = [timed(lambda k=k: find_slots(whatif, k, parts, held.windows)) for k in tickets]
    print(row(day, "slots, 4 windows", figures, ""), flush=True)
    staff = [k for k, person in enumerate(problem.technicians) if person.shifts]
    ideas = [Idea(problem.open_visits_by_ticket[k][0], rng.choice(staff)) for k in tickets]
    moves = []
    figures = [timed(lambda i=i: moves.append(price_move(whatif, i, held.windows))) for i in ideas]
    print(row(day, "move", figures, f"{sum(m.plan is not None for m in moves)} possible"), flush=True)


def _is_kept(held: Prepared, before: dict[str, int], answer: Candidates) -> bool:
    """Whether the first candidate, applied, changes every term as promised."""
    if not answer.candidates:
        return False
    option = answer.candidates[0].option
    report = check(held.problem, option.plan)
    change = {term: cost - before[term] for term, cost in report.terms.items() if cost != before[term]}
    return report.is_legal and change == dict(option.terms)


def main() -> None:
    """Print the tables of some days."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="250x30", help="tickets x technicians")
    parser.add_argument("--kind", nargs="+", default=["several_estates", "city", "storm"])
    parser.add_argument("--seed", type=int, nargs="+", default=[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="of the plan that is published")
    options = parser.parse_args()
    tickets, technicians = (int(part) for part in options.size.split("x"))
    print("| day, seed | question | times | p50 ms | p99 ms | p50 CPU ms | p99 CPU ms | |")
    print("|" + "---|" * 8, flush=True)
    for kind in options.kind:
        for seed in options.seed:
            measure(f"{kind}, {seed}", noon(kind, tickets, technicians, seed, options.seconds), seed)


if __name__ == "__main__":
    main()
