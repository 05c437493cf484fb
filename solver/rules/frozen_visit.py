"""What has happened stays in the plan, and what begins before the freeze ends stays as published.

    fact       : in the plan, on its shift, at its start and end      amount: minutes moved; 1 if not there
    travelling : in the plan, on its shift, before every new visit                       amount: 1
    frozen     : in the plan, by its technician, at its published start
                                                                      amount: minutes moved; 1 if not there
    frozen(v)  = state planned and published start < freeze_until, and not released
Inactive without a plan in force. A freeze that the clock or facts make impossible is released.
"""

from collections.abc import Iterator
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from solver.commitment import is_kept_by_freeze, released_visits
from solver.locks import is_frozen, is_released
from solver.problem import Problem, Published, VisitState
from solver.rows import Next
from solver.rules.base import HardRule, Text, Violation
from solver.timeline import Placed, Schedule

if TYPE_CHECKING:
    from solver.tables import TableBuilder


def _fact_moved(published: Published, placed: Placed | None) -> int:
    if placed is None or placed.shift != published.shift:
        return 1
    return max(abs(placed.start - published.start), abs(placed.end - published.end))


def _frozen_moved(problem: Problem, published: Published, placed: Placed | None) -> int:
    if placed is None or placed.technician != problem.shifts[published.shift].technician:
        return 1
    return abs(placed.start - published.start)


def _next_visits(schedule: Schedule) -> set[tuple[int, int]]:
    """Return (shift, visit) of all that precedes the first new visit of each shift."""
    following: set[tuple[int, int]] = set()
    for line in schedule.timelines:
        visits = takewhile(lambda stop: not stop.new, line.stops)
        following.update((line.shift, stop.visit) for stop in visits if stop.visit is not None)
    return following


class FrozenVisit(HardRule):
    """Facts and frozen visits stay."""

    name = "frozen_visit"
    title = Text("Frozen visit", "冻结的上门")
    promise = Text(
        "What has begun stays as it is, who is on the way arrives next, and frozen visits keep person and time.",
        "已开始的保持不变，已在途的先到该处，冻结期内的上门不换人、不改时间。",
    )
    unit = "minutes (a visit missing or with somebody else: visits)"

    def judge(self, problem: Problem, schedule: Schedule) -> Iterator[Violation]:
        """Yield every fact, travelling and frozen visit that does not stay."""
        released, following = released_visits(problem), _next_visits(schedule)
        for visit_idx, visit in enumerate(problem.visits):
            published, amount = visit.published, 0
            if published is None:
                continue
            if visit.is_fact:
                amount = _fact_moved(published, schedule.placed.get(visit_idx))
            elif published.state is VisitState.TRAVELLING:
                amount = int((published.shift, visit_idx) not in following)
            elif is_kept_by_freeze(problem, visit) and visit_idx not in released:
                amount = _frozen_moved(problem, published, schedule.placed.get(visit_idx))
            if amount:
                person = problem.shifts[published.shift].technician
                yield Violation(self.name, amount, (visit_idx,), (visit.ticket,), (person,), (published.shift,))

    def compile(self, problem: Problem, tables: "TableBuilder") -> None:
        """Keep frozen visits where they are and let technicians on their way arrive."""
        first: dict[int, tuple[int, int]] = {}
        for ticket_idx, visits in enumerate(problem.open_visits_by_ticket):
            for visit_idx in visits:
                visit = problem.visits[visit_idx]
                published = visit.published
                if published is None:
                    continue
                if published.state is VisitState.TRAVELLING:
                    self._keep(problem, tables, visit_idx, published)
                    tables.must(self.name, ticket_idx, visit_idx)
                    candidate = (published.start, visit_idx)
                    first[published.shift] = min(first.get(published.shift, candidate), candidate)
                elif is_frozen(problem, visit) and not is_released(problem, tables.heads, visit):
                    self._keep(problem, tables, visit_idx, published)
                    tables.must(self.name, ticket_idx, visit_idx)
                    tables.start_in(self.name, visit_idx, [(published.start, published.start)])
        tables.nexts += [Next(self.name, shift, visit_idx) for shift, (_, visit_idx) in sorted(first.items())]

    def _keep(self, problem: Problem, tables: "TableBuilder", visit_idx: int, published: Published) -> None:
        """Forbid every shift but the published one."""
        mask = np.zeros(tables.shape, dtype=np.bool_)
        mask[visit_idx, :] = True
        mask[visit_idx, published.shift] = False
        tables.ban(self.name, mask)
