"""Whoever makes a visit holds every certificate it needs, valid on the day the shift starts.

    amount = number of needed certificates that are missing, or whose last valid day < day(shift)
Inactive for a visit that needs none. Facts: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.fits import by_shift
from solver.problem import Problem, Shift, Technician
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _is_valid(technician: Technician, code: str, day: int) -> bool:
    if code not in technician.certificates:
        return False
    last_day = technician.certificates[code]
    return last_day is None or day <= last_day


def _covers(technician: Technician, codes: frozenset[str], day: int) -> bool:
    """Whether the technician holds every code on the day."""
    held = technician.certificates
    return all(code in held and (held[code] is None or day <= (held[code] or 0)) for code in codes)


class CertificateValid(HardRule):
    """A visit is made by somebody whose certificates are valid that day."""

    name = "certificate_valid"
    title = Text("Certificate valid", "证书有效")
    promise = Text(
        "A visit is made only by somebody whose certificates for it are valid on that day.",
        "每次上门都由当日证书有效的人员完成。",
    )
    unit = "certificates"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit whose technician lacks valid certificates."""
        for visit_idx, placed in schedule.placed.items():
            visit, technician = problem.visits[visit_idx], problem.technicians[placed.technician]
            day = problem.shifts[placed.shift].day
            missing = sum(not _is_valid(technician, code, day) for code in problem.need(visit).certificates)
            if missing:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, missing, (visit_idx,), **where, by_fact=visit.is_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Forbid shifts on days when a needed certificate is missing or has run out."""

        def lacks(codes: frozenset[str], shift: Shift) -> bool:
            return not _covers(problem.technicians[shift.technician], codes, shift.day)

        tables.ban(self.name, by_shift(problem, lambda v: problem.need(v).certificates, lacks).astype(bool))
