"""A crew starts and ends together, is as many people as it has places, and takes the time the step takes.

    starts of the visits of one step and part are equal         amount: latest - earliest
    their technicians are all different                         amount: 1 per visit beyond a person's first
    end - start = minutes, for crews of two or more             amount: minutes off
    end - start = ceil(minutes * duration_percent / 100), else  amount: minutes off
The lengths are never inactive; the rest is for crews of two or more. Facts are not judged for length. Members
still to come are not held to the start of one who has started (a warning): they keep together among themselves.
What only facts break: a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from solver.problem import Minutes, Problem, Visit
from solver.rows import Group
from solver.rules.base import HardRule, Text, Violation
from solver.sequence import ticket_crews
from solver.serving import crews
from solver.timeline import Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _length(problem: Problem, visit: Visit, technician: int) -> Minutes:
    """Return how long the visit takes with this technician."""
    if problem.crew_size(visit) > 1:
        return visit.minutes
    return -(-visit.minutes * problem.technicians[technician].duration_percent // 100)


class CrewTogether(HardRule):
    """A crew works together, for as long as the step takes."""

    name = "crew_together"
    title = Text("Crew together", "班组同时作业")
    promise = Text(
        "The people a step needs start together, are different people, and stay as long as the step takes.",
        "同一工序的人员同时开始、互不重复，并做满该工序所需时间。",
    )
    unit = "minutes (people twice in a crew: visits)"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield crews that do not start together or name a person twice, and visits of a wrong length."""
        for (ticket_idx, _, _), members in crews(problem).items():
            crew = [visit for visit in members if visit in schedule.placed]
            if len(crew) > 1:
                yield from self._apart(problem, schedule, ticket_idx, crew)
                yield from self._twice(problem, schedule, ticket_idx, crew)
        yield from self._lengths(problem, schedule)

    def _apart(self, problem: Problem, schedule: Schedule, ticket: int, crew: list[int]) -> Iterator[Violation]:
        come = [visit for visit in crew if not problem.visits[visit].is_no_show]
        facts = [visit for visit in come if problem.visits[visit].is_fact]
        to_come = [visit for visit in come if not problem.visits[visit].is_fact]
        if facts and to_come:
            yield from self._spread(schedule, ticket, to_come, by_fact=False)
        yield from self._spread(schedule, ticket, come, by_fact=bool(facts))

    def _spread(self, schedule: Schedule, ticket: int, crew: list[int], *, by_fact: bool) -> Iterator[Violation]:
        starts = [schedule.placed[visit].start for visit in crew]
        if starts and max(starts) > min(starts):
            yield Violation(self.name, max(starts) - min(starts), tuple(crew), (ticket,), by_fact=by_fact)

    def _twice(self, problem: Problem, schedule: Schedule, ticket: int, crew: list[int]) -> Iterator[Violation]:
        by_person: dict[int, list[int]] = {}
        for visit in crew:
            by_person.setdefault(schedule.placed[visit].technician, []).append(visit)
        for person, visits in by_person.items():
            if len(visits) > 1:
                by_fact = all(problem.visits[visit].is_fact for visit in visits)
                yield Violation(self.name, len(visits) - 1, tuple(visits), (ticket,), (person,), by_fact=by_fact)

    def _lengths(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        for visit_idx, placed in schedule.placed.items():
            visit = problem.visits[visit_idx]
            off = abs(placed.end - placed.start - _length(problem, visit, placed.technician))
            if off and not visit.is_fact:
                where = {"tickets": (visit.ticket,), "technicians": (placed.technician,), "shifts": (placed.shift,)}
                yield Violation(self.name, off, (visit_idx,), **where, by_fact=False)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Tie the visits of each crew; how long a visit keeps its technician is in ``one_place_at_a_time``."""
        for ticket_idx in range(len(problem.tickets)):
            for visits in ticket_crews(problem, ticket_idx).values():
                self._tie(problem, tables, visits)

    def _tie(self, problem: Problem, tables: "TableBuilder", visits: tuple[int, ...]) -> None:
        """Tie one crew; members who have started already fix the people, and the start if it can be met."""
        still = tuple(v for v in visits if v in problem.open_visits_by_ticket[problem.visits[v].ticket])
        facts = [problem.visits[v].published for v in visits if v not in still]
        if len(still) > 1:
            tables.same_start.append(Group(self.name, still))
            tables.different_people.append(Group(self.name, still))
        for fact in facts:
            if fact is None:
                continue
            owner = problem.shifts[fact.shift].technician
            for visit_idx in still:
                mask = np.zeros(tables.shape, dtype=np.bool_)
                mask[visit_idx, list(problem.technicians[owner].shifts)] = True
                tables.ban(self.name, mask)
