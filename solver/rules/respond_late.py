"""Every minute a ticket starts after it should have costs, by its urgency and impact.

    late = first start of the first step that was no no-show - max(respond_by, now)
           not planned and not responded to: horizon_end - max(respond_by, now)
    cost = max(0, late) * impact * weight[urgency]
Inactive for a ticket without ``respond_by``. Minutes before ``now`` are lost whatever is planned: reported, not
priced. Where a fact made the first start, the charge is the fact's.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import above
from solver.problem import Minute, Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.sequence import first_visits, responded_at
from solver.serving import Service, first_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _responded(schedule: Schedule, ticket: int) -> tuple[Service | None, Minute | None]:
    """Return who starts the ticket and when; the horizon's end if it is left out, None if nothing is due."""
    first = first_service(schedule, ticket)
    if ticket in schedule.unassigned_tickets and (first is None or not first.fact):
        return None, schedule.problem.horizon_end
    return first, None if first is None else first.start


class RespondLate(SoftRule):
    """A late first visit costs."""

    name = "respond_late"
    title = Text("Late response", "响应超时")
    promise = Text(
        "Somebody is there in time; the more urgent the ticket, the more each late minute counts.",
        "按时上门响应；工单越紧急，每超时一分钟的代价越高。",
    )
    unit = "minutes x impact"
    weights: ClassVar[Mapping[str, int]] = {"emergency": 50, "urgent": 10, "normal": 2, "low": 1}
    profiles: ClassVar[Mapping[str, int]] = {"fast_response": 3}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every late first start."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.respond_by is None:
                continue
            first, time = _responded(schedule, ticket_idx)
            late = 0 if time is None else time - max(ticket.respond_by, problem.now)
            amount = max(0, late) * ticket.impact
            cost = amount * problem.policy.weight(self.name, ticket.urgency)
            if cost and first is None:
                yield Charge(self.name, ticket.urgency, amount, cost, ticket=ticket_idx)
            elif cost and first is not None:
                where = {"technician": first.technician, "visit": first.visit}
                yield Charge(self.name, ticket.urgency, amount, cost, ticket_idx, **where, fact=first.fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price the first start after the response limit, and never responding until the horizon's end."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.respond_by is None:
                continue
            due = max(ticket.respond_by, problem.now)
            rate = problem.policy.weight(self.name, ticket.urgency) * ticket.impact
            responded = responded_at(problem, ticket_idx)
            if responded is not None:
                tables.constant(self.name, rate * max(0, responded - due))
                continue
            for visit_idx in first_visits(problem, ticket_idx)[:1]:
                tables.start_cost(self.name, visit_idx, above([(due, rate)]))
                tables.drop(self.name, ticket_idx, rate * max(0, problem.horizon_end - due))
