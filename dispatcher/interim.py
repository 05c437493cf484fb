"""A plan of a search that goes on: as legal as any other, with nothing proved of it."""

from dispatcher.answer import Answer, unproved
from dispatcher.consequences import consequences
from dispatcher.convert.plan_out import make_plan
from dispatcher.reading.cautions import cautions
from dispatcher.schemas.figures import SearchFigures
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.version import VERSION
from solver.checker import check
from solver.plan import Plan as SolverPlan
from solver.problem import Problem
from solver.status import Status


def interim_plan(request: Request, problem: Problem, plan: SolverPlan) -> Plan:
    """Return a plan of a request as it would be given back if the search had ended with it."""
    report = check(problem, plan)
    meant = consequences(request, problem, report.schedule)
    answer = Answer(
        Status.FEASIBLE,
        plan,
        report,
        left_out=unproved(report),
        faults=tuple(cautions(request)),
        search=SearchFigures(version=VERSION),
        changes=None if meant is None else meant.changes,
        notices=None if meant is None else meant.notices,
    )
    return make_plan(request, problem, answer)
