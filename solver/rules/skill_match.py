"""Whoever makes a visit has its trade, at the level it needs.

    amount = min_level - level(technician, trade),  level = 0 without the trade
Never inactive. Facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.fits import by_technician
from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class SkillMatch(HardRule):
    """A visit is made by somebody who has its trade and level."""

    name = "skill_match"
    title = Text("Skill match", "技能匹配")
    promise = Text(
        "A visit is made only by somebody who has its trade at the level it needs.",
        "每次上门都由具备所需工种和等级的人员完成。",
    )
    unit = "levels"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit whose technician lacks levels of its trade."""
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            need = problem.need(visit)
            missing = need.min_level - problem.technicians[placed.technician].skills.get(need.trade, 0)
            if missing > 0:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, missing, (visit_idx,), **where, by_fact=visit.is_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Forbid technicians without the trade at the level."""
        lacking = by_technician(
            problem,
            lambda visit: (problem.need(visit).trade, problem.need(visit).min_level),
            lambda need, technician: technician.skills.get(need[0], 0) < need[1],
        )
        tables.ban(self.name, lacking.astype(bool))
