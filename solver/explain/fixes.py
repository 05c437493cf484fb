"""Small changes of a day that a supervisor can make: each as data, and the day in which it has been made."""

from dataclasses import dataclass, replace
from enum import StrEnum

from solver.clock import Minute, Window
from solver.problem import Lock, Need, Problem, Shift, Step, Technician, Ticket


class Action(StrEnum):
    """What is changed; the order is that of the burden on people, lightest first."""

    RELEASE_LOCK = "release_lock"
    LIFT_BAN = "lift_ban"
    ANY_TECHNICIAN = "any_technician"
    READY_EARLIER = "ready_earlier"
    OVERTIME = "overtime"
    WINDOW = "window"
    DEADLINE = "deadline"
    OTHER_LEVEL = "other_level"
    ONE_MORE_TECHNICIAN = "one_more_technician"


@dataclass(frozen=True, slots=True)
class Fix:
    """One change of a day.

    Attributes
    ----------
    ticket
        Whose condition is changed: the ticket left out, or the one whose lock is released.
    minutes
        How far a limit is moved; 0 where nothing is moved.
    technician, shift
        Who works longer (``overtime``) or is no longer banned (``lift_ban``).
    at
        The new limit: of the return, the deadline, or when the parts are in.
    window, becomes
        A promised window and what becomes of it.
    step, need, site
        The step whose level is lowered (``need`` as it is then); what the additional technician brings, and where his
        shift ``becomes`` begins and ends.
    """

    action: Action
    ticket: int
    minutes: int = 0
    technician: int | None = None
    shift: int | None = None
    at: Minute | None = None
    window: Window | None = None
    becomes: Window | None = None
    step: int | None = None
    need: Need | None = None
    site: int | None = None


def apply_fix(problem: Problem, fix: Fix) -> Problem:
    """Return the day in which a change has been made; an additional technician comes last."""
    if fix.action is Action.OVERTIME:
        return _with_overtime(problem, fix)
    if fix.action is Action.ONE_MORE_TECHNICIAN:
        return _with_technician(problem, fix)
    tickets = list(problem.tickets)
    tickets[fix.ticket] = _changed(tickets[fix.ticket], fix)
    return replace(problem, tickets=tuple(tickets))


def _changed(ticket: Ticket, fix: Fix) -> Ticket:
    """Return a ticket of which one condition has been changed."""
    if fix.action is Action.RELEASE_LOCK:
        return replace(ticket, lock=Lock.NONE)
    if fix.action is Action.LIFT_BAN:
        return replace(ticket, banned_technicians=ticket.banned_technicians - {fix.technician})
    if fix.action is Action.ANY_TECHNICIAN:
        return replace(ticket, required_technician=None)
    if fix.action is Action.READY_EARLIER:
        return replace(ticket, ready_at=fix.at)
    if fix.action is Action.DEADLINE:
        return replace(ticket, deadline=fix.at)
    if fix.action is Action.WINDOW and fix.becomes is not None:
        promised = tuple(fix.becomes if window == fix.window else window for window in ticket.promised)
        return replace(ticket, promised=promised)
    if fix.action is Action.OTHER_LEVEL and fix.need is not None:
        steps = tuple(_lowered(step, fix.need) if k == fix.step else step for k, step in enumerate(ticket.steps))
        return replace(ticket, steps=steps)
    raise ValueError(f"{fix.action} changes no ticket as {fix}")


def _lowered(step: Step, need: Need) -> Step:
    """Return a step whose people of one trade may be of a lower level."""
    crew = tuple(replace(row, min_level=need.min_level) if row.trade == need.trade else row for row in step.crew)
    return replace(step, crew=crew)


def _with_overtime(problem: Problem, fix: Fix) -> Problem:
    """Let one shift return later."""
    shifts = list(problem.shifts)
    if fix.shift is None or fix.at is None:
        raise ValueError(f"overtime without a shift or an hour: {fix}")
    shifts[fix.shift] = replace(shifts[fix.shift], overtime_until=fix.at)
    return replace(problem, shifts=tuple(shifts))


def _with_technician(problem: Problem, fix: Fix) -> Problem:
    """Add a technician of one trade with one shift, from a site and back."""
    if fix.need is None or fix.becomes is None or fix.site is None:
        raise ValueError(f"a technician without trade, shift or site: {fix}")
    technician, shift = len(problem.technicians), len(problem.shifts)
    certificates = dict.fromkeys(fix.need.certificates)
    skills = {fix.need.trade: fix.need.min_level}
    person = Technician(id=NEW_ID, skills=skills, certificates=certificates, shifts=(shift,))
    start, end = fix.becomes.start, fix.becomes.end
    row = Shift(id=NEW_ID, technician=technician, start=start, end=end, overtime_until=end, start_site=fix.site,
                end_site=fix.site)  # fmt: skip
    return replace(problem, technicians=(*problem.technicians, person), shifts=(*problem.shifts, row))


NEW_ID = "one_more"  # of the additional technician and his shift; a request that has it already gets another one
