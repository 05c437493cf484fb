"""The checker's figures as they go over the wire: cost, KPIs, warnings, constants."""

from collections.abc import Iterator

from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.figures import Constants, Cost, Kpis, SearchFigures
from dispatcher.schemas.request import Request
from solver.checker import Report
from solver.problem import Problem
from solver.rules.base import Violation

_SAME_NAMES = (
    "planned",
    "promise_kept_share",
    "service_minutes",
    "travel_minutes",
    "waiting_minutes",
    "break_minutes",
    "idle_minutes",
    "overtime_minutes",
    "workload_spread_minutes",
    "contractor_visits",
    "changed_visits",
)
TIMES = ("seconds", "first_plan_seconds", "selection_seconds")  # of a search
_BY_URGENCY = ("unassigned", "respond_on_time_share", "complete_on_time_share")


def wire_cost(report: Report | None) -> Cost | None:
    """Return total and terms; None without a plan."""
    return None if report is None else Cost(total=report.total, terms=dict(report.terms))


def wire_kpis(problem: Problem, report: Report | None) -> Kpis | None:
    """Return the measures of a plan; None without a plan."""
    if report is None:
        return None
    kpis = report.kpis
    plain = {name: getattr(kpis, name) for name in _SAME_NAMES}
    shares = {name: {urgency.value: share for urgency, share in getattr(kpis, name).items()} for name in _BY_URGENCY}
    late = {problem.tickets[ticket].id: dict(terms) for ticket, terms in kpis.already_late_minutes.items()}
    return Kpis.model_validate({**plain, **shares, "already_late_minutes": late})


def wire_constants(problem: Problem, report: Report | None) -> Constants | None:
    """Return the figures re-plans keep: those kept already, or derived from this problem; None without a plan."""
    if report is None:
        return None
    derived, kept = report.constants, problem.constants
    share = {**derived.share, **(kept.share if kept else {})}
    trades = derived.scarce_trades if kept is None else kept.scarce_trades
    return Constants(
        share={problem.technicians[k].id: share[k] for k in sorted(share)},
        scarce_trades=sorted(trades),
    )


def wire_search(request: Request, figures: SearchFigures) -> SearchFigures:
    """Return how the plan was found, without times where iterations were the limit."""
    if request.search.iterations is None:
        return figures
    return figures.model_copy(update=dict.fromkeys(TIMES))


def wire_warnings(problem: Problem, report: Report | None) -> Iterator[Fault]:
    """Yield breaches that only facts commit, and locks that were released."""
    if report is None:
        return
    for violation in report.warnings:
        yield make_fault(violation.rule, ids=violation_ids(problem, violation), allowed={"amount": violation.amount})
    causes: dict[str, list[str]] = {}
    for visit in problem.visits:
        if visit.published is not None and visit.published.released_by is not None:
            causes.setdefault(visit.published.released_by, []).append(visit.id)
    if report.released:
        causes["facts"] = [problem.visits[k].id for k in sorted(report.released)]
    for cause, ids in causes.items():
        yield make_fault("lock_released", ids=ids, allowed={"because_of": cause})


def violation_ids(problem: Problem, violation: Violation) -> list[str]:
    """Return the ids a breach concerns: its visits', else tickets', technicians' and shifts'."""
    if violation.visits:
        return [problem.visits[k].id for k in violation.visits]
    return [
        *(problem.tickets[k].id for k in violation.tickets),
        *(problem.technicians[k].id for k in violation.technicians),
        *(problem.shifts[k].id for k in violation.shifts),
    ]
