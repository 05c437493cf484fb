"""From what a search decided to a plan: the facts of every shift are put back before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Problem


@dataclass(frozen=True, slots=True)
class NewRoute:
    """The visits (never facts) and breaks a search plans on one shift, in order."""

    visits: tuple[PlannedVisit, ...]
    breaks: tuple[Interval, ...]


def assemble(problem: Problem, new: Mapping[int, NewRoute]) -> Plan:
    """Return the plan of new routes by shift and of every fact and past break."""
    facts = facts_by_shift(problem)
    return Plan(tuple(make_route(problem, s, facts.get(s, []), new.get(s)) for s in sorted({*facts, *new})))


def facts_by_shift(problem: Problem) -> dict[int, list[PlannedVisit]]:
    """Return the facts of every shift that has any."""
    facts: dict[int, list[PlannedVisit]] = {}
    for index, visit in enumerate(problem.visits):
        if visit.is_fact and visit.published is not None:
            fact = PlannedVisit(index, visit.published.start, visit.published.end)
            facts.setdefault(visit.published.shift, []).append(fact)
    return facts


def make_route(problem: Problem, shift: int, facts: Sequence[PlannedVisit], new: NewRoute | None) -> Route:
    """Merge one shift's facts with what is planned after them."""
    visits = sorted(facts, key=lambda planned: (planned.start, planned.end))
    breaks = list(problem.shifts[shift].past_breaks)
    if new is not None:
        visits += sorted(new.visits, key=lambda planned: (planned.start, planned.end))
        breaks += new.breaks
    return Route(shift, tuple(visits), tuple(sorted(breaks, key=lambda rest: (rest.start, rest.end))))
