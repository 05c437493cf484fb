"""The rest of a day under way: what a projection says of visits and routes."""

from collections.abc import Mapping
from dataclasses import dataclass

from solver.problem import Interval, Minute, Minutes


@dataclass(frozen=True, slots=True)
class Projected:
    """A visit that is under way or still to be made.

    Attributes
    ----------
    begun
        Whether it is under way: then ``start`` is a fact.
    delay
        Minutes its start, if it has begun its end, is later than planned.
    overdue
        Minutes since it could have begun, though nobody says that it has; 0 within the tolerance.
    pushed_by
        The visit whose end it has to wait for; None: it is not late, or for a reason of its own.
    """

    visit: int
    shift: int
    start: Minute
    end: Minute
    begun: bool = False
    delay: Minutes = 0
    overdue: Minutes = 0
    pushed_by: int | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A visit that cannot be made as published, and the hard rule in the way; the route goes on without it."""

    visit: int
    shift: int
    rule: str


@dataclass(frozen=True, slots=True)
class RouteOutlook:
    """How a route goes on.

    ``read_by_clock``: something on it should have begun, and nobody has said anything of it, so it is taken to go as
    published. ``planned_return`` is that of the plan in force with the facts in it.
    """

    shift: int
    read_by_clock: bool
    breaks: tuple[Interval, ...]
    planned_return: Minute
    return_at: Minute
    overtime: Minutes


@dataclass(frozen=True)
class Projection:
    """The rest of the day: visits under way or to be made by index, those set aside, and every route."""

    visits: Mapping[int, Projected]
    set_aside: Mapping[int, SetAside]
    routes: tuple[RouteOutlook, ...]
