"""Every minute a technician returns after the shift ends costs.

    cost = weight[minute] * max(0, return_at - shift.end)
Inactive for a route that is back by the end of its shift. Of a route with nothing but facts it is the facts'.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import above
from solver.problem import Problem
from solver.rows import ShiftCost
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class Overtime(SoftRule):
    """Time after the shift costs."""

    name = "overtime"
    title = Text("Overtime", "加班")
    promise = Text("Technicians are back by the end of their shift where possible.", "尽量在班次结束前返回。")
    unit = "minutes"
    weights: ClassVar[Mapping[str, int]] = {"minute": 3}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every late return."""
        rate = problem.policy.weight(self.name, "minute")
        for line in schedule.timelines:
            minutes = line.return_at - problem.shifts[line.shift].end
            if minutes > 0 and rate:
                cost = rate * minutes
                yield Charge(self.name, "minute", minutes, cost, technician=line.technician, fact=line.facts_only)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price every minute of a return after the shift's end."""
        rate = problem.policy.weight(self.name, "minute")
        for shift_idx, shift in enumerate(problem.shifts):
            if rate:
                tables.return_costs.append(ShiftCost(self.name, shift_idx, above([(shift.end, rate)])))
