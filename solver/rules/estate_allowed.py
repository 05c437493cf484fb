"""A technician works only on his estates.

    estate(site) is None, or estates(technician) is empty, or estate(site) in estates(technician)
    amount = 1 per visit
Inactive for a technician without a list of estates and for a site without estate. Facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.fits import by_technician
from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class EstateAllowed(HardRule):
    """A technician works only on his estates."""

    name = "estate_allowed"
    title = Text("Estate allowed", "允许的小区")
    promise = Text(
        "Technicians who belong to certain estates are sent only there.",
        "限定小区的人员只派往所属小区。",
    )
    unit = "visits"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit on an estate its technician does not serve."""
        for visit_idx, placed in schedule.placed.items():
            visit, technician = problem.visits[visit_idx], problem.technicians[placed.technician]
            estate = problem.sites[problem.tickets[visit.ticket].site].estate
            if estate is not None and technician.estates and estate not in technician.estates:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, 1, (visit_idx,), **where, by_fact=visit.is_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Forbid technicians whose estates do not include the site's."""
        foreign = by_technician(
            problem,
            lambda visit: problem.sites[problem.tickets[visit.ticket].site].estate,
            lambda estate, technician: (
                estate is not None and bool(technician.estates) and estate not in technician.estates
            ),
        )
        tables.ban(self.name, foreign.astype(bool))
