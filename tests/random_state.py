"""A published plan for a random problem, and what of it has already happened.

A legal plan is laid out visit by visit, then the clock moves on: what has begun is fact, a visit on whose way its
technician is travels, the rest is planned. Now and then a fact overruns, so that what is published contradicts it.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from solver.problem import (
    Interval,
    Lock,
    Outcome,
    Problem,
    Published,
    Ticket,
    TicketStatus,
    Visit,
    VisitState,
    Window,
)

Stop = tuple[int, int, int]  # start, end, site
Row = tuple[int, int, int, int]  # shift, start, end, depart


@dataclass(slots=True)
class _Layout:
    """The published plan while it is laid out: stops per shift, and visit -> (shift, start, end)."""

    stops: dict[int, list[Stop]] = field(default_factory=dict)
    placed: dict[int, tuple[int, int, int]] = field(default_factory=dict)


def can_serve(problem: Problem, visit: Visit, shift_idx: int) -> bool:
    """Whether the rules that look at nothing but the visit and the shift's technician allow the pair."""
    shift, ticket, need = problem.shifts[shift_idx], problem.tickets[visit.ticket], problem.need(visit)
    technician = problem.technicians[shift.technician]
    estate = problem.sites[ticket.site].estate
    valid = (technician.certificates.get(code, -1) for code in need.certificates)
    return (
        technician.skills.get(need.trade, 0) >= need.min_level
        and all(until is None or until >= shift.day for until in valid)
        and (not technician.estates or estate is None or estate in technician.estates)
        and (not shift.serves_urgencies or ticket.urgency in shift.serves_urgencies)
        and shift.technician not in ticket.banned_technicians
        and ticket.required_technician in (None, shift.technician)
    )


