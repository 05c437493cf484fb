"""Prices routes: asks the compiled pricing of each shift, and reads its routes as columns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from solver.search.bound.graph import Graph
from solver.search.bound.graphs import keeps_triangle
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.listing import list_routes
from solver.search.pricing.price import ROUTE_ROW, dive_for_routes, find_routes, look_ahead
from solver.tables import Ints

MOST_LABELS = 1 << 20
DESK_SIZE = 1 << 20  # of what else lies on a desk, at most
EACH = 5  # routes of one shift that one call gives, at most
MANY = 45  # visits of a shift from which quick routes are made without labels
LINES_EVERY = 30  # calls for a shift
LISTED_LABELS = 200_000  # at most, when all routes of a shift are listed
HEAVY = 50_000  # labels of a shift from which its exact pricing looks ahead along all lines
QUICK, COARSE, EXACT = 2, 1, 0  # how loosely labels are compared


Cut = tuple[frozenset[int], int]  # visits, price of every second of them


class Asked(NamedTuple):
    """What routes are asked for: the shift, prices, what its visits are worth at them, and the cuts it pays for."""

    graph: Graph
    prices: Prices
    worth: Ints
    cuts: list[Cut]


class Listed(NamedTuple):
    """A route that costs the least of those with its visits, in 1/1024 of a minute.

    Prices of starts are taken off the cost; prices of visits are not, nor what is paid for cuts.
    """

    column: Column
    cost: int


class Pricer:
    """Finds routes of a relaxed day that are worth more than they cost."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.day = relaxation.day
        graphs = relaxation.graphs or ()
        stops = max((int(graph.block[at.G_STOPS]) for graph in graphs), default=0)
        self._skip = 0 if keeps_triangle(self.tables.travel) else -at.FAR
        self._desk: Block = np.empty(DESK_SIZE + MOST_LABELS * at.LABEL_ROW, dtype=np.int64)
        self._desk[at.D_STOP] = 0
        self._later: Block = np.empty(at.LATER_ROW * max((graph.rows for graph in graphs), default=0), dtype=np.int64)
        self._out: Block = np.zeros((stops + 1) * ROUTE_ROW, dtype=np.int64)
        self._calls: Counter[int] = Counter()
        self._heavy: set[int] = set()

    def stop(self) -> None:
        """Give up, from another thread, the routes that are being looked for."""
        self._desk[at.D_STOP] = 1

    def price(self, graph: Graph, prices: Prices, *, exact: bool) -> tuple[int, list[Column]]:
        """Return a lower bound of the value of any route of a shift, at most 0, and routes with a value below 0.

        Parameters
        ----------
        exact
            Whether the bound is to be the least value; it is not if there are too many labels.
        """
        asked = self.ask(graph, prices)
        self._calls[graph.shift] += 1
        thorough = self._calls[graph.shift] % LINES_EVERY == 1 or (exact and graph.shift in self._heavy)
        if thorough:
            graph.use_all_lines()
        floor = int(look_ahead(self.day, graph.block, self._later, self._skip))
        value, columns = (0, []) if floor >= 0 else self._routes(asked, floor, exact=exact)
        if thorough:  # along the lines that have just served best, until the next time
            graph.use_best_lines(self._later)
        return value, columns

    def ask(self, graph: Graph, prices: Prices, others: Sequence[Cut] = ()) -> Asked:
        """Let a shift see what its visits and cuts are worth at some prices, and other cuts."""
        cuts = [*others, *self.relaxation.cuts(graph, prices)][: at.MOST_CUTS]
        asked = Asked(graph, prices, self.relaxation.worth(graph, prices), cuts)
        graph.set_prizes(asked.worth[graph.visits], self.relaxation.worth_by_start(graph, prices))
        graph.set_cuts(asked.cuts)
        return asked

    def routes_below(self, graph: Graph, prices: Prices, below: int, most: int) -> list[Listed] | None:
        """Return the cheapest route of each set of visits a shift can have below a value; None if there are too many.

        From then on every visit of the shift is remembered at every other.
        """
        # Mates of a crew are remembered as one: bits of cuts that cost nothing tell them apart.
        mates = [(frozenset({int(visit)}), 0) for visit in graph.visits[graph.same != np.arange(len(graph.same))]]
        forgets = graph.block[at.G_STATES] > graph.block[at.G_BREAKS]  # an absence with a place ends all memory
        if forgets or len(graph.visits) > at.MOST_BITS or len(mates) > at.MOST_CUTS:
            return None
        graph.remember_all()
        asked, out = self.ask(graph, prices, mates), np.zeros((most + 1) * ROUTE_ROW, dtype=np.int64)
        graph.use_all_lines()
        look_ahead(self.day, graph.block, self._later, -at.FAR)  # a better plan may make what is worth nothing
        desk = self._desk[: DESK_SIZE + LISTED_LABELS * at.LABEL_ROW]
        rows = list_routes(self.day, graph.block, self._later, below, desk, out)
        found: dict[frozenset[int], Listed] = {}
        for row in out[: max(0, rows) * ROUTE_ROW].reshape(-1, ROUTE_ROW):
            if row[1] < 0:
                return None  # more visits than are told
            column = self._column(asked, row)
            visits = frozenset(column.visits)
            paid = sum(price * (len(cut & visits) // 2) for cut, price in asked.cuts)
            cost = int(row[0] + asked.worth[list(visits)].sum()) - paid
            if visits not in found or cost < found[visits].cost:
                found[visits] = Listed(column, cost)
        return None if rows < 0 else list(found.values())

    def _routes(self, asked: Asked, floor: int, *, exact: bool) -> tuple[int, list[Column]]:
        value: int | None
        value, columns = self._dive(asked) if len(asked.graph.visits) > MANY else (0, [])
        if not exact:
            return floor, columns or self._find(asked, value, loose=QUICK)[1]
        for loose in (COARSE, EXACT):
            if value is not None and value > floor:
                value, more = self._find(asked, value, loose=loose)
                columns += more
        return floor if value is None else value, columns

    def _find(self, asked: Asked, known: int, *, loose: int) -> tuple[int | None, list[Column]]:
        """Return the least value found, None if it was to be the least of all and is not, and routes."""
        block = asked.graph.block
        value, rows, labels = find_routes(self.day, block, self._later, known, loose, self._desk, self._out)
        if loose == EXACT and not 0 <= labels < HEAVY:
            self._heavy.add(asked.graph.shift)
        return (None if labels < 0 and loose == EXACT else value), self._columns(asked, rows)

    def _dive(self, asked: Asked) -> tuple[int, list[Column]]:
        """Return the least value found, and routes."""
        value, rows = dive_for_routes(self.day, asked.graph.block, self._later, self._desk, self._out)
        return value, self._columns(asked, rows)

    def _columns(self, asked: Asked, rows: int) -> list[Column]:
        """Return the best of the routes that have been written down."""
        out = self._out[: rows * ROUTE_ROW].reshape(-1, ROUTE_ROW)
        fine = out[(out[:, 0] < 0) & (out[:, 1] > 0)]
        best = fine[np.argsort(fine[:, 0], kind="stable")[:EACH]]
        return [self._column(asked, row) for row in best]

    def _column(self, asked: Asked, row: Ints) -> Column:
        stops = row[2 : 2 + 2 * row[1]].reshape(-1, 2)
        visits = asked.graph.visits[stops[:, 0]]
        column = Column(asked.graph.shift, 0, tuple(visits.tolist()), tuple(stops[:, 1].tolist()))
        total = int(row[0] + asked.worth[visits].sum())
        for number in np.flatnonzero(asked.prices.rows).tolist():
            if self.relaxation.rows[number].starts:
                total += int(asked.prices.rows[number]) * self.relaxation.rows[number].factor(self.tables, column)
        total -= sum(price * (sum(visit in cut for visit in column.visits) // 2) for cut, price in asked.cuts)
        return replace(column, cost=total // at.SCALE)
