"""An answer: a plan with everything that is known of it, before it becomes wire JSON."""

from dataclasses import dataclass, field

from dispatcher.faults.fault import Fault
from dispatcher.schemas.change import Change, Notice
from dispatcher.schemas.figures import SearchFigures
from dispatcher.schemas.unassigned import ClassName, ProofName, Suggestion
from solver.checker import Report
from solver.plan import Plan
from solver.status import Status


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A ticket that is not planned, or whose rest is not, by its index.

    ``reasons`` are pairs of a hard rule's name and the indexes of the technicians it excludes; ``proof`` says
    how ``crowded_out`` was proved, None for the other classes.
    """

    ticket: int
    class_name: ClassName
    remaining: bool = False
    reasons: tuple[tuple[str, tuple[int, ...]], ...] = ()
    proof: ProofName | None = None
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What planning found.

    Attributes
    ----------
    plan, report
        None when there is no plan.
    lower_bound, sunk
        None when not known; never a stand-in.
    faults
        Warnings besides those of the report.
    search
        How the plan was found; its times are left out of the plan when the request gave ``iterations``.
    changes, notices
        None for a first plan.
    """

    status: Status
    plan: Plan | None = None
    report: Report | None = None
    lower_bound: int | None = None
    sunk: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    faults: tuple[Fault, ...] = ()
    search: SearchFigures = field(default_factory=SearchFigures)
    changes: tuple[Change, ...] | None = None
    notices: tuple[Notice, ...] | None = None

    @property
    def gap(self) -> float | None:
        """(total - lower_bound) / max(1, total - sunk); None when one of them is not known."""
        if self.report is None or self.lower_bound is None or self.sunk is None:
            return None
        return (self.report.total - self.lower_bound) / max(1, self.report.total - self.sunk)


def unproved(report: Report) -> tuple[LeftOut, ...]:
    """Return what a plan leaves out, nothing of it proved: a proof for another plan or day is none here."""
    problem = report.schedule.problem

    def is_begun(ticket: int) -> bool:
        visits = (problem.visits[visit] for visit in problem.visits_by_ticket[ticket])
        return any(visit.is_fact and not visit.is_no_show for visit in visits)

    tickets = sorted(report.schedule.unassigned_tickets)
    return tuple(LeftOut(ticket, "not_found_in_time", remaining=is_begun(ticket)) for ticket in tickets)
