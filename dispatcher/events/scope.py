"""Scope: a ticket turns out to be other work than was reported."""

from collections.abc import Iterator

from dispatcher.events.claims import contradiction
from dispatcher.events.day import Day
from dispatcher.events.tickets import check_open
from dispatcher.faults.build import Path
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.published import crew_sizes
from dispatcher.schemas.event import Rescoped
from dispatcher.schemas.ticket import Ticket

_OWN_STEP = frozenset({"trade", "min_level", "service_minutes", "crew_size", "certificates", "steps"})


def rescoped(day: Day, path: Path, event: Rescoped) -> Iterator[Fault]:
    """Steps that somebody has worked on stay, what an interruption left of them does not; the new steps follow."""
    faults = list(check_open(day, path, event))
    if faults:
        yield from faults
        return
    ticket, stops = day.tickets[event.ticket_id], day.stops_of(event.ticket_id)
    worked = [stop.visit.step for _, stop in stops if stop.has_begun(event.at) and stop.visit.outcome != "no_show"]
    kept = max(worked, default=-1) + 1
    changed = _with_steps(ticket, kept, event)
    sizes = crew_sizes(changed)
    for _, stop in stops:
        if stop.has_begun(event.at) and _is_misfit(stop.visit.step, stop.visit.crew_position, sizes):
            faults.append(contradiction((*path, "steps"), event, stop))
    if not faults:
        day.put_ticket(changed, path, ("steps",))
        _drop_rest(day, event, kept, sizes)
    yield from faults


def _with_steps(ticket: Ticket, kept: int, event: Rescoped) -> Ticket:
    tree = {name: value for name, value in ticket.to_wire().items() if name not in _OWN_STEP}
    steps = [*(ticket.all_steps[:kept] if kept else ()), *event.steps]
    return Ticket.model_validate(tree | {"steps": [step.to_wire() for step in steps]})


def _is_misfit(step: int, position: int, sizes: list[int]) -> bool:
    return step >= len(sizes) or position >= sizes[step]


def _drop_rest(day: Day, event: Rescoped, kept: int, sizes: list[int]) -> None:
    """Take out visits that no step is for any more, and the rest of interrupted ones; who was on the way turns back."""
    stops = day.stops_of(event.ticket_id)
    visits = [stop.visit for _, stop in stops]
    broken_off = {(visit.step, visit.crew_position) for visit in visits if visit.outcome == "interrupted"}
    for name, stop in stops:
        visit = stop.visit
        if stop.has_begun(event.at):
            if visit.outcome == "interrupted":
                day.write_visit(name, remaining_minutes=0)
        elif (visit.step, visit.crew_position) in broken_off or _is_misfit(visit.step, visit.crew_position, sizes):
            day.take_out(name)
        elif visit.state == "travelling" and visit.step >= kept:
            day.stop_visit(name, event.id)
