"""Closes the gap: all routes that a better plan can have, and what CP-SAT proves of any choice among them.

At given prices a plan costs no less than their bound and, on each shift, what its route is worth more than the least
there. So a plan better than the one that is known has only routes that are worth more by less than the gap (Baldacci,
Christofides, Mingozzi 2008, doi:10.1007/s10107-007-0178-5). Of those that make the same visits, tied ones within the
same spans of time, the cheapest stands for all. A choice whose starts break a link is forbidden by a row, as in the
generation, and made again. Where spans are too many, what ties starts is only priced.

There are many routes within a large gap. So it is closed in steps: what is proved of plans in its lower part, which
have few of the routes, holds whatever becomes of the rest.
"""

import math
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from solver.search.bound.choosing import Choosing, State
from solver.search.bound.listed import Listed, Lister
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.rows import Column
from solver.search.bound.timing import Timing
from solver.search.exact.solve import attend
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import SCALE

MOST_ROUTES = 30_000  # of all shifts
FEWEST_ROUTES = 1_000  # that are chosen among first; then twice as many, and so on
SECONDS = 20.0  # for the choice, at most
WHOLE = 0.5  # of a visit: what is chosen is chosen whole


class Chosen(NamedTuple):
    """What any choice costs at the least (None: not known), and the cheapest one found."""

    least: int | None
    columns: list[Column]


class Within(NamedTuple):
    """The routes of plans below a cost, listed when there were so many rows."""

    goal: int
    rows: int
    routes: list[Listed]

    def below(self, goal: int, state: State) -> list[Listed]:
        """Return those of plans below another cost."""
        gap = (goal - 1) * SCALE - state.bound
        return [route for route in self.routes if route.value - state.values[route.column.shift] <= gap]

    def goals(self, state: State) -> list[int]:
        """Return ever higher costs, below which plans have ever more of the routes; the last is its own."""
        excess = sorted(route.value - state.values[route.column.shift] for route in self.routes)
        found, size = list[int](), FEWEST_ROUTES
        while size < len(excess):
            goal = (state.bound + excess[size]) // SCALE + 1
            if goal < self.goal and (goal - 1) * SCALE > state.bound and goal not in found:
                found.append(goal)
            size *= 2
        return [*found, self.goal]


class Closing:
    """Proves more than prices can, once the gap is small.

    Attributes
    ----------
    by_span
        Whether routes of the same visits in other spans of time are told apart.
    choices
        What CP-SAT has chosen: routes of plans that may be better, if they are legal together.
    """

    def __init__(self, relaxation: Relaxation, pricer: Pricer, timing: Timing, timer: Timer) -> None:
        self.relaxation = relaxation
        self.pricer = pricer
        self.timing = timing
        self.timer = timer
        self.by_span = True
        self.choices: list[list[Column]] = []

    def bound(self, state: State, cost: int, stop: Stop, tell: Callable[[int], None]) -> int | None:
        """Return a bound, at most the cost of a plan that is known; None if there are too many routes, or no time.

        Parameters
        ----------
        tell
            Told what is proved on the way.
        """
        if state.bound > (cost - 1) * SCALE:
            tell(cost)
            return cost
        proved, listed = None, self._widest(state, cost, stop)
        while listed is not None:
            for goal in listed.goals(state):
                if proved is not None and goal <= proved:
                    continue
                found = self._bound_below(state, listed, goal, stop)
                if found is not None and (proved is None or found > proved):
                    proved = found
                    tell(found)
                if found is None or found < goal:
                    return proved
            listed = self._wider(state, listed.goal, cost, stop) if listed.goal < cost else None
        return proved

    def _wider(self, state: State, goal: int, cost: int, stop: Stop) -> Within | None:
        """List the routes of half as large a gap again, at most that to a cost; None if there are too many."""
        goal = min(cost, goal + (goal - state.bound // SCALE) // 2 + 1)
        routes = self._routes(state, goal, stop)
        return None if routes is None else Within(goal, len(self.relaxation.rows), routes)

    def _widest(self, state: State, cost: int, stop: Stop) -> Within | None:
        """List the routes of plans below a cost, or below the highest one, halving the gap, that is not too much."""
        while not stop():
            least, goal = state.bound // SCALE, cost
            while goal > least and not stop():
                routes = self._routes(state, goal, stop)
                if routes is not None:
                    return Within(goal, len(self.relaxation.rows), routes)
                goal = least + (goal - least) // 2
            if not self.by_span:
                break
            self.by_span = False
        return None

    def _bound_below(self, state: State, listed: Within, goal: int, stop: Stop) -> int | None:
        """Return a bound, at most ``goal``, from what plans below it can be; None if there was no time."""
        routes: Sequence[Listed] | None = listed.below(goal, state)
        if listed.rows < len(self.relaxation.rows):  # spans have been parted since
            routes = self._routes(state, goal, stop)
        proved = None
        while routes is not None:
            chosen = self._choose(state, routes, goal, stop)
            if chosen.least is None:
                return proved
            proved = chosen.least
            if not chosen.columns:
                return proved
            self.choices.append(chosen.columns)
            rows = self.timing.broken([(column, 1.0) for column in chosen.columns], WHOLE) if self.by_span else []
            if not rows:
                return proved
            self.relaxation.rows += rows
            routes = self._routes(state, goal, stop)
        return proved

    def _routes(self, state: State, goal: int, stop: Stop) -> list[Listed] | None:
        """Return the routes that a shift of a plan below a cost can have; None if there are too many."""
        found: list[Listed] = []
        gap = (goal - 1) * SCALE - state.bound  # what such a plan may lose against the bound
        lister = Lister(self.pricer, state.prices, by_span=self.by_span)
        for graph in self.relaxation.graphs or ():
            own = lister.routes(graph, state.values[graph.shift] + gap + 1, MOST_ROUTES - len(found))
            if own is None or stop():
                return None
            found += own
        return found

    def _choose(self, state: State, routes: Sequence[Listed], cost: int, stop: Stop) -> Chosen:
        """Return the least that a choice costs, as far as it is proved, at most ``cost``, and the choice."""
        model = Choosing(self.relaxation, state, routes, by_span=self.by_span)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.catch_sigint_signal = False
        outcome: list[cp_model.CpSolverStatus] = []
        thread = threading.Thread(target=lambda: outcome.append(solver.solve(model.below(cost))), daemon=True)
        thread.start()
        attend(thread, solver, SECONDS, self.timer, stop, lambda: False)
        if not outcome or outcome[0] == cp_model.MODEL_INVALID:
            return Chosen(None, [])
        if outcome[0] == cp_model.INFEASIBLE:
            return Chosen(cost, [])
        known = solver.best_objective_bound  # also of a choice that time was not enough for
        least = min(cost, math.ceil(known / SCALE - 1e-6)) if math.isfinite(known) else None
        if outcome[0] == cp_model.UNKNOWN:
            return Chosen(least, [])
        return Chosen(least, [r.column for r, x in zip(routes, model.chosen, strict=True) if solver.value(x)])
