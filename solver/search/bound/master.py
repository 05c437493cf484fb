"""The linear program over the routes found so far: what each visit and each minute of a technician is worth."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

import numpy as np

from solver.curve import Curve
from solver.search.bound.program import INFINITY, LinearProgram
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column, Row
from solver.search.pricing.layout import SCALE
from solver.tables import Ints

Key = tuple[int, tuple[int, ...], tuple[int, ...]]
LITTLE = 1e-6
MOST_COLUMNS, FEWEST_COLUMNS = 12, 4  # for each row: from how many on, and to how many, a program is made thinner
MOST_PRICE = 1e10  # of anything, in minutes of travel: a plan's worth of them is far from what a number holds
MOST_DEAD = 3  # variables of a program, for each that is of use
MUST = 1e6  # price of leaving out what must be planned, in the program alone


class Master:
    """The program, which grows by columns."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.relaxation = relaxation
        self.tables = relaxation.tables
        self.idle = relaxation.constant  # what is paid whatever is planned
        self.idle += sum(curve.at(base) for rows in relaxation.loads.values() for base, curve in rows)
        self.columns: dict[Key, Column] = {}
        self._build()

    def _build(self) -> None:
        self.program = LinearProgram()
        self.places: dict[Key, int] = {}
        self.rows = {visit: self.program.add_row(1.0, INFINITY) for visit in self.relaxation.visits}
        self.shifts = {graph.shift: self.program.add_row(-INFINITY, 1.0) for graph in self.relaxation.graphs or ()}
        self.tiers: dict[int, list[int]] = {}
        self.left_out: dict[int, int] = {}
        self.ties: list[int] = []
        own = self.tables.problem.open_visits_by_ticket
        for ticket in self.relaxation.tickets:
            price = MUST if ticket in self.relaxation.musts else float(self.tables.drop_price[ticket])
            self.left_out[ticket] = self.program.add_column(price, {self.rows[visit]: 1.0 for visit in own[ticket]})
        for technician, rows in self.relaxation.loads.items():
            self.tiers[technician] = [tier for base, curve in rows for tier in self._add_tiers(base, curve)]
        for row in self.relaxation.rows:
            self._add_tie(row)

    def _add_tie(self, row: Row) -> None:
        entries = {self.left_out[ticket]: float(factor) for ticket, factor in row.tickets.items()}
        for key, place in self.places.items():
            if factor := row.factor(self.tables, self.columns[key]):
                entries[place] = float(factor)
        self.ties.append(self.program.add_row(float(row.least), float(row.least) if row.exact else INFINITY, entries))

    def tie(self, rows: Sequence[Row]) -> None:
        """Add rows to the relaxation and the program."""
        self.relaxation.rows += rows
        self.tie_new()

    def tie_new(self) -> None:
        """Add the rows that the relaxation has got since."""
        for row in self.relaxation.rows[len(self.ties) :]:
            self._add_tie(row)

    def _add_tiers(self, base: int, curve: Curve) -> list[int]:
        """Charge what is above each point at which a minute begins to cost more."""
        rows = []
        for k in range(1, len(curve.points)):
            steeper = curve.slopes[k] - curve.slopes[k - 1]
            if steeper > 0:
                row = self.program.add_row(-INFINITY, float(max(0, curve.points[k] - base)))
                self.program.add_column(float(steeper), {row: -1.0})
                rows.append(row)
        return rows

    def add(self, column: Column) -> bool:
        """Add a column; False if it is known, or is of a ticket that cannot be planned."""
        key = _key(column)
        if key in self.columns or not self.rows.keys() >= set(column.visits):
            return False
        self.columns[key] = column
        self._add_column(column)
        return True

    def _add_column(self, column: Column) -> None:
        entries = {self.shifts[column.shift]: 1.0}
        for visit in column.visits:
            entries[self.rows[visit]] = entries.get(self.rows[visit], 0.0) + 1.0
        for row, tie in zip(self.relaxation.rows, self.ties, strict=True):
            if factor := row.factor(self.tables, column):
                entries[tie] = float(factor)
        minutes = float(self.tables.work[list(column.visits)].sum())
        for tier in self.tiers.get(self.tables.shifts[column.shift].technician, ()):
            entries[tier] = minutes
        self.places[_key(column)] = self.program.add_column(float(column.cost), entries)

    def used(self) -> list[tuple[Column, float]]:
        """Return the columns that the last solution uses, and how much of each."""
        values = self.program.values().tolist()
        shares = ((self.columns[key], values[place]) for key, place in self.places.items() if place < len(values))
        return [(column, value) for column, value in shares if value > LITTLE]

    def forget(self, is_wrong: Callable[[Column], bool]) -> None:
        """Use some columns no more; the program is built again once most of it is such columns."""
        for key in [key for key, column in self.columns.items() if is_wrong(column)]:
            del self.columns[key]
            self.program.drop(self.places.pop(key))
        if self.program.columns > MOST_DEAD * (len(self.columns) + len(self.rows)):
            self._rebuild()

    def hold(self, column: Column) -> None:
        """Use a column whole from now on."""
        self.program.hold(self.places[_key(column)])

    def thin(self) -> None:
        """Forget the routes that cost most at the prices of the last solution, once there are many of them."""
        rows = len(self.rows) + len(self.shifts) + len(self.ties)
        if len(self.places) <= MOST_COLUMNS * rows:
            return
        reduced = self.program.reduced()
        last = len(reduced)
        known = [(float(reduced[place]), place, key) for key, place in self.places.items() if place < last]
        known.sort(key=lambda row: row[:2])
        gone = known[FEWEST_COLUMNS * rows :]
        for _, _, key in gone:
            del self.columns[key], self.places[key]
        places = sorted(place for _, place, _ in gone)
        self.program.remove(places)
        for key, place in self.places.items():
            self.places[key] = place - bisect_left(places, place)

    def _rebuild(self) -> None:
        self._build()
        for column in self.columns.values():
            self._add_column(column)

    def solve(self) -> tuple[float, Prices] | None:
        """Return the value of the program and its prices; None if it was not solved, from nothing either."""
        solved = self.program.solve()
        if solved is None:
            return None
        value, duals = solved
        visits = np.zeros(len(self.tables.problem.visits))
        visits[list(self.rows)] = np.maximum(0.0, duals[list(self.rows.values())])
        minutes = np.zeros(len(self.tables.problem.technicians))
        for technician, rows in self.tiers.items():
            minutes[technician] = max(0.0, -float(duals[rows].sum()))
        free = np.array([row.exact for row in self.relaxation.rows], dtype=np.bool_)
        ties = np.where(free, duals[self.ties], np.maximum(0.0, duals[self.ties]))
        return self.idle + value, Prices(*(_whole(row) for row in (visits, minutes, ties)))


def _key(column: Column) -> Key:
    return column.shift, column.visits, column.starts


def _whole(row: np.ndarray) -> Ints:
    """Return prices as whole numbers small enough to add up; what is no number is no price."""
    known = np.clip(np.nan_to_num(row, nan=0.0), -MOST_PRICE, MOST_PRICE)
    whole: Ints = np.rint(SCALE * known).astype(np.int64)
    return whole
