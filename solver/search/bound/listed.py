"""Lists the routes of a shift below a value: of those that make the same visits in the same spans of time the cheapest.

Rows that tie starts count a visit's start by thresholds. Between two of them it does not matter when it starts; starts
in different spans are told apart by bits beside those of cuts, as are the mates of a crew, who are remembered as one.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from solver.search.bound.graph import Graph
from solver.search.bound.pricer import CLOSELY, DESK_SIZE, Asked, Cut, Pricer
from solver.search.bound.relaxation import Prices
from solver.search.bound.roster import Roster
from solver.search.pricing import layout as at
from solver.search.pricing.listing import list_routes
from solver.search.pricing.price import MOST_STOPS, ROUTE_ROW
from solver.tables import Bools, Ints

MOST_LABELS = 1_000_000  # of a shift


Boundaries = Mapping[int, Sequence[int]]  # by visit, the starts at which another span begins


class Lister:
    """Lists routes of one shift after the other.

    Attributes
    ----------
    by_span
        Whether routes of the same visits in different spans are told apart.
    """

    def __init__(self, pricer: Pricer, prices: Prices) -> None:
        self.pricer, self.prices = pricer, prices
        self.by_span = True
        self._rates = dict[int, Ints]()

    def routes(self, graph: Graph, below: int, most: int) -> Roster | None:
        """Return the routes of a shift whose value is below one; None if there are too many."""
        if not self.fits(graph, below):
            return None
        some, before = self.possible(graph, below), [*graph.near]
        graph.remember_all(some)
        graph.want(some, CLOSELY)
        asked, stamps = self._ask(graph, self.boundaries(graph, some), _mates(graph, some))
        rows = self._rows(graph, stamps, below, most) if graph.adds_up() else None
        graph.near = before
        graph.want(None)
        graph.renew()
        return None if rows is None else self._cheapest(asked, stamps, some, rows)

    def fits(self, graph: Graph, below: int) -> bool:
        """Whether there are bits enough to tell the routes of a shift apart."""
        some = self.possible(graph, below)
        bits = len(_mates(graph, some)) + _bits(self.boundaries(graph, some))
        return some.sum() <= at.MOST_BITS and bits <= at.MOST_CUTS

    def possible(self, graph: Graph, below: int) -> Bools:
        """Return which visits routes whose value is below one may have, as far as a look both ways says."""
        if graph.shift not in self._rates:
            graph.want(None, CLOSELY)
            self.pricer.ask(graph, self.prices)
            graph.use_all_lines()
            self.pricer.look_ahead(graph, -at.FAR)  # a better plan may make what is worth nothing
            self._rates[graph.shift] = self.pricer.rate(graph)
            graph.use_best_lines(self.pricer.later)
        some: Bools = self._rates[graph.shift] < below
        return some

    def _rows(self, graph: Graph, stamps: Mapping[int, Ints], below: int, most: int) -> Ints | None:
        """Return the routes as they are written down; None if there are too many."""
        out = np.zeros((most + 1) * ROUTE_ROW, dtype=np.int64)
        desk = self.pricer.desk[: DESK_SIZE + MOST_LABELS * at.LABEL_ROW]
        graph.use_all_lines()
        graph.set_stamps(stamps)  # by which the look ahead tells starts apart
        self.pricer.look_ahead(graph, -at.FAR)
        rows = list_routes(self.pricer.day, graph.block, self.pricer.later, below, desk, out)
        graph.set_stamps({})
        graph.use_best_lines(self.pricer.later)
        return None if rows < 0 else out[: rows * ROUTE_ROW].reshape(-1, ROUTE_ROW)

    def boundaries(self, graph: Graph, some: Bools) -> Boundaries:
        """Return where the spans of some visits of a shift begin; nothing if they are not told apart."""
        found = self.pricer.relaxation.boundaries(graph) if self.by_span else {}
        return {visit: boundaries for visit, boundaries in found.items() if some[graph.number[visit]]}

    def _ask(self, graph: Graph, spans: Boundaries, mates: Sequence[Cut]) -> tuple[Asked, dict[int, Ints]]:
        """Let the shift see its prices; stamp starts by span with the bits that mates and cuts leave."""
        room = at.MOST_CUTS - _bits(spans)
        asked = self.pricer.ask(graph, self.prices, mates, room)
        stamps, bit = dict[int, Ints](), room
        for visit, boundaries in spans.items():
            low = graph.earliest(visit)
            starts = np.arange(low, low + graph.starts(visit))
            stamps[visit] = np.searchsorted(np.array(boundaries), starts, side="right").astype(np.int64) << bit
            bit += _width(boundaries)
        return asked, stamps

    def _cheapest(self, asked: Asked, stamps: Mapping[int, Ints], some: Bools, rows: Ints) -> Roster | None:
        """Return of routes with the same visits in the same spans the cheapest; None if one is too long."""
        if (rows[:, 1] < 0).any():
            return None
        lengths = rows[:, 1]
        stops = rows[:, 2:].reshape(len(rows), MOST_STOPS, 2)[np.arange(MOST_STOPS) < lengths[:, None]]
        graph, numbers, starts = asked.graph, stops[:, 0], stops[:, 1]
        visits, route = graph.visits[numbers], np.repeat(np.arange(len(rows)), lengths)
        made, marks, paid = (np.zeros(len(rows), dtype=np.int64) for _ in range(3))
        np.bitwise_or.at(made, route, 1 << (np.cumsum(some) - 1)[numbers])
        np.add.at(paid, route, asked.worth[visits])
        for table, add, total in ((stamps, np.bitwise_or, marks), (asked.timed, np.add, paid)):
            for visit, by_start in table.items():
                own = visits == visit
                add.at(total, route[own], by_start[starts[own] - graph.earliest(visit)])

        def charged(cuts: Iterable[Cut]) -> Ints:
            total: Ints = np.zeros(len(rows), dtype=np.int64)
            for cut, price in cuts:
                inside = np.zeros(len(rows), dtype=np.int64)
                np.add.at(inside, route[np.isin(visits, list(cut))], 1)
                total += price * (inside // 2)
            return total

        unpaid = [cut for cut in self.pricer.relaxation.cuts(graph, self.prices) if cut not in asked.cuts]
        values, costs = rows[:, 0] + charged(unpaid), rows[:, 0] + paid - charged(asked.cuts)
        order = np.lexsort((values, marks, made))
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = (np.diff(made[order]) != 0) | (np.diff(marks[order]) != 0)
        cheapest = np.zeros(len(rows), dtype=np.bool_)
        cheapest[order[first]] = True
        shifts = np.full(len(rows), graph.shift, dtype=np.int64)
        return Roster(shifts, costs, values, lengths, visits, starts).only(cheapest)


def _mates(graph: Graph, some: Bools) -> list[Cut]:
    """Return which of some visits are remembered as others, each a cut that costs nothing."""
    others = some & (graph.same != np.arange(len(graph.same)))
    return [(frozenset({int(visit)}), 0) for visit in graph.visits[others]]


def _width(boundaries: Sequence[int]) -> int:
    return len(boundaries).bit_length()


def _bits(spans: Boundaries) -> int:
    return sum(_width(boundaries) for boundaries in spans.values())
