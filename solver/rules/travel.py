"""Every minute on the way costs, access to the site and the way home included.

    cost = weight[minute] * (sum of travel to every stop of a route + travel home)
Inactive for legs of no minutes. The way to a fact is the fact's, the way to an absence if a fact comes after it
or nothing else is on the route, the way home if the route has nothing but facts.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from solver.problem import Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _is_settled(line: Timeline, position: int) -> bool:
    """Whether no plan can change the way to a stop."""
    stop = line.stops[position]
    if stop.visit is not None:
        return stop.fact
    return line.facts_only or any(later.fact for later in line.stops[position:])


class Travel(SoftRule):
    """Time on the way costs."""

    name = "travel"
    title = Text("Travel", "路程")
    promise = Text("Technicians spend as little time on the way as possible.", "尽量减少人员路上的时间。")
    unit = "minutes"
    weights: ClassVar[Mapping[str, int]] = {"minute": 1}
    profiles: ClassVar[Mapping[str, int]] = {"low_travel": 3}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every leg; the way home belongs to no ticket."""
        rate = problem.policy.weight(self.name, "minute")
        if not rate:
            return
        for line in schedule.timelines:
            for position, stop in enumerate(line.stops):
                ticket = None if stop.visit is None else problem.visits[stop.visit].ticket
                if stop.travel:
                    where = (ticket, line.technician, stop.visit, _is_settled(line, position))
                    yield Charge(self.name, "minute", stop.travel, rate * stop.travel, *where)
            if line.home:
                where = (None, line.technician, None, line.facts_only)
                yield Charge(self.name, "minute", line.home, rate * line.home, *where)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price every minute of travel, the way home included; travel between facts is paid for good."""
        rate = problem.policy.weight(self.name, "minute")
        tables.travel_rates[self.name] = rate
        for head in tables.heads:
            tables.constant(self.name, rate * head.travel)
