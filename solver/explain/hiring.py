"""What one more technician of a trade would change: the day planned anew with and without him, with the same effort."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from solver.checker import Report, check
from solver.explain.fixes import NEW_ID
from solver.plan import Plan
from solver.problem import Problem, Technician


@dataclass(frozen=True, slots=True)
class Hiring:
    """One more technician of a trade: how the cost and the number of tickets left out change; None: no plan found."""

    trade: str
    level: int
    cost_change: int | None
    unassigned_change: int | None


def hire(problem: Problem, trade: str, level: int) -> Problem:
    """Return the day with one more technician, who works the commonest shift of each day, breaks included."""
    by_day: dict[int, Counter[int]] = {}
    for s, row in enumerate(problem.shifts):
        alike = (
            first for first, other in enumerate(problem.shifts) if _alike(problem, first, s) and other.day == row.day
        )
        by_day.setdefault(row.day, Counter())[next(alike)] += 1
    models = [max(counts, key=lambda s: (counts[s], -s)) for _, counts in sorted(by_day.items())]
    first, technician = len(problem.shifts), len(problem.technicians)
    shifts = tuple(
        replace(problem.shifts[s], id=f"{NEW_ID}-{k}", technician=technician, absences=(), past_breaks=())
        for k, s in enumerate(models)
    )
    person = Technician(NEW_ID, skills={trade: level}, shifts=tuple(range(first, first + len(shifts))))
    return replace(problem, technicians=(*problem.technicians, person), shifts=(*problem.shifts, *shifts))


def _alike(problem: Problem, a: int, b: int) -> bool:
    """Whether two shifts have the same hours, place and breaks."""
    left, right = problem.shifts[a], problem.shifts[b]
    return (left.start, left.end, left.start_site, left.breaks) == (
        right.start,
        right.end,
        right.start_site,
        right.breaks,
    )


def try_hiring(problem: Problem, plan: Callable[[Problem], Plan | None]) -> tuple[Hiring, ...]:
    """Return what one more technician of each trade that tickets ask for would change.

    Parameters
    ----------
    plan
        Plans a day with the same effort each time; None: it found no plan.
    """
    before = _judged(problem, plan(problem))
    kept = problem if before is None else replace(problem, constants=problem.constants or before.constants)
    levels: dict[str, int] = {}
    for visit in problem.visits:
        need = problem.need(visit)
        levels[need.trade] = max(levels.get(need.trade, 1), need.min_level)
    found = []
    for trade, level in sorted(levels.items()):
        day = hire(kept, trade, level)
        after = _judged(day, plan(day))
        if before is None or after is None:
            found.append(Hiring(trade, level, None, None))
            continue
        left = (len(report.schedule.unassigned_tickets) for report in (after, before))
        found.append(Hiring(trade, level, after.total - before.total, next(left) - next(left)))
    return tuple(found)


def _judged(problem: Problem, plan: Plan | None) -> Report | None:
    return None if plan is None else check(problem, plan)
