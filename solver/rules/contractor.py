"""A contractor's shift costs when it is used, and so does every minute of his service.

    cost = weight[shift]  per contractor shift with a visit
         + weight[minute] * (end - start) of each of its visits, 0 for a no-show
Inactive for staff. The shift's price is the facts' as soon as one fact uses it.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from solver.problem import Problem
from solver.rules.base import Charge, SoftRule, Text
from solver.timeline import Schedule, Timeline

if TYPE_CHECKING:
    from solver.tables import TableBuilder


class Contractor(SoftRule):
    """Contractors cost."""

    name = "contractor"
    title = Text("Contractor", "外包")
    promise = Text(
        "Contractors are called when staff cannot do the work as well, and for no longer than needed.",
        "自有人员不足时才调用外包，且用时尽量少。",
    )
    unit = "shifts, minutes"
    weights: ClassVar[Mapping[str, int]] = {"shift": 60, "minute": 1}

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Charge]:
        """Yield the price of every contractor shift used and of its service."""
        rate = problem.policy.weight(self.name, "shift")
        for line in schedule.timelines:
            if not problem.technicians[line.technician].contractor:
                continue
            if rate:
                begun = any(stop.fact for stop in line.stops)
                yield Charge(self.name, "shift", 1, rate, technician=line.technician, fact=begun)
            yield from self._service(problem, line)

    def _service(self, problem: Problem, line: Timeline) -> Iterator[Charge]:
        rate = problem.policy.weight(self.name, "minute")
        for stop in line.stops:
            if stop.visit is None or problem.visits[stop.visit].is_no_show:
                continue
            minutes = stop.end - stop.start
            if minutes and rate:
                where = (problem.visits[stop.visit].ticket, line.technician, stop.visit, stop.fact)
                yield Charge(self.name, "minute", minutes, rate * minutes, *where)

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Price contractor shifts that are used and the minutes of their visits."""
        per_shift = problem.policy.weight(self.name, "shift")
        per_minute = problem.policy.weight(self.name, "minute")
        external = np.array([problem.technicians[s.technician].contractor for s in problem.shifts], dtype=np.int64)
        tables.fit_cost(self.name, per_minute * tables.minutes * external[None, :])
        for shift_idx in np.flatnonzero(external):
            row = tables.shifts[shift_idx]
            if row.head.used:
                tables.constant(self.name, per_shift)
            else:
                row.use_cost[self.name] = per_shift
        for visit in problem.visits:
            fact = visit.published
            if visit.is_fact and fact is not None and external[fact.shift] and not visit.is_no_show:
                tables.constant(self.name, per_minute * (fact.end - fact.start))
