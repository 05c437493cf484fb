"""What differs between two plans of one problem: visits, tickets, costs, and who does how much.

Any two plans can be compared, legal or not; none of them need be in force.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from solver.changes import kept_window
from solver.checker import Report, check
from solver.plan import Plan
from solver.problem import Minutes, Problem, Window
from solver.timeline import Placed


class Difference(StrEnum):
    """How a visit differs."""

    ADDED = "added"
    DROPPED = "dropped"
    TECHNICIAN = "technician"
    TIME = "time"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class VisitDifference:
    """A visit that the two plans have differently.

    Attributes
    ----------
    visit
        Index in ``Problem.visits``.
    before, after
        Where the first and the second plan have it; None: nowhere.
    changed
        Whether it counts as changed when the second plan replaces the first: always, but for another start by the
        same technician within the arrival window that the first plan gives.
    """

    visit: int
    kind: Difference
    before: Placed | None
    after: Placed | None
    changed: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What one technician does in a plan: visits (no-shows included), and where the minutes of his shifts go."""

    visits: int = 0
    service: Minutes = 0
    travel: Minutes = 0
    overtime: Minutes = 0


@dataclass(frozen=True)
class Comparison:
    """Two plans of one problem side by side.

    Attributes
    ----------
    before, after
        What the checker says of each: breaches, cost by term, measures.
    visits
        Visits that differ in technician, shift or start, by index.
    only_before, only_after
        Tickets, by index, that one of the plans alone has whole.
    loads
        Per technician with a visit in either plan, what he does in the first and in the second.
    """

    before: Report
    after: Report
    visits: tuple[VisitDifference, ...]
    only_before: tuple[int, ...]
    only_after: tuple[int, ...]
    loads: Mapping[int, tuple[Load, Load]]

    @property
    def terms(self) -> Mapping[str, int]:
        """What the second plan costs more than the first, by term; every term, 0 included."""
        return {term: cost - self.before.terms[term] for term, cost in self.after.terms.items()}

    @property
    def total(self) -> int:
        """What the second plan costs more than the first, in minutes of travel."""
        return self.after.total - self.before.total


def compare(problem: Problem, before: Plan, after: Plan, windows: Mapping[int, Window] | None = None) -> Comparison:
    """Return what differs between two plans.

    Parameters
    ----------
    windows
        Arrival windows that the first plan gives, by visit. For a visit without one that of the plan in force
        holds, else the usual span about the first plan's start. None: it gives none.

    Raises
    ------
    PlanError
        A plan does not fit the problem.
    """
    first, second = check(problem, before), check(problem, after)
    had, has = first.schedule.planned_tickets, second.schedule.planned_tickets
    loads = _loads(problem, first), _loads(problem, second)
    return Comparison(
        before=first,
        after=second,
        visits=tuple(_differences(problem, first, second, windows or {})),
        only_before=tuple(sorted(had - has)),
        only_after=tuple(sorted(has - had)),
        loads={k: (loads[0].get(k, Load()), loads[1].get(k, Load())) for k in sorted(loads[0].keys() | loads[1])},
    )


def _differences(
    problem: Problem, before: Report, after: Report, windows: Mapping[int, Window]
) -> Iterator[VisitDifference]:
    for visit in range(len(problem.visits)):
        old, new = before.schedule.placed.get(visit), after.schedule.placed.get(visit)
        kind = _kind(old, new)
        if kind is not None:
            changed = kind is not Difference.TIME or _leaves_window(problem, visit, old, new, windows)
            yield VisitDifference(visit, kind, old, new, changed)


def _kind(old: Placed | None, new: Placed | None) -> Difference | None:
    """Return how two places of a visit differ; None: in nothing that counts (its end follows from its start)."""
    if old is None or new is None:
        if old is new:
            return None
        return Difference.ADDED if old is None else Difference.DROPPED
    other_time = (old.start, old.shift) != (new.start, new.shift)
    if old.technician != new.technician:
        return Difference.BOTH if old.start != new.start else Difference.TECHNICIAN
    return Difference.TIME if other_time else None


def _leaves_window(
    problem: Problem, visit: int, old: Placed | None, new: Placed | None, windows: Mapping[int, Window]
) -> bool:
    if old is None or new is None:
        return True
    window, published = windows.get(visit), problem.visits[visit].published
    if window is None and published is not None and published.start == old.start:
        window = kept_window(problem, published)
    if window is None:
        policy = problem.policy
        window = Window(old.start - policy.arrival_before, old.start + policy.arrival_after)
    return not window.start <= new.start <= window.end


def _loads(problem: Problem, report: Report) -> dict[int, Load]:
    """Return what each technician with a route does."""
    visits = Counter(placed.technician for placed in report.schedule.placed.values())
    rows = {technician: Load(number) for technician, number in visits.items()}
    for row in report.kpis.shifts:
        technician = problem.shifts[row.shift_idx].technician
        load = rows[technician]
        rows[technician] = Load(
            load.visits, load.service + row.service, load.travel + row.travel, load.overtime + row.overtime
        )
    return rows
