"""Sending somebody more able than needed costs, and so does tying up a scarce trade with other work.

    cost = weight[level] * (level(technician, trade) - min_level)
         + weight[scarce]   if the technician has a scarce trade the visit does not need, once per visit
    scarce(trade) = 5 * demand > 4 * supply
    demand = sum of service minutes * persons of that trade over all steps of open tickets
    supply = sum of (end - start) over the shifts of technicians who have the trade at any level
Inactive for visits at exactly the level needed by people without a scarce trade. Facts pay nothing. The scarce
trades of a first plan are kept by its re-plans.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.fits import by_technician
from solver.problem import Problem, Technician, TicketStatus
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def scarce_trades(problem: Problem) -> frozenset[str]:
    """Return the trades whose demand exceeds 0.8 of their supply, or those kept from the first plan."""
    if problem.constants is not None:
        return problem.constants.scarce_trades
    demand: dict[str, int] = {}
    for ticket in problem.tickets:
        for step in ticket.steps if ticket.status is TicketStatus.OPEN else ():
            for need in step.crew:
                demand[need.trade] = demand.get(need.trade, 0) + step.service_minutes
    supply = dict.fromkeys(demand, 0)
    for shift in problem.shifts:
        for trade in problem.technicians[shift.technician].skills:
            supply[trade] = supply.get(trade, 0) + shift.end - shift.start
    return frozenset(trade for trade, minutes in demand.items() if 5 * minutes > 4 * supply[trade])


class SkillWaste(SoftRule):
    """Sending somebody too able costs."""

    name = "skill_waste"
    title = Text("Skill waste", "技能浪费")
    promise = Text(
        "Highly skilled people and scarce trades are kept for the work that needs them.",
        "高技能和紧缺工种的人员留给真正需要的工单。",
    )
    unit = "levels, visits"
    weights: ClassVar[Mapping[str, int]] = {"level": 3, "scarce": 5}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of spare levels and of scarce trades tied up."""
        per_level, per_scarce = (problem.policy.weight(self.name, name) for name in ("level", "scarce"))
        scarce = scarce_trades(problem)
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            if visit.is_fact:
                continue
            skills, need = problem.technicians[placed.technician].skills, problem.need(visit)
            where = (visit.ticket, placed.technician, visit_idx)
            spare = skills.get(need.trade, 0) - need.min_level
            if spare > 0 and per_level:
                yield Charge(self.name, "level", spare, per_level * spare, *where)
            if per_scarce and (scarce & skills.keys()) - {need.trade}:
                yield Charge(self.name, "scarce", 1, per_scarce, *where)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price levels above the need, and technicians whose other trades are scarce."""
        per_level = problem.policy.weight(self.name, "level")
        per_scarce = problem.policy.weight(self.name, "scarce")
        scarce = scarce_trades(problem)

        def waste(need: tuple[str, int], technician: Technician) -> int:
            level = max(0, technician.skills.get(need[0], 0) - need[1])
            other = any(trade in scarce and trade != need[0] for trade in technician.skills)
            return per_level * level + per_scarce * other

        tables.fit_cost(
            self.name,
            by_technician(problem, lambda v: (problem.need(v).trade, problem.need(v).min_level), waste),
        )
