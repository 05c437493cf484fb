"""Why a ticket is not in a plan: proved impossible, proved crowded out, or not found in time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from ortools.sat.python import cp_model

from solver.compilation import build_tables, read_tables
from solver.plan import Plan
from solver.problem import Problem
from solver.rules import HARD_RULES, RULES
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
class Reason:
    """A reason code, the name of a hard rule wherever one is the reason, and the technicians it concerns."""

    code: str
    technicians: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A ticket a plan leaves out.

    ``proof`` says how ``crowded_out`` was proved (``global``: the plan is optimal); None otherwise.
    ``remaining`` says that the ticket has been started and its rest is left.
    """

    ticket: int
    kind: UnassignedClass
    proof: str | None
    remaining: bool
    reasons: tuple[Reason, ...]


def classify(
    problem: Problem,
    plan: Plan,
    proved_optimal: bool,
    out_of_time: Callable[[], bool],
    limits: SearchLimits = ONE_WORKER,
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
    """
    return Classifier(problem, plan, proved_optimal, out_of_time, replace(limits, workers=1)).run()


class Classifier:
    """Classifies what one plan leaves out; relaxed tables are built once and shared by its tickets."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        proved_optimal: bool,
        out_of_time: Callable[[], bool],
        limits: SearchLimits,
    ) -> None:
        self.problem = problem
        self.limits = limits
        self.proved_optimal = proved_optimal
        self.out_of_time = out_of_time
        self.placed = {planned.visit for route in plan.routes for planned in route.visits}
        self.tables = read_tables(problem)
        self.relaxed: dict[str, tuple[Tables, Reach]] = {}

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
        banned = self._banned(ticket)
        if not self.out_of_time() and self._is_impossible(ticket):
            reasons = self._unable(ticket) or self._without_one_rule(ticket)
            return Unassigned(ticket, UnassignedClass.IMPOSSIBLE, None, remaining, reasons)
        kind = UnassignedClass.CROWDED_OUT if self.proved_optimal else UnassignedClass.NOT_FOUND_IN_TIME
        code = "costs_more" if self.proved_optimal else "no_room_found"
        able = tuple(k for k in range(len(self.problem.technicians)) if k not in banned and self._works(k))
        reasons = _grouped(banned)
        if self._waits_for(ticket):
            reasons = (*reasons, Reason("step_order", ()))
        elif able:
            reasons = (*reasons, Reason(code, able))
        return Unassigned(ticket, kind, "global" if self.proved_optimal else None, remaining, reasons)

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

    def _first_ban(self, visit: int, technician: int) -> str | None:
        """Return the first rule that keeps a technician from a visit on all of his shifts."""
        shifts = list(self.problem.technicians[technician].shifts)
        if not shifts or not self.tables.banned[visit, shifts].all():
            return None
        names = (rule.name for rule in HARD_RULES if rule.name in self.tables.bans)
        return next(name for name in names if self.tables.bans[name][visit, shifts].any())

    def _banned(self, ticket: int) -> Mapping[int, str]:
        """Return the technicians who can make none of the ticket's visits, each with a rule that says so."""
        visits = self.problem.open_visits_by_ticket[ticket]
        found: dict[int, str] = {}
        for technician in range(len(self.problem.technicians)):
            rules = [self._first_ban(visit, technician) for visit in visits]
            if rules and rules[0] is not None and None not in rules:
                found[technician] = rules[0]
        return found

    def _unable(self, ticket: int) -> tuple[Reason, ...]:
        """Return why nobody can make one of the visits, if there is such a visit."""
        for visit in self.problem.open_visits_by_ticket[ticket]:
            workers = [k for k in range(len(self.problem.technicians)) if self._works(k)]
            rules = {k: self._first_ban(visit, k) for k in workers}
            if all(rule is not None for rule in rules.values()):
                return _grouped({k: rule for k, rule in rules.items() if rule is not None})
        return ()

    def _without_one_rule(self, ticket: int) -> tuple[Reason, ...]:
        """Return the rules of which any one alone, left out, would let the ticket be planned."""
        if any(limit.index == ticket for limit in self.tables.closed):
            return (Reason("step_order", ()),)
        able = tuple(
            k
            for k in range(len(self.problem.technicians))
            if self._works(k) and any(self._first_ban(v, k) is None for v in self.problem.open_visits_by_ticket[ticket])
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
        return self._fits_alone(ticket, *self._relax("")) is False

    def _fits_alone(self, ticket: int, tables: Tables, reach: Reach) -> bool | None:
        """Say whether the ticket can be planned with nothing but facts, locks and what it must follow.

        None: not known within the time for a proof.
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
        solver = proof_parameters(self.limits)
        outcome = solver.solve(model.proto)
        if outcome in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True
        return False if outcome == cp_model.INFEASIBLE and model.complete else None


def _grouped(rules: Mapping[int, str]) -> tuple[Reason, ...]:
    """Return one reason per rule, in the registry's order, with its technicians."""
    names = [rule.name for rule in HARD_RULES if rule.name in rules.values()]
    return tuple(Reason(name, tuple(k for k, rule in sorted(rules.items()) if rule == name)) for name in names)
