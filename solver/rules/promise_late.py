"""Where promises are soft, every minute after the last promised window costs, by urgency and impact.

    late = first start - max(end of the last promised window, now)
    cost = max(0, late) * impact * weight[urgency]
Inactive while promises are hard, for a ticket without promised windows or not planned, and once a fact has made
the first start.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import above
from solver.problem import Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.sequence import first_visits
from solver.serving import first_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class PromiseLate(SoftRule):
    """Coming after what was promised costs."""

    name = "promise_late"
    title = Text("Late against the promise", "晚于承诺")
    promise = Text(
        "When a promise cannot be kept any more, the visit comes as soon after it as possible.",
        "承诺时段已无法保证时，尽快在其后上门。",
    )
    unit = "minutes x impact"
    weights: ClassVar[Mapping[str, int]] = {"emergency": 50, "urgent": 10, "normal": 5, "low": 5}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every first start after the last promised window."""
        if problem.policy.promised_hard:
            return
        for ticket_idx in sorted(schedule.planned_tickets):
            ticket = problem.tickets[ticket_idx]
            first = first_service(schedule, ticket_idx) if ticket.promised else None
            if first is None or first.fact:
                continue
            late = first.start - max(problem.now, *(window.end for window in ticket.promised))
            amount = max(0, late) * ticket.impact
            cost = amount * problem.policy.weight(self.name, ticket.urgency)
            if cost:
                yield Charge(self.name, ticket.urgency, amount, cost, ticket_idx, first.technician, first.visit)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price first starts after the last promised window when promises are soft."""
        if problem.policy.promised_hard:
            return
        for ticket_idx, ticket in enumerate(problem.tickets):
            if not ticket.promised:
                continue
            due = max(problem.now, max(window.end for window in ticket.promised))
            rate = problem.policy.weight(self.name, ticket.urgency) * ticket.impact
            for visit_idx in first_visits(problem, ticket_idx)[:1]:
                tables.start_cost(self.name, visit_idx, above([(due, rate)]))
