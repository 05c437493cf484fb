"""Why a problem has no plan: a smallest set of locks, and the rules they contradict."""

from ortools.sat.python import cp_model

from solver.compilation import build_tables
from solver.heads import read_heads
from solver.problem import Problem
from solver.rows import Limit
from solver.rules import HARD_RULES, RULES
from solver.search.exact.model import ExactModel
from solver.search.exact.solve import proof_parameters
from solver.search.limits import Conflict, SearchLimits
from solver.search.reach import read_reach
from solver.tables import Tables


def find_conflict(problem: Problem, limits: SearchLimits) -> tuple[Conflict, ...]:
    """Return a smallest set of locks that cannot hold together, then the rules that forbid them.

    Locks are dropped one at a time for as long as what remains still has no plan, so every one that is left
    takes part in the contradiction (deletion filter, Chinneck and Dravnieks 1991,
    doi:10.1287/ijoc.3.2.157). A rule is named when the same locks could be kept without it; the locks' own
    rules are not named twice.
    """
    tables = _without(problem, None)
    needed = list({(limit.rule, limit.index): limit for limit in tables.musts}.values())
    for limit in list(needed):
        fewer = [other for other in needed if other is not limit]
        if _impossible(tables, limits, fewer):
            needed = fewer
    locks = [Conflict(limit.rule, limit.index) for limit in needed]
    own = {lock.rule for lock in locks}
    rules = [
        Conflict(rule.name, lock.ticket)
        for rule in HARD_RULES
        if rule.can_be_reason and rule.name not in own and needed
        if not _impossible(_without(problem, rule.name), limits, needed)
        for lock in locks
    ]
    return (*locks, *rules)


def _without(problem: Problem, name: str | None) -> Tables:
    """Return the tables without one rule; None leaves out none."""
    return build_tables(problem, [rule for rule in RULES if rule.name != name], read_heads(problem))


def _impossible(tables: Tables, limits: SearchLimits, musts: list[Limit]) -> bool:
    """Whether some musts are proved to have no plan."""
    tables.musts = musts
    model = ExactModel(tables, read_reach(tables))
    model.proto.clear_objective()  # type: ignore[no-untyped-call]
    solver = proof_parameters(limits)
    return bool(model.complete and solver.solve(model.proto) == cp_model.INFEASIBLE)
