"""Hypothesis strategies for problems that have a plan by construction, and changes of a problem with a known effect.

A plan is planted first; windows, deadlines, shifts, breaks and locks are put around it. So "infeasible", or an
optimum above the planted plan's cost, is a failure and never bad luck.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import (
    After,
    Break,
    Constants,
    Interval,
    Lock,
    Need,
    Problem,
    Published,
    Shift,
    Site,
    Step,
    Technician,
    Ticket,
    Urgency,
    Visit,
    VisitState,
    Window,
)
from solver.weights import default_policy

TRADES = ("water", "electric")


@dataclass(frozen=True)
class Planted:
    """A problem and a legal plan of it."""

    problem: Problem
    plan: Plan


@dataclass(frozen=True)
class _Stay:
    """One planted visit: the technician, the times and the site."""

    technician: int
    start: int
    end: int
    site: int


@dataclass(frozen=True)
class _Day:
    """One technician's planted day: visits, perhaps a break before one of them, and the way home."""

    stays: tuple[_Stay, ...]
    pause: Interval | None
    return_at: int


def _lay_out_day(draw: st.DrawFn, technician: int, travel: np.ndarray) -> _Day:
    """Go from visit to visit, waiting or pausing before setting out."""
    free, place, pause = 0, 0, None
    stays: list[_Stay] = []
    for _ in range(draw(st.integers(0, 3))):
        if pause is None and stays and draw(st.booleans()):
            pause = Interval(free, free + draw(st.integers(1, 3)))
            free = pause.end
        site = draw(st.integers(0, len(travel) - 1))
        start = free + draw(st.integers(0, 4)) + int(travel[place, site])
        free, place = start + draw(st.integers(1, 6)), site
        stays.append(_Stay(technician, start, free, site))
    return _Day(tuple(stays), pause, free + int(travel[place, 0]))


def _around(draw: st.DrawFn, start: int) -> Window:
    return Window(start - draw(st.integers(0, 4)), start + draw(st.integers(0, 4)))


def _ticket(draw: st.DrawFn, index: int, stay: _Stay, earlier: Sequence[tuple[int, _Stay]]) -> Ticket:
    """Conditions that the planted visit meets."""
    ended = [(t, other) for t, other in earlier if other.end <= stay.start]
    after: tuple[After, ...] = ()
    if ended and draw(st.booleans()):
        other, before = draw(st.sampled_from(ended))
        gap = stay.start - before.end
        after = (After(other, draw(st.integers(0, gap)), draw(st.sampled_from((None, gap, gap + 3)))),)
    return Ticket(
        id=f"t{index}",
        site=stay.site,
        steps=(Step((Need(TRADES[stay.technician % 2]),), stay.end - stay.start),),
        urgency=draw(st.sampled_from(Urgency)),
        reported_at=draw(st.none() | st.integers(0, stay.start)),
        respond_by=draw(st.none() | st.integers(0, 20)),
        deadline=draw(st.none() | st.integers(stay.end, stay.end + 6)),
        promised=(_around(draw, stay.start),) if draw(st.booleans()) else (),
        preferred=(_around(draw, draw(st.integers(0, 20))),) if draw(st.booleans()) else (),
        required_technician=draw(st.sampled_from((None, None, stay.technician))),
        after=after,
        lock=draw(st.sampled_from(Lock)),
    )


def _shift(draw: st.DrawFn, technician: int, day: _Day) -> Shift:
    """Hours that hold the planted route, overtime perhaps included."""
    until = day.return_at + draw(st.integers(0, 5))
    breaks: tuple[Break, ...] = ()
    if day.pause is not None:
        earliest = max(0, day.pause.start - draw(st.integers(0, 2)))
        breaks = (Break(earliest, day.pause.start + draw(st.integers(0, 2)), day.pause.end - day.pause.start),)
    end = max(1, until - draw(st.integers(0, 4)))
    return Shift(f"s{technician}", technician, 0, end, max(until, end), 0, 0, breaks=breaks)


def _plan(days: Sequence[_Day]) -> Plan:
    routes, visit_idx = [], 0
    for shift_idx, day in enumerate(days):
        visits = []
        for stay in day.stays:
            visits.append(PlannedVisit(visit_idx, stay.start, stay.end))
            visit_idx += 1
        if visits:
            routes.append(Route(shift_idx, tuple(visits), () if day.pause is None else (day.pause,)))
    return Plan(tuple(routes))


