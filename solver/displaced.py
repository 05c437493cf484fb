"""Which visits one plan displaces against another, counted as the contract counts changes.

The owner of a visit may expect its technician within a window; a start that stays in it displaces nobody.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from solver.changes import kept_window
from solver.plan import Plan, Route
from solver.problem import Minutes, Problem, Window
from solver.timeline import Placed


@dataclass(frozen=True, slots=True)
class Displaced:
    """A visit that is elsewhere, or at a time its owner does not expect.

    ``kind`` is ``added``, ``dropped``, ``technician``, ``time`` or ``both``; ``before`` is None for one that is
    added, ``after`` for one that is dropped.
    """

    visit: int
    kind: str
    before: Placed | None
    after: Placed | None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A visit that stays with its technician and in its window, and starts so many minutes later (earlier: < 0)."""

    visit: int
    minutes: Minutes


Windows = Mapping[int, Window]


def arrival_of(problem: Problem, visit: int, placed: Placed) -> Window:
    """Return when an owner may expect a planned visit: as published if it is unchanged, as promised, or as usual."""
    published, ticket = problem.visits[visit].published, problem.tickets[problem.visits[visit].ticket]
    if published is not None and problem.shifts[published.shift].technician == placed.technician:
        window = kept_window(problem, published)
        if window.start <= placed.start <= window.end:
            return window
    promised = ticket.promised if problem.visits[visit].step == 0 else ()
    usual = Window(placed.start - problem.policy.arrival_before, placed.start + problem.policy.arrival_after)
    return next((window for window in promised if window.start <= placed.start <= window.end), usual)


def displaced_visits(
    problem: Problem, before: Plan, after: Plan, own: Collection[int] = (), windows: Windows | None = None
) -> tuple[Displaced, ...]:
    """Return the visits other than ``own`` that a plan displaces, in the order of the problem.

    Parameters
    ----------
    windows
        Arrival windows that owners of visits in ``before`` were given; of one that is not in it the usual one.
    """
    old, new = _placed_where_different(problem, before, after)
    found = []
    for visit in sorted({*old, *new} - set(own)):
        kind = _kind(problem, visit, old.get(visit), new.get(visit), windows or {})
        if kind is not None:
            found.append(Displaced(visit, kind, old.get(visit), new.get(visit)))
    return tuple(found)


def pushed_visits(
    problem: Problem, before: Plan, after: Plan, own: Collection[int] = (), windows: Windows | None = None
) -> tuple[Pushed, ...]:
    """Return the visits other than ``own`` that start at another time without being displaced."""
    old, new = _placed_where_different(problem, before, after)
    found = []
    for visit in sorted((old.keys() & new.keys()) - set(own)):
        minutes = new[visit].start - old[visit].start
        if minutes and _kind(problem, visit, old[visit], new[visit], windows or {}) is None:
            found.append(Pushed(visit, minutes))
    return tuple(found)


def placed_visits(problem: Problem, routes: Collection[Route]) -> dict[int, Placed]:
    """Return where routes have each visit."""
    return {
        p.visit: Placed(route.shift, problem.shifts[route.shift].technician, p.start, p.end)
        for route in routes
        for p in route.visits
    }


def _placed_where_different(problem: Problem, before: Plan, after: Plan) -> Iterator[dict[int, Placed]]:
    """Yield the visits of both plans on the routes in which they differ."""
    routes = [{route.shift: route for route in plan.routes} for plan in (before, after)]
    shifts = [s for s in {*routes[0], *routes[1]} if routes[0].get(s) != routes[1].get(s)]
    for own in routes:
        yield placed_visits(problem, [own[s] for s in shifts if s in own])


def _kind(problem: Problem, visit: int, old: Placed | None, new: Placed | None, windows: Windows) -> str | None:
    if old is None or new is None:
        return "added" if old is None else "dropped"
    window = windows.get(visit) or arrival_of(problem, visit, old)
    late = not window.start <= new.start <= window.end and old.start != new.start
    if old.technician != new.technician:
        return "both" if late else "technician"
    return "time" if late else None
