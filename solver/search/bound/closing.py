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
from collections.abc import Callable
from typing import NamedTuple

from ortools.sat.python import cp_model

from solver.search.bound.choosing import Choosing, State
from solver.search.bound.diving import Diving
from solver.search.bound.listed import Lister
from solver.search.bound.pricer import Pricer
from solver.search.bound.relaxation import Relaxation
from solver.search.bound.roster import Roster, join
from solver.search.bound.rows import Column, Row
from solver.search.bound.sifting import Sifted, Sifter
from solver.search.bound.timing import Timing
from solver.search.bound.within import Within
from solver.search.exact.solve import attend
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import SCALE

MOST_ROUTES = 100_000  # of all shifts
PART = 0.25  # of the gap that is looked at first
SIFTING = 10.0  # seconds, at most, for better prices and cuts over what has been listed
DIVES, DIVING = 4, 8.0  # into what has been listed, and seconds for them, at most
SECONDS = 20.0  # for the choice, at most
WHOLE = 0.5  # of a visit: what is chosen is chosen whole


class Chosen(NamedTuple):
    """What any choice costs at the least (None: not known), and the cheapest one found."""

    least: int | None
    columns: list[Column]


class Closing:
    """Proves more than prices can, once the gap is small.

    Parameters
    ----------
    take
        Given choices of routes: of plans that may be better, if they are legal together.

    Attributes
    ----------
    by_span
        Whether routes of the same visits in other spans of time are told apart.
    may_prove
        Whether trying again, at better prices, may prove more: routes could be listed, at least of the best plans.
    """

    def __init__(
        self,
        relaxation: Relaxation,
        pricer: Pricer,
        timing: Timing,
        timer: Timer,
        take: Callable[[list[Column]], None] = lambda columns: None,
    ) -> None:
        self.relaxation = relaxation
        self.pricer = pricer
        self.timing = timing
        self.timer = timer
        self.by_span = True
        self.may_prove = True
        self._lister: Lister | None = None
        self._cuts: list[Row] = []
        self.take = take

    def bound(
        self, state: State, cost: int, stop: Stop, tell: Callable[[int], None], *, by_span: bool = True
    ) -> int | None:
        """Return a bound, at most the cost of a plan that is known; None if there are too many routes, or no time.

        Parameters
        ----------
        tell
            Told what is proved on the way.
        by_span
            Whether to begin with routes told apart by spans; if these are too many, they are not.
        """
        if state.bound > (cost - 1) * SCALE:
            tell(cost)
            return cost
        self.by_span = by_span
        proved, listed = None, self._first(state, cost, stop)
        while listed is not None:
            self._dive(listed, stop)
            for goal in (listed.least, *listed.goals()):
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
        return self._within(state, min(cost, goal + (goal - state.bound // SCALE) // 2 + 1), stop)

    def _first(self, state: State, cost: int, stop: Stop) -> Within | None:
        """List the routes of plans in the lower part of the gap, halving it until they are not too many."""
        least = state.bound // SCALE
        while not stop():
            some = self._routes(state, least + 1, stop) is not None
            goal = least + max(1, round(PART * (cost - least)))
            while some and goal > least and not stop():
                listed = self._within(state, goal, stop)
                if listed is not None:
                    return listed
                goal = least + (goal - least) // 2
            if not self.by_span:
                self.may_prove = some or stop()
                break
            self.by_span = False
        return None

    def _bound_below(self, state: State, listed: Within, goal: int, stop: Stop) -> int | None:
        """Return a bound, at most ``goal``, from what plans below it can be; None if there was no time."""
        own: Within | None = listed
        if listed.rows < len(self.relaxation.rows):  # spans have been parted since
            own = self._within(state, goal, stop)
        proved = None
        while own is not None:
            if own.least >= goal:
                return goal
            chosen = self._choose(own, goal, stop)
            if chosen.least is None:
                return proved
            proved = chosen.least
            if not chosen.columns:
                return proved
            self.take(chosen.columns)
            rows = self.timing.broken([(column, 1.0) for column in chosen.columns], WHOLE) if self.by_span else []
            if not rows:
                return proved
            self.relaxation.rows += rows
            own = self._within(state, goal, stop)
        return proved

    def _dive(self, listed: Within, stop: Stop) -> None:
        """Make plans of what is listed: a better one makes the gap smaller."""
        diving, began = Diving(listed.known, self.timing), self.timer()
        for _ in range(DIVES if self.by_span and listed.least < listed.goal else 0):
            columns = diving.dive(lambda: stop() or self.timer() - began > DIVING)
            if columns:
                self.take(columns)

    def _within(self, state: State, goal: int, stop: Stop) -> Within | None:
        """List and sift the routes of plans below a cost; None if there are too many."""
        routes, rows, began = self._routes(state, goal, stop), len(self.relaxation.rows), self.timer()
        if routes is None:
            return None
        known = Sifted(self.relaxation, state, routes)
        if not self.by_span:  # at other prices of starts, other routes would be the cheapest
            return Within(goal, rows, known)
        known = Sifter(known, goal).run(self._cuts, lambda: stop() or self.timer() - began > SIFTING)
        self._cuts = known.relaxation.rows[rows:]
        return Within(goal, rows, known)

    def _routes(self, state: State, goal: int, stop: Stop) -> Roster | None:
        """Return the routes that a shift of a plan below a cost can have; None if there are too many."""
        if self._lister is None or self._lister.prices is not state.prices:
            self._lister = Lister(self.pricer, state.prices)
        found, size, lister = list[Roster](), 0, self._lister
        lister.by_span = self.by_span
        gap = (goal - 1) * SCALE - state.bound  # what such a plan may lose against the bound
        graphs = sorted(self.relaxation.graphs or (), key=lambda graph: -len(graph.visits))
        below = {graph.shift: state.values[graph.shift] + gap + 1 for graph in graphs}
        if not all(lister.fits(graph, below[graph.shift]) for graph in graphs):
            return None
        for graph in graphs:  # the largest first: it is the one with too many, if any is
            own = lister.routes(graph, below[graph.shift], MOST_ROUTES - size)
            if own is None or stop():
                return None
            found.append(own)
            size += own.size
        return join(found)

    def _choose(self, listed: Within, cost: int, stop: Stop) -> Chosen:
        """Return the least that a choice costs, as far as it is proved, at most ``cost``, and the choice."""
        routes = listed.below(cost)
        model = Choosing(listed.known.relaxation, listed.known.state, routes, by_span=self.by_span)
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
        return Chosen(least, [routes.column(k) for k, x in enumerate(model.chosen) if solver.value(x)])
