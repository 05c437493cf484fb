"""Where a ticket could go in a plan held ready, what that costs, and whom it displaces.

All costs are changes against the plan as it is, so that a ticket that is planned already is compared with where it
is, and one that is not with being left out.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from solver.displaced import Displaced, Windows, displaced_visits, placed_visits
from solver.plan import Plan
from solver.problem import Minute, Problem, Window
from solver.rows import FAR_FUTURE
from solver.search.whatif import WhatIf, Wish
from solver.timeline import Placed


@dataclass(frozen=True)
class Option:
    """A ticket's place in a plan.

    Attributes
    ----------
    plan
        The whole plan with it.
    placed
        Where the ticket's first visit still to be made is.
    after
        The visit before it on its route, a fact maybe; None: it is the first.
    terms
        What each term of the cost changes; terms that stay are left out.
    displaced
        Visits of other tickets that are elsewhere, or outside the windows their owners expect them in.
    meets_limits
        Whether ``respond_by``, ``complete_by`` and a promised window, each if there is one, are kept.
    """

    plan: Plan
    placed: Placed
    after: int | None
    terms: Mapping[str, int]
    displaced: tuple[Displaced, ...]
    meets_limits: bool

    @property
    def total(self) -> int:
        """What the option changes of the plan's cost."""
        return sum(self.terms.values())


class Placing:
    """Places one ticket in the plan of a ``WhatIf``, preferably a steady one.

    Parameters
    ----------
    windows
        Arrival windows that the plan gives owners, by visit; of others the usual ones.

    Attributes
    ----------
    visit
        The ticket's first visit that is still to be made: the one that options are about.
    """

    def __init__(self, whatif: WhatIf, ticket: int, windows: Windows | None = None) -> None:
        self.whatif = whatif
        self.problem: Problem = whatif.tables.problem
        self.ticket = ticket
        self.windows = windows
        self.own = self.problem.open_visits_by_ticket[ticket]
        self.visit = self.own[0]

    @cached_property
    def without(self) -> Plan:
        """The plan without the ticket and what waits for it, all else as it is."""
        gone = {self.ticket}
        while more := {pair.ticket for pair in self.whatif.tables.requires if pair.other in gone} - gone:
            gone |= more
        return without_visits(self.problem, self.whatif.plan, [v for t in gone for v in self._open(t)])

    @cached_property
    def price_of_leaving_out(self) -> int:
        """What leaving the ticket out changes of the plan's cost; 0 if it is left out already."""
        return sum(self.whatif.change(self.without).values())

    def shifts(self, technician: int) -> frozenset[int]:
        """Return a technician's shifts on which the first visit is possible at all."""
        own = self.problem.technicians[technician].shifts
        return frozenset(s for s in own if self.whatif.reach.possible[self.visit, s])

    def best(self, shifts: Collection[int], low: Minute = -FAR_FUTURE, high: Minute = FAR_FUTURE, *,
             eject: bool = False) -> Option | None:  # fmt: skip
        """Return the cheapest place on some shifts with a start within [``low``, ``high``]; None: none was found.

        A preferred window is waited for if that pays. Where the ticket is now is a place, too.
        """
        if not shifts:
            return None
        stays = self._as_it_is
        found: list[Option] = []
        own = [] if stays is None or stays.placed.shift not in shifts else [stays]
        own = [option for option in own if low <= option.placed.start <= high]
        wished = self.problem.tickets[self.ticket].preferred if self._is_first else ()
        for window in (Window(low, high), *(Window(max(low, w.start), min(high, w.end)) for w in wished)):
            if any(w.start <= option.placed.start <= w.end for option in found for w in wished):
                break  # nothing is to be gained by waiting
            if window.start <= window.end:
                wish = Wish(self.visit, frozenset(shifts), window.start, window.end)
                plan = self.whatif.insert([self.ticket], [wish], at_any_price=True, eject=eject)
                found += [] if plan is None else [self.option(plan)]
        return min((*own, *found), key=lambda option: option.total, default=None)

    def option(self, plan: Plan) -> Option:
        """Return what is to be said of a plan that has the ticket."""
        route, place = next((r, k) for r in plan.routes for k, p in enumerate(r.visits) if p.visit == self.visit)
        stay = route.visits[place]
        return Option(
            plan=plan,
            placed=Placed(route.shift, self.problem.shifts[route.shift].technician, stay.start, stay.end),
            after=route.visits[place - 1].visit if place else None,
            terms=self.whatif.change(plan),
            displaced=displaced_visits(self.problem, self.whatif.plan, plan, self.own, self.windows),
            meets_limits=meets_limits(self.problem, self.ticket, plan),
        )

    @cached_property
    def _as_it_is(self) -> Option | None:
        """The ticket where the plan has it; None if it has not."""
        planned = placed_visits(self.problem, self.whatif.plan.routes)
        return self.option(self.whatif.plan) if all(visit in planned for visit in self.own) else None

    @property
    def _is_first(self) -> bool:
        """Whether the ticket's windows are about the visit."""
        return self.problem.visits[self.visit].step == 0

    def _open(self, ticket: int) -> tuple[int, ...]:
        return self.problem.open_visits_by_ticket[ticket]


def without_visits(problem: Problem, plan: Plan, visits: Collection[int]) -> Plan:
    """Return a plan without some visits, all else as it is; a route without any is left out."""
    gone = set(visits)
    routes = []
    for route in plan.routes:
        left = tuple(p for p in route.visits if p.visit not in gone)
        if left:
            routes.append(route if len(left) == len(route.visits) else replace(route, visits=left))
    return Plan(tuple(routes))


def meets_limits(problem: Problem, ticket: int, plan: Plan) -> bool:
    """Whether a plan that has a ticket keeps its soft limits and starts it in a promised window, if it has any."""
    row = problem.tickets[ticket]
    served = {v for v in problem.visits_by_ticket[ticket] if not problem.visits[v].is_no_show}
    stays = [p for route in plan.routes for p in route.visits if p.visit in served]
    start = min(p.start for p in stays if problem.visits[p.visit].step == 0)
    end = max(p.end for p in stays)
    in_time = row.respond_by is None or start <= row.respond_by
    done = row.complete_by is None or end <= row.complete_by
    return in_time and done and (not row.promised or any(w.start <= start <= w.end for w in row.promised))
