"""What a person's own idea costs: a visit by somebody else, or at another time, and what is in the way of it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from solver.checker import check
from solver.displaced import Displaced, Pushed, Windows, displaced_visits, placed_visits, pushed_visits
from solver.placing import Placing, meets_limits
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Minute, Problem
from solver.rules.base import Violation
from solver.search.whatif import WhatIf, Wish
from solver.timeline import Placed


@dataclass(frozen=True, slots=True)
class Idea:
    """A visit to be made by a technician, at a start or (None) at any."""

    visit: int
    technician: int
    start: Minute | None = None

    def is_kept(self, problem: Problem, plan: Plan) -> bool:
        """Whether a plan has the visit so."""
        placed = placed_visits(problem, plan.routes).get(self.visit)
        return placed is not None and placed.technician == self.technician and self.start in (None, placed.start)


@dataclass(frozen=True)
class Move:
    """What an idea comes to.

    Attributes
    ----------
    plan
        The legal plan that keeps it; None: none was found.
    violations
        Without a plan, what the idea breaks when taken at its word: the visit there at that time, all else as it is.
    placed
        Where the plan has the visit.
    terms
        What each term of the cost changes against the plan as it is.
    displaced, pushed
        Visits of other tickets that are displaced, and those that only start at another time.
    """

    plan: Plan | None
    violations: tuple[Violation, ...]
    placed: Placed | None
    terms: dict[str, int]
    displaced: tuple[Displaced, ...] = ()
    pushed: tuple[Pushed, ...] = ()
    meets_limits: bool | None = None


def price_move(whatif: WhatIf, idea: Idea, windows: Windows | None = None, *, eject: bool = False) -> Move:
    """Return what an idea costs and displaces.

    At its word, all else as it is, if that is legal; without a start at a cheaper one, if there is one. Else only the
    routes the visit leaves and goes to change, and those of the other visits of its ticket where they have to follow.
    With ``eject`` visits in the way may be put elsewhere, or dropped.

    Parameters
    ----------
    idea
        About a visit that is still to be made, of an open ticket.
    windows
        Arrival windows the plan gives owners, by visit.
    """
    problem = whatif.tables.problem
    placing = Placing(whatif, problem.visits[idea.visit].ticket, windows)
    word = literal(whatif, idea)
    verdict = check(problem, word)
    if verdict.is_legal and idea.start is not None:
        return weigh(whatif, idea, word, windows)
    found = next((plan for plan in _plans(whatif, idea, eject) if _is_fine(whatif, placing, idea, plan, eject)), None)
    moves = [weigh(whatif, idea, plan, windows) for plan in (word if verdict.is_legal else None, found) if plan]
    if moves:
        return min(moves, key=lambda move: sum(move.terms.values()))
    return Move(None, _not_excused(whatif, placing, verdict.violations), None, {})


def _not_excused(whatif: WhatIf, placing: Placing, rows: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Return what an idea breaks when taken at its word, without what is not its fault.

    The other visits of a ticket that was left out may be missing; a break may be taken at another time.
    """
    planned = placed_visits(whatif.tables.problem, whatif.plan.routes)
    if not all(visit in planned for visit in placing.own):
        rows = tuple(row for row in rows if row.rule != "whole_ticket")
    return tuple(row for row in rows if row.rule != "break_taken") or rows


def weigh(whatif: WhatIf, idea: Idea, plan: Plan, windows: Windows | None = None) -> Move:
    """Return what a legal plan that keeps an idea costs and displaces against the plan asked about."""
    problem = whatif.tables.problem
    ticket = problem.visits[idea.visit].ticket
    own = problem.open_visits_by_ticket[ticket]
    return Move(
        plan=plan,
        violations=(),
        placed=placed_visits(problem, plan.routes)[idea.visit],
        terms=whatif.change(plan),
        displaced=displaced_visits(problem, whatif.plan, plan, own, windows),
        pushed=pushed_visits(problem, whatif.plan, plan, own, windows),
        meets_limits=meets_limits(problem, ticket, plan),
    )


def literal(whatif: WhatIf, idea: Idea) -> Plan:
    """Return the plan with the visit at the technician's at that time and all else as it is, legal or not.

    Without a start the visit keeps the one it has, else it starts as early as it could be there. Those who start
    with it go with it.
    """
    problem, plan = whatif.tables.problem, whatif.plan
    placed = placed_visits(problem, plan.routes)
    before = placed.get(idea.visit)
    shift = _shift_at(problem, idea.technician, idea.start if before is None else idea.start or before.start)
    start = idea.start
    if start is None:
        start = before.start if before is not None else int(whatif.reach.earliest[idea.visit, shift])
    plan = _put(whatif, plan, idea.visit, shift, start)
    for mate in _mates(problem, idea.visit):
        if mate in placed and placed[mate].start != start:
            plan = _put(whatif, plan, mate, placed[mate].shift, start)
    return plan


