"""Nobody works while absent, and whoever is expected elsewhere during a shift is there on time.

    absence without site [a, b): meets no [depart, end) of a visit, no way to a located absence, no break,
                                 no way home                          amount: minutes they share
    absence at a site [a, b)   : a stop of the route. For stops i < j, one of them an absence:
                                 depart(j) >= end(i)                  amount: end(i) - depart(j)
                                 and it meets no break                amount: minutes they share
Inactive for a shift without absences. An absence that facts leave no time to reach ends, for what follows, at
its end or when the technician could have reached it, whichever is later; that breach is a warning.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Absence, Interval, Minute, Problem, Shift
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule, Stop, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _shared(absence: Absence | Stop, start: Minute, end: Minute) -> int:
    """Return the minutes that [start, end) shares with an absence, or with a stop and the way to it."""
    begins = absence.depart if isinstance(absence, Stop) else absence.start
    return min(absence.end, end) - max(begins, start)


def _free_after(stops: tuple[Stop, ...], position: int) -> Minute:
    """Return when a stop is over; a located absence that is reached too late: when it could be reached."""
    stop = stops[position]
    if stop.visit is not None:
        return stop.end
    before = [other.end for other in stops[:position]]
    return max(stop.end, max(before, default=stop.end) + stop.travel) if before else stop.end


def _joined(stretches: list[Interval]) -> list[Interval]:
    """Return stretches that touch or overlap as one, empty ones left out, by time."""
    joined: list[Interval] = []
    for stretch in sorted((s for s in stretches if s.start < s.end), key=lambda s: s.start):
        if joined and stretch.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, stretch.end))
        else:
            joined.append(stretch)
    return joined


class Available(HardRule):
    """Absences are respected."""

    name = "available"
    title = Text("Available", "在岗")
    promise = Text(
        "No work, travel or break is planned while somebody is absent; appointments elsewhere are kept.",
        "人员缺勤期间不安排工作、路程或休息；班中须到场的事项按时到场。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every clash of an absence with what the route does."""
        for line in schedule.timelines:
            shift = problem.shifts[line.shift]
            if shift.absences:
                yield from self._nowhere(line, shift)
                yield from self._located(line)
                yield from self._breaks(line, shift)

    def _nowhere(self, line: Timeline, shift: Shift) -> Iterator[Violation]:
        has_facts = any(stop.fact for stop in line.stops)
        for absence in (a for a in shift.absences if a.site is None):
            for stop in line.stops:
                # Two absences may overlap; only the way to one of them is work.
                end = stop.start if stop.visit is None else stop.end
                if (amount := _shared(absence, stop.depart, end)) > 0:
                    by_fact = has_facts if stop.visit is None else stop.fact
                    yield self._violation(line, amount, [stop], by_fact=by_fact)
            if (amount := _shared(absence, line.last_end, line.return_at)) > 0:
                yield self._violation(line, amount, [line.stops[-1]], by_fact=line.facts_only)

    def _located(self, line: Timeline) -> Iterator[Violation]:
        has_facts = any(stop.fact for stop in line.stops)
        for position, stop in enumerate(line.stops):
            clash = [
                k
                for k, other in enumerate(line.stops[:position])
                if (stop.visit is None or other.visit is None) and _free_after(line.stops, k) > stop.depart
            ]
            if clash:
                amount = max(_free_after(line.stops, k) for k in clash) - stop.depart
                stops = [*(line.stops[k] for k in clash), stop]
                by_fact = has_facts and all(s.fact for s in stops if s.visit is not None)
                yield self._violation(line, amount, stops, by_fact=by_fact)

    def _breaks(self, line: Timeline, shift: Shift) -> Iterator[Violation]:
        absences: list[Absence | Stop] = [a for a in shift.absences if a.site is None]
        absences += [stop for stop in line.stops if stop.visit is None]
        for interval in line.breaks:
            for absence in absences:
                if (amount := _shared(absence, interval.start, interval.end)) > 0:
                    yield self._violation(line, amount, [], by_fact=interval in shift.past_breaks)

    def _violation(self, line: Timeline, amount: int, stops: list[Stop], *, by_fact: bool) -> Violation:
        visits = tuple(stop.visit for stop in stops if stop.visit is not None)
        where = {"technicians": (line.technician,), "shifts": (line.shift,)}
        return Violation(self.name, amount, visits, **where, by_fact=by_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Block stretches spent nowhere; stretches with a place are stops of the route."""
        for row, shift in zip(tables.shifts, problem.shifts, strict=True):
            row.blocked = _joined([*row.blocked, *(Interval(a.start, a.end) for a in shift.absences if a.site is None)])
            row.absences = row.head.absences
