"""A plan as plain data: who visits whom, when; it can be judged without any search."""

from dataclasses import dataclass

from solver.problem import Interval, Minute


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit (index in ``Problem.visits``) with the start and end of its service."""

    visit: int
    start: Minute
    end: Minute


@dataclass(frozen=True, slots=True)
class Route:
    """One shift's visits in order, facts included, and its breaks; a shift without visits has no route."""

    shift: int
    visits: tuple[PlannedVisit, ...]
    breaks: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The routes of a plan, at most one per shift; what no route holds is not planned."""

    routes: tuple[Route, ...] = ()
