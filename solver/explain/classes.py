"""Why a ticket is not in a plan: proved impossible, proved crowded out, or not found in time."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from ortools.sat.python import cp_model

from solver.compilation import build_tables, read_tables
from solver.explain.bans import Bans, Reason, grouped
from solver.plan import Plan
from solver.problem import Problem
from solver.rows import FAR_FUTURE
from solver.rules import HARD_RULES, RULES
from solver.search.draft import Drafter
from solver.search.exact.model import ExactModel
from solver.search.exact.solve import proof_parameters
from solver.search.limits import SearchLimits
from solver.search.reach import Reach, read_reach
from solver.tables import Tables

ONE_WORKER = SearchLimits(workers=1)


class UnassignedClass(StrEnum):
    """What is known of a ticket that a plan leaves out."""

    IMPOSSIBLE = "impossible"  # proved: not even alone, locks and facts kept
    CROWDED_OUT = "crowded_out"  # proved: planning it costs no less than leaving it out
    NOT_FOUND_IN_TIME = "not_found_in_time"


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A ticket a plan leaves out.

    ``proof`` says how ``crowded_out`` was proved (``global``: the plan is optimal; ``routes``: no single shift, its
    visits re-ordered exactly, takes it for less than it saves); None otherwise.
    ``remaining`` says that the ticket has been started and its rest is left.
    """

    ticket: int
    kind: UnassignedClass
    proof: str | None
    remaining: bool
    reasons: tuple[Reason, ...]


class CrowdedOut(Protocol):
    """What knows whether single shifts take a ticket (``solver.explain.crowding.Crowd``)."""

    @property
    def proved(self) -> Collection[int]:
        """Tickets of which it has been proved before."""
        ...

    def is_crowded_out(self, ticket: int) -> bool:
        """Whether it is proved that none takes it for less than it saves."""
        ...


def classify(
    problem: Problem,
    plan: Plan,
    proved_optimal: bool,
    out_of_time: Callable[[], bool],
    limits: SearchLimits = ONE_WORKER,
    crowd: CrowdedOut | None = None,
) -> tuple[Unassigned, ...]:
    """Return every open ticket the plan leaves out, with what is proved about it.

    Parameters
    ----------
    proved_optimal
        Whether no plan is cheaper: what it leaves out although it could be planned is then crowded out.
    out_of_time
        Asked before each proof; once True, what is not proved yet is ``not_found_in_time``.
    limits
        Those of the search: with iterations, no clock ends a proof.
    crowd
        Proves, of this plan, what a plan that is not proved as a whole does not say; None: nobody does.
    """
    return Classifier(problem, plan, proved_optimal, out_of_time, replace(limits, workers=1), crowd).run()


