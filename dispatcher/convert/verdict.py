"""The checker's report becomes a wire verdict: indexes become ids."""

from collections.abc import Iterable

from dispatcher.convert.figures import wire_kpis, wire_warnings
from dispatcher.faults.fault import Fault, Message
from dispatcher.schemas.figures import Cost
from dispatcher.schemas.verdict import Breach, Verdict
from solver.checker import Report
from solver.problem import Problem
from solver.rules import RULES_BY_NAME
from solver.rules.base import Violation


def make_verdict(problem: Problem, report: Report, warnings: Iterable[Fault] = ()) -> Verdict:
    """Return the verdict on a plan that was sent in.

    Parameters
    ----------
    warnings
        What else there is to look at: of the request, and where the plan sent differs from what it comes to.
    """
    return Verdict(
        legal=report.is_legal,
        violations=wire_breaches(problem, report.violations),
        warnings=[*wire_warnings(problem, report), *warnings],
        cost=Cost(total=report.total, terms=dict(report.terms)),
        kpis=wire_kpis(problem, report),
    )


def wire_breaches(problem: Problem, violations: Iterable[Violation]) -> list[Breach]:
    """Return breaches of hard rules with ids, and what each rule promises."""
    return [_breach(problem, violation) for violation in violations]


def _breach(problem: Problem, violation: Violation) -> Breach:
    rule = RULES_BY_NAME[violation.rule]
    return Breach(
        rule=violation.rule,
        amount=violation.amount,
        unit=rule.unit,
        visit_ids=[problem.visits[k].id for k in violation.visits],
        ticket_ids=[problem.tickets[k].id for k in violation.tickets],
        technician_ids=[problem.technicians[k].id for k in violation.technicians],
        shift_ids=[problem.shifts[k].id for k in violation.shifts],
        message=Message(en=rule.promise.en, zh=rule.promise.zh),
    )
