"""Which visits a plan changes against the plan in force, as the contract counts them.

A visit is changed when it is added, dropped, goes to another technician, or its start leaves its published
arrival window.
"""

from solver.problem import Problem, Published, Window
from solver.timeline import Schedule


def changed_visits(problem: Problem, schedule: Schedule) -> tuple[int, ...]:
    """Return the visits that are changed against the plan in force, facts left out; none without one."""
    if not problem.has_published:
        return ()
    return tuple(i for i, visit in enumerate(problem.visits) if not visit.is_fact and _is_changed(schedule, i))


def _is_changed(schedule: Schedule, visit_idx: int) -> bool:
    problem, placed = schedule.problem, schedule.placed.get(visit_idx)
    published = problem.visits[visit_idx].published
    if published is None or placed is None:
        return (published is None) != (placed is None)
    window = kept_window(problem, published)
    same_person = problem.shifts[published.shift].technician == placed.technician
    return not (same_person and window.start <= placed.start <= window.end)


def kept_window(problem: Problem, published: Published) -> Window:
    """Return the starts at which a published visit counts as unchanged: its arrival window, or the usual one."""
    if published.window is not None:
        return published.window
    policy = problem.policy
    return Window(published.start - policy.arrival_before, published.start + policy.arrival_after)
