"""Changing what was published costs: other people, later starts, tickets that are dropped.

    cost = weight[technician]              per published visit by nobody of its published crew
         + weight[minute]      * later     later = max(0, start - published start), owner not told
         + weight[told_minute] * later     the same, owner told
         + weight[dropped]                 per open ticket with a published visit still to be made, not planned
Inactive without a plan in force. Facts, and tickets that are not open, pay nothing.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from solver.curve import above
from solver.problem import Problem, Visit
from solver.rules.base import Charge, SoftRule, Text
from solver.sequence import ticket_crews
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _published_crew(problem: Problem, visit: Visit) -> set[int]:
    """Return who was to make, or has made, the visits of the same step and part."""
    others = (problem.visits[i] for i in problem.visits_by_ticket[visit.ticket])
    return {
        problem.shifts[other.published.shift].technician
        for other in others
        if other.published is not None and (other.step, other.part) == (visit.step, visit.part)
    }


class Disruption(SoftRule):
    """Changing a published plan costs."""

    name = "disruption"
    title = Text("Disruption", "计划变动")
    promise = Text(
        "A published plan is changed as little as possible, least of all what owners were told.",
        "尽量少改已发布的计划，尤其是已告知业主的安排。",
    )
    unit = "visits, minutes, tickets"
    weights: ClassVar[Mapping[str, int]] = {"technician": 40, "minute": 1, "told_minute": 2, "dropped": 300}
    profiles: ClassVar[Mapping[str, int]] = {"few_changes": 4}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every change."""
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            published = visit.published
            if published is None or visit.is_fact:
                continue
            charges = (
                ("technician", int(placed.technician not in _published_crew(problem, visit))),
                ("told_minute" if published.told else "minute", max(0, placed.start - published.start)),
            )
            for name, amount in charges:
                if cost := amount * problem.policy.weight(self.name, name):
                    yield Charge(self.name, name, amount, cost, visit.ticket, placed.technician, visit_idx)
        yield from self._dropped(problem, schedule)

    def _dropped(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        price = problem.policy.weight(self.name, "dropped")
        for ticket_idx in sorted(schedule.unassigned_tickets):
            visits = (problem.visits[i] for i in problem.open_visits_by_ticket[ticket_idx])
            if price and any(visit.published is not None for visit in visits):
                yield Charge(self.name, "dropped", 1, price, ticket=ticket_idx)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price other technicians, later starts and drops against the plan in force."""
        rates = {name: problem.policy.weight(self.name, name) for name in self.weights}
        cost = np.zeros(tables.shape, dtype=np.int64)
        owners = np.array([shift.technician for shift in problem.shifts], dtype=np.int64)
        for ticket_idx, visits in enumerate(problem.open_visits_by_ticket):
            published = [v for v in visits if problem.visits[v].published is not None]
            if not published:
                continue
            tables.drop(self.name, ticket_idx, rates["dropped"])
            for members in ticket_crews(problem, ticket_idx).values():
                shown = [p.shift for v in members if (p := problem.visits[v].published) is not None]
                foreign = np.full(len(owners), rates["technician"], dtype=np.int64)
                for technician in {problem.shifts[shift].technician for shift in shown}:
                    foreign[owners == technician] = 0
                for visit_idx in members:
                    if visit_idx in published:
                        cost[visit_idx] += foreign
            for visit_idx in published:
                plan = problem.visits[visit_idx].published
                if plan is not None:
                    rate = rates["told_minute" if plan.told else "minute"]
                    tables.start_cost(self.name, visit_idx, above([(plan.start, rate)]))
        tables.fit_cost(self.name, cost)
