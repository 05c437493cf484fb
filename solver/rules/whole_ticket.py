"""A ticket is planned with all the visits it still needs, or with none of them.

    amount = visits still to be made that are missing, if at least one other is planned
Never inactive. Facts do not count: a started ticket whose rest is left out is unassigned, not broken.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class WholeTicket(HardRule):
    """A ticket is planned as a whole or not at all."""

    name = "whole_ticket"
    title = Text("Whole ticket", "工单整单安排")
    promise = Text(
        "A ticket is planned with all the visits it still needs, or left out as a whole.",
        "工单剩余的上门要么全部安排，要么全部不安排。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every ticket that is planned in part."""
        for ticket_idx, visits in enumerate(problem.open_visits_by_ticket):
            missing = tuple(visit for visit in visits if visit not in schedule.placed)
            if 0 < len(missing) < len(visits):
                yield Violation(self.name, len(missing), missing, (ticket_idx,))

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Nothing to add: the tables plan a ticket's open visits all or none, by their shape."""
