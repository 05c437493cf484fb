"""A route leaves after its shift starts and is back before its overtime ends.

    early = shift.start - depart(first stop)          and the same for the first break
    late  = return_at - overtime_until,  return_at = end of the last visit, break or located absence + home
Never inactive. A located absence that begins with the shift is where the route starts: it leaves for nothing.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Problem
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule, Stop, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _visits(stop: Stop) -> tuple[int, ...]:
    return () if stop.visit is None else (stop.visit,)


def _has_facts(line: Timeline) -> bool:
    return any(stop.fact for stop in line.stops)


class WorkingHours(HardRule):
    """A route stays inside its shift and the overtime allowed."""

    name = "working_hours"
    title = Text("Working hours", "工作时间")
    promise = Text(
        "Nobody sets out before the shift starts or is back after the overtime allowed ends.",
        "不早于班次开始出发，不晚于允许的加班截止时间返回。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield early departures, early breaks and late returns."""
        for line in schedule.timelines:
            yield from self._early(problem, line)
            late = line.return_at - problem.shifts[line.shift].overtime_until
            if late > 0:
                yield self._violation(line, late, _visits(line.stops[-1]), by_fact=line.facts_only)

    def _early(self, problem: Problem, line: Timeline) -> Iterator[Violation]:
        shift, first = problem.shifts[line.shift], line.stops[0]
        begins_here = first.visit is None and first.start <= shift.start
        if first.depart < shift.start and not begins_here:
            by_fact = first.fact if first.visit is not None else _has_facts(line)
            yield self._violation(line, shift.start - first.depart, _visits(first), by_fact=by_fact)
        if line.breaks and line.breaks[0].start < shift.start:
            by_fact = line.breaks[0] in shift.past_breaks
            yield self._violation(line, shift.start - line.breaks[0].start, (), by_fact=by_fact)

    def _violation(self, line: Timeline, amount: int, visits: tuple[int, ...], *, by_fact: bool) -> Violation:
        where = {"technicians": (line.technician,), "shifts": (line.shift,)}
        return Violation(self.name, amount, visits, **where, by_fact=by_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Bound each route by its shift's start and latest return."""
        for row, shift in zip(tables.shifts, problem.shifts, strict=True):
            row.departure = shift.start
            row.latest_return = shift.overtime_until
