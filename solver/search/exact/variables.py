"""The decisions of the complete model: which visit on which shift, and when it starts.

A ticket that is left out has its starts pinned to the least value of their domain, so that every cost of a
start is an exact function of the variables, planned or not (see ``costs``).
"""

from typing import TypeAlias

from ortools.sat.python import cp_model
from ortools.sat.python import cp_model_helper as cmh

from solver.search.reach import Reach
from solver.tables import Tables

Expression: TypeAlias = cp_model.LinearExpr | int
Truth: TypeAlias = cmh.Literal | int


class Variables:
    """Variables of one model.

    Attributes
    ----------
    model
        The CP-SAT model they belong to.
    planned
        Per ticket index with visits to be made: whether it is planned.
    on
        Per possible (visit, shift): whether the visit is on the shift.
    start
        Per visit that can be planned: start of its service; shared within a group that starts together.
    candidates
        Per shift, the visits it may take.
    """

    def __init__(self, tables: Tables, reach: Reach) -> None:
        self.model = cp_model.CpModel()
        self.tables = tables
        self.reach = reach
        self.planned: dict[int, cp_model.IntVar] = {}
        self.on: dict[tuple[int, int], cp_model.IntVar] = {}
        self.start: dict[int, cp_model.IntVar] = {}
        self.lowest: dict[int, int] = {}
        self.candidates: list[list[int]] = [[] for _ in tables.shifts]
        for ticket, visits in enumerate(tables.problem.open_visits_by_ticket):
            if visits:
                self._add_ticket(ticket, visits)
        self._share_starts()
        self._force()

    def _add_ticket(self, ticket: int, visits: tuple[int, ...]) -> None:
        """Plan all visits of a ticket or none."""
        planned = self.model.new_bool_var(f"planned_{ticket}")
        self.planned[ticket] = planned
        for visit in visits:
            self._add_visit(visit, planned)

    def _add_visit(self, visit: int, planned: cp_model.IntVar) -> None:
        """Put a planned visit on exactly one shift that can take it."""
        domain = self.reach.domains[visit]
        shifts = [s for s in range(len(self.candidates)) if self.reach.possible[visit, s]]
        for shift in shifts:
            self.on[visit, shift] = self.model.new_bool_var(f"on_{visit}_{shift}")
            self.candidates[shift].append(visit)
        self.model.add(sum(self.on[visit, s] for s in shifts) == planned)
        if domain and shifts:
            self.start[visit] = self.model.new_int_var_from_domain(
                cp_model.Domain.from_intervals([list(pair) for pair in domain]), f"start_{visit}"
            )
            self.lowest[visit] = domain[0][0]
            self.model.add(self.start[visit] == domain[0][0]).only_enforce_if(~planned)
        else:
            self.model.add(planned == 0)

    def _share_starts(self) -> None:
        """Equate the starts of visits that start together."""
        for group in self.tables.same_start:
            first = group.visits[0]
            for visit in group.visits[1:]:
                if visit in self.start and first in self.start:
                    planned = self.planned[self.tables.problem.visits[visit].ticket]
                    self.model.add(self.start[visit] == self.start[first]).only_enforce_if(planned)

    def _force(self) -> None:
        """Plan what must be planned and leave out what may not."""
        for limit in self.tables.musts:
            self.model.add(self.planned[limit.index] == 1)
        for limit in self.tables.closed:
            self.model.add(self.planned[limit.index] == 0)
