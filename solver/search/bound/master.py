"""The linear program over the routes found so far: what each visit and each minute of a technician is worth."""

from collections.abc import Callable, Sequence

import numpy as np
from ortools.linear_solver import pywraplp

from solver.curve import Curve
from solver.search.bound.relaxation import Prices, Relaxation
from solver.search.bound.rows import Column, Row
from solver.search.pricing.layout import SCALE
from solver.tables import Ints

Key = tuple[int, tuple[int, ...], tuple[int, ...]]
LITTLE = 1e-6
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
        self.solver = pywraplp.Solver.CreateSolver("GLOP")
        self.variables: dict[Key, pywraplp.Variable] = {}
        self.objective = self.solver.Objective()
        self.rows = {visit: self.solver.Constraint(1.0, self.solver.infinity()) for visit in self.relaxation.visits}
        self.shifts: dict[int, pywraplp.Constraint] = {}
        self.tiers: dict[int, list[pywraplp.Constraint]] = {}
        own = self.tables.problem.open_visits_by_ticket
        self.left_out: dict[int, pywraplp.Variable] = {}
        self.ties: list[pywraplp.Constraint] = []
        for ticket in self.relaxation.tickets:
            price = MUST if ticket in self.relaxation.musts else float(self.tables.drop_price[ticket])
            self.left_out[ticket] = self._add_variable(price, [self.rows[visit] for visit in own[ticket]])
        for technician, rows in self.relaxation.loads.items():
            self.tiers[technician] = [tier for base, curve in rows for tier in self._add_tiers(base, curve)]
        for row in self.relaxation.rows:
            self._add_tie(row)

    def _add_tie(self, row: Row) -> None:
        high = float(row.least) if row.exact else self.solver.infinity()
        tie = self.solver.Constraint(float(row.least), high)
        for ticket, factor in row.tickets.items():
            tie.SetCoefficient(self.left_out[ticket], float(factor))
        self.ties.append(tie)

    def tie(self, rows: Sequence[Row]) -> None:
        """Add rows to the relaxation and the program."""
        for row in rows:
            self.relaxation.rows.append(row)
            self._add_tie(row)
            for key, variable in self.variables.items():
                factor = row.factor(self.tables, self.columns[key])
                if factor:
                    self.ties[-1].SetCoefficient(variable, float(factor))

    def _add_variable(self, cost: float, rows: Sequence[pywraplp.Constraint], by: float = 1.0) -> pywraplp.Variable:
        variable = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.objective.SetCoefficient(variable, cost)
        for row in rows:
            row.SetCoefficient(variable, by)
        return variable

    def _add_tiers(self, base: int, curve: Curve) -> list[pywraplp.Constraint]:
        """Charge what is above each point at which a minute begins to cost more."""
        rows = []
        for k in range(1, len(curve.points)):
            steeper = curve.slopes[k] - curve.slopes[k - 1]
            if steeper > 0:
                row = self.solver.Constraint(-self.solver.infinity(), float(max(0, curve.points[k] - base)))
                self._add_variable(float(steeper), [row], -1.0)
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
        if column.shift not in self.shifts:
            self.shifts[column.shift] = self.solver.Constraint(-self.solver.infinity(), 1.0)
        variable = self._add_variable(float(column.cost), [self.shifts[column.shift]])
        self.variables[_key(column)] = variable
        for visit in set(column.visits):
            self.rows[visit].SetCoefficient(variable, float(column.visits.count(visit)))
        for row, tie in zip(self.relaxation.rows, self.ties, strict=True):
            factor = row.factor(self.tables, column)
            if factor:
                tie.SetCoefficient(variable, float(factor))
        minutes = float(self.tables.work[list(column.visits)].sum())
        for row in self.tiers.get(self.tables.shifts[column.shift].technician, ()):
            row.SetCoefficient(variable, minutes)

    def used(self) -> list[tuple[Column, float]]:
        """Return the columns that the last solution uses, and how much of each."""
        values = ((self.columns[key], variable.solution_value()) for key, variable in self.variables.items())
        return [(column, value) for column, value in values if value > LITTLE]

    def forget(self, is_wrong: Callable[[Column], bool]) -> None:
        """Use some columns no more; the program is built again once most of it is such columns."""
        for key in [key for key, column in self.columns.items() if is_wrong(column)]:
            del self.columns[key]
            self.variables.pop(key).SetUb(0.0)
        if self.solver.NumVariables() > MOST_DEAD * (len(self.columns) + len(self.rows)):
            self._rebuild()

    def _rebuild(self) -> None:
        self._build()
        for column in self.columns.values():
            self._add_column(column)

    def solve(self) -> tuple[float, Prices] | None:
        """Return the value of the program and its prices; None if it was not solved, from nothing either."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            self._rebuild()
            if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
                return None
        visits = np.zeros(len(self.tables.problem.visits))
        visits[list(self.rows)] = [max(0.0, row.dual_value()) for row in self.rows.values()]
        minutes = np.zeros(len(self.tables.problem.technicians))
        for technician, rows in self.tiers.items():
            minutes[technician] = max(0.0, -sum(row.dual_value() for row in rows))
        ties = np.array([tie.dual_value() for tie in self.ties])
        free = np.array([row.exact for row in self.relaxation.rows], dtype=np.bool_)
        ties = np.where(free, ties, np.maximum(0.0, ties))
        return self.idle + self.objective.Value(), Prices(*(_whole(row) for row in (visits, minutes, ties)))


def _key(column: Column) -> Key:
    return column.shift, column.visits, column.starts


def _whole(row: np.ndarray) -> Ints:
    """Return prices as whole numbers small enough to add up; what is no number is no price."""
    known = np.clip(np.nan_to_num(row, nan=0.0), -MOST_PRICE, MOST_PRICE)
    whole: Ints = np.rint(SCALE * known).astype(np.int64)
    return whole
