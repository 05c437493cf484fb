"""Our engine and its peer on the same days, both judged by our checker (see docs/benchmarks.md).

Run from the repository's root:
python -m benchmarks.compare --day 60x8 250x30 --seconds 10 --peer-seconds 60 --seeds 0 1 2

The days have no linked visits, which the peer cannot model. Costs are given without what tickets cost that nobody can
serve at all: both leave them out, and an impossible emergency would drown every difference.
"""

import argparse
import statistics
import time
from dataclasses import dataclass

from ortools import __version__ as ortools_version

from benchmarks.peers.retime import Retimer
from benchmarks.peers.routing import STRATEGY, RoutingPeer
from solver.checker import check
from solver.compilation import read_tables
from solver.plan import Plan
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.search.reach import Reach, read_reach
from solver.tables import Tables
from solver.weights import default_policy
from tests.random_days import random_day


@dataclass(frozen=True, slots=True)
class Judged:
    """What the checker says of one engine's plan.

    ``cost`` is None for a failure, which ``note`` then names; ``left_out`` counts tickets, hopeless ones too;
    ``given_up`` counts visits of a peer's sequence that no legal times could be found for.
    """

    cost: int | None
    left_out: int | None = None
    given_up: int = 0
    note: str = ""


def hopeless_cost(tables: Tables, reach: Reach) -> int:
    """Return what tickets cost that no shift can serve, whatever is planned."""
    visits = tables.problem.open_visits_by_ticket
    hopeless = [ticket for ticket, own in enumerate(visits) if own and not all(reach.domains[v] for v in own)]
    return int(tables.drop_price[hopeless].sum())


def judge(problem: Problem, plan: Plan | None, given_up: int = 0) -> Judged:
    """Return the checker's verdict on a plan; None is a failure to find one."""
    if plan is None:
        return Judged(None, note="no plan")
    report = check(problem, plan)
    if not report.is_legal:
        return Judged(None, note=f"illegal: {report.violations[0].rule}")
    return Judged(report.total, len(report.schedule.unassigned_tickets), given_up)


def run_ours(problem: Problem, seconds: float, workers: int, seed: int) -> Judged:
    """Return the verdict on our engine's plan."""
    limits = SearchLimits(seconds=seconds, workers=workers, seed=seed)
    return judge(problem, search(problem, limits, timer=time.monotonic).plan)


def run_peer(tables: Tables, reach: Reach, seconds: float, strategy: str = STRATEGY) -> Judged:
    """Return the verdict on the peer's best plan: its cheapest solutions, each at the best times of its sequences.

    The seconds are those of its search alone; building the model and timing the sequences come on top.
    """
    answer = RoutingPeer(tables, reach).solve(seconds, strategy)
    retimer = Retimer(tables, reach)
    plans = [retimer.retime({shift: dict(visits) for shift, visits in rows}) for rows in answer.solutions]
    verdicts = [judge(tables.problem, retimed.plan, len(retimed.given_up)) for retimed in plans]
    legal = [verdict for verdict in verdicts if verdict.cost is not None]
    failures = verdicts or [Judged(None, note="no solution")]
    return min(legal, key=lambda verdict: verdict.cost or 0) if legal else failures[0]


def _cells(verdict: Judged, hopeless: int) -> str:
    """Return the cells of one engine."""
    if verdict.cost is None:
        return f"{verdict.note} | "
    return f"{verdict.cost - hopeless} | {verdict.left_out}"


def _ratio(ours: Judged, peer: Judged, hopeless: int) -> float | None:
    """Return the peer's cost in parts of ours; None if either failed or ours is nothing."""
    if ours.cost is None or peer.cost is None or ours.cost <= hopeless:
        return None
    return (peer.cost - hopeless) / (ours.cost - hopeless)


def _say(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3f}"


def compare(day: str, seed: int, options: argparse.Namespace) -> list[float | None]:
    """Print the row of one day; return the ratios by number of cores."""
    tickets, technicians = (int(part) for part in day.split("x"))
    problem = random_day(seed, tickets, technicians, default_policy().weights, linked=False)
    tables = read_tables(problem)
    reach = read_reach(tables)
    hopeless = hopeless_cost(tables, reach)
    ours = [run_ours(problem, options.seconds, workers, seed) for workers in options.cores]
    peer = run_peer(tables, reach, options.peer_seconds, options.strategy)
    ratios = [_ratio(verdict, peer, hopeless) for verdict in ours]
    cells = [f"{tickets} x {technicians}", str(seed), str(hopeless)]
    cells += [_cells(verdict, hopeless) for verdict in (*ours, peer)]
    print("| " + " | ".join([*cells, str(peer.given_up), *map(_say, ratios)]) + " |", flush=True)
    return ratios


def main() -> None:
    """Print one row per day and seed, then the median ratio."""
    parser = argparse.ArgumentParser(description="Our engine and OR-Tools routing on the same days.")
    parser.add_argument("--day", nargs="+", default=["60x8", "250x30"], help="tickets x technicians")
    parser.add_argument("--seconds", type=float, default=10.0, help="for our engine")
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="for the search of the peer, on one core")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--cores", type=int, nargs="+", default=[1, 2], help="of our engine, one run each")
    parser.add_argument("--strategy", default=STRATEGY, help="the peer's first solution, by the library's name")
    options = parser.parse_args()
    print(f"ortools {ortools_version}; routing: {options.strategy}, guided local search, one core\n")
    columns = ["day", "seed", "hopeless"]
    for workers in options.cores:
        columns += [f"ours, {options.seconds:g} s, {workers} core{'s' * (workers > 1)}", "left out"]
    columns += [f"routing, {options.peer_seconds:g} s, 1 core", "left out", "given up"]
    columns += [f"routing / ours, {workers} core{'s' * (workers > 1)}" for workers in options.cores]
    print("| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|", flush=True)
    rows = [compare(day, seed, options) for day in options.day for seed in options.seeds]
    for k, workers in enumerate(options.cores):
        known = [ratio for row in rows if (ratio := row[k]) is not None]
        better = sum(ratio > 1 for ratio in known)
        median = f"median ratio {statistics.median(known):.3f}" if known else "no ratio"
        print(f"\n{workers} core(s): {median}, ours cheaper on {better} of {len(rows)} days")


if __name__ == "__main__":
    main()