def _plans(whatif: WhatIf, idea: Idea, eject: bool) -> Iterator[Plan]:
    """Yield plans that keep an idea, those that leave more of its ticket where it is first."""
    problem, plan = whatif.tables.problem, whatif.plan
    placed, ticket = placed_visits(problem, plan.routes), problem.visits[idea.visit].ticket
    wish = Wish(idea.visit, frozenset(problem.technicians[idea.technician].shifts), idea.start, idea.start)
    tied = [v for t in whatif.tied(ticket) for v in problem.open_visits_by_ticket[t] if v != idea.visit and v in placed]
    mates = _mates(problem, idea.visit)
    own = set(problem.open_visits_by_ticket[ticket])
    others = (v for v in placed if v not in tied and v != idea.visit and not problem.visits[v].is_fact)
    earlier = [_pin(placed[v], v, hold=True) for v in others if _is_before(placed[v], idea)]
    # What may follow in time, from nothing to everything tied to the visit; who makes it stays.
    for free in dict.fromkeys((frozenset[int](), frozenset(mates), frozenset(own), frozenset(tied))):
        pins = [_pin(placed[v], v, hold=v not in free) for v in tied]
        # What he does before keeps its time if that can be: a place before all of it may cost as little.
        for kept in (earlier, []) if earlier else ([],):
            answer = whatif.insert([ticket], [wish, *pins, *kept], at_any_price=True, eject=eject)
            if answer is not None:
                yield answer
        if not tied:
            return
    if eject:
        answer = whatif.insert([ticket], [wish], at_any_price=True)
        if answer is not None:
            yield answer


def _is_before(placed: Placed, idea: Idea) -> bool:
    """Whether somebody is done with a visit by the start that is asked of him."""
    return idea.start is not None and placed.technician == idea.technician and placed.end <= idea.start


def _pin(placed: Placed, visit: int, *, hold: bool) -> Wish:
    start = placed.start if hold else None
    return Wish(visit, frozenset({placed.shift}), start, start)


def _is_fine(whatif: WhatIf, placing: Placing, idea: Idea, plan: Plan, eject: bool) -> bool:
    """Whether a plan is legal, keeps the idea, and changes no more routes than it may."""
    problem = whatif.tables.problem
    if not eject:
        tied = [v for t in whatif.tied(placing.ticket) for v in problem.open_visits_by_ticket[t]]
        places = (placed_visits(problem, p.routes) for p in (whatif.plan, plan))
        concerned = {where[v].shift for where in places for v in tied if v in where}
        if not _changed(whatif.plan, plan) <= concerned:
            return False
    return idea.is_kept(problem, plan) and check(problem, plan).is_legal


def _changed(before: Plan, after: Plan) -> set[int]:
    old, new = ({route.shift: route for route in plan.routes} for plan in (before, after))
    return {shift for shift in {*old, *new} if old.get(shift) != new.get(shift)}


def _mates(problem: Problem, visit: int) -> tuple[int, ...]:
    """Return the visits still to be made that start with one."""
    own = problem.visits[visit]
    rows = problem.open_visits_by_ticket[own.ticket]
    return tuple(v for v in rows if v != visit and problem.visits[v].step == own.step)


def _shift_at(problem: Problem, technician: int, start: Minute | None) -> int:
    """Return the technician's shift at a time, else his first."""
    shifts = problem.technicians[technician].shifts
    if start is None:
        return shifts[0]
    return next((s for s in shifts if problem.shifts[s].start <= start < problem.shifts[s].overtime_until), shifts[0])


def _put(whatif: WhatIf, plan: Plan, visit: int, shift: int, start: Minute) -> Plan:
    """Return a plan with a visit on a shift at a start and all else as it is."""
    routes = {route.shift: route for route in _without(plan, {visit})}
    stay = PlannedVisit(visit, start, start + int(whatif.tables.minutes[visit, shift]))
    route = routes.get(shift, Route(shift, (), whatif.tables.problem.shifts[shift].past_breaks))
    visits = tuple(sorted((*route.visits, stay), key=lambda p: (p.start, p.end)))
    routes[shift] = replace(route, visits=visits)
    return Plan(tuple(routes[s] for s in sorted(routes)))


def _without(plan: Plan, visits: Collection[int]) -> Iterable[Route]:
    rows = (replace(route, visits=tuple(p for p in route.visits if p.visit not in visits)) for route in plan.routes)
    return [route for route in rows if route.visits]
