"""A ticket that is not planned costs, once, by its urgency and impact.

    cost = impact * weight[urgency]   if some visit still to be made is not in the plan
Inactive for tickets that are not open, or of which nothing is left to be made. A started ticket whose rest is
left out pays in full.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.problem import Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class Unassigned(SoftRule):
    """A ticket that is not planned costs."""

    name = "unassigned"
    title = Text("Unassigned", "未安排")
    promise = Text(
        "Tickets are left out only when planning them costs more, the most urgent ones last.",
        "只有安排代价更高时才会不安排工单，越紧急越优先安排。",
    )
    unit = "tickets x impact"
    weights: ClassVar[Mapping[str, int]] = {"emergency": 1_000_000, "urgent": 5000, "normal": 1500, "low": 500}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every ticket that is not planned."""
        for ticket_idx in sorted(schedule.unassigned_tickets):
            ticket = problem.tickets[ticket_idx]
            cost = ticket.impact * problem.policy.weight(self.name, ticket.urgency)
            if cost:
                yield Charge(self.name, ticket.urgency, ticket.impact, cost, ticket=ticket_idx)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price leaving a ticket out."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if problem.open_visits_by_ticket[ticket_idx]:
                rate = problem.policy.weight(self.name, ticket.urgency)
                tables.drop(self.name, ticket_idx, rate * ticket.impact)
