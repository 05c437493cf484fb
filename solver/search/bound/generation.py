"""Column generation: prices from the routes known so far, better routes at these prices, bounds on the way.

Prices are smoothed towards those of the best bound (Pessoa, Sadykov, Uchoa, Vanderbeck 2018,
doi:10.1287/ijoc.2017.0784), else they swing for long before the bound is worth anything. Where a solution of the
program uses routes that come back to a visit, that visit is remembered on the way there (Roberti, Mingozzi 2014,
doi:10.1287/trsc.2013.0474); where it breaks a link between starts, a row forbids that. Then it is solved again.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from solver.search.bound.checks import Checks
from solver.search.bound.choosing import State
from solver.search.bound.crew import PricingCrew
from solver.search.bound.cuts import Cuts
from solver.search.bound.descent import Descent
from solver.search.bound.master import Master
from solver.search.bound.memory import is_remembered, remember
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.bound.timing import Timing
from solver.search.limits import Stop, Timer
from solver.search.pricing.layout import FAR, SCALE
from solver.tables import Ints

LEAST_BROKEN = 0.05  # of a visit, where starts are tied
LEAST_CUT = 0.1  # of a route, where it is cut off
# Of the value of the program, what a bound may lack of it before the program itself is made tighter: at first, and when
# time is nearly over. As long as there is time for it, a tighter program is worth more than a bound that is nearly its.
ENOUGH, ENOUGH_LAST = 0.01, 0.002
LITTLE = 0.0002  # the same when there is nothing to be made tighter
AGAIN = 15  # rounds after which it is found out again which visits are promising
STEPPING, STEPPING_SHARE = 0.03, 0.2  # seconds of small steps for each visit, and of the seconds left at the most
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
    left
        Gives the seconds left; None: there is no end.

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
        left: Callable[[], float | None] = lambda: None,
    ) -> None:
        self.relaxation = relaxation
        self.timer = timer
        self.left = left
        self.crew = PricingCrew(relaxation, cores)
        self.master = Master(relaxation)
        for column in columns:
            self.master.add(column)
        self.bound: int | None = None
        self.state: State | None = None
        self._idle = 0
        self._seconds = left()
        self._apparent: int | None = None  # value of the prices that others are smoothed towards, by promising visits
        self._checks = Checks(timer, left)
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

    def run(self, seconds: float, tell: Callable[[int], None], stop: Stop) -> bool:
        """Go on until the bound is that of the whole program, time is over, or somebody wants it to stop.

        It may be run again, also with new rows of the relaxation. Returns whether there is no better bound to be had.
        """
        began = self.timer()

        def over() -> bool:
            return stop() or self.timer() - began > seconds

        smoothing = SMOOTHING
        self.master.tie_new()
        if self.rounds:
            pass
        elif self.relaxation.is_large:
            self._begin_large(over, tell)
        else:
            self._price(self._center, over, tell, exact=False)
        while not over():
            solved = self.master.solve()
            if solved is None:
                return True
            self.value, found = solved
            used = self._note_used()
            prices = self._smoothed(found, smoothing)
            added = self._price_quickly(prices, over, tell)
            if not added and self.relaxation.is_large:
                added = self._price_quickly(found, over, tell)
            if self.relaxation.is_large and self._checks.is_due(self._center):
                self._price(self._center, over, tell, exact=True)
            if over() or (added and self._idle < PATIENCE):
                continue
            self._idle = 0
            exact = self._price(prices, over, tell, exact=True, promising=self.relaxation.is_large)
            if exact is None:
                return False
            if (self._lacks(self._enough()) and self._close_in(used)) or added + exact:
                smoothing = SMOOTHING
            elif smoothing == 0.0 or self._lacks(LITTLE):
                if not self.relaxation.is_large or not self._price(self._center, over, tell, exact=True):
                    return not over()
                smoothing = SMOOTHING
            else:
                smoothing = 0.0 if smoothing < 0.3 else smoothing - 0.25
        return False

    def _note_used(self) -> list[tuple[Column, float]]:
        """Return what the last solution uses, and forget what is far from being used."""
        used = self.master.used()
        for column, _ in used:
            self.used.pop(column, None)
            self.used[column] = None
        self.rounds += 1
        if self.relaxation.is_large:
            self.master.thin()
        return used

    def _least(self) -> Prices:
        """Return prices at which hardly any route is worth having: what each visit costs one at the least."""
        least = np.full(len(self._center.visits), FAR, dtype=np.int64)
        for graph in self._graphs.values():
            least[graph.visits] = np.minimum(least[graph.visits], graph.least_costs())
        return self._center._replace(visits=np.where(least < FAR, np.maximum(0, least), 0))

    def _begin_large(self, over: Stop, tell: Callable[[int], None]) -> None:
        """Begin with prices that small steps have led to: from nothing, a large program is solved for long."""
        start, began = self._center, self.timer()
        self._price(self._least(), over, tell, exact=False)
        for graph in self._graphs.values():
            graph.calls = 0  # what lines below the cost of minutes serve best is another matter at other prices
        self._price(start, over, tell, exact=False)
        self._checks.begin((self.timer() - began) / 2)
        left = self.left()
        seconds = STEPPING * len(self.relaxation.visits)
        seconds = seconds if left is None else min(seconds, STEPPING_SHARE * left)
        descent = Descent(self.relaxation, self.crew.first, self.master.add)
        self._center = descent.run(start, seconds, self.timer, over)
        self._apparent = None

    def _lacks(self, share: float) -> bool:
        """Whether the best value of any prices lacks no more than a share of the value of the program."""
        if self._apparent is None or self.value is None:
            return False
        return self._apparent / SCALE >= self.value - share * max(1.0, abs(self.value))

    def _enough(self) -> float:
        """Return what share a bound may lack now."""
        left = self.left()
        if left is None or not self._seconds:
            return ENOUGH
        return ENOUGH_LAST + (ENOUGH - ENOUGH_LAST) * max(0.0, min(1.0, left / self._seconds))

    def _smoothed(self, found: Prices, smoothing: float) -> Prices:
        def between(old: np.ndarray, new: np.ndarray) -> np.ndarray:
            return np.rint(smoothing * old + (1.0 - smoothing) * new).astype(np.int64)

        center = self._padded(self._center)
        return Prices(*(between(old, new) for old, new in zip(center, found, strict=True)))

    def _padded(self, prices: Prices) -> Prices:
        """Return prices with none for the rows that are newer than they are."""
        return prices._replace(rows=np.pad(prices.rows, (0, len(self.relaxation.rows) - len(prices.rows))))

    def _price_quickly(self, prices: Prices, over: Stop, tell: Callable[[int], None]) -> int:
        """Add the routes that are quickly found; return how many were new."""
        promising = self.relaxation.is_large and self.rounds % AGAIN != 0
        return self._price(prices, over, tell, exact=False, promising=promising) or 0

    def _price(
        self, prices: Prices, over: Stop, tell: Callable[[int], None], *, exact: bool, promising: bool = False
    ) -> int | None:
        """Add the routes that are found, and take the value; return how many were new, None if there was no time."""
        began, prices = self.timer(), self._padded(prices)
        priced = self.crew.price(prices, over, exact=exact, promising=promising)
        if priced is None:
            return None
        values = [value for value, _ in priced]
        value = self.relaxation.value(prices, values)
        if not promising:
            self._hear(prices, values, value, tell)
        is_check = exact and not promising and self.relaxation.is_large
        if self._apparent is None or value > self._apparent or is_check:
            self._apparent, self._center, self._idle = value, prices, 0
        else:
            self._idle += 1
        if is_check:
            self._checks.note(self._center, self.timer() - began)
        return sum(self.master.add(column) for _, columns in priced for column in columns)

    def _hear(self, prices: Prices, values: Sequence[int], value: int, tell: Callable[[int], None]) -> None:
        """Take the bound of some prices, rounded up: costs are whole numbers."""
        if self.state is None or value > self.state.bound:
            self.state = State(prices, dict(zip(self._graphs, values, strict=True)), value)
            bound = -(-value // SCALE)
            if self.bound is None or bound > self.bound:
                self.bound = bound
                tell(bound)

    def _close_in(self, used: Sequence[tuple[Column, float]]) -> bool:
        """Forbid what no plan does of what a solution does; return whether that was anything."""
        rows = self.timing.broken(used, LEAST_BROKEN)
        remembered = remember(self._graphs, [column for column, _ in used])
        if remembered:
            self.master.forget(
                lambda column: column.shift in remembered and not is_remembered(self._graphs[column.shift], column)
            )
        else:
            rows += self._cuts.broken(used, LEAST_CUT)
        self.master.tie(rows)
        return bool(remembered or rows)
