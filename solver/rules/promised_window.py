"""A ticket starts in a window its owner was promised.

    hard: some window has window.start <= first start <= window.end
    soft: the same, or first start > end of the last window (that is ``promise_late``)
    amount = minutes to the nearest allowed start
Inactive for a ticket without promised windows, and once a fact has made the first start.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.curve import join_windows
from solver.problem import Minute, Problem, Window
from solver.rows import FAR_FUTURE
from solver.rules.base import HardRule, Text, Violation
from solver.sequence import first_visits
from solver.serving import first_service
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _distance(windows: tuple[Window, ...], start: Minute) -> int:
    """Return the minutes to the nearest window, 0 inside one."""
    return min(max(window.start - start, start - window.end, 0) for window in windows)


class PromisedWindow(HardRule):
    """A visit comes when its owner was promised."""

    name = "promised_window"
    title = Text("Promised window", "承诺时段")
    promise = Text(
        "The first visit starts in a promised window (where promises are soft: never before or between them).",
        "首次上门在承诺时段内开始（承诺为软约束时：不早于首个时段，也不落在两个时段之间）。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every ticket that starts outside what was promised."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            first = first_service(schedule, ticket_idx) if ticket.promised else None
            if first is None or first.fact:
                continue
            after_all = first.start > max(window.end for window in ticket.promised)
            amount = _distance(ticket.promised, first.start)
            if amount > 0 and (problem.policy.promised_hard or not after_all):
                where = {"tickets": (ticket_idx,), "technicians": (first.technician,), "shifts": (first.shift,)}
                yield Violation(self.name, amount, (first.visit,), **where, by_fact=False)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Confine first starts to the promised windows; soft promises may also be kept late."""
        for ticket_idx, ticket in enumerate(problem.tickets):
            if not ticket.promised:
                continue
            ranges = join_windows(ticket.promised)
            if not problem.policy.promised_hard:
                ranges[-1] = (ranges[-1][0], FAR_FUTURE)
            for visit_idx in first_visits(problem, ticket_idx):
                tables.start_in(self.name, visit_idx, ranges)
