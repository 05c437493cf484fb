"""A shift has at most its number of visits.

    number of visits on the route, facts of any outcome included <= max_visits(shift)
    amount = visits beyond it
Inactive for a shift without ``max_visits``. A route of nothing but facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class MaxVisits(HardRule):
    """A shift has at most its number of visits."""

    name = "max_visits"
    title = Text("Maximum visits", "上门次数上限")
    promise = Text(
        "Nobody gets more visits in a shift than the shift allows.",
        "每班的上门次数不超过该班上限。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every shift with too many visits."""
        for line in schedule.timelines:
            most = problem.shifts[line.shift].max_visits
            visits = tuple(stop.visit for stop in line.stops if stop.visit is not None)
            if most is not None and len(visits) > most:
                where = {"technicians": (line.technician,), "shifts": (line.shift,)}
                yield Violation(self.name, len(visits) - most, visits, **where, by_fact=line.facts_only)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Limit what each shift may still take."""
        for row, shift in zip(tables.shifts, problem.shifts, strict=True):
            if shift.max_visits is not None:
                row.capacity = max(0, shift.max_visits - row.head.visits)
