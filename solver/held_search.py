"""A short search around a person's decision: everything else may change, the visit stays as decided."""

from collections.abc import Callable

import numpy as np

from solver.compilation import build_tables
from solver.heads import read_heads
from solver.move import Idea
from solver.plan import Plan
from solver.problem import Problem
from solver.rules import RULES
from solver.search.full import FullSearch
from solver.search.incumbent import Incumbent
from solver.search.limits import SearchLimits, Stop, Timer
from solver.search.reach import read_reach
from solver.tables import Tables


def search_around(
    problem: Problem, idea: Idea, plan: Plan | None, limits: SearchLimits, *, timer: Timer, stop: Stop
) -> Plan | None:
    """Return the cheapest legal plan found that keeps an idea; None without any.

    Parameters
    ----------
    plan
        One to start from that keeps it; None: none is known.
    limits
        Of the search; its engine is not asked.
    """
    began = timer()
    tables = held_tables(problem, idea)
    incumbent = _Held(problem, idea, lambda: timer() - began)
    if plan is not None:
        incumbent.offer(plan)

    def left() -> float | None:
        seconds = None if limits.iterations is not None else limits.seconds
        return None if seconds is None else max(0.05, seconds - incumbent.elapsed())

    FullSearch(tables, read_reach(tables), limits, incumbent, left=left, timer=timer, stop=stop).run()
    return incumbent.plan


def held_tables(problem: Problem, idea: Idea) -> Tables:
    """Return the tables of a problem in which the visit has to be made as decided."""
    tables = build_tables(problem, RULES, read_heads(problem))
    others = np.zeros(tables.shape, dtype=np.bool_)
    others[idea.visit] = [shift.technician != idea.technician for shift in problem.shifts]
    tables.ban("technician_allowed", others)
    if idea.start is not None:
        tables.start_in("time_lock", idea.visit, [(idea.start, idea.start)])
    tables.must("time_lock", problem.visits[idea.visit].ticket, idea.visit)
    return tables


class _Held(Incumbent):
    """Takes only plans that keep an idea."""

    def __init__(self, problem: Problem, idea: Idea, elapsed: Callable[[], float]) -> None:
        super().__init__(problem, elapsed, None)
        self.idea = idea

    def offer(self, plan: Plan, *, ours: bool = True) -> None:
        """Take a plan that keeps the idea if the checker accepts it and it is cheaper."""
        if self.idea.is_kept(self.problem, plan):
            super().offer(plan, ours=ours)
