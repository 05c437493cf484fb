"""The arrival window a plan gives an owner."""

from dispatcher.convert.clock import Clock
from dispatcher.schemas import visit as wire
from solver.problem import Minute, Problem, Window


def arrival_window(problem: Problem, clock: Clock, visit_idx: int, shift: int, start: Minute,
                   published: wire.Visit | None) -> wire.ArrivalWindow:  # fmt: skip
    """Return the published window of an unchanged visit, else the promised one it starts in, else a span.

    What an owner was told and still holds stays, whoever comes: nobody tells the owner anything else.

    Parameters
    ----------
    shift, start
        Where and when the plan has the visit.
    published
        The visit in the plan in force; None if it was not there.
    """
    return wire_window(clock, new_window(problem, visit_idx, shift, start, published), published)


def new_window(problem: Problem, visit_idx: int, shift: int, start: Minute,
               published: wire.Visit | None) -> Window | None:  # fmt: skip
    """Return the window of a visit that does not keep its published one; None if it does. As ``arrival_window``."""
    told = None if published is None else published.arrival_window
    if told is not None and (is_unchanged(problem, visit_idx, shift, start) or _is_as_told(problem, visit_idx, start)):
        return None
    window = _promised(problem, visit_idx, start)
    if window is None:
        window = Window(start - problem.policy.arrival_before, start + problem.policy.arrival_after)
    return window


def wire_window(clock: Clock, window: Window | None, published: wire.Visit | None) -> wire.ArrivalWindow:
    """Return a window over the wire; None is that of the published visit, which then has one."""
    told = None if published is None or window is not None else published.arrival_window
    if told is not None:
        return _at_our_offset(told, clock)
    if window is None:
        raise ValueError("no window to keep")
    return wire.ArrivalWindow.made(start=clock.time(window.start), end=clock.time(window.end), told_at=None)


def is_unchanged(problem: Problem, visit_idx: int, shift: int, start: Minute) -> bool:
    """Whether a visit is a fact, or keeps its technician and starts in its published window.

    Without a published window only its published start will do.
    """
    visit = problem.visits[visit_idx]
    if visit.published is None:
        return False
    if visit.is_fact:
        return True
    before = problem.shifts[visit.published.shift].technician
    window = visit.published.window or Window(visit.published.start, visit.published.start)
    return before == problem.shifts[shift].technician and window.start <= start <= window.end


def _is_as_told(problem: Problem, visit_idx: int, start: Minute) -> bool:
    published = problem.visits[visit_idx].published
    if published is None or not published.told or published.window is None:
        return False
    return published.window.start <= start <= published.window.end


def _promised(problem: Problem, visit_idx: int, start: Minute) -> Window | None:
    visit = problem.visits[visit_idx]
    if visit.step > 0:
        return None
    windows = problem.tickets[visit.ticket].promised
    return next((window for window in windows if window.start <= start <= window.end), None)


def _at_our_offset(window: wire.ArrivalWindow, clock: Clock) -> wire.ArrivalWindow:
    told_at = None if window.told_at is None else clock.local(window.told_at)
    return wire.ArrivalWindow.made(start=clock.local(window.start), end=clock.local(window.end), told_at=told_at)
