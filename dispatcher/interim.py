"""A plan of a search that goes on: as legal as any other, with nothing proved of it."""

from typing import Any

from dispatcher.answer import Answer, unproved
from dispatcher.consequences import consequences
from dispatcher.convert.plan_out import make_plan
from dispatcher.reading.cautions import cautions
from dispatcher.schemas.figures import SearchFigures
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.version import VERSION
from solver.checker import Report, check
from solver.plan import Plan as SolverPlan
from solver.problem import Problem
from solver.status import Status


def interim_answer(request: Request, report: Report, **told: Any) -> Answer:
    """Return a legal plan as an answer of which no bound is known and nothing proved.

    Parameters
    ----------
    told
        ``changes`` and ``notices``; absent for a first plan.
    """
    return Answer(
        Status.FEASIBLE,
        report.schedule.plan,
        report,
        left_out=unproved(report),
        faults=tuple(cautions(request)),
        search=SearchFigures(version=VERSION),
        **told,
    )


def interim_plan(request: Request, problem: Problem, plan: SolverPlan) -> Plan:
    """Return a plan of a request as it would be given back if the search had ended with it."""
    report = check(problem, plan)
    meant = consequences(request, problem, report.schedule)
    told = {} if meant is None else {"changes": meant.changes, "notices": meant.notices}
    return make_plan(request, problem, interim_answer(request, report, **told))
