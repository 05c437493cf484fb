"""A visit of a time-locked ticket stays in the plan, at its published start.

    start(visit) = published start, lock(ticket) in {time, both}      amount: minutes moved; 1 if not planned
Inactive for a ticket without such a lock, for a visit that was not published, and for facts. A lock that the
clock or facts make impossible is released. Who comes is ``technician_allowed``'s matter.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.commitment import is_kept_by_lock, released_visits
from solver.locks import is_released
from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class TimeLock(HardRule):
    """A time-locked visit stays at its time."""

    name = "time_lock"
    title = Text("Time lock", "时间锁定")
    promise = Text(
        "A visit locked to its time stays in the plan and starts exactly then.",
        "锁定时间的上门保留在计划中，并按原定时间开始。",
    )
    unit = "minutes (a visit not planned: visits)"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every time-locked visit that is moved or left out."""
        released = released_visits(problem)
        for visit_idx, visit in enumerate(problem.visits):
            if visit.published is None or not is_kept_by_lock(problem, visit) or visit_idx in released:
                continue
            placed = schedule.placed.get(visit_idx)
            amount = 1 if placed is None else abs(placed.start - visit.published.start)
            if amount:
                yield Violation(self.name, amount, (visit_idx,), (visit.ticket,))

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Require time-locked visits to be planned at their published start."""
        for ticket_idx, visits in enumerate(problem.open_visits_by_ticket):
            if not problem.tickets[ticket_idx].lock.holds_time:
                continue
            for visit_idx in visits:
                visit = problem.visits[visit_idx]
                if visit.published is None or is_released(problem, tables.heads, visit):
                    continue
                tables.must(self.name, ticket_idx, visit_idx)
                tables.start_in(self.name, visit_idx, [(visit.published.start, visit.published.start)])
