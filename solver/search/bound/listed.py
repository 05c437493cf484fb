"""Lists the routes of a shift below a value: of those that make the same visits in the same spans of time the cheapest.

Rows that tie starts count a visit's start by thresholds. Between two of them it does not matter when it starts; starts
in different spans are told apart by bits beside those of cuts, as are the mates of a crew, who are remembered as one.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from solver.search.bound.graph import Graph
from solver.search.bound.pricer import CLOSELY, DESK_SIZE, Asked, Cut, Pricer
from solver.search.bound.relaxation import Prices
from solver.search.bound.rows import Column
from solver.search.pricing import layout as at
from solver.search.pricing.listing import list_routes
from solver.search.pricing.price import ROUTE_ROW
from solver.tables import Ints

MOST_LABELS = 1_000_000  # of a shift


class Listed(NamedTuple):
    """A route, and what it costs at the prices asked with, all cuts paid for, in 1/1024 of a minute."""

    column: Column
    value: int


Boundaries = Mapping[int, Sequence[int]]  # by visit, the starts at which another span begins


class Lister:
    """Lists routes of one shift after the other.

    Parameters
    ----------
    by_span
        Whether routes of the same visits in different spans are told apart.
    """

    def __init__(self, pricer: Pricer, prices: Prices, *, by_span: bool) -> None:
        self.pricer, self.prices, self.by_span = pricer, prices, by_span

    def routes(self, graph: Graph, below: int, most: int) -> list[Listed] | None:
        """Return the routes of a shift whose value is below one; None if there are too many.

        From then on every visit of the shift is remembered at every other.
        """
        spans = self.boundaries(graph)
        mates = _mates(graph)
        if len(graph.visits) > at.MOST_BITS or len(mates) + _bits(spans) > at.MOST_CUTS:
            return None
        graph.remember_all()
        graph.want(None, CLOSELY)
        asked = self._ask(graph, spans, mates)
        if not graph.adds_up():
            return None
        out = np.zeros((most + 1) * ROUTE_ROW, dtype=np.int64)
        desk = self.pricer.desk[: DESK_SIZE + MOST_LABELS * at.LABEL_ROW]
        graph.use_all_lines()
        self.pricer.look_ahead(graph, -at.FAR)  # a better plan may make what is worth nothing
        rows = list_routes(self.pricer.day, graph.block, self.pricer.later, below, desk, out)
        graph.set_stamps({})
        if rows < 0:
            return None
        return self._cheapest(asked, spans, out[: rows * ROUTE_ROW].reshape(-1, ROUTE_ROW))

    def boundaries(self, graph: Graph) -> Boundaries:
        """Return where the spans of the visits of a shift begin; nothing if they are not told apart."""
        return self.pricer.relaxation.boundaries(graph) if self.by_span else {}

    def _ask(self, graph: Graph, spans: Boundaries, mates: Sequence[Cut]) -> Asked:
        """Let the shift see its prices, and stamp starts by span with the bits that mates and cuts leave."""
        room = at.MOST_CUTS - _bits(spans)
        asked = self.pricer.ask(graph, self.prices, mates, room)
        stamps, bit = dict[int, Ints](), room
        for visit, boundaries in spans.items():
            low = graph.earliest(visit)
            starts = np.arange(low, low + graph.starts(visit))
            stamps[visit] = np.searchsorted(np.array(boundaries), starts, side="right").astype(np.int64) << bit
            bit += _width(boundaries)
        graph.set_stamps(stamps)
        return asked

    def _cheapest(self, asked: Asked, spans: Boundaries, rows: Ints) -> list[Listed] | None:
        """Return of routes with the same visits in the same spans the cheapest; None if one is too long."""
        unpaid = [cut for cut in self.pricer.relaxation.cuts(asked.graph, self.prices) if cut not in asked.cuts]
        found: dict[tuple[frozenset[int], tuple[int, ...]], Listed] = {}
        for row in rows:
            if row[1] < 0:
                return None
            column = asked.column(row)
            visits = frozenset(column.visits)
            value = int(row[0]) + sum(price * (len(cut & visits) // 2) for cut, price in unpaid)
            timed = sorted(pair for pair in zip(column.visits, column.starts, strict=True) if pair[0] in spans)
            key = visits, tuple(bisect_right(spans[visit], start) for visit, start in timed)
            if key not in found or value < found[key].value:
                found[key] = Listed(column, value)
        return list(found.values())


def _mates(graph: Graph) -> list[Cut]:
    """Return the visits that are remembered as others, each a cut that costs nothing."""
    return [(frozenset({int(visit)}), 0) for visit in graph.visits[graph.same != np.arange(len(graph.same))]]


def _width(boundaries: Sequence[int]) -> int:
    return len(boundaries).bit_length()


def _bits(spans: Boundaries) -> int:
    return sum(_width(boundaries) for boundaries in spans.values())
