"""A shift on duty for certain urgencies serves only these.

    serves_urgencies(shift) is empty, or urgency(ticket) in serves_urgencies(shift)
    amount = 1 per visit
Inactive for a shift that serves all. Facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.fits import by_shift
from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class UrgencyServed(HardRule):
    """A shift serves only the urgencies it is on duty for."""

    name = "urgency_served"
    title = Text("Urgency served", "值班紧急程度")
    promise = Text(
        "Staff on duty for certain urgencies get only tickets of these urgencies.",
        "值班人员只接其值班范围内紧急程度的工单。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit of an urgency its shift does not serve."""
        for visit_idx, placed in schedule.placed.items():
            visit, served = problem.visits[visit_idx], problem.shifts[placed.shift].serves_urgencies
            if served and problem.tickets[visit.ticket].urgency not in served:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, 1, (visit_idx,), **where, by_fact=visit.is_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Forbid duty shifts that do not serve the ticket's urgency."""
        foreign = by_shift(
            problem,
            lambda visit: problem.tickets[visit.ticket].urgency,
            lambda urgency, shift: bool(shift.serves_urgencies) and urgency not in shift.serves_urgencies,
        )
        tables.ban(self.name, foreign.astype(bool))
