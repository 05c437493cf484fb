"""Whoever was told when a technician comes is not visited earlier by that technician.

    start(visit) >= told window's start, if told and still by the published technician
    amount = minutes early
Inactive for a visit whose owner was told nothing, that somebody else makes now, and for facts.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from solver.problem import Problem
from solver.rows import FAR_FUTURE
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class ToldWindow(HardRule):
    """Nobody comes earlier than the owner was told."""

    name = "told_window"
    title = Text("Told window", "已告知时段")
    promise = Text(
        "An owner who was told when a technician comes is not visited before that time by the same technician.",
        "已告知业主上门时段的，同一人员不会提前到达。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit that starts before its owner expects it."""
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            published = visit.published
            if published is None or not published.told or published.window is None or visit.is_fact:
                continue
            early = published.window.start - placed.start
            if early > 0 and problem.shifts[published.shift].technician == placed.technician:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, early, (visit_idx,), **where, by_fact=False)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Bound the starts of told visits on the shifts of the technician the owner expects."""
        told = [
            (visit_idx, published)
            for visits in problem.open_visits_by_ticket
            for visit_idx in visits
            if (published := problem.visits[visit_idx].published) and published.told and published.window
        ]
        if not told:
            return
        earliest = np.full(tables.shape, -FAR_FUTURE, dtype=np.int64)
        for visit_idx, published in told:
            technician = problem.technicians[problem.shifts[published.shift].technician]
            earliest[visit_idx, list(technician.shifts)] = published.window.start if published.window else 0
        tables.start_from(self.name, earliest)
