"""What becomes of a plan when the day is changed a little: solved again from the plan, and judged by the checker."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from solver.checker import Report, check
from solver.explain.bench import set_up
from solver.explain.crowding import Crowd
from solver.problem import Problem
from solver.search.whatif import WhatIf, Wish


class Resolver:
    """Solves changed days again, each from one plan; every answer has been judged legal.

    Parameters
    ----------
    report
        Of the plan, which is legal.

    Attributes
    ----------
    problem
        The day as it is, its derived constants kept, so that costs of changed days can be compared with its own.
    """

    def __init__(self, report: Report) -> None:
        problem = report.schedule.problem
        self.problem = replace(problem, constants=problem.constants or report.constants)
        self.report = report
        self.plan = report.schedule.plan
        self.bench = set_up(self.problem)
        self.asked = self.bench.asked(self.plan)

    def place(
        self, asked: WhatIf, tickets: Sequence[int], wishes: Iterable[Wish] = (), *, at_any_price: bool = False
    ) -> Report | None:
        """Return the report on the plan with some tickets inserted; None where no legal plan with them was found."""
        kept = tuple(wishes)
        for eject in (False, True):
            plan = asked.insert(tickets, kept, at_any_price=at_any_price, eject=eject)
            report = None if plan is None else check(asked.tables.problem, plan)
            if report is not None and report.is_legal and set(tickets) <= report.schedule.planned_tickets:
                return report
        return None

    def lets_in(self, problem: Problem, ticket: int, shifts: Collection[int] | None = None) -> Report | None:
        """Return the report on a plan of a changed day that has the ticket and costs less; None: none was found.

        Parameters
        ----------
        shifts
            The only ones of which the change can have made the difference; None: it may have been any.
        """
        bench = set_up(problem, self.bench)
        found = self.place(bench.asked(self.plan), [ticket])
        if found is not None and found.total < self.report.total:
            return found
        base = check(problem, self.plan)
        if not base.is_legal:
            return None
        better = Crowd(bench, base).judge(ticket, shifts).better
        found = None if better is None else check(problem, better)
        return found if found is not None and found.total < self.report.total else None
