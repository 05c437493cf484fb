"""The day with its visits priced instead of made once each: any prices give a lower bound of every plan's cost.

Lagrangian relaxation (Geoffrion 1974, doi:10.1007/BFb0120690) of: each visit is made or its ticket left out, and the
minutes of a technician with several shifts are those of his visits. What ties routes together is kept as rows, which
are priced as well, or left out. Prices are whole numbers, so that the bound is exact arithmetic, whatever became of
the linear program they come from.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from solver.curve import Curve
from solver.search.bound.graph import Graph
from solver.search.bound.graphs import GraphMaker
from solver.search.bound.rows import Column, people_rows
from solver.search.bound.windows import Windows
from solver.search.chains import layout as day_at
from solver.search.chains.compiled import Block
from solver.search.pricing import layout as at
from solver.search.reach import Reach
from solver.tables import Bools, Ints, Tables

LARGE = 150  # visits


class Prices(NamedTuple):
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
    single, loads
        By technician with one shift that can have visits, and with several or none: minutes he has anyway, and what
        his minutes cost.
    rows
        What ties routes together, as far as it is kept.
    """

    def __init__(self, tables: Tables, reach: Reach, day: Block) -> None:
        self.tables = tables
        self.day = day
        windows = self.windows = Windows(tables, reach)
        own = tables.problem.open_visits_by_ticket
        some: Bools = np.any(windows.possible, axis=1)
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
        self.single = single = {k: rows for k, rows in loads.items() if used[k] == 1}
        self.loads = {k: rows for k, rows in loads.items() if used[k] != 1}
        self.graphs = GraphMaker(tables, windows, day, single).all()
        shifts = day[int(day[day_at.SHIFT]) :][: len(tables.shifts) * day_at.SHIFT_ROW].reshape(-1, day_at.SHIFT_ROW)
        self.constant = tables.constant_cost + int(shifts[:, day_at.SHIFT_IDLE].sum())
        self.constant += sum(int(tables.drop_price[t]) for t in left_out)
        self.constant += sum(curve.at(base) for rows in single.values() for base, curve in rows)
        self._most_minutes = self._count_minutes(windows)
        able = set(self.tickets)
        self.rows = people_rows(tables, able.__contains__, lambda technician: used[technician] > 1)

    @property
    def is_large(self) -> bool:
        """Whether there are so many visits that only promising ones can be priced most of the time."""
        return len(self.visits) > LARGE

    def _count_minutes(self, windows: Windows) -> list[int]:
        """Return the minutes of all visits that each technician can make."""
        able = np.zeros((len(self.tables.problem.technicians), windows.possible.shape[0]), dtype=np.bool_)
        for shift, row in enumerate(self.tables.shifts):
            able[row.technician] |= windows.possible[:, shift]
        return [int(self.tables.work[mask].sum()) for mask in able]

    def worth(self, graph: Graph, prices: Prices) -> Ints:
        """Return what each visit is worth on a shift whenever it starts: an array (V)."""
        technician = self.tables.shifts[graph.shift].technician
        worth: Ints = prices.visits - self.tables.work * prices.minutes[technician]
        for number in np.flatnonzero(prices.rows).tolist():
            for (visit, who), factor in self.rows[number].pairs.items():
                if who == technician:
                    worth[visit] += factor * prices.rows[number]
        return worth

    def worth_by_start(self, graph: Graph, prices: Prices) -> dict[int, Ints]:
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

    def boundaries(self, graph: Graph) -> dict[int, list[int]]:
        """Return by visit of a shift the starts there at which what its start counts in rows changes, in order."""
        found: dict[int, set[int]] = {}
        for row in self.rows:
            for threshold, _ in row.starts:
                visit = threshold.visit
                if visit not in graph.number:
                    continue
                start = threshold.minute - (int(self.tables.minutes[visit, graph.shift]) if threshold.at_end else 0)
                if self.windows.earliest[visit, graph.shift] < start <= self.windows.latest[visit, graph.shift]:
                    found.setdefault(visit, set()).add(start)
        return {visit: sorted(starts) for visit, starts in found.items()}

    def cuts(self, graph: Graph, prices: Prices) -> list[tuple[frozenset[int], int]]:
        """Return the cuts that have two visits of a shift, with their prices, the dearest first."""
        priced = [(self.rows[number].cut, int(prices.rows[number])) for number in np.flatnonzero(prices.rows).tolist()]
        own = [(cut, price) for cut, price in priced if len(cut & graph.number.keys()) > 1]
        return sorted(own, key=lambda row: -row[1])

    def with_own_cost(self, column: Column) -> Column:
        """Return a column with the cost of its minutes, if it is all its technician does."""
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
