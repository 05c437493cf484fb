"""The day with its visits priced instead of made once each: any prices give a lower bound of every plan's cost.

Lagrangian relaxation (Geoffrion 1974, doi:10.1007/BFb0120690) of: each visit is made or its ticket left out, and the
minutes of a technician with several shifts are those of his visits. What ties routes together is left out, but for what it
says of starts. Prices are whole numbers, so that the bound is exact arithmetic, whatever became of the linear program they
come from.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.curve import Curve
from solver.search.bound.graphs import Graph, GraphMaker, keeps_triangle
from solver.search.bound.rows import Column, people_rows
from solver.search.bound.windows import Windows
from solver.search.chains import layout as day_at
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.pricing.price import ROUTE_ROW, dive_for_routes, find_routes, look_ahead
from solver.search.reach import Reach
from solver.tables import Ints, Tables

MOST_LABELS = 1 << 20
MANY = 45  # visits of a shift from which quick routes are made without labels
LINES_EVERY = 10  # calls for a shift
EACH = 10  # routes of one shift that a pricing gives, at most


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices in 1/1024 of a minute of travel.

    Attributes
    ----------
    visits
        Array (V), at least 0: what making a visit is worth.
    minutes
        Array (K), at least 0: what a minute of a technician's visits costs, if he has several shifts.
    rows
        Of each row of the relaxation, at least 0 unless it is exact.
    """

    visits: Ints
    minutes: Ints
    rows: Ints