def service_length(problem: Problem, visit: Visit, shift_idx: int) -> int:
    """Return the minutes the visit takes on the shift."""
    percent = problem.technicians[problem.shifts[shift_idx].technician].duration_percent
    return visit.minutes if problem.crew_size(visit) > 1 else -(-visit.minutes * percent // 100)


def route_fits(problem: Problem, shift_idx: int, visits: Sequence[Stop]) -> bool:
    """Whether visits, located absences and the travel between them fit into the shift (breaks left aside)."""
    shift = problem.shifts[shift_idx]
    located = [(a.start, a.end, a.site) for a in shift.absences if a.site is not None]
    blocked = [a for a in shift.absences if a.site is None]
    place, free = shift.start_site, shift.start
    for start, end, site in sorted([*visits, *located]):
        begins_here = (start, end, site) in located and start <= shift.start
        depart = start if begins_here else start - int(problem.travel[place, site])
        if depart < free or any(depart < a.end and a.start < end for a in blocked):
            return False
        place, free = site, end
    home = 0 if shift.end_site is None else int(problem.travel[place, shift.end_site])
    return free + home <= shift.overtime_until and not any(free < a.end and a.start < free + home for a in blocked)


def _place_step(problem: Problem, layout: _Layout, crew: Sequence[int], earliest: int, shifts: Sequence[int]) -> bool:
    """Start one step's crew together as early as the drawn shifts allow."""
    ticket = problem.tickets[problem.visits[crew[0]].ticket]
    for start in range(earliest, max(problem.shifts[s].overtime_until for s in shifts)):
        stops = {
            s: (start, start + service_length(problem, problem.visits[v], s), ticket.site)
            for v, s in zip(crew, shifts, strict=True)
        }
        if all(route_fits(problem, s, [*layout.stops.get(s, []), stop]) for s, stop in stops.items()):
            for visit_idx, s in zip(crew, shifts, strict=True):
                layout.stops.setdefault(s, []).append(stops[s])
                layout.placed[visit_idx] = (s, stops[s][0], stops[s][1])
            return True
    return False


def _depart(problem: Problem, layout: _Layout, shift_idx: int, stop: Stop) -> int:
    shift = problem.shifts[shift_idx]
    stops = [*layout.stops[shift_idx], *((a.start, a.end, a.site) for a in shift.absences if a.site is not None)]
    before = max((other for other in stops if other < stop), default=(0, 0, shift.start_site))
    return stop[0] - int(problem.travel[before[2], stop[2]])


def _draw_shifts(problem: Problem, rng: random.Random, crew: Sequence[int]) -> list[int] | None:
    """Different technicians for a crew, or None."""
    shifts: list[int] = []
    for visit_idx in crew:
        taken = {problem.shifts[s].technician for s in shifts}
        able = [
            s
            for s, shift in enumerate(problem.shifts)
            if shift.technician not in taken and can_serve(problem, problem.visits[visit_idx], s)
        ]
        if not able:
            return None
        shifts.append(rng.choice(able))
    return shifts


def _earliest(ticket: Ticket) -> int:
    windows = [ticket.promised[0].start] if ticket.promised else []
    return max([0, ticket.reported_at or 0, ticket.ready_at or 0, *windows])


def _lay_out_ticket(problem: Problem, rng: random.Random, layout: _Layout, ticket_idx: int) -> None:
    """Place a whole ticket or none of it."""
    ticket = problem.tickets[ticket_idx]
    trial = _Layout({s: list(stops) for s, stops in layout.stops.items()}, dict(layout.placed))
    earliest = _earliest(ticket)
    for row in ticket.after:
        ends = [layout.placed[v][2] for v in problem.visits_by_ticket[row.ticket] if v in layout.placed]
        if not ends:
            return
        earliest = max(earliest, max(ends) + row.min_gap)
    for step_idx, step in enumerate(ticket.steps):
        crew = [v for v in problem.visits_by_ticket[ticket_idx] if problem.visits[v].step == step_idx]
        shifts = _draw_shifts(problem, rng, crew)
        if shifts is None or not _place_step(problem, trial, crew, earliest + step.min_gap, shifts):
            return
        earliest = max(trial.placed[v][2] for v in crew)
    layout.stops, layout.placed = trial.stops, trial.placed


def _lay_out(problem: Problem, rng: random.Random) -> dict[int, Row]:
    """Return the whole published plan."""
    layout = _Layout()
    for ticket_idx in range(len(problem.tickets)):
        if rng.random() < 0.85:
            _lay_out_ticket(problem, rng, layout, ticket_idx)
    rows = {}
    for visit_idx, (s, start, end) in layout.placed.items():
        stop = (start, end, problem.tickets[problem.visits[visit_idx].ticket].site)
        rows[visit_idx] = (s, start, end, _depart(problem, layout, s, stop))
    return rows


def _state(now: int, start: int, end: int, depart: int) -> VisitState:
    """Read the clock as the contract does."""
    if start < now:
        return VisitState.DONE if end <= now else VisitState.STARTED
    return VisitState.TRAVELLING if depart < now else VisitState.PLANNED


def _publish_visit(rng: random.Random, now: int, row: Row, told: bool) -> Published:
    shift, start, end, depart = row
    state = _state(now, start, end, depart)
    window = Window(start - rng.randint(0, 3), start + rng.randint(0, 6)) if told or rng.random() < 0.8 else None
    outcome = Outcome.SERVED if state is VisitState.DONE else None
    known_depart = depart if rng.random() < 0.7 else None
    return Published(shift, start, end, known_depart, state, outcome, window, told)


def _set_back(rng: random.Random, published: Published, now: int) -> Published:
    """A member of a crew may not have begun although the clock says so: an event has corrected it."""
    state = rng.choice((VisitState.STARTED, VisitState.STARTED, VisitState.TRAVELLING, VisitState.PLANNED))
    later = published.start if state is VisitState.STARTED else max(published.start, now - rng.randint(0, 3))
    return replace(published, state=state, start=later, end=later + published.end - published.start)


def _is_later_step(one: Visit, other: Visit) -> bool:
    return one.ticket == other.ticket and one.step > other.step


def _next_part(visit: Visit, minutes: int) -> Visit:
    part = visit.part + 1
    return replace(visit, id=f"{visit.id}:{part}", part=part, minutes=minutes, published=None)


def _spoil(rng: random.Random, visit: Visit, features: frozenset[str], *, last: bool) -> list[Visit]:
    """What became of a visit that is over: it, and the next part if there is to be one.

    Only of the ``last`` step begun: no later one would have begun otherwise.
    """
    published = visit.published
    if published is None or published.state is not VisitState.DONE or not last:
        return [visit]
    if "no_show" in features and rng.random() < 0.5:
        gone = replace(visit, minutes=0, published=replace(published, outcome=Outcome.NO_SHOW))
        return [gone, _next_part(visit, visit.minutes)]
    if "interrupted" in features and visit.minutes > 1 and rng.random() < 0.5:
        left = rng.randint(1, visit.minutes - 1)
        cut = replace(visit, minutes=visit.minutes - left, published=replace(published, outcome=Outcome.INTERRUPTED))
        return [cut, _next_part(visit, left)]
    return [visit]


def _one_on_the_way(visits: list[Visit]) -> list[Visit]:
    """A technician travels to one visit at a time."""
    rows, taken = [], set()
    for visit in sorted(visits, key=lambda v: v.published.start if v.published else 0):
        published = visit.published
        if published is not None and published.state is VisitState.TRAVELLING:
            if published.shift in taken:
                visit = replace(visit, published=replace(published, state=VisitState.PLANNED))
            taken.add(published.shift)
        rows.append(visit)
    return rows


def _overrun(rng: random.Random, visits: list[Visit], share: float) -> list[Visit]:
    """Extend started visits: what follows them may no longer be possible."""
    late = []
    for visit in visits:
        published = visit.published
        if published is not None and published.state is VisitState.STARTED and rng.random() < share:
            visit = replace(visit, published=replace(published, end=published.end + rng.randint(1, 9)))
        late.append(visit)
    return late


def _draw_lock(rng: random.Random, features: frozenset[str], forced: frozenset[str]) -> Lock:
    locks = ("lock_technician", "lock_time", "lock_both")
    names = [name for name in locks if name in forced] or [name for name in locks if name in features]
    if not names or rng.random() < (0.1 if forced & set(locks) else 0.5):
        return Lock.NONE
    return Lock(rng.choice(names).removeprefix("lock_"))


def _draw_now(problem: Problem, rng: random.Random, features: frozenset[str], layout: dict[int, Row]) -> int:
    """A clock that makes what is asked for happen, where something is published that can."""
    crews = [row for v, row in layout.items() if problem.crew_size(problem.visits[v]) > 1]
    rows = list(layout.values())
    choices = []
    if "crew_part_fact" in features and crews:
        choices += [start + 1 for _, start, _, _ in crews]
    if "travelling" in features:
        choices += [rng.randint(depart + 1, start) for _, start, _, depart in rows if depart < start]
    if "overrun" in features:
        choices += [rng.randint(start + 1, end) for _, start, end, _ in rows]
    if {"no_show", "interrupted"} & features:
        choices += [end for _, _, end, _ in rows]
    return rng.choice(choices) if choices and rng.random() < 0.8 else rng.choice((0, *range(2, 16)))


def _with_states(
    problem: Problem, rng: random.Random, features: frozenset[str], layout: dict[int, Row], now: int
) -> list[Visit]:
    told = {t for t in range(len(problem.tickets)) if "told" in features and rng.random() < 0.6}
    visits: list[Visit] = []
    for visit_idx, visit in enumerate(problem.visits):
        if visit_idx not in layout:
            visits.append(visit)
            continue
        published = _publish_visit(rng, now, layout[visit_idx], visit.ticket in told)
        begun = published.state is VisitState.STARTED
        if begun and problem.crew_size(visit) > 1 and "crew_part_fact" in features:
            published = _set_back(rng, published, now)
        if "released" in features and published.state is VisitState.PLANNED and rng.random() < 0.5:
            published = replace(published, released_by="available")
        later = [row for v, row in layout.items() if _is_later_step(problem.visits[v], visit)]
        last = all(start >= now for _, start, _, _ in later)
        visits += _spoil(rng, replace(visit, published=published), features, last=last)
    return _overrun(rng, _one_on_the_way(visits), 0.7 if "overrun" in features else 0.0)


def _draw_status(rng: random.Random, features: frozenset[str], share: float) -> TicketStatus:
    if "closed" in features and rng.random() < share:
        return rng.choice((TicketStatus.DONE, TicketStatus.CANCELLED))
    return TicketStatus.ON_HOLD if "on_hold" in features and rng.random() < share else TicketStatus.OPEN


def _draw_statuses(
    problem: Problem, rng: random.Random, features: frozenset[str], forced: frozenset[str]
) -> list[TicketStatus]:
    """Where it is forced, mostly tickets that others come after are closed or held."""
    others = {row.ticket for ticket in problem.tickets for row in ticket.after}
    aimed = bool({"closed", "on_hold"} & forced) and bool(others)
    shares = [(0.9 if t in others else 0.1) if aimed else 0.4 for t in range(len(problem.tickets))]
    return [_draw_status(rng, features, share) for share in shares]


def _past_breaks(
    problem: Problem, rng: random.Random, visits: list[Visit], shift_idx: int, now: int
) -> Interval | None:
    """A break that began before ``now`` where the route left time for it."""
    shift = problem.shifts[shift_idx]
    stops = [
        (v.published.depart if v.published.depart is not None else v.published.start - 4, v.published.end)
        for v in visits
        if v.published is not None and v.published.shift == shift_idx and v.published.state is not VisitState.PLANNED
    ]
    stops += [(a.start - 4, a.end) for a in shift.absences]
    rows = [
        Interval(start, start + row.minutes)
        for row in shift.breaks
        for start in range(max(row.earliest_start, shift.start), min(row.latest_start, now - 1) + 1)
        if not any(start < end and begin < start + row.minutes for begin, end in stops)
    ]
    return rng.choice(rows) if rows else None


def publish(problem: Problem, rng: random.Random, features: frozenset[str], forced: frozenset[str]) -> Problem:
    """Return the problem with statuses and, if it is to have one, a plan in force of which part has happened."""
    statuses = _draw_statuses(problem, rng, features, forced)
    tickets = [replace(t, status=status) for t, status in zip(problem.tickets, statuses, strict=True)]
    visits, now, shifts = list(problem.visits), problem.now, list(problem.shifts)
    published = "published" in features
    if published:
        layout = _lay_out(problem, rng)
        now = _draw_now(problem, rng, features, layout)
        visits = _with_states(problem, rng, features, layout, now)
        tickets = [replace(t, lock=_draw_lock(rng, features, forced)) for t in tickets]
        for s, shift in enumerate(shifts):
            taken = _past_breaks(problem, rng, visits, s, now) if "past_break" in features else None
            shifts[s] = replace(shift, past_breaks=(taken,) if taken else ())
    visits = [v for v in visits if v.is_fact or tickets[v.ticket].status is TicketStatus.OPEN]
    visits.sort(key=lambda v: (v.ticket, v.step, v.part, v.crew_position))
    return replace(
        problem,
        now=now,
        tickets=tuple(tickets),
        shifts=tuple(shifts),
        visits=tuple(visits),
        freeze_until=now + rng.randint(1, 9) if published and "freeze" in features else None,
        has_published=published,
    )
