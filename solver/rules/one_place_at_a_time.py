"""A technician is at one place at a time, and every way between two places takes its travel time.

    depart(stop)  = start(stop) - travel(place before, site(stop))
    visits a < b  : depart(b) >= end(a)                     amount: end(a) - depart(b)
    break k       : [start, end) of k meets no [depart, end) of a visit and no other break
                                                            amount: minutes they share
Never inactive. A clash with an absence belongs to ``available``. Facts that clash only with facts: a warning.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from solver.fits import by_technician
from solver.problem import Interval, Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule, Stop, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _late_departures(stops: list[Stop]) -> Iterator[tuple[int, list[Stop]]]:
    """Yield, for each visit that must be left for too early, by how much, and the visits that clash."""
    for position, stop in enumerate(stops):
        earlier = [other for other in stops[:position] if other.end > stop.depart]
        if earlier:
            yield max(other.end for other in earlier) - stop.depart, [*earlier, stop]


def _shared(interval: Interval, start: int, end: int) -> int:
    return min(interval.end, end) - max(interval.start, start)


class OnePlaceAtATime(HardRule):
    """A technician is at one place at a time."""

    name = "one_place_at_a_time"
    title = Text("One place at a time", "同一时间只在一处")
    promise = Text(
        "Nobody is at two places at once, and there is always time to travel from one place to the next.",
        "同一人不会同时出现在两处，两处之间始终留足路程时间。",
    )
    unit = "minutes"
    can_be_reason = False

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every visit without time to get there, and every break that is not a break."""
        for line in schedule.timelines:
            visits = [stop for stop in line.stops if stop.visit is not None]
            for amount, clash in _late_departures(visits):
                yield self._violation(line, amount, clash, by_fact=all(stop.fact for stop in clash))
            past = problem.shifts[line.shift].past_breaks
            for interval in line.breaks:
                for stop in visits:
                    if (amount := _shared(interval, stop.depart, stop.end)) > 0:
                        yield self._violation(line, amount, [stop], by_fact=stop.fact and interval in past)
            for one, other in combinations(line.breaks, 2):
                if (amount := _shared(one, other.start, other.end)) > 0:
                    yield self._violation(line, amount, [], by_fact=one in past and other in past)

    def _violation(self, line: Timeline, amount: int, clash: list[Stop], *, by_fact: bool) -> Violation:
        visits = tuple(stop.visit for stop in clash if stop.visit is not None)
        where = {"technicians": (line.technician,), "shifts": (line.shift,)}
        return Violation(self.name, amount, visits, **where, by_fact=by_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Give the tables the travel and the minutes that keep a technician; the search keeps one route per shift."""
        tables.travel = problem.travel
        tables.minutes = by_technician(
            problem,
            lambda visit: (visit.minutes, problem.crew_size(visit)),
            lambda key, technician: key[0] if key[1] > 1 else -(-key[0] * technician.duration_percent // 100),
        )
        tables.work = np.array([visit.minutes for visit in problem.visits], dtype=np.int64)
