"""A request and a plan of it, ready for questions: what every question needs is made once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dispatcher.convert.clock import Clock, make_clock
from dispatcher.convert.options import Writer
from dispatcher.convert.plan_in import read_routes, visit_names
from dispatcher.convert.problem import make_problem
from dispatcher.convert.verdict import wire_breaches
from dispatcher.faults import Fault, make_fault
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.verdict import Breach
from solver.checker import Report, check
from solver.compilation import read_tables
from solver.displaced import placed_visits
from solver.plan import Plan as SolverPlan
from solver.problem import Problem, Window
from solver.search.reach import read_reach
from solver.search.whatif import WhatIf


@dataclass(frozen=True)
class Prepared:
    """A request and a plan of it, ready for questions.

    Attributes
    ----------
    report
        What the checker says of the plan. Questions are asked only if it is legal.
    windows
        Arrival windows the plan gives owners, by visit.
    """

    request: Request
    wire_plan: Plan
    problem: Problem
    plan: SolverPlan
    report: Report
    windows: dict[int, Window]
    warnings: tuple[Fault, ...] = ()

    @cached_property
    def clock(self) -> Clock:
        """The clock of the request."""
        return make_clock(self.request)

    @cached_property
    def whatif(self) -> WhatIf:
        """The plan held ready for what-if answers that bring nobody forward."""
        tables = read_tables(self.problem)
        return WhatIf(tables, read_reach(tables), self.plan, steady=True)

    @property
    def breaches(self) -> list[Breach]:
        """Hard rules the plan breaks; empty: questions can be asked."""
        return wire_breaches(self.problem, self.report.violations)

    @property
    def writer(self) -> Writer:
        """Writes the answers."""
        kept = placed_visits(self.problem, self.whatif.plan.routes)
        lost = [self.problem.visits[v].id for v in placed_visits(self.problem, self.plan.routes) if v not in kept]
        more = (make_fault("visits_not_kept", ids=sorted(lost)),) if lost else ()
        return Writer(self.problem, self.clock, (*self.warnings, *more))


def prepare(request: Request, plan: Plan, differences: Sequence[Fault] = ()) -> Prepared:
    """Return a request and a plan of it ready for questions, both read without faults.

    Parameters
    ----------
    differences
        Warnings found in reading the plan; they are repeated among the answers'.
    """
    problem, clock = make_problem(request), make_clock(request)
    routes, _ = read_routes(plan, request, problem)
    names = visit_names(plan)
    given = {
        names[r, v]: visit.arrival_window
        for r, route in enumerate(plan.routes)
        for v, visit in enumerate(route.visits)
        if visit.arrival_window is not None
    }
    windows = {
        k: Window(clock.up(given[visit.id].start), clock.down(given[visit.id].end))
        for k, visit in enumerate(problem.visits)
        if visit.id in given
    }
    return Prepared(request, plan, problem, routes, check(problem, routes), windows, tuple(differences))
