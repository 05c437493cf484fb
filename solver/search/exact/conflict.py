"""Why a problem has no plan: a smallest set of locks that contradict each other or a rule."""

from ortools.sat.python import cp_model

from solver.rows import Limit
from solver.search.exact.model import ExactModel
from solver.search.exact.solve import parameters
from solver.search.limits import Conflict, SearchLimits
from solver.search.reach import Reach
from solver.tables import Tables

SECONDS = 10.0  # for each of the small proofs


def find_conflict(tables: Tables, reach: Reach, limits: SearchLimits) -> tuple[Conflict, ...]:
    """Return a smallest set of musts that cannot hold together, each named by rule and ticket.

    Musts are dropped one at a time for as long as what remains still has no plan, so every one that is left
    takes part in the contradiction (deletion filter, Chinneck and Dravnieks 1991,
    doi:10.1287/ijoc.3.2.157).
    """
    needed = list({(limit.rule, limit.index): limit for limit in tables.musts}.values())
    for limit in list(needed):
        fewer = [other for other in needed if other is not limit]
        if _impossible(tables, reach, limits, fewer):
            needed = fewer
    return tuple(Conflict(limit.rule, limit.index) for limit in needed)


def _impossible(tables: Tables, reach: Reach, limits: SearchLimits, musts: list[Limit]) -> bool:
    """Whether some musts are proved to have no plan."""
    all_musts = tables.musts
    tables.musts = musts
    try:
        model = ExactModel(tables, reach)
    finally:
        tables.musts = all_musts
    model.proto.clear_objective()  # type: ignore[no-untyped-call]
    solver = parameters(limits, SECONDS)
    return bool(model.complete and solver.solve(model.proto) == cp_model.INFEASIBLE)
