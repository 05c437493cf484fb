"""A visit outside the times or by other than the people its owner prefers costs.

    cost = weight[window]      per planned ticket whose first start lies in no preferred window
         + weight[technician]  per visit by nobody preferred
Inactive for a ticket without preferences. Facts pay nothing.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.curve import outside
from solver.fits import by_technician
from solver.problem import Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.sequence import first_visits
from solver.serving import first_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class Preference(SoftRule):
    """Wishes that are not met cost."""

    name = "preference"
    title = Text("Preference", "偏好")
    promise = Text(
        "Owners get the times and the people they prefer, where it costs little.",
        "代价不大时，满足业主偏好的时段和人员。",
    )
    unit = "tickets, visits"
    weights: ClassVar[Mapping[str, int]] = {"window": 15, "technician": 15}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every wish that is not met."""
        yield from self._windows(problem, schedule)
        price = problem.policy.weight(self.name, "technician")
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            preferred = problem.tickets[visit.ticket].preferred_technicians
            if price and preferred and placed.technician not in preferred and not visit.is_fact:
                yield Charge(self.name, "technician", 1, price, visit.ticket, placed.technician, visit_idx)

    def _windows(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        price = problem.policy.weight(self.name, "window")
        for ticket_idx in sorted(schedule.planned_tickets):
            windows = problem.tickets[ticket_idx].preferred
            first = first_service(schedule, ticket_idx) if windows else None
            if not price or first is None or first.fact:
                continue
            if not any(window.start <= first.start <= window.end for window in windows):
                yield Charge(self.name, "window", 1, price, ticket_idx, first.technician, first.visit)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price first starts outside every preferred window, and visits by others than the preferred."""
        index = {technician.id: k for k, technician in enumerate(problem.technicians)}
        rate = problem.policy.weight(self.name, "technician")
        others = by_technician(
            problem,
            lambda visit: problem.tickets[visit.ticket].preferred_technicians,
            lambda preferred, technician: bool(preferred) and index[technician.id] not in preferred,
        )
        tables.fit_cost(self.name, rate * others)
        price = problem.policy.weight(self.name, "window")
        for ticket_idx, ticket in enumerate(problem.tickets):
            if ticket.preferred:
                for visit_idx in first_visits(problem, ticket_idx)[:1]:
                    tables.start_cost(self.name, visit_idx, outside(ticket.preferred, price))
