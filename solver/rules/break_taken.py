"""A technician with visits has the breaks of the shift, unless back before a break could begin latest.

    due(break)   = not (return_at <= latest_start) and latest_start >= free_at
    taken(break) = an interval of its own with earliest_start <= start <= latest_start, end - start >= minutes
    amount       = minutes of each break that is due and not taken
    A break that had begun before now is a fact and stays listed: amount its minutes where it is not.
    A break listed anew starts at or after free_at (now, or the end of the shift's last fact): amount minutes early.
Inactive for a shift without breaks. Intervals are matched to breaks so that the untaken minutes are fewest.
A break facts left no time for is missed: a warning. A route of nothing but facts: warnings only.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.problem import Break, Interval, Problem, Shift
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Schedule, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _satisfies(interval: Interval, row: Break) -> bool:
    in_window = row.earliest_start <= interval.start <= row.latest_start
    return in_window and interval.end - interval.start >= row.minutes


def _taken(rows: list[Break], intervals: tuple[Interval, ...], free_at: int) -> set[int]:
    """Match each interval to one break at most: breaks still due first, then the longer, to leave least untaken."""
    owner: dict[int, int] = {}

    def place(row: int, seen: set[int]) -> bool:
        for k, interval in enumerate(intervals):
            if k not in seen and _satisfies(interval, rows[row]):
                seen.add(k)
                if k not in owner or place(owner[k], seen):
                    owner[k] = row
                    return True
        return False

    for row in sorted(range(len(rows)), key=lambda k: (rows[k].latest_start < free_at, -rows[k].minutes)):
        place(row, set())
    return set(owner.values())


def _still_due(shift: Shift, settled: int) -> list[Break]:
    """Return the breaks that no past break satisfies and that facts or the clock have not made impossible."""
    past: list[Interval] = list(shift.past_breaks)
    due: list[Break] = []
    # A past break satisfies a break that is still due before one that is missed anyway.
    for row in sorted(shift.breaks, key=lambda b: (b.latest_start < settled, b.latest_start)):
        taken = next(
            (p for p in past if row.earliest_start <= p.start <= row.latest_start and p.end - p.start >= row.minutes),
            None,
        )
        if taken is not None:
            past.remove(taken)
        elif row.latest_start >= settled and row.minutes > 0:
            due.append(row)
    return due


class BreakTaken(HardRule):
    """Every break that is due is taken."""

    name = "break_taken"
    title = Text("Break taken", "按时休息")
    promise = Text(
        "Everybody who works through a break's time takes the break, in full and within its window.",
        "凡工作跨过休息时段的人员，都在规定时段内完整休息。",
    )
    unit = "minutes"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield untaken breaks, and breaks planned into the past."""
        for line in schedule.timelines:
            yield from self._untaken(problem, line)
            past = problem.shifts[line.shift].past_breaks
            for interval in past:
                if interval not in line.breaks:
                    yield self._violation(line, max(1, interval.end - interval.start), by_fact=False)
            for interval in line.breaks:
                if interval not in past and interval.start < line.free_at:
                    yield self._violation(line, line.free_at - interval.start, by_fact=False)

    def _untaken(self, problem: Problem, line: Timeline) -> Iterator[Violation]:
        rows = [row for row in problem.shifts[line.shift].breaks if line.return_at > row.latest_start]
        taken = _taken(rows, line.breaks, line.free_at)
        has_facts = any(stop.fact for stop in line.stops)
        for k, row in enumerate(rows):
            if k in taken or row.minutes == 0:
                continue
            missed = row.latest_start < line.free_at
            if not missed or has_facts:
                yield self._violation(line, row.minutes, by_fact=missed or line.facts_only)

    def _violation(self, line: Timeline, amount: int, *, by_fact: bool) -> Violation:
        where = {"technicians": (line.technician,), "shifts": (line.shift,)}
        return Violation(self.name, amount, **where, by_fact=by_fact)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Add the breaks still to be taken to the shifts; nothing new starts in the settled past."""
        for shift_idx, shift in enumerate(problem.shifts):
            settled = tables.heads[shift_idx].settled
            if not tables.heads[shift_idx].used:
                tables.shifts[shift_idx].blocked += shift.past_breaks
            for row in _still_due(shift, settled):
                tables.break_row(self.name, shift_idx, row, max(row.earliest_start, settled, shift.start))