class Classifier:
    """Classifies what one plan leaves out; relaxed tables are built once and shared by its tickets."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        proved_optimal: bool,
        out_of_time: Callable[[], bool],
        limits: SearchLimits,
        crowd: CrowdedOut | None = None,
    ) -> None:
        self.problem = problem
        self.crowd = crowd
        self.limits = limits
        self.proved_optimal = proved_optimal
        self.out_of_time = out_of_time
        self.placed = {planned.visit for route in plan.routes for planned in route.visits}
        self.tables = read_tables(problem)
        self.relaxed: dict[str, tuple[Tables, Reach]] = {}
        self.bans = Bans(problem, self.tables)
        self.reach = read_reach(self.tables)
        self.drafter = Drafter(self.tables, self.reach)
        musts = {limit.index for limit in self.tables.musts}
        self.bound = {r.shift for r in plan.routes for p in r.visits if problem.visits[p.visit].ticket in musts}

    def run(self) -> tuple[Unassigned, ...]:
        """Classify every ticket that is left out."""
        left = (
            ticket
            for ticket, visits in enumerate(self.problem.open_visits_by_ticket)
            if visits and not all(visit in self.placed for visit in visits)
        )
        return tuple(self._classify(ticket) for ticket in left)

    def _classify(self, ticket: int) -> Unassigned:
        facts = (self.problem.visits[v] for v in self.problem.visits_by_ticket[ticket])
        remaining = any(visit.is_fact and not visit.is_no_show for visit in facts)
        banned = self.bans.of(ticket)
        unable = self._unable(ticket)
        if unable or (not self.out_of_time() and self._is_impossible(ticket)):
            reasons = unable or self._without_one_rule(ticket)
            return Unassigned(ticket, UnassignedClass.IMPOSSIBLE, None, remaining, reasons)
        proof = self._proof(ticket)
        kind = UnassignedClass.NOT_FOUND_IN_TIME if proof is None else UnassignedClass.CROWDED_OUT
        code = "no_room_found" if proof is None else "costs_more"
        able = tuple(k for k in range(len(self.problem.technicians)) if k not in banned and self._works(k))
        reasons = grouped(banned)
        if self._waits_for(ticket):
            reasons = (*reasons, Reason("step_order", ()))
        elif able:
            reasons = (*reasons, Reason(code, able))
        return Unassigned(ticket, kind, proof, remaining, reasons)

    def _proof(self, ticket: int) -> str | None:
        """Return how it is proved that planning the ticket costs no less than leaving it out; None if it is not."""
        if self.proved_optimal:
            return "global"
        known = self.crowd is not None and (ticket in self.crowd.proved or not self.out_of_time())
        if self.crowd is not None and known and self.crowd.is_crowded_out(ticket):
            return "routes"
        return None

    def _works(self, technician: int) -> bool:
        return bool(self.problem.technicians[technician].shifts)

    def _waits_for(self, ticket: int) -> bool:
        """Whether a ticket it must follow is left out as well."""
        visits = self.problem.open_visits_by_ticket
        return any(
            not all(visit in self.placed for visit in visits[pair.other])
            for pair in self.tables.requires
            if pair.ticket == ticket
        )

    def _unable(self, ticket: int) -> tuple[Reason, ...]:
        """Return why nobody can make one of the visits, if there is such a visit."""
        for visit in self.problem.open_visits_by_ticket[ticket]:
            workers = [k for k in range(len(self.problem.technicians)) if self._works(k)]
            rules = {k: self.bans.first(visit, k) for k in workers}
            if all(rule is not None for rule in rules.values()):
                return grouped({k: rule for k, rule in rules.items() if rule is not None})
        return ()

    def _without_one_rule(self, ticket: int) -> tuple[Reason, ...]:
        """Return the rules of which any one alone, left out, would let the ticket be planned."""
        if any(limit.index == ticket for limit in self.tables.closed):
            return (Reason("step_order", ()),)
        able = tuple(
            k
            for k in range(len(self.problem.technicians))
            if self._works(k) and any(self.bans.first(v, k) is None for v in self.problem.open_visits_by_ticket[ticket])
        )
        found = []
        for rule in (rule for rule in HARD_RULES if rule.can_be_reason):
            if self.out_of_time():
                break
            if self._fits_alone(ticket, *self._relax(rule.name)) is True:
                found.append(Reason(rule.name, able))
        return tuple(found) or (Reason("several_rules", able),)

    def _relax(self, rule: str) -> tuple[Tables, Reach]:
        """Return the tables without one rule; with all of them if it has no name."""
        if rule not in self.relaxed:
            others = [r for r in RULES if r.name != rule]
            tables = build_tables(self.problem, others, self.tables.heads) if rule else self.tables
            self.relaxed[rule] = (tables, read_reach(tables))
        return self.relaxed[rule]

    def _is_impossible(self, ticket: int) -> bool:
        if self._fits_an_idle_shift(ticket):
            return False
        return self._fits_alone(ticket, *self._relax("")) is False

    def _fits_an_idle_shift(self, ticket: int) -> bool:
        """Whether a single visit can be planned on a shift of which nothing must stay: no proof is needed then."""
        own = self.problem.open_visits_by_ticket[ticket]
        tied = {limit.index for limit in self.tables.closed} | {pair.ticket for pair in self.tables.requires}
        tied |= {self.problem.visits[row.visits[0]].ticket for row in self.tables.among}
        tied |= {self.problem.visits[row.visits[0]].ticket for row in self.tables.one_by}
        if len(own) > 1 or ticket in tied:
            return False
        return any(
            next(self.drafter.insertions(self.drafter.empty(s), own[0], -FAR_FUTURE, FAR_FUTURE), None) is not None
            for s in np.flatnonzero(self.reach.possible[own[0]]).tolist()
            if s not in self.bound
        )

    def miss(self, ticket: int, technician: int) -> str | None:
        """Return the rule that keeps a technician from a ticket even with nothing else to do; None: none is known to.

        Of several rules, each of which alone would let him if it did not hold, the first in the contract's order;
        ``several_rules`` where none alone would.
        """
        if self._fits_alone(ticket, *self._relax(""), technician) is not False:
            return None
        names = (rule.name for rule in HARD_RULES if rule.can_be_reason)
        fits = (name for name in names if self._fits_alone(ticket, *self._relax(name), technician))
        return next(fits, "several_rules")

    def _fits_alone(self, ticket: int, tables: Tables, reach: Reach, technician: int | None = None) -> bool | None:
        """Say whether the ticket can be planned with nothing but facts, locks and what it must follow.

        With a technician, one of its visits is by him. None: not known within the time for a proof.
        """
        chosen = {ticket, *(limit.index for limit in tables.musts)}
        while more := {pair.other for pair in tables.requires if pair.ticket in chosen} - chosen:
            chosen |= more
        keep = np.zeros(tables.shape, dtype=np.bool_)
        keep[[v for t in chosen for v in self.problem.open_visits_by_ticket[t]], :] = True
        domains = tuple(d if keep[v].any() else () for v, d in enumerate(reach.domains))
        alone = replace(reach, possible=reach.possible & keep, domains=domains)
        if not all(alone.possible[v].any() for v in self.problem.open_visits_by_ticket[ticket]):
            return False
        model = ExactModel(tables, alone)
        model.proto.clear_objective()  # type: ignore[no-untyped-call]
        model.proto.add(model.variables.planned[ticket] == 1)
        if technician is not None:
            mine = set(self.problem.technicians[technician].shifts)
            own = self.problem.open_visits_by_ticket[ticket]
            model.proto.add(sum(on for (v, s), on in model.variables.on.items() if v in own and s in mine) >= 1)
        solver = proof_parameters(self.limits)
        outcome = solver.solve(model.proto)
        if outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True
        return False if outcome == cp_model.INFEASIBLE and model.complete else None
