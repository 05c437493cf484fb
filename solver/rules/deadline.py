"""A ticket with a deadline ends before it.

    last end of the last step <= deadline                                amount: minutes after it
Inactive for a ticket without deadline, and for one whose last step is not in the plan. Facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.rows import Limit
from solver.rules.base import HardRule, Text, Violation
from solver.sequence import last_visits
from solver.serving import last_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class Deadline(HardRule):
    """A ticket is completed before its deadline."""

    name = "deadline"
    title = Text("Deadline", "最后期限")
    promise = Text("A planned ticket is completed by its deadline.", "已安排的工单在最后期限前完成。")
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every ticket that ends after its deadline."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.deadline is None:
                continue
            last = last_service(schedule, ticket_idx, len(ticket.steps) - 1)
            if last is not None and last.end > ticket.deadline:
                where = {"tickets": (ticket_idx,), "technicians": (last.technician,), "shifts": (last.shift,)}
                yield Violation(self.name, last.end - ticket.deadline, (last.visit,), **where, by_fact=last.fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Bound the end of the last step."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.deadline is not None:
                for visit_idx in last_visits(problem, ticket_idx):
                    tables.latest_ends.append(Limit(self.name, visit_idx, ticket.deadline))
