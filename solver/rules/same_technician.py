"""A ticket that wants the people of another ticket gets only them.

    technician(visit still to be made) in technicians(all planned visits and facts of the other ticket)
    amount = 1 per visit by somebody else
Inactive without ``same_technician_as``, and while the other ticket has no visit in the plan, or has only some of
those it needs and no fact.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.rows import Among
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _people(problem: Problem, schedule: Schedule, ticket: int) -> frozenset[int]:
    """Return who makes the ticket's visits; nobody if it is neither planned nor begun."""
    visits = [visit for visit in problem.visits_by_ticket[ticket] if visit in schedule.placed]
    begun = any(problem.visits[visit].is_fact for visit in visits)
    if ticket in schedule.unassigned_tickets and not begun:
        return frozenset()
    return frozenset(schedule.placed[visit].technician for visit in visits)


class SameTechnician(HardRule):
    """A ticket gets the people of another ticket."""

    name = "same_technician"
    title = Text("Same technician", "同一人员")
    promise = Text(
        "A ticket that asks for the people of another ticket gets one of them, if both are planned.",
        "要求沿用另一工单人员的，两单都安排时由其中人员负责。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit by somebody who does not serve the other ticket."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.same_technician_as is None:
                continue
            other = ticket.same_technician_as
            people = _people(problem, schedule, other)
            for visit_idx in problem.open_visits_by_ticket[ticket_idx]:
                placed = schedule.placed.get(visit_idx)
                if people and placed is not None and placed.technician not in people:
                    where = {"technicians": (placed.technician,), "shifts": (placed.shift,)}
                    yield Violation(self.name, 1, (visit_idx,), (ticket_idx, other), **where, by_fact=False)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Keep a ticket's technicians among the other ticket's, if both are in the plan."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            visits, other = problem.open_visits_by_ticket[ticket_idx], ticket.same_technician_as
            if not visits or other is None:
                continue
            facts = [v.published for i in problem.visits_by_ticket[other] if (v := problem.visits[i]).is_fact]
            people = frozenset(problem.shifts[fact.shift].technician for fact in facts if fact)
            still = problem.open_visits_by_ticket[other]
            if still or people:
                tables.among.append(Among(self.name, visits, still, people, other, bool(people)))
