"""When a plan serves a ticket: its crews, its first start and the ends of its steps; only the judges use it.

A no-show serves nobody, so it is left out where nothing else is said.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from solver.problem import Minute, Problem
from solver.timeline import Schedule

_KEPT = "_services"


@dataclass(frozen=True, slots=True)
class Service:
    """A planned visit that serves its step: where, by whom, when, and whether it is already fact."""

    visit: int
    step: int
    shift: int
    technician: int
    start: Minute
    end: Minute
    fact: bool


def services(schedule: Schedule, ticket: int) -> tuple[Service, ...]:
    """Return the ticket's visits in the plan, no-shows left out, in the order of the problem."""
    kept: dict[int, tuple[Service, ...]] = vars(schedule).setdefault(_KEPT, {})  # many rules ask
    found = kept.get(ticket)
    if found is None:
        found = kept[ticket] = _read_services(schedule, ticket)
    return found


def _read_services(schedule: Schedule, ticket: int) -> tuple[Service, ...]:
    problem = schedule.problem
    rows = []
    for visit_idx in problem.visits_by_ticket[ticket]:
        visit, placed = problem.visits[visit_idx], schedule.placed.get(visit_idx)
        if placed is not None and not visit.is_no_show:
            where = (placed.shift, placed.technician, placed.start, placed.end)
            rows.append(Service(visit_idx, visit.step, *where, visit.is_fact))
    return tuple(rows)


def first_service(schedule: Schedule, ticket: int, step: int = 0) -> Service | None:
    """Return the visit that starts a step, facts before others at the same minute; None if none does."""
    rows = [row for row in services(schedule, ticket) if row.step == step]
    return min(rows, key=lambda row: (row.start, not row.fact), default=None)


def last_service(schedule: Schedule, ticket: int, step: int) -> Service | None:
    """Return the visit that ends a step, others before facts at the same minute; None if none does."""
    rows = [row for row in services(schedule, ticket) if row.step == step]
    return max(rows, key=lambda row: (row.end, not row.fact), default=None)


def ticket_end(schedule: Schedule, ticket: int) -> Minute | None:
    """Return the last end of all the ticket's visits in the plan, no-shows included; None if it has none."""
    visits = schedule.problem.visits_by_ticket[ticket]
    return max((schedule.placed[visit].end for visit in visits if visit in schedule.placed), default=None)


def crews(problem: Problem) -> Mapping[tuple[int, int, int], tuple[int, ...]]:
    """Return the visits that are made together, by (ticket, step, part), facts and no-shows included."""
    groups: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for visit_idx, visit in enumerate(problem.visits):
        groups[visit.ticket, visit.step, visit.part].append(visit_idx)
    return {key: tuple(groups[key]) for key in sorted(groups)}
