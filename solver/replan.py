"""A plan in force after something has happened: a first answer within milliseconds, then better ones.

The first answer keeps what still holds, makes what is late as early as it can be, and inserts what has lost its place
or is new, if need be in the place of others. Later answers start from it: with a price on every changed visit
(``steady``), or on cost alone (``best``).
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from solver.checker import Report, check
from solver.plan import Plan
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import Listener, SearchLimits, SearchResult, Stop, Timer
from solver.search.whatif import WhatIf

STEADY_PRICE = 120  # minutes of travel that a changed visit has to save
MOST_INSERTED = 64  # tickets without a place that are looked at in a first answer, the dearest first


class Mode(StrEnum):
    """What a re-plan is good for."""

    FAST = "fast"  # the fewest routes touched: the first answer
    STEADY = "steady"  # few changes: each has to pay for itself
    BEST = "best"  # the lowest cost


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What is proposed at once.

    Attributes
    ----------
    kept
        What still holds of the plan in force: where what-if questions start.
    report
        The checker's; a plan that is not legal is to be kept from people, and a search has to find one.
    """

    kept: WhatIf
    plan: Plan
    report: Report


def first_answer(kept: WhatIf, fresh: Collection[int]) -> FirstAnswer:
    """Return the plan that keeps what holds and inserts what lost its place or is new.

    Parameters
    ----------
    kept
        Over what ``solver.search.repair`` could keep of the plan in force.
    fresh
        Tickets that nobody had planned and that are to have a place now: those an event brought. What the plan in
        force left out on purpose stays out; a search may find it a place.
    """
    problem = kept.tables.problem
    wanted = [ticket for ticket in kept.left_out() if ticket in fresh or _was_planned(problem, ticket)]
    plan = kept.insert(wanted[:MOST_INSERTED], aside=True) if wanted else kept.plan
    plan = kept.plan if plan is None else plan
    return FirstAnswer(kept, plan, check(problem, plan))


def _was_planned(problem: Problem, ticket: int) -> bool:
    """Whether any visit of a ticket is or was in the plan in force: what an interruption leaves counts as well."""
    return any(problem.visits[visit].published is not None for visit in problem.visits_by_ticket[ticket])


def better_answer(
    problem: Problem,
    mode: Mode,
    first: FirstAnswer | None,
    limits: SearchLimits,
    *,
    timer: Timer,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
) -> SearchResult:
    """Search on from a first answer for the steady or the best plan.

    Parameters
    ----------
    first
        None, or one that is not legal: the search begins at what the plan in force says.
    """
    start = None if first is None or not first.report.is_legal else first.plan
    return search(
        problem,
        limits,
        timer=timer,
        on_progress=on_progress,
        stop=stop,
        start=start,
        change_price=STEADY_PRICE if mode is Mode.STEADY else 0,
    )