class Relaxation:
    """The relaxed day.

    Parameters
    ----------
    day
        The arena of the tables.

    Attributes
    ----------
    graphs
        By shift with visits; None if there is no bound of this day.
    tickets
        Those that can be planned.
    visits
        Their visits.
    loads
        By technician with several shifts: minutes he has anyway, and what his minutes cost.
    rows
        What ties routes together, as far as it is kept.
    """

    def __init__(self, tables: Tables, reach: Reach, day: Block) -> None:
        self.tables = tables
        self.day = day
        windows = self.windows = Windows(tables, reach)
        own, some = tables.problem.open_visits_by_ticket, windows.possible.any(axis=1)
        closed = {limit.index for limit in tables.closed}
        self.musts = {limit.index for limit in tables.musts}
        open_tickets = [t for t, visits in enumerate(own) if visits]
        self.tickets = [t for t in open_tickets if t not in closed and all(some[v] for v in own[t])]
        self.visits = [v for t in self.tickets for v in own[t]]
        left_out = set(open_tickets) - set(self.tickets)
        for ticket in left_out:
            windows.possible[list(own[ticket])] = False
        loads: dict[int, list[tuple[int, Curve]]] = defaultdict(list)
        for row in tables.technician_costs:
            loads[row.technician].append((row.base, row.curve))
        used = Counter(row.technician for shift, row in enumerate(tables.shifts) if windows.possible[:, shift].any())
        single = {k: rows for k, rows in loads.items() if used[k] == 1}
        self.single = single
        self.loads = {k: rows for k, rows in loads.items() if used[k] != 1}
        self.graphs = GraphMaker(tables, windows, day, single).all()
        shifts = day[int(day[day_at.SHIFT]) :][: len(tables.shifts) * day_at.SHIFT_ROW].reshape(-1, day_at.SHIFT_ROW)
        self.constant = tables.constant_cost + int(shifts[:, day_at.SHIFT_IDLE].sum())
        self.constant += sum(int(tables.drop_price[t]) for t in left_out)
        self.constant += sum(curve.at(base) for rows in single.values() for base, curve in rows)
        self._most_minutes = self._count_minutes(windows)
        able = set(self.tickets)
        self.rows = people_rows(tables, able.__contains__, lambda technician: used[technician] > 1)
        self._skip = 0 if keeps_triangle(tables.travel) else -at.FAR
        graphs = self.graphs or ()
        self._desk: Block = np.empty((1 << 20) + MOST_LABELS * at.LABEL_ROW, dtype=np.int64)
        self._desk[at.D_STOP] = 0
        self._later: Block = np.empty(at.LATER_ROW * max((graph.rows for graph in graphs), default=0), dtype=np.int64)
        stops = max((int(graph.block[at.G_STOPS]) for graph in graphs), default=0)
        self._out: Block = np.zeros((stops + 1) * ROUTE_ROW, dtype=np.int64)
        self._calls: Counter[int] = Counter()
        self.labels = 0
        self.overflows = 0

    def stop(self) -> None:
        """Give up, from another thread, the routes that are being looked for."""
        self._desk[at.D_STOP] = 1

    def _count_minutes(self, windows: Windows) -> list[int]:
        """Return the minutes of all visits that each technician can make."""
        able = np.zeros((len(self.tables.problem.technicians), windows.possible.shape[0]), dtype=np.bool_)
        for shift, row in enumerate(self.tables.shifts):
            able[row.technician] |= windows.possible[:, shift]
        return [int(self.tables.work[mask].sum()) for mask in able]

    def price(self, graph: Graph, prices: Prices, *, exact: bool) -> tuple[int, list[Column]]:
        """Return a lower bound of the value of any route of a shift, at most 0, and routes with a value below 0.

        Parameters
        ----------
        exact
            Whether the bound is to be the least value; it is not if there are too many labels.
        """
        worth = self._worth(graph, prices)
        graph.set_prizes(worth[graph.visits], self._worth_by_start(graph, prices))
        floor = self._look_ahead(graph)
        if floor >= 0:
            return 0, []
        value, columns = self._dive(graph, prices, worth) if len(graph.visits) > MANY else (0, [])
        if exact or not columns:
            more_value, more = self._find(graph, prices, worth, value, loose=1 if exact else 2)
            value, columns = more_value or value, columns + more
        if exact and value > floor:
            least, more = self._find(graph, prices, worth, value, loose=0)
            value, columns = floor if least is None else least, columns + more
        if not exact:
            value = floor
        if self._calls[graph.shift] % LINES_EVERY == 1:
            graph.use_best_lines(self._later)
        return value, columns

    def _look_ahead(self, graph: Graph) -> int:
        """Return a lower bound of the value of any route; now and then find out which lines serve best."""
        self._calls[graph.shift] += 1
        if self._calls[graph.shift] % LINES_EVERY == 1:
            graph.use_all_lines()
        return int(look_ahead(self.day, graph.block, self._later, self._skip))

    def _find(
        self, graph: Graph, prices: Prices, worth: Ints, known: int, *, loose: int
    ) -> tuple[int | None, list[Column]]:
        value, rows, labels = find_routes(self.day, graph.block, self._later, known, loose, self._desk, self._out)
        self.labels += max(0, labels)
        self.overflows += labels < 0
        return (None if labels < 0 and not loose else value), self._columns(graph, prices, worth, rows)

    def _dive(self, graph: Graph, prices: Prices, worth: Ints) -> tuple[int, list[Column]]:
        value, rows = dive_for_routes(self.day, graph.block, self._later, self._desk, self._out)
        return value, self._columns(graph, prices, worth, rows)

    def _columns(self, graph: Graph, prices: Prices, worth: Ints, rows: int) -> list[Column]:
        """Return the best of the routes that have been written down."""
        out = self._out[: rows * ROUTE_ROW].reshape(-1, ROUTE_ROW)
        fine = out[(out[:, 0] < 0) & (out[:, 1] > 0)]
        best = fine[np.argsort(fine[:, 0], kind="stable")[:EACH]]
        return [self._column(graph, prices, row, worth) for row in best]

    def _column(self, graph: Graph, prices: Prices, row: Ints, worth: Ints) -> Column:
        stops = row[2 : 2 + 2 * row[1]].reshape(-1, 2)
        visits = graph.visits[stops[:, 0]]
        column = Column(graph.shift, 0, tuple(visits.tolist()), tuple(stops[:, 1].tolist()))
        total = int(row[0] + worth[visits].sum())
        for number in np.flatnonzero(prices.rows).tolist():
            if self.rows[number].starts:
                total += int(prices.rows[number]) * self.rows[number].factor(self.tables, column)
        return replace(column, cost=total // at.SCALE)

    def _worth(self, graph: Graph, prices: Prices) -> Ints:
        """Return what each visit is worth on a shift whenever it starts: an array (V)."""
        technician = self.tables.shifts[graph.shift].technician
        worth: Ints = prices.visits - self.tables.work * prices.minutes[technician]
        for number in np.flatnonzero(prices.rows).tolist():
            for (visit, who), factor in self.rows[number].pairs.items():
                if who == technician:
                    worth[visit] += factor * prices.rows[number]
        return worth

    def _worth_by_start(self, graph: Graph, prices: Prices) -> dict[int, Ints]:
        """Return what the visits of a shift are worth besides at each of their starts there, where that differs."""
        tables, windows, found = self.tables, self.windows, dict[int, Ints]()
        for number in np.flatnonzero(prices.rows).tolist():
            for threshold, factor in self.rows[number].starts:
                visit = threshold.visit
                if visit not in graph.number:
                    continue
                low, high = int(windows.earliest[visit, graph.shift]), int(windows.latest[visit, graph.shift])
                minutes = np.arange(low, high + 1) + (
                    int(tables.minutes[visit, graph.shift]) if threshold.at_end else 0
                )
                counts = (minutes < threshold.minute) == threshold.before
                found.setdefault(visit, np.zeros(high - low + 1, dtype=np.int64))
                found[visit] += factor * int(prices.rows[number]) * counts
        return found

    def with_own_cost(self, column: Column) -> Column:
        """Return a column with the cost of its minutes if it is all its technician does, as it is if he has more shifts."""
        technician, load = self.tables.shifts[column.shift].technician, int(self.tables.work[list(column.visits)].sum())
        more = sum(curve.at(base + load) - curve.at(base) for base, curve in self.single.get(technician, ()))
        return replace(column, cost=column.cost + more)

    def value(self, prices: Prices, values: Sequence[int]) -> int:
        """Return the bound that prices give, in 1/1024 of a minute of travel.

        Parameters
        ----------
        values
            Of every shift with visits, a lower bound of the value of its routes at these prices.
        """
        total = int(prices.visits[self.visits].sum()) + sum(values)
        worth = {t: int(prices.visits[list(self.tables.problem.open_visits_by_ticket[t])].sum()) for t in self.tickets}
        for row, price in zip(self.rows, prices.rows.tolist(), strict=True):
            total += row.least * price
            for ticket, factor in row.tickets.items():
                worth[ticket] += factor * price
        for ticket in self.tickets:
            if ticket not in self.musts:
                total += min(0, at.SCALE * int(self.tables.drop_price[ticket]) - worth[ticket])
        for technician, rows in self.loads.items():
            total += cheapest_load(rows, int(prices.minutes[technician]), self._most_minutes[technician])
        return self.constant * at.SCALE + total


def cheapest_load(rows: Sequence[tuple[int, Curve]], price: int, most: int) -> int:
    """Return the least, over 0 to ``most`` minutes, of what they cost less what they are paid, in 1/1024."""
    points = {0, most}
    for base, curve in rows:
        points |= {x for point in curve.points for x in (point - base - 1, point - base) if 0 <= x <= most}
    return min(at.SCALE * sum(curve.at(base + x) for base, curve in rows) - price * x for x in points)
