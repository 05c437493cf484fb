"""Prices routes: asks the compiled pricing of each shift, and reads its routes as columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from solver.search.bound.graph import Graph
from solver.search.bound.graphs import keeps_triangle
from solver.search.bound.lookout import later_size, sooner_size
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.price import ROUTE_ROW, dive_for_routes, find_routes, look_ahead
from solver.search.pricing.through import rate_visits
from solver.tables import Bools, Ints

MOST_LABELS = 1 << 20
DESK_SIZE = 1 << 20  # of what else lies on a desk, at most
EACH = 5  # routes of one shift that one call gives, at most
MANY = 45  # visits of a shift from which quick routes are made without labels
PROMISING = 30  # visits of a shift of a large day that are promising
MOST_PROMISING = 2  # times as many, with those that were promising before
FEW = 20  # of these, the same as MANY
CLOSELY = 5.0  # times as many steps the look ahead of an exact pricing takes: it saves more labels than that costs
QUICKLY = 0.0083  # the same of a quick one at promising visits
COARSELY = 0.067  # the same of a quick one at all visits of a large day
LINES_EVERY = 30  # calls for a shift
HEAVY = 50_000  # labels of a shift from which its exact pricing looks ahead along all lines
MORE, WIDER = 1.1, 1.5  # times what the least value was above the look ahead the last time; times that, the next


Cut = tuple[frozenset[int], int]  # visits, price of every second of them


class Asked(NamedTuple):
    """What routes are asked for: the shift, what its visits and their starts are worth, and the cuts it pays for."""

    graph: Graph
    worth: Ints
    timed: dict[int, Ints]
    cuts: list[Cut]

    def column(self, row: Ints) -> Column:
        """Return a route that has been written down, with its cost without any prices, in 1/1024 of a minute."""
        stops = row[2 : 2 + 2 * row[1]].reshape(-1, 2)
        visits, starts = self.graph.visits[stops[:, 0]], stops[:, 1].tolist()
        total = int(row[0] + self.worth[visits].sum())
        made = visits.tolist()
        for visit, start in zip(made, starts, strict=True):
            if visit in self.timed:
                total += int(self.timed[visit][start - self.graph.earliest(visit)])
        total -= sum(price * (sum(visit in cut for visit in made) // 2) for cut, price in self.cuts)
        return Column(self.graph.shift, total, tuple(made), tuple(starts))


class Pricer:
    """Finds routes of a relaxed day that are worth more than they cost, of one shift at a time."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.day = relaxation.day
        graphs = relaxation.graphs or ()
        stops = max((int(graph.block[at.G_STOPS]) for graph in graphs), default=0)
        self._keeps_triangle = keeps_triangle(self.tables.travel)
        self.desk: Block = np.empty(DESK_SIZE + MOST_LABELS * at.LABEL_ROW, dtype=np.int64)
        self.desk[at.D_STOP] = 0
        self.later: Block = np.empty(0, dtype=np.int64)
        self._sooner: Block = np.empty(0, dtype=np.int64)
        self._out: Block = np.zeros((stops + 1) * ROUTE_ROW, dtype=np.int64)

    def stop(self) -> None:
        """Give up, from another thread, the routes that are being looked for."""
        self.desk[at.D_STOP] = 1

    def price(self, graph: Graph, prices: Prices, *, exact: bool, promising: bool = False) -> tuple[int, list[Column]]:
        """Return a lower bound of the value of any route of a shift, at most 0, and routes with a value below 0.

        Parameters
        ----------
        exact
            Whether the bound is to be the least value; it is not if there are too many labels.
        promising
            Whether routes may have only the visits that are promising; else it is found out which these are.
        """
        quick = promising and not exact
        closely = QUICKLY if promising else COARSELY if self.relaxation.is_large else 1.0
        graph.want(graph.promising if promising else None, CLOSELY if exact else closely)
        asked = self.ask(graph, prices)
        if not graph.adds_up():
            return -at.FAR, []
        graph.calls += 1
        thorough = graph.calls % LINES_EVERY == 1 or (exact and graph.is_heavy)
        if thorough:
            graph.use_all_lines()
        floor = self.look_ahead(graph, self.skip(graph))
        best = None
        if not promising and self.relaxation.is_large and len(graph.visits) > PROMISING:
            best = least(self.rate(graph), PROMISING)
        value, columns = (0, []) if floor >= 0 else self._routes(asked, floor, FEW if quick else MANY, exact=exact)
        if best is not None:
            self._expect(graph, best, columns)
        if thorough:  # along the lines that have just served best, until the next time
            graph.use_best_lines(self.later)
        return value, columns

    def _expect(self, graph: Graph, best: Bools, columns: Sequence[Column]) -> None:
        """Let visits be promising that are rated best or on good routes, and those that were, if they are not many."""
        for column in columns:
            best[[graph.number[visit] for visit in column.visits]] = True
        before = graph.promising
        if before is not None and (best | before).sum() <= MOST_PROMISING * PROMISING:
            best = best | before
        graph.promising = best

    def rate(self, graph: Graph) -> Ints:
        """Return a lower bound of the value of any route with each visit, an array (n), just after a look ahead."""
        rates: Ints = np.empty(len(graph.visits), dtype=np.int64)
        if len(self._sooner) < sooner_size(graph.block):
            self._sooner = np.empty(sooner_size(graph.block), dtype=np.int64)
        rate_visits(self.day, graph.block, self.later, self._sooner, rates)
        return rates

    def look_ahead(self, graph: Graph, skip: int) -> int:
        """Work out what going on costs at the prices a shift has been told; return a lower bound of every route.

        Parameters
        ----------
        skip
            Visits that are worth no more than this are passed over.
        """
        if len(self.later) < later_size(graph.block):
            self.later = np.empty(later_size(graph.block), dtype=np.int64)
        return int(look_ahead(self.day, graph.block, self.later, skip))

    def skip(self, graph: Graph) -> int:
        """Return what a visit has to be worth more than to be on the cheapest route of a shift."""
        return 0 if self._keeps_triangle and graph.only_travels else -at.FAR

    def ask(self, graph: Graph, prices: Prices, others: Sequence[Cut] = (), room: int | None = None) -> Asked:
        """Let a shift see what its visits and cuts are worth at some prices, and other cuts.

        A shift may do without some of its cuts: it then pays too little for its routes, and the bound is lower.

        Parameters
        ----------
        others
            Cuts that come first.
        room
            For so many cuts; None: for as many as labels have bits.
        """
        cuts = [*others, *self.relaxation.cuts(graph, prices)][: at.MOST_CUTS if room is None else room]
        asked = Asked(graph, self.relaxation.worth(graph, prices), self.relaxation.worth_by_start(graph, prices), cuts)
        graph.set_prizes(asked.worth[graph.visits], asked.timed)
        graph.set_cuts(asked.cuts)
        return asked

    def _routes(self, asked: Asked, floor: int, many: int, *, exact: bool) -> tuple[int, list[Column]]:
        value, columns = self._dive(asked) if asked.graph.wanted.sum() > many else (0, [])
        if not exact:
            return floor, columns or self._find(asked, value, loose=at.QUICK)[1]
        least, more = self._search(asked, floor, value)
        return least, columns + more

    def _search(self, asked: Asked, floor: int, known: int) -> tuple[int, list[Column]]:
        """Return the least value of any route, ``known`` if none is below, or a bound if it takes too many labels.

        Few labels can lead to a little more than the look ahead says: that is asked for first, then ever more.
        """
        graph, columns, least = asked.graph, list[Column](), floor
        margin = int(MORE * graph.margin) + 1
        while least < known:
            below = min(known, floor + margin)
            found, more = self._find(asked, below, loose=at.EXACT)
            columns += more
            if found is None:
                return least, columns
            # Both are bounds: labels may go straight back to a visit far away, the look ahead come back to any other.
            least = max(found, floor)
            if found < below:
                break
            margin = int(WIDER * margin) + at.SCALE
        graph.margin = least - floor
        return least, columns

    def _find(self, asked: Asked, known: int, *, loose: int) -> tuple[int | None, list[Column]]:
        """Return the least value found, None if it was to be the least of all and is not, and routes."""
        block = asked.graph.block
        value, rows, labels = find_routes(self.day, block, self.later, known, loose, self.desk, self._out)
        if loose == at.EXACT and not 0 <= labels < HEAVY:
            asked.graph.is_heavy = True
        return (None if labels < 0 and loose == at.EXACT else value), self._columns(asked, rows)

    def _dive(self, asked: Asked) -> tuple[int, list[Column]]:
        """Return the least value found, and routes."""
        value, rows = dive_for_routes(self.day, asked.graph.block, self.later, self.desk, self._out)
        return value, self._columns(asked, rows)

    def _columns(self, asked: Asked, rows: int) -> list[Column]:
        """Return the best of the routes that have been written down."""
        out = self._out[: rows * ROUTE_ROW].reshape(-1, ROUTE_ROW)
        fine = out[(out[:, 0] < 0) & (out[:, 1] > 0)]
        best = fine[np.argsort(fine[:, 0], kind="stable")[:EACH]]
        return [replace(column, cost=column.cost // at.SCALE) for column in map(asked.column, best)]


def least(values: Ints, count: int) -> Bools:
    """Return which values are the least, so many of them and their equals, as far as they are any."""
    last = min(count, len(values)) - 1
    some: Bools = (values <= np.partition(values, last)[last]) & (values < at.FAR)
    return some
