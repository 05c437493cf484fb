"""Column generation: prices from the routes known so far, better routes at these prices, bounds on the way.

Prices are smoothed towards those of the best bound (Pessoa, Sadykov, Uchoa, Vanderbeck 2018,
doi:10.1287/ijoc.2017.0784), else they swing for long before the bound is worth anything. Where a solution of the
program uses routes that come back to a visit, that visit is remembered on the way there (Roberti, Mingozzi 2014,
doi:10.1287/trsc.2013.0474); where it breaks a link between starts, a row forbids that. Then it is solved again.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from solver.search.bound.choosing import State
from solver.search.bound.crew import Priced, PricingCrew
from solver.search.bound.cuts import Cuts
from solver.search.bound.graph import Graph
from solver.search.bound.master import Master
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.bound.timing import Timing
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import SCALE
from solver.tables import Ints

LEAST_BROKEN = 0.05  # of a visit, where starts are tied
LEAST_CUT = 0.1  # of a route, where it is cut off
ENOUGH = 0.01  # of the value of the program: what a bound may lack of it before the program itself is made tighter
LITTLE = 0.0002  # the same when there is nothing to be made tighter
PATIENCE = 20  # rounds of quick pricing without a better bound, after which routes are priced exactly
SMOOTHING = 0.75  # weight of the prices of the best bound


class Generation:
    """One run over a relaxed day.

    Parameters
    ----------
    columns
        Routes to begin with.
    worth
        Array (V): what making each visit may be worth, to begin with; None: nothing is known of it.
    cores
        Gives how many shifts may be priced at once.

    Attributes
    ----------
    bound
        The best so far; None: there is none.
    rounds
        How often the program was solved.
    timing
        Finds what starts break.
    state
        Prices of the best bound, and what it is made of; None: there is none.
    used
        Routes that a solution of the program has used, those of the last one last.
    """

    def __init__(
        self,
        relaxation: Relaxation,
        timer: Timer,
        columns: Iterable[Column] = (),
        worth: Ints | None = None,
        cores: Callable[[], int] = lambda: 1,
    ) -> None:
        self.relaxation = relaxation
        self.timer = timer
        self.crew = PricingCrew(relaxation, cores)
        self.master = Master(relaxation)
        for column in columns:
            self.master.add(column)
        self.bound: int | None = None
        self.state: State | None = None
        self._idle = 0
        self.rounds = 0
        self.used: dict[Column, None] = {}
        self.value: float | None = None
        self._center = Prices(
            np.zeros(len(relaxation.tables.problem.visits), dtype=np.int64) if worth is None else SCALE * worth,
            np.zeros(len(relaxation.tables.problem.technicians), dtype=np.int64),
            np.zeros(len(relaxation.rows), dtype=np.int64),
        )
        self.timing = Timing(relaxation.tables, lambda before, after: relaxation.windows.implies(after, before))
        self._graphs = {graph.shift: graph for graph in relaxation.graphs or ()}
        self._cuts = Cuts()

    def run(self, seconds: float, tell: Callable[[int], None], stop: Stop) -> None:
        """Go on until the bound is that of the whole program, time is over, or somebody wants it to stop."""
        began = self.timer()

        def over() -> bool:
            return stop() or self.timer() - began > seconds

        smoothing = SMOOTHING
        self._price_loosely(self._center, over, tell)
        while not over():
            solved = self.master.solve()
            if solved is None:
                return
            self.value, found = solved
            used = self.master.used()
            for column, _ in used:
                self.used.pop(column, None)
                self.used[column] = None
            self.rounds += 1
            prices = self._smoothed(found, smoothing)
            added = self._price_loosely(prices, over, tell)
            if over() or (added and self._idle < PATIENCE):
                continue
            self._idle = 0
            exact = self._price_exactly(prices, over, tell)
            if exact is None:
                return
            if (self._lacks(ENOUGH) and self._close_in(used)) or added + exact:
                smoothing = SMOOTHING
            elif smoothing == 0.0 or self._lacks(LITTLE):
                return
            else:
                smoothing = 0.0 if smoothing < 0.3 else smoothing - 0.25

    def _lacks(self, share: float) -> bool:
        """Whether the best bound lacks no more than a share of the value of the program."""
        if self.state is None or self.value is None:
            return False
        return self.state.bound / SCALE >= self.value - share * max(1.0, abs(self.value))

    def _smoothed(self, found: Prices, smoothing: float) -> Prices:
        def between(old: np.ndarray, new: np.ndarray) -> np.ndarray:
            return np.rint(smoothing * old + (1.0 - smoothing) * new).astype(np.int64)

        center = self._center
        rows = np.pad(center.rows, (0, len(found.rows) - len(center.rows)))
        return Prices(
            between(center.visits, found.visits), between(center.minutes, found.minutes), between(rows, found.rows)
        )

    def _price_loosely(self, prices: Prices, over: Stop, tell: Callable[[int], None]) -> int:
        """Add the routes that are quickly found; return how many were new."""
        priced = self.crew.price(prices, over, exact=False)
        if priced is None:
            return 0
        self._hear(prices, [value for value, _ in priced], tell)
        self._idle += 1
        return self._add(priced)

    def _add(self, priced: Sequence[Priced]) -> int:
        """Add routes to the program; return how many were new."""
        return sum(self.master.add(column) for _, columns in priced for column in columns)

    def _hear(self, prices: Prices, values: Sequence[int], tell: Callable[[int], None]) -> None:
        """Take the bound of some prices, rounded up: costs are whole numbers."""
        exact = self.relaxation.value(prices, values)
        if self.state is None or exact > self.state.bound:
            self.state = State(prices, dict(zip(self._graphs, values, strict=True)), exact)
            self._center, self._idle = prices, -1
            bound = -(-exact // SCALE)
            if self.bound is None or bound > self.bound:
                self.bound = bound
                tell(bound)

    def _price_exactly(self, prices: Prices, over: Stop, tell: Callable[[int], None]) -> int | None:
        """Add the cheapest routes of all shifts and take the bound; None if there was no time for it."""
        priced = self.crew.price(prices, over, exact=True)
        if priced is None:
            return None
        self._hear(prices, [value for value, _ in priced], tell)
        return self._add(priced)

    def _close_in(self, used: Sequence[tuple[Column, float]]) -> bool:
        """Forbid what no plan does of what a solution does; return whether that was anything."""
        rows = self.timing.broken(used, LEAST_BROKEN)
        remembered = self._remember([column for column, _ in used])
        if not remembered:
            rows += self._cuts.broken(used, LEAST_CUT)
        self.master.tie(rows)
        return remembered or bool(rows)

    def _remember(self, used: Sequence[Column]) -> bool:
        """Remember where a solution comes back to a visit; return whether there is anything new to remember."""
        new = set()
        for column in used:
            graph = self._graphs[column.shift]
            for visit, between in loops(graph, column):
                if graph.remember(visit, between):
                    new.add(column.shift)
        for shift in new:
            self._graphs[shift].renew()
        if new:
            self.master.forget(
                lambda column: column.shift in new and not _is_remembered(self._graphs[column.shift], column)
            )
        return bool(new)


def loops(graph: Graph, column: Column) -> list[tuple[int, list[int]]]:
    """Return each visit, by number on the shift, that a route comes back to, with the stops in between."""
    visits = [graph.number[visit] for visit in column.visits]
    found, last = [], dict[int, int]()
    for k, visit in enumerate(visits):
        same = int(graph.same[visit])
        if same in last:
            absences = graph.absences_between(column.starts[last[same]], column.starts[k])
            found.append((same, visits[last[same] + 1 : k] + absences))
        last[same] = k
    return found


def _is_remembered(graph: Graph, column: Column) -> bool:
    """Whether what is remembered allows a route."""
    return not any(all(visit in graph.near[other] for other in between) for visit, between in loops(graph, column))