@st.composite
def planted_problems(draw: st.DrawFn) -> Planted:
    """Draw up to three technicians' days, two of a trade at most, perhaps with the plan published and locked."""
    sites = draw(st.integers(2, 3))
    minutes = draw(st.lists(st.integers(0, 4), min_size=sites * sites, max_size=sites * sites))
    travel = np.array(minutes, dtype=np.int64).reshape(sites, sites)
    np.fill_diagonal(travel, 0)
    days = [_lay_out_day(draw, k, travel) for k in range(draw(st.integers(1, 3)))]
    stays = [stay for day in days for stay in day.stays]
    published = draw(st.booleans())
    tickets: list[Ticket] = []
    for index, stay in enumerate(stays):
        tickets.append(_ticket(draw, index, stay, list(enumerate(stays[:index]))))
    visits = tuple(
        Visit(
            f"t{index}:0:0",
            index,
            0,
            0,
            0,
            stay.end - stay.start,
            Published(stay.technician, stay.start, stay.end, None, VisitState.PLANNED) if published else None,
        )
        for index, stay in enumerate(stays)
    )
    people = tuple(Technician(f"k{k}", skills={TRADES[k % 2]: 1}, shifts=(k,)) for k in range(len(days)))
    problem = Problem(
        horizon_end=draw(st.integers(10, 60)),
        now=0,
        sites=tuple(Site(f"p{k}") for k in range(sites)),
        travel=travel,
        technicians=people,
        shifts=tuple(_shift(draw, k, day) for k, day in enumerate(days)),
        tickets=tuple(tickets),
        visits=visits,
        policy=default_policy(),
        # Shares and scarcity are those of a first plan, so that another technician changes nothing for the others.
        constants=Constants(dict.fromkeys(range(len(days)), 6), frozenset()),
        freeze_until=draw(st.none() | st.integers(0, 12)) if published else None,
        has_published=published,
    )
    return Planted(problem, _plan(days))


# --- relations --------------------------------------------------------------------------------------------------


def widen_windows(problem: Problem, ticket_idx: int, minutes: int) -> Problem:
    """Return the problem with wider windows of one ticket: no plan becomes illegal or dearer."""

    def wider(windows: tuple[Window, ...]) -> tuple[Window, ...]:
        return tuple(Window(w.start - minutes, w.end + minutes) for w in windows)

    tickets = list(problem.tickets)
    ticket = tickets[ticket_idx]
    tickets[ticket_idx] = replace(ticket, promised=wider(ticket.promised), preferred=wider(ticket.preferred))
    return replace(problem, tickets=tuple(tickets))


def add_technician(problem: Problem) -> Problem:
    """Return the problem with one more technician, able to do everything all the time.

    With the constants of a first plan kept, every plan stays legal at its cost; without them the shares change.
    """
    if problem.constants is None:
        raise ValueError("another technician changes the shares of a problem without constants")
    person, shift = len(problem.technicians), len(problem.shifts)
    last = max((s.overtime_until for s in problem.shifts), default=30)
    row = Shift("extra", person, 0, last, last, 0, None)
    newcomer = Technician("extra", skills=dict.fromkeys(TRADES, 3), shifts=(shift,))
    return replace(problem, technicians=(*problem.technicians, newcomer), shifts=(*problem.shifts, row))


def permute_tickets(problem: Problem, order: Sequence[int]) -> Problem:
    """Return the same problem with its tickets (and their visits) in another order: ``order[new]`` = old."""
    place = {old: new for new, old in enumerate(order)}

    def moved(ticket: Ticket) -> Ticket:
        same = ticket.same_technician_as
        return replace(
            ticket,
            after=tuple(replace(row, ticket=place[row.ticket]) for row in ticket.after),
            same_technician_as=None if same is None else place[same],
        )

    visits = [replace(problem.visits[v], ticket=place[old]) for old in order for v in problem.visits_by_ticket[old]]
    return replace(problem, tickets=tuple(moved(problem.tickets[old]) for old in order), visits=tuple(visits))


def rename_ids(problem: Problem) -> Problem:
    """Return the same problem with other ids, whose order is the reverse of the old one."""

    def name(kind: str, index: int) -> str:
        return f"{kind}-{10_000 - index}"

    return replace(
        problem,
        sites=tuple(replace(row, id=name("site", k)) for k, row in enumerate(problem.sites)),
        technicians=tuple(replace(row, id=name("person", k)) for k, row in enumerate(problem.technicians)),
        shifts=tuple(replace(row, id=name("shift", k)) for k, row in enumerate(problem.shifts)),
        tickets=tuple(replace(row, id=name("ticket", k)) for k, row in enumerate(problem.tickets)),
        visits=tuple(replace(row, id=name("visit", k)) for k, row in enumerate(problem.visits)),
    )
