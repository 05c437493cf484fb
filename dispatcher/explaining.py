"""The use case of explaining a plan that was sent in: what it leaves out and why, what would help, who else could."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatcher.convert.clock import make_clock
from dispatcher.convert.explanation import ExplanationWriter
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import wire_unassigned
from dispatcher.convert.problem import make_problem
from dispatcher.convert.verdict import make_verdict
from dispatcher.planning import Limits, left_out_rows, search_limits
from dispatcher.question import Question
from dispatcher.schemas.explanation import Explanation, Hiring, Improvement, TicketExplanation
from dispatcher.schemas.figures import Cost
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Unassigned
from dispatcher.schemas.verdict import Breach
from dispatcher.suggestions import make_suggestion
from solver.checker import Report, check
from solver.explain.alternatives import Alternatives
from solver.explain.classes import Classifier
from solver.explain.crowding import Crowd
from solver.explain.hiring import try_hiring
from solver.explain.remedies import Remedies
from solver.explain.resolving import Resolver
from solver.explain.supply import bottlenecks, supply
from solver.problem import Problem
from solver.search.anytime import search
from solver.search.limits import SearchLimits

ONE_WORKER = SearchLimits(workers=1)


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation; ``breaches`` are hard rules the plan breaks: then nothing is explained."""

    explanation: Explanation | None
    problem: Problem
    breaches: tuple[Breach, ...] = ()


def explain_plan(
    request: Request, plan: Plan, question: Question, timer: Callable[[], float] = time.monotonic
) -> Explained:
    """Explain a plan that has been read without faults, asked a question without faults.

    Parameters
    ----------
    timer
        A monotonic clock in seconds.
    """
    problem = make_problem(request)
    routes, _ = read_routes(plan, request, problem)
    report = check(problem, routes)
    if not report.is_legal:
        return Explained(None, problem, tuple(make_verdict(problem, report).violations))
    ends = timer() + question.seconds
    explainer = _Explainer(request, plan, problem, report, lambda: timer() > ends)
    return Explained(explainer.answer(question, timer), problem)


class _Explainer:
    """Answers questions about one legal plan."""

    def __init__(
        self, request: Request, plan: Plan, problem: Problem, report: Report, out_of_time: Callable[[], bool]
    ) -> None:
        self.request = request
        self.problem = problem
        self.report = report
        self.out_of_time = out_of_time
        self.resolver = Resolver(report)
        self.crowd = Crowd(self.resolver.bench, check(self.resolver.problem, report.schedule.plan))
        cost = None if plan.cost is None else plan.cost.total
        # Whoever sent the plan says that it is optimal; that is believed of the plan it was said of.
        proved = plan.status == "optimal" and plan.request_digest == request.digest and cost == report.total
        self.classifier = Classifier(problem, report.schedule.plan, proved, out_of_time, ONE_WORKER, self.crowd)
        self.writer = ExplanationWriter(problem, make_clock(request), report)

    def answer(self, question: Question, timer: Callable[[], float]) -> Explanation:
        """Return the answer to a question."""
        names = {row.id: k for k, row in enumerate(self.problem.tickets)}
        wanted = None if question.ticket_id is None else names[question.ticket_id]
        explanation = Explanation(
            cost=Cost(total=self.report.total, terms=dict(self.report.terms)),
            unassigned=self._unassigned(wanted),
            improvements=self._improvements(wanted),
        )
        if wanted is not None:
            return explanation.model_copy(update={"ticket": self._ticket(wanted, question, timer)})
        balance = supply(self.report, self.resolver.bench.reach, self.writer.clock.time(0).minute)
        return explanation.model_copy(
            update={
                "supply": self.writer.supply(balance),
                "bottlenecks": self.writer.bottlenecks(bottlenecks(balance)),
                "one_more": self._one_more(question.one_more, timer),
                "shifts": self.writer.shifts(),
                "empty_shift_ids": self.writer.empty_shifts(),
            }
        )

    def _unassigned(self, wanted: int | None) -> list[Unassigned]:
        """Return what is left out, with what would help for as long as there is time."""
        rows = [row for row in self.classifier.run() if wanted is None or row.ticket == wanted]
        remedies = Remedies(self.resolver, self.out_of_time)
        found = []
        for row in left_out_rows(rows):
            fixes = remedies.of(row.ticket)
            row = replace(row, suggestions=tuple(make_suggestion(self.request, self.problem, fix) for fix in fixes))
            found.append(wire_unassigned(self.problem, row))
        return found

    def _ticket(self, ticket: int, question: Question, timer: Callable[[], float]) -> TicketExplanation:
        """Return why one ticket is planned as it is, and what each technician would have to do with it."""
        if not self.problem.open_visits_by_ticket[ticket]:
            return self.writer.ticket(ticket, (), None)
        asked = Alternatives(self.resolver, self.classifier)
        why_not = None
        if question.why_not is not None:
            person = next(k for k, row in enumerate(self.problem.technicians) if row.id == question.why_not)
            limits = SearchLimits(seconds=question.seconds / 2, workers=self.request.search.workers or 0)
            why_not = asked.forced(ticket, person, lambda day: search(day, limits, timer=timer).plan)
        return self.writer.ticket(ticket, asked.of(ticket), why_not)

    def _improvements(self, wanted: int | None) -> list[Improvement]:
        """Return the tickets that a shift takes for less than it saves."""
        left = sorted(self.report.schedule.unassigned_tickets)
        rows = []
        for ticket in (t for t in left if wanted in (None, t) and not self.out_of_time()):
            better = self.crowd.judge(ticket).better
            if better is not None:
                change = check(self.problem, better).total - self.report.total
                rows.append(Improvement(ticket_id=self.problem.tickets[ticket].id, cost_change=change))
        return rows

    def _one_more(self, seconds: float | None, timer: Callable[[], float]) -> list[Hiring] | None:
        if seconds is None:
            return None
        limits = search_limits(self.request.search, Limits(seconds=seconds))
        return self.writer.hirings(try_hiring(self.problem, lambda day: search(day, limits, timer=timer).plan))
