"""Makes what the pricing reads of each shift: its visits, what they cost when, what is remembered at them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np

from solver.curve import Curve
from solver.rows import TimeCost
from solver.search.bound.graph import Graph
from solver.search.bound.windows import Windows
from solver.search.chains import layout as day_at
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.arrivals import MOST_VISITS
from solver.tables import Ints, Tables

MEMORY = 5  # visits remembered at a visit at first, itself included
MOST_MINUTES = 20_000  # of a shift

Loads = Mapping[int, Sequence[tuple[int, Curve]]]


class GraphMaker:
    """Makes the graphs of a day.

    Parameters
    ----------
    day
        The arena of the tables.
    loads
        By technician whose minutes are all on one shift: minutes he has anyway, and what his minutes cost.
    """

    def __init__(self, tables: Tables, windows: Windows, day: Block, loads: Loads) -> None:
        self.tables, self.windows, self.day, self.loads = tables, windows, day, loads
        self.tied = {visit for order in tables.orders for visit in (order.before, order.after)}
        self.tied |= {visit for group in tables.same_start for visit in group.visits}
        self.starts, self.ends = _by_visit(tables.start_costs), _by_visit(tables.end_costs)
        problem = tables.problem
        self.sites = np.array([problem.tickets[v.ticket].site for v in problem.visits], dtype=np.int64)

    def all(self) -> list[Graph] | None:
        """Return the graph of every shift on which a visit can be; None if one is too large."""
        graphs, absent = [], len(self.tables.problem.visits)
        for shift, row in enumerate(self.tables.shifts):
            visits = np.flatnonzero(self.windows.possible[:, shift])
            nodes = np.concatenate([visits, np.arange(absent, absent + len(row.absences))])
            absent += len(row.absences)
            if not len(visits):
                continue
            graph = self._graph(shift, visits, nodes)
            if graph is None:
                return None
            graphs.append(graph)
        return graphs

    def _graph(self, shift: int, visits: Ints, nodes: Ints) -> Graph | None:
        tables, row = self.tables, self.tables.shifts[shift]
        known = self.day[int(self.day[day_at.SHIFT]) + shift * day_at.SHIFT_ROW :][: day_at.SHIFT_ROW]
        ready, service = int(known[day_at.SHIFT_READY]), tables.minutes[visits, shift]
        minutes = int(known[day_at.SHIFT_LATEST_RETURN]) - ready + 1
        if not 0 < minutes <= MOST_MINUTES or len(row.breaks) > at.MOST_BREAKS or int(service.min()) < 1:
            return None
        if len(visits) > MOST_VISITS:  # of more the tables cannot tell one from another
            return None
        ratio = max(1, int((-(-tables.work[visits] // service)).max()))
        load, lines = self._load(row.technician, minutes * ratio)
        capacity, breaks = min(int(known[day_at.SHIFT_CAPACITY]), len(visits) + 1), 1 << len(row.breaks)
        first = np.flatnonzero(visits == known[day_at.SHIFT_FIRST])
        numbers = {
            at.G_SHIFT: shift, at.G_VISITS: len(visits), at.G_STOPS: len(nodes), at.G_UNTIL: minutes,
            at.G_BREAKS: breaks, at.G_STATES: breaks * (len(row.absences) + 1), at.G_READY: ready,
            at.G_CAPACITY: int(known[day_at.SHIFT_CAPACITY]), at.G_COUNTS: int(capacity <= len(visits)),
            at.G_FIRST: int(first[0]) if len(first) else -1, at.G_RATIO: ratio,
            at.G_RATE: at.SCALE * tables.travel_rate, at.G_LINES: len(lines), at.G_ALIVE: 0,
            at.G_GRID: 1, at.G_CELLS: minutes, at.G_BLOCK: 1,
        }  # fmt: skip
        least, rows = self._visits(shift, visits, ready)
        places = [*self.sites[visits].tolist(), *(int(away.site or 0) for away in row.absences), row.head.site]
        home = np.zeros(len(places), dtype=np.int64)
        if row.end_site is not None:
            home = tables.travel[places, row.end_site]
        parts = {entry: np.array([number], dtype=np.int64) for entry, number in numbers.items()} | {
            at.G_NODE: nodes,
            at.G_VISIT: rows.ravel(),
            at.G_LEG: tables.travel[np.ix_(places, places[:-1])].ravel(),
            at.G_HOME: home,
            at.G_LEAST: least,
            at.G_BACK: self._back(shift, known, minutes),
            at.G_BOUNDARY: np.array(
                [*([a.start - ready, a.end - ready] for a in row.absences), [at.FAR, at.FAR]]
            ).ravel(),
            at.G_DUE: self._due(known),
            at.G_LOAD: load,
            at.G_LINE: lines.ravel(),
            at.G_LIVE: np.zeros(len(visits), dtype=np.int64),
            at.G_AFTER: np.full(len(least), at.FAR, dtype=np.int64),
            at.G_STAMPS: np.zeros(len(least), dtype=np.int64),
            at.G_CUT_SETS: np.zeros(len(visits), dtype=np.int64),
            at.G_CUT_PRICES: np.zeros(at.MOST_CUTS, dtype=np.int64),
            at.G_WANTED: np.ones(len(visits), dtype=np.int64),
        }
        travel = tables.travel[np.ix_(self.sites[visits], self.sites[visits])]
        same = rows[:, at.VISIT_SAME]
        near = nearest(travel, min(MEMORY, len(visits)))
        near = [list(dict.fromkeys(int(same[v]) for v in row)) for row in near]
        near += [[] for _ in nodes[len(visits) :]]
        coarsest = min([*service.tolist(), *(rest.minutes for rest in row.breaks)])
        return Graph(shift, visits, tables.fit[visits, shift], near, same, parts, coarsest)

    def _visits(self, shift: int, visits: Ints, ready: int) -> tuple[Ints, Ints]:
        """Return the least costs of starts, and the rows of the visits."""
        tables, windows = self.tables, self.windows
        rows = np.zeros((len(visits), at.VISIT_ROW), dtype=np.int64)
        rows[:, at.VISIT_SET_OUT] = tables.set_out[visits] - ready
        rows[:, at.VISIT_EARLIEST] = windows.earliest[visits, shift] - ready
        rows[:, at.VISIT_LATEST] = windows.latest[visits, shift] - ready
        rows[:, at.VISIT_MINUTES] = tables.minutes[visits, shift]
        rows[:, at.VISIT_WORK] = tables.work[visits]
        rows[:, at.VISIT_SAME] = self._same(visits)
        rows[:, at.VISIT_HARD] = [
            2 if tables.shifts[shift].blocked else int(len(tables.start_domain[v]) > 1) for v in visits
        ]
        costs, size = [], 0
        for number, visit in enumerate(visits.tolist()):
            low, high = int(windows.earliest[visit, shift]), int(windows.latest[visit, shift])
            service = int(tables.minutes[visit, shift])
            total = _values(self.starts[visit], low, high) + _values(self.ends[visit], low + service, high + service)
            rows[number, at.VISIT_TIMED] = visit in self.tied or bool(np.any(np.diff(total) < 0))
            costs.append(at.SCALE * total)
            rows[number, at.VISIT_TIMES] = size - (low - ready)
            size += len(total)
        return np.concatenate(costs), rows

    def _same(self, visits: Ints) -> list[int]:
        """Return for each visit the first of those that must be made by others than who makes it."""
        number = {visit: k for k, visit in enumerate(visits.tolist())}
        same = list(range(len(visits)))
        for group in self.tables.different_people:
            own = [number[visit] for visit in group.visits if visit in number]
            if all(same[k] == k for k in own):
                for k in own:
                    same[k] = own[0]
        return same

    def _back(self, shift: int, known: Ints, minutes: int) -> Ints:
        """Return for each minute the least that a return then or later costs, the use of the shift included."""
        returns = [cost.curve for cost in self.tables.return_costs if cost.shift == shift]
        ready, extra = int(known[day_at.SHIFT_READY]), int(known[day_at.SHIFT_USE_COST] - known[day_at.SHIFT_IDLE])
        total = _values(returns, ready, ready + minutes - 1)
        return at.SCALE * (np.minimum.accumulate(total[::-1])[::-1] + extra)

    def _due(self, known: Ints) -> Ints:
        """Return the latest end of a stop by the breaks taken before."""
        first, end = int(known[day_at.SHIFT_BREAK_FIRST]), int(known[day_at.SHIFT_BREAK_END])
        table = int(self.day[day_at.BREAK])
        latest = [int(self.day[table + 3 * k + 1]) - int(known[day_at.SHIFT_READY]) for k in range(first, end)]
        due = [
            min([at.FAR, *(x for k, x in enumerate(latest) if not taken >> k & 1)]) for taken in range(1 << len(latest))
        ]
        return np.array(due, dtype=np.int64)

    def _load(self, technician: int, most: int) -> tuple[Ints, Ints]:
        """Return what 0 to ``most`` minutes cost, and lines (cost at 0, slope) below that.

        What they cost is lowered to the highest of the lines: where each minute costs no less than the one before, as
        it should, that is the cost itself; where weights have it otherwise, labels compare convex costs all the same.
        """
        total = np.zeros(most + 1, dtype=np.int64)
        for base, curve in self.loads.get(technician, ()):
            total += _values([curve], base, base + most) - curve.at(base)
        steps = np.diff(total)
        slopes = sorted({0, *steps.tolist()})
        slopes = sorted({*slopes, *((a + b) / 2 for a, b in pairwise(slopes))})
        minutes = np.arange(most + 1)
        scaled = [round(at.SCALE * slope) for slope in slopes]
        lines = np.array([[int((at.SCALE * total - s * minutes).min()), s] for s in scaled], dtype=np.int64)
        return (lines[:, :1] + lines[:, 1:] * minutes).max(axis=0), lines


def _by_visit(costs: Iterable[TimeCost]) -> dict[int, list[Curve]]:
    found: dict[int, list[Curve]] = defaultdict(list)
    for row in costs:
        found[row.visit].append(row.curve)
    return found


def _values(curves: Sequence[Curve], begin: int, end: int) -> Ints:
    """Return what curves together cost at each minute of [begin, end]."""
    minutes = np.arange(begin, end + 1, dtype=np.int64)
    total = np.zeros(len(minutes), dtype=np.int64)
    for curve in curves:
        points, values, slopes = (np.array(row, dtype=np.int64) for row in (curve.points, curve.values, curve.slopes))
        piece = np.searchsorted(points, minutes, side="right") - 1
        total += values[piece] + slopes[piece] * (minutes - points[piece])
    return total


def nearest(travel: Ints, width: int) -> list[list[int]]:
    """Return for each visit those nearest to it, itself first."""
    both = (travel + travel.T).astype(np.float64)
    np.fill_diagonal(both, -1.0)
    rows: list[list[int]] = np.argsort(both, axis=1, kind="stable")[:, :width].tolist()
    return rows


def keeps_triangle(travel: Ints) -> bool:
    """Whether no detour is shorter than the direct way."""
    return all(bool((travel <= travel[:, [k]] + travel[[k], :]).all()) for k in range(len(travel)))
