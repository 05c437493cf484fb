"""Factories with boring defaults: what a test does not name is out of its way.

One technician, ``water`` at level 1, one shift 0-540 (nine hours) that starts and ends at site 0; tickets are at site
1, take 30 minutes and want nothing else; any two sites are 10 minutes apart; ``now`` is 0, the horizon ends at 600.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import (
    Constants,
    Interval,
    Need,
    Outcome,
    Problem,
    Published,
    Shift,
    Site,
    Step,
    Technician,
    Ticket,
    TicketStatus,
    Urgency,
    Visit,
    VisitState,
    Window,
)
from solver.rules import RULES_BY_NAME, SOFT_RULES, HardRule, SoftRule
from solver.rules.base import Charge, Violation
from solver.timeline import Schedule
from solver.weights import default_policy

Stay = tuple[str, int] | tuple[str, int, int]


def make_technician(id: str = "wang", *, skills: Mapping[str, int] | None = None, **fields: object) -> Technician:
    """Return a technician; his shifts are filled in by ``make_problem``."""
    return Technician(id=id, skills={"water": 1} if skills is None else skills, **fields)  # type: ignore[arg-type]


def make_shift(technician: int = 0, *, start: int = 0, end: int = 540, **fields: object) -> Shift:
    """Return a shift without overtime, breaks and absences, from site 0 back to site 0."""
    defaults: dict[str, object] = {
        "id": f"shift-{technician}-{start}",
        "overtime_until": end,
        "start_site": 0,
        "end_site": 0,
    }
    return Shift(technician=technician, start=start, end=end, **(defaults | fields))  # type: ignore[arg-type]


def make_step(trade: str = "water", *, minutes: int = 30, crew: int = 1, min_level: int = 1, **fields: object) -> Step:
    """Return a step for ``crew`` people who all need the same."""
    certificates = frozenset(fields.pop("certificates", ()))  # type: ignore[call-overload]
    return Step((Need(trade, min_level, certificates),) * crew, minutes, **fields)  # type: ignore[arg-type]


def make_ticket(
    id: str = "T-1",
    *,
    site: int = 1,
    trade: str = "water",
    minutes: int = 30,
    crew: int = 1,
    min_level: int = 1,
    certificates: Iterable[str] = (),
    steps: Sequence[Step] | None = None,
    **fields: object,
) -> Ticket:
    """Return an open, normal ticket of one step, or of the steps given."""
    step = make_step(trade, minutes=minutes, crew=crew, min_level=min_level, certificates=certificates)
    return Ticket(id=id, site=site, steps=tuple(steps or (step,)), **fields)  # type: ignore[arg-type]


def make_published(start: int, end: int, *, shift: int = 0, **fields: object) -> Published:
    """Return what the plan in force says of a visit: planned, nobody told."""
    return Published(shift=shift, start=start, end=end, **fields)  # type: ignore[arg-type]


def make_fact(start: int, end: int, *, shift: int = 0, outcome: Outcome = Outcome.SERVED) -> Published:
    """Return the record of a visit that is over."""
    return Published(shift, start, end, state=VisitState.DONE, outcome=outcome)


def make_problem(
    tickets: Sequence[Ticket] | None = None,
    *,
    technicians: Sequence[Technician] | None = None,
    shifts: Sequence[Shift] | None = None,
    travel: int | Sequence[Sequence[int]] = 10,
    estates: Mapping[int, str] | None = None,
    published: Mapping[str, Published] | None = None,
    remaining: Mapping[str, int] | None = None,
    weights: Mapping[str, int | Mapping[str, int]] | None = None,
    promised_hard: bool = True,
    now: int = 0,
    horizon_end: int = 600,
    freeze_until: int | None = None,
    constants: Constants | None = None,
) -> Problem:
    """Return a problem; visits, sites and what technicians know of their shifts are worked out.

    Parameters
    ----------
    technicians, shifts
        One technician by default, and one shift for each technician by default.
    travel
        Minutes between any two sites, or the whole matrix.
    published
        The plan in force by visit id; a no-show or interrupted visit is followed by its next part.
    remaining
        Minutes an interrupted visit leaves, by its id.
    weights
        Over profile ``balanced``.
    """
    tickets = [make_ticket()] if tickets is None else tickets
    technicians = [make_technician()] if technicians is None else technicians
    shifts = [make_shift(k) for k in range(len(technicians))] if shifts is None else shifts
    matrix = _matrix(travel, _number_of_sites(tickets, shifts))
    return Problem(
        horizon_end=horizon_end,
        now=now,
        sites=tuple(Site(f"site-{k}", (estates or {}).get(k)) for k in range(len(matrix))),
        travel=matrix,
        technicians=tuple(_with_shifts(technician, k, shifts) for k, technician in enumerate(technicians)),
        shifts=tuple(shifts),
        tickets=tuple(tickets),
        visits=tuple(_visits(tickets, published or {}, remaining or {})),
        policy=default_policy(overrides=weights, promised_hard=promised_hard),
        freeze_until=freeze_until,
        constants=constants,
        has_published=published is not None,
    )


def only_weights(*terms: str) -> dict[str, int]:
    """Return overrides that turn off every term of the cost but these."""
    return {rule.name: 0 for rule in SOFT_RULES if rule.name not in terms}


def make_plan(
    problem: Problem,
    routes: Mapping[int, Sequence[Stay]],
    breaks: Mapping[int, Sequence[tuple[int, int]]] | None = None,
) -> Plan:
    """Return a plan.

    Parameters
    ----------
    routes
        Per shift, (visit id, start) or (visit id, start, end); without an end, the visit's minutes at 100 %.
    breaks
        Per shift, (start, end).
    """
    index = {visit.id: k for k, visit in enumerate(problem.visits)}
    rows = []
    for shift, stays in routes.items():
        visits = [
            PlannedVisit(k, stay[1], stay[2] if len(stay) == 3 else stay[1] + problem.visits[k].minutes)
            for stay in stays
            for k in (index[stay[0]],)
        ]
        listed = tuple(Interval(start, end) for start, end in (breaks or {}).get(shift, ()))
        rows.append(Route(shift, tuple(visits), listed))
    return Plan(tuple(rows))


def breaches(rule: str, problem: Problem, plan: Plan) -> list[Violation]:
    """Return what a hard rule says of a plan."""
    judge = RULES_BY_NAME[rule]
    assert isinstance(judge, HardRule)
    return list(judge.judge(problem, Schedule(problem, plan)))


def amounts(rule: str, problem: Problem, plan: Plan) -> list[tuple[int, bool]]:
    """Return (amount, whether only facts are to blame) of every breach of a hard rule."""
    return [(violation.amount, violation.by_fact) for violation in breaches(rule, problem, plan)]


def charges(rule: str, problem: Problem, plan: Plan) -> list[Charge]:
    """Return what a term of the cost charges a plan for."""
    judge = RULES_BY_NAME[rule]
    assert isinstance(judge, SoftRule)
    return list(judge.judge(problem, Schedule(problem, plan)))


def costs(rule: str, problem: Problem, plan: Plan) -> list[tuple[str, int, int]]:
    """Return (weight name, amount, cost) of every charge of a term."""
    return [(charge.name, charge.amount, charge.cost) for charge in charges(rule, problem, plan)]


def windows(*pairs: tuple[int, int]) -> tuple[Window, ...]:
    """Return windows from (start, end) pairs."""
    return tuple(Window(start, end) for start, end in pairs)


def every_urgency() -> list[Ticket]:
    """Return one ticket of each urgency, most urgent first: T-emergency, T-urgent, T-normal, T-low."""
    return [make_ticket(f"T-{urgency}", urgency=urgency) for urgency in Urgency]


def _number_of_sites(tickets: Sequence[Ticket], shifts: Sequence[Shift]) -> int:
    sites = [0, 1, *(ticket.site for ticket in tickets), *(shift.start_site for shift in shifts)]
    sites += [shift.end_site for shift in shifts if shift.end_site is not None]
    sites += [absence.site for shift in shifts for absence in shift.absences if absence.site is not None]
    return 1 + max(sites)


def _matrix(travel: int | Sequence[Sequence[int]], sites: int) -> np.ndarray:
    if not isinstance(travel, int):
        return np.array(travel, dtype=np.int64)
    return travel * (1 - np.eye(sites, dtype=np.int64))


def _with_shifts(technician: Technician, position: int, shifts: Sequence[Shift]) -> Technician:
    own = tuple(k for k, shift in enumerate(shifts) if shift.technician == position)
    fields = {name: getattr(technician, name) for name in Technician.__slots__}
    return Technician(**(fields | {"shifts": own}))


def _visits(
    tickets: Sequence[Ticket], published: Mapping[str, Published], remaining: Mapping[str, int]
) -> Iterable[Visit]:
    for ticket_idx, ticket in enumerate(tickets):
        for step_idx, step in enumerate(ticket.steps):
            parts = [
                _parts(ticket, ticket_idx, step_idx, position, published, remaining)
                for position in range(len(step.crew))
            ]
            yield from sorted((v for row in parts for v in row), key=lambda visit: (visit.part, visit.crew_position))


def _parts(
    ticket: Ticket,
    ticket_idx: int,
    step: int,
    position: int,
    published: Mapping[str, Published],
    remaining: Mapping[str, int],
) -> Iterable[Visit]:
    """Yield a crew position's visits: those cut short, and the one still to be made if the ticket is open."""
    left, part, base = ticket.steps[step].service_minutes, 0, f"{ticket.id}:{step}:{position}"
    while left > 0:
        visit_id = base if part == 0 else f"{base}:{part}"
        record = published.get(visit_id)
        after = _left(record, left, remaining.get(visit_id, left))
        visit = Visit(visit_id, ticket_idx, step, position, part, left - after, record)
        if visit.is_fact or ticket.status is TicketStatus.OPEN:
            yield visit
        left, part = after, part + 1


def _left(record: Published | None, minutes: int, remaining: int) -> int:
    """Return the minutes a visit leaves to its next part."""
    if record is None or record.outcome is None or record.outcome is Outcome.SERVED:
        return 0
    return minutes if record.outcome is Outcome.NO_SHOW else remaining
