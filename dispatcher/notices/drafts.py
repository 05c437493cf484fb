"""Which owners are to be told: one notice for every told visit that leaves its window or is dropped.

A visit of which its owner was never told has one if it is added or changed, once for a crew. What is told and still
holds needs none.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from solver.changes import Place, Places
from solver.problem import Minute, Problem, Window
from solver.timeline import Placed, Schedule

Kind = Literal["scheduled", "delay", "earlier", "cancelled"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice before it has words.

    Attributes
    ----------
    visit
        Its id.
    index
        Its position in the problem; None: the problem does not have it any more.
    was
        The window its owner was told; None: never told.
    now
        Where it is; None: dropped.
    """

    visit: str
    index: int | None
    ticket: int
    kind: Kind
    was: Window | None = None
    now: Placed | None = None

    @property
    def moment(self) -> tuple[Minute, str]:
        """When the visit was, else is, to be made, and its id: the order of notices."""
        place = self.was or self.now
        return (0 if place is None else place.start), self.visit


class Drafts:
    """The notices of a new plan.

    Parameters
    ----------
    problem, schedule
        The problem after the events, and the new plan.
    force, before
        Where the plan in force has its visits, and where it had them before the events.
    """

    def __init__(self, problem: Problem, schedule: Schedule, force: Places, before: Places) -> None:
        self._problem, self._schedule = problem, schedule
        self._force, self._before = force, before
        self._indexes = {visit.id: k for k, visit in enumerate(problem.visits)}

    def all(self, changed: Collection[str], asked: Collection[int]) -> list[Draft]:
        """Return them by time of the visit.

        Parameters
        ----------
        changed
            Ids of the changed visits.
        asked
            Tickets, by index, whose owners have asked for another time.
        """
        told = self._told()
        rows = [*self._of_told(told), *self._of_untold(told, changed, asked)]
        return sorted(rows, key=lambda draft: draft.moment)

    def _told(self) -> dict[str, Place]:
        """Return what owners know, facts left out; of visits that are not planned any more also what they knew."""
        known = {name: place for name, place in self._force.items() if place.told}
        before = {name: place for name, place in self._before.items() if place.told and name not in known}
        told = known | {name: place for name, place in before.items() if self._placed(name) is None}
        return {name: place for name, place in told.items() if not self._is_fact(name)}

    def _of_told(self, told: Places) -> Iterator[Draft]:
        for name, place in told.items():
            window, now = place.window or Window(place.start, place.start), self._placed(name)
            kind = _kind(window, now)
            if kind is not None:
                yield Draft(name, self._indexes.get(name), place.ticket, kind, window, now)

    def _of_untold(self, told: Places, changed: Collection[str], asked: Collection[int]) -> Iterator[Draft]:
        """Yield the visits to be announced: new or changed, or at a time for which their owner has just asked."""
        crews = {self._crew(self._indexes[name]) for name in told if self._placed(name) is not None}
        for index, visit in enumerate(self._problem.visits):
            if visit.id not in changed and (visit.step > 0 or visit.ticket not in asked):
                continue
            now, crew = self._placed(visit.id), self._crew(index)
            if now is not None and not visit.is_fact and crew not in crews:
                crews.add(crew)
                yield Draft(visit.id, index, visit.ticket, "scheduled", None, now)

    def _is_fact(self, name: str) -> bool:
        return name in self._indexes and self._problem.visits[self._indexes[name]].is_fact

    def _placed(self, name: str) -> Placed | None:
        return self._schedule.placed.get(self._indexes.get(name, -1))

    def _crew(self, index: int) -> tuple[int, int, int]:
        visit = self._problem.visits[index]
        return visit.ticket, visit.step, visit.part


def _kind(told: Window, now: Placed | None) -> Kind | None:
    if now is None:
        return "cancelled"
    if now.start > told.end:
        return "delay"
    return "earlier" if now.start < told.start else None
