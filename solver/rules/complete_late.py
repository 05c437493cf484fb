"""Every minute a ticket ends after it should have costs, by its urgency and impact.

    late = last end of the last step - max(complete_by, now)
           not planned, whole or its rest: horizon_end - max(complete_by, now)
    cost = max(0, late) * impact * weight[urgency]
Inactive for a ticket without ``complete_by``. Minutes before ``now`` are lost whatever is planned: reported, not
priced. Where a fact made the last end, the charge is the fact's.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import FAR_PAST, Curve, above
from solver.problem import Minute, Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.sequence import last_fact_end, last_visits
from solver.serving import Service, last_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _completed(schedule: Schedule, ticket: int) -> tuple[Service | None, Minute | None]:
    """Return who ends the ticket and when; the horizon's end if it is left out, None if nothing is due."""
    if ticket in schedule.unassigned_tickets:
        return None, schedule.problem.horizon_end
    last = last_service(schedule, ticket, len(schedule.problem.tickets[ticket].steps) - 1)
    return last, None if last is None else last.end


def _not_before(due: int, mate: int | None, rate: int) -> Curve:
    """Return the price of an end; a mate who has started may end later, and his end counts then."""
    if mate is None or mate <= due:
        return above([(due, rate)])
    price = rate * (mate - due)
    return Curve((FAR_PAST, mate), (price, price), (0, rate))


class CompleteLate(SoftRule):
    """A late completion costs."""

    name = "complete_late"
    title = Text("Late completion", "完工超时")
    promise = Text(
        "Work is finished in time; the more urgent the ticket, the more each late minute counts.",
        "按时完工；工单越紧急，每超时一分钟的代价越高。",
    )
    unit = "minutes x impact"
    weights: ClassVar[Mapping[str, int]] = {"emergency": 50, "urgent": 10, "normal": 2, "low": 1}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every late last end."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.complete_by is None:
                continue
            last, time = _completed(schedule, ticket_idx)
            late = 0 if time is None else time - max(ticket.complete_by, problem.now)
            amount = max(0, late) * ticket.impact
            cost = amount * problem.policy.weight(self.name, ticket.urgency)
            if cost and last is None:
                yield Charge(self.name, ticket.urgency, amount, cost, ticket=ticket_idx)
            elif cost and last is not None:
                where = {"technician": last.technician, "visit": last.visit}
                yield Charge(self.name, ticket.urgency, amount, cost, ticket_idx, **where, fact=last.fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price the last end after the completion limit, and never completing until the horizon's end."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.complete_by is None:
                continue
            due = max(ticket.complete_by, problem.now)
            rate = problem.policy.weight(self.name, ticket.urgency) * ticket.impact
            visits = last_visits(problem, ticket_idx)
            if visits:
                last = max(visits, key=lambda v: problem.visits[v].minutes)
                mate = last_fact_end(problem, ticket_idx, len(ticket.steps) - 1)
                tables.end_cost(self.name, last, _not_before(due, mate, rate))
                tables.drop(self.name, ticket_idx, rate * max(0, problem.horizon_end - due))
                continue
            ended = last_fact_end(problem, ticket_idx, len(ticket.steps) - 1)
            if ended is not None:
                tables.constant(self.name, rate * max(0, ended - due))
