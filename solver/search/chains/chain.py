"""One annealing chain over a day, driven in short bursts so that it can be stopped and watched."""

from dataclasses import dataclass

import numpy as np

from solver.plan import Plan, PlannedVisit
from solver.problem import Interval
from solver.search.assemble import NewRoute, assemble
from solver.search.chains import layout as at
from solver.search.chains.anneal import anneal, clear_routes, copy_routes, list_absent
from solver.search.chains.arena import new_desk, new_routes
from solver.search.chains.compiled import Block
from solver.search.chains.construct import construct, insert
from solver.search.chains.lay_out import lay_out
from solver.search.chains.load import load_plan
from solver.search.chains.pack import Packer
from solver.search.limits import Stop
from solver.search.reach import Reach
from solver.tables import Tables

GOLDEN = 0x9E3779B97F4A7C15  # spreads seeds over the state of the random numbers
WARM = 0.3  # first temperature, in median prices of leaving something out
MOST_INSERTED = 64  # units left out that are tried again after a run
COLD = 0.12  # last temperature, in mean ways


@dataclass(frozen=True, slots=True)
class ChainFigures:
    """What a chain has done: iterations, visits taken out, insertions looked at, new best plans."""

    iterations: int
    removed: int
    evaluated: int
    improvements: int


def pack_day(tables: Tables, reach: Reach) -> Block:
    """Return the arena of a problem that all its chains share."""
    return Packer(tables, reach).day()


class Chain:
    """Ruin and recreate from one seed; only the day is shared with other chains."""

    def __init__(self, tables: Tables, day: Block, seed: int) -> None:
        self.tables = tables
        self.day = day
        self.routes: Block = new_routes(day, longest_route(day))
        self.kept: Block = self.routes.copy()
        self.best: Block = self.routes.copy()
        self.desk: Block = new_desk(day)
        self.desk[at.LUCK] = np.array([(seed + 1) * GOLDEN % 2**64 | 1], dtype=np.uint64).view(np.int64)[0]
        self.desk[at.BLINK] = 1

    def start(self, stop: Stop) -> None:
        """Build the first routes, until ``stop`` says that they have to do as they are."""
        for routes in (self.routes, self.kept, self.best):
            clear_routes(self.day, routes)
        construct(self.day, self.routes, self.kept, self.desk, stop)
        copy_routes(self.day, self.routes, self.kept)
        copy_routes(self.day, self.routes, self.best)
        self.desk[at.BLINKS] = 1

    def load(self, plan: Plan) -> Block:
        """Return the routes of a plan (see ``load_plan``)."""
        return load_plan(self.tables, self.day, plan, longest_route(self.day))

    def adopt(self, routes: Block) -> None:
        """Go on from the best routes of another chain of the same day."""
        for own in (self.routes, self.kept, self.best):
            np.copyto(own, routes)
        list_absent(self.day, self.routes, self.desk)
        self.desk[at.BLINKS] = 1

    def insert_absent(self, stop: Stop) -> None:
        """Insert what the best routes leave out, the dearest first, in the place of others if that pays."""
        self.adopt(self.best)
        absent = self.desk[self.desk[at.ABSENT] :][: self.desk[at.ABSENTS]].copy()
        price = self.day[self.day[at.UNIT] + absent * at.UNIT_ROW + at.UNIT_DROP]
        for unit in absent[np.lexsort((absent, -price))][:MOST_INSERTED]:
            if stop():
                break
            insert(self.day, self.routes, self.kept, self.desk, np.array([unit]))
        if self.routes[at.COST] < self.best[at.COST]:
            copy_routes(self.day, self.routes, self.best)

    def run(self, iterations: int, warm: float, cold: float) -> None:
        """Run a burst of iterations, cooling from one temperature to another."""
        anneal(self.day, self.routes, self.kept, self.best, self.desk, iterations, warm, cold)

    @property
    def cost(self) -> int:
        """Cost of the best routes, facts included; at least ``MUST`` if something that must be planned is not."""
        return int(self.best[at.COST]) + self.tables.constant_cost

    @property
    def figures(self) -> ChainFigures:
        """What the chain has done so far."""
        return ChainFigures(*(int(self.desk[k]) for k in (at.ITERATIONS, at.REMOVED, at.EVALUATED, at.IMPROVED)))

    def plan(self) -> Plan:
        """Return the plan of the best routes."""
        return read_plan(self.tables, self.day, self.best)


def temperatures(tables: Tables, day: Block) -> tuple[float, float]:
    """Return a first and a last temperature, from what it costs to leave things out and to travel."""
    units = int(day[at.UNITS])
    rows = day[day[at.UNIT] :][: units * at.UNIT_ROW].reshape(-1, at.UNIT_ROW)
    prices = rows[:, at.UNIT_DROP][rows[:, at.UNIT_DROP] < at.MUST]
    leg = max(1.0, float(tables.travel.mean()) * float(day[at.RATE]))
    warm = max(2.0 * leg, float(np.median(prices)) * WARM if len(prices) else 0.0)
    return warm, leg * COLD


def longest_route(day: Block) -> int:
    """Return how many stops a route may have at most."""
    pairs = day[day[at.PAIR] : day[at.NODE]].reshape(-1, max(1, int(day[at.SHIFTS])), at.PAIR_ROW)
    most = int((pairs[:, :, at.PAIR_LATEST] != at.LONG_AGO).sum(axis=0).max(initial=0))
    absences = int(day[at.SHIFT] - day[at.NODE]) // at.NODE_ROW - int(day[at.VISITS])
    return min(most + absences, at.LONGEST_ROUTE)


def read_plan(tables: Tables, day: Block, routes: Block) -> Plan:
    """Return the plan of routes."""
    counts = routes[routes[at.COUNT] :][: day[at.SHIFTS]]
    new = {int(shift): read_route(tables, day, routes, int(shift)) for shift in np.flatnonzero(counts)}
    return assemble(tables.problem, new)


def read_route(tables: Tables, day: Block, routes: Block, shift: int) -> NewRoute:
    """Return a route with the times the kernel gave it."""
    stops = np.zeros(3 * (at.LONGEST_ROUTE + 2), dtype=np.int64)
    rests = np.zeros(2 * max(1, len(tables.shifts[shift].breaks)), dtype=np.int64)
    length, taken = lay_out(day, routes, shift, stops, rests)
    rows = stops[: 3 * length].reshape(-1, 3).tolist()
    visits = tuple(PlannedVisit(node, start, end) for node, start, end in rows if node < day[at.VISITS])
    breaks = tuple(Interval(begin, end) for begin, end in rests[: 2 * taken].reshape(-1, 2).tolist())
    return NewRoute(visits, breaks)
