"""What is needed and who is able, hour by hour: minutes per trade and level, and where they fall short.

Needed is what the plan serves, when it does, with the way there; and what it leaves out, spread evenly over the time in
which the rules would let it be served. Able are the shifts of everybody with the trade at the level or above, without
absences and breaks, less what these people do otherwise (other trades, lower levels, the way home). A person with two
trades is able in both.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.checker import Report
from solver.problem import Minute, Minutes, Problem
from solver.search.reach import Reach

HOUR = 60
Hours = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SupplyHour:
    """One trade from one level up, in one hour; all in minutes.

    ``able`` shifts without absences and breaks; ``elsewhere`` what those people do otherwise; ``planned`` service and
    ways of visits of this kind; ``left_out`` the share of what is not planned; ``short`` by how much these exceed it.
    """

    trade: str
    level: int
    start: Minute
    able: Minutes
    elsewhere: Minutes
    planned: Minutes
    left_out: Minutes

    @property
    def short(self) -> Minutes:
        """Minutes needed more than there are."""
        return max(0, self.planned + self.left_out + self.elsewhere - self.able)


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Hours on end in which a kind of people is short; ``short`` minutes in all."""

    trade: str
    level: int
    start: Minute
    end: Minute
    short: Minutes


def supply(report: Report, reach: Reach, past: Minutes = 0) -> tuple[SupplyHour, ...]:
    """Return the balance of every trade and level that a ticket asks for, in every hour that has any of it.

    Parameters
    ----------
    past
        Minutes from a full hour to the horizon's start: hours are those of the clock.
    """
    problem = report.schedule.problem
    book = _Book(problem, report, reach, past)
    return tuple(row for trade, level in book.kinds for row in book.hours(trade, level))


def bottlenecks(rows: tuple[SupplyHour, ...]) -> tuple[Bottleneck, ...]:
    """Return the stretches in which somebody is short, the worst first."""
    found: list[Bottleneck] = []
    for row in rows:
        last = found[-1] if found else None
        if not row.short:
            continue
        if last is not None and (last.trade, last.level, last.end) == (row.trade, row.level, row.start):
            found[-1] = Bottleneck(row.trade, row.level, last.start, row.start + HOUR, last.short + row.short)
        else:
            found.append(Bottleneck(row.trade, row.level, row.start, row.start + HOUR, row.short))
    return tuple(sorted(found, key=lambda stretch: (-stretch.short, stretch.start, stretch.trade, stretch.level)))


def add_stretch(hours: Hours, start: Minute, end: Minute) -> None:
    """Add the minutes of a stretch to the hours it lies in; outside all hours it counts nowhere."""
    for hour in range(max(0, start // HOUR), min(len(hours), -(-end // HOUR))):
        hours[hour] += max(0, min(end, (hour + 1) * HOUR) - max(start, hour * HOUR))


def spread(hours: Hours, start: Minute, end: Minute, minutes: Minutes) -> None:
    """Add minutes evenly over a stretch, whole ones in each hour."""
    low, high = max(0, start), min(len(hours) * HOUR, end)
    given = 0
    for hour in range(low // HOUR, -(-high // HOUR)):
        passed = min(high, (hour + 1) * HOUR) - low
        share = minutes * passed // max(1, high - low)
        hours[hour] += share - given
        given = share


class _Book:
    """The minutes of one plan, by hour."""

    def __init__(self, problem: Problem, report: Report, reach: Reach, past: Minutes) -> None:
        self.problem = problem
        self.past = past
        self.report = report
        last = past + max((row.overtime_until for row in problem.shifts), default=0)
        self.number = max(0, -(-last // HOUR))
        needs = {(need.trade, need.min_level) for need in map(problem.need, problem.visits)}
        self.kinds = sorted(needs)
        self.able = {k: self._able(k) for k in range(len(problem.technicians))}
        self.planned: dict[tuple[int, str, int], Hours] = defaultdict(self._none)  # technician, trade, level asked for
        self.home: dict[int, Hours] = defaultdict(self._none)
        self.left_out: dict[tuple[str, int], Hours] = defaultdict(self._none)
        self._book_plan()
        self._book_left_out(reach)

    def _none(self) -> Hours:
        return np.zeros(self.number, dtype=np.int64)

    def _add(self, hours: Hours, start: Minute, end: Minute) -> None:
        add_stretch(hours, start + self.past, end + self.past)

    def _able(self, technician: int) -> Hours:
        """Return the minutes of a technician's shifts without absences and breaks.

        A break is where the plan has it; on a shift without a route, where it may begin first.
        """
        hours, taken = self._none(), {line.shift: line.breaks for line in self.report.schedule.timelines}
        for s in self.problem.technicians[technician].shifts:
            row = self.problem.shifts[s]
            away = [(absence.start, absence.end) for absence in row.absences]
            if s in taken:
                away += [(rest.start, rest.end) for rest in taken[s]]
            else:
                away += [(rest.earliest_start, rest.earliest_start + rest.minutes) for rest in row.breaks]
            free = row.start
            for start, end in [*sorted(away), (row.end, row.end)]:
                self._add(hours, free, max(free, min(start, row.end)))
                free = max(free, end)
        return hours

    def _book_plan(self) -> None:
        for line in self.report.schedule.timelines:
            for stop in line.stops:
                if stop.visit is not None:
                    need = self.problem.need(self.problem.visits[stop.visit])
                    hours = self.planned[line.technician, need.trade, need.min_level]
                    self._add(hours, stop.depart, stop.end)
            self._add(self.home[line.technician], line.last_end, line.return_at)

    def _book_left_out(self, reach: Reach) -> None:
        for ticket in sorted(self.report.schedule.unassigned_tickets):
            for v in self.problem.open_visits_by_ticket[ticket]:
                visit, domain = self.problem.visits[v], reach.domains[v]
                need = self.problem.need(visit)
                low = max(0, self.problem.now) if not domain else domain[0][0]
                high = self.number * HOUR - self.past if not domain else domain[-1][1] + visit.minutes
                share = self.left_out[need.trade, need.min_level]
                spread(share, low + self.past, high + self.past, visit.minutes)

    def hours(self, trade: str, level: int) -> Iterator[SupplyHour]:
        """Yield the hours of one kind that have any of it."""
        people = [k for k, row in enumerate(self.problem.technicians) if row.skills.get(trade, 0) >= level]
        able, planned, elsewhere, left_out = self._none(), self._none(), self._none(), self._none()
        for k in people:
            able += self.able[k]
            elsewhere += self.home[k]
        for (k, other, asked), minutes in self.planned.items():
            if other == trade and asked >= level:
                planned += minutes
            elif k in people:
                elsewhere += minutes
        for (other, asked), minutes in self.left_out.items():
            if other == trade and asked >= level:
                left_out += minutes
        for hour in range(self.number):
            row = SupplyHour(
                trade, level, hour * HOUR - self.past, *(int(x[hour]) for x in (able, elsewhere, planned, left_out))
            )
            if row.able or row.planned or row.left_out:
                yield row
