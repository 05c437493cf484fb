"""CP-SAT chooses one route per shift among those the chains have seen, under all that ties routes together."""

import threading
from collections import defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model

from solver.search.chains.pool import Column
from solver.search.exact.costs import curve_cost
from solver.search.exact.solve import attend, parameters
from solver.search.exact.variables import Expression
from solver.search.limits import SearchLimits, Stop, Timer
from solver.tables import Tables


class Selection:
    """The model: a literal per column and one per ticket.

    Attributes
    ----------
    columns
        What may be chosen; at most one per shift is.
    """

    def __init__(self, tables: Tables, columns: Sequence[Column]) -> None:
        self.tables = tables
        self.columns = list(columns)
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var(f"column_{k}") for k in range(len(self.columns))]
        self.having: dict[int, list[int]] = defaultdict(list)  # visit -> columns
        for k, column in enumerate(self.columns):
            for visit in column.starts:
                self.having[visit].append(k)
        self.planned: dict[int, cp_model.IntVar] = {}
        self._add_choice()
        self._add_links()
        self._add_people()
        self._add_cost()

    def hint(self, known: set[int]) -> None:
        """Tell the solver to start from some columns, by index: every variable's value, or it loses its way."""
        fixed = self.model.clone()
        for k in range(len(self.columns)):
            fixed.add(fixed.get_bool_var_from_proto_index(self.chosen[k].index) == int(k in known))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = 1.0
        if solver.solve(fixed) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            for index, value in enumerate(solver.response_proto.solution):
                self.model.add_hint(self.model.get_int_var_from_proto_index(index), value)

    def _add_choice(self) -> None:
        """One column per shift at most; a ticket's visits are all on a column, or none is."""
        by_shift: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for column, literal in zip(self.columns, self.chosen, strict=True):
            by_shift[column.shift].append(literal)
        for literals in by_shift.values():
            self.model.add_at_most_one(literals)
        for ticket, visits in enumerate(self.tables.problem.open_visits_by_ticket):
            if visits and all(self.having.get(v) for v in visits):
                self.planned[ticket] = planned = self.model.new_bool_var(f"planned_{ticket}")
                for visit in visits:
                    self.model.add(sum(self.chosen[k] for k in self.having[visit]) == planned)
            else:
                for visit in visits:
                    for k in self.having.get(visit, ()):
                        self.model.add(self.chosen[k] == 0)

    def _start(self, visit: int) -> Expression:
        """Return a visit's start, 0 if it is on no column."""
        return sum(self.columns[k].starts[visit] * self.chosen[k] for k in self.having[visit])

    def _by(self, visits: Sequence[int], technician: int) -> list[cp_model.IntVar]:
        """Return the columns of a technician with one of some visits."""
        owner = self.tables.shifts
        found = {
            k for v in visits for k in self.having.get(v, ()) if owner[self.columns[k].shift].technician == technician
        }
        return [self.chosen[k] for k in sorted(found)]

    def _of(self, visit: int) -> cp_model.IntVar | None:
        """Return the literal of a visit's ticket; None if it cannot be planned here."""
        return self.planned.get(self.tables.problem.visits[visit].ticket)

    def _add_links(self) -> None:
        """Keep common starts, orders, and what needs what."""
        tables, model = self.tables, self.model
        for group in tables.same_start:
            if self._of(group.visits[0]) is not None:
                for visit in group.visits[1:]:
                    model.add(self._start(visit) == self._start(group.visits[0]))
        for order in tables.orders:
            before, after = self._of(order.before), self._of(order.after)
            if before is None or after is None:
                continue
            end = self._start(order.before) + sum(
                int(tables.minutes[order.before, self.columns[k].shift]) * self.chosen[k]
                for k in self.having[order.before]
            )
            start = self._start(order.after)
            model.add(start >= end + order.min_gap).only_enforce_if([before, after])
            if order.max_gap is not None:
                model.add(start <= end + order.max_gap).only_enforce_if([before, after])
        for pair in tables.requires:
            if pair.ticket in self.planned:
                model.add(self.planned[pair.ticket] <= self.planned.get(pair.other, 0))

    def _add_people(self) -> None:
        """Keep who may, must or must not come together."""
        tables, model = self.tables, self.model
        people = range(len(tables.problem.technicians))
        for group in tables.different_people:
            for technician in people:
                literals = self._by(group.visits, technician)
                if len(literals) > 1:
                    model.add_at_most_one(literals)
        for bond in tables.among:
            condition = None if bond.always else self.planned.get(bond.other)
            if condition is None and not bond.always:
                continue
            for technician in set(people) - bond.people:
                others = self._by(bond.others, technician)
                for literal in self._by(bond.visits, technician):
                    model.add_bool_or(others).only_enforce_if([literal] if condition is None else [literal, condition])
        for row in tables.one_by:
            planned = self._of(row.visits[0])
            if planned is not None:
                model.add(sum(self._by(row.visits, row.technician)) >= planned)

    def _add_cost(self) -> None:
        """Charge the columns, what is left out, and the minutes of each technician."""
        tables, model = self.tables, self.model
        cost: Expression = sum(c.cost * x for c, x in zip(self.columns, self.chosen, strict=True))
        for ticket, planned in self.planned.items():
            cost = cost + int(tables.drop_price[ticket]) * (1 - planned)
        for limit in tables.musts:
            model.add(self.planned.get(limit.index, 0) >= 1)
        for k, row in enumerate(tables.technician_costs):
            mine = [
                n for n, column in enumerate(self.columns) if tables.shifts[column.shift].technician == row.technician
            ]
            loads = {n: sum(int(tables.work[v]) for v in self.columns[n].starts) for n in mine}
            if len({self.columns[n].shift for n in mine}) <= 1:
                # On one shift a column is all he does: its cost is a constant, which spares the solver a sum.
                idle = row.curve.at(row.base)
                cost += idle + sum((row.curve.at(row.base + load) - idle) * self.chosen[n] for n, load in loads.items())
            else:
                minutes = row.base + sum(load * self.chosen[n] for n, load in loads.items())
                cost += curve_cost(model, minutes, row.curve, row.base, row.base + sum(loads.values()), f"work_{k}")
        model.minimize(cost)


def select(
    selection: Selection, limits: SearchLimits, seconds: float | None, timer: Timer, stop: Stop
) -> list[Column] | None:
    """Return the columns chosen within the limits; None if no choice was found.

    Parameters
    ----------
    seconds
        Time left; None: only the iterations of ``limits`` end it.
    stop
        Asked every few hundredths of a second; True ends it with the best choice so far.
    """
    solver = parameters(limits, seconds)
    outcome: list[int] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(int(solver.solve(selection.model)))
        except BaseException as error:  # handed to the caller's thread
            failure.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    attend(thread, solver, seconds, timer, stop, lambda: False)
    if failure:
        raise failure[0]
    if outcome[0] not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [c for c, x in zip(selection.columns, selection.chosen, strict=True) if solver.value(x)]
