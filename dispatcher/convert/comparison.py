"""The solver's comparison becomes the wire's: ids and times."""

from typing import Any

from dispatcher.convert.clock import Clock
from dispatcher.convert.verdict import make_verdict
from dispatcher.faults.fault import Fault
from dispatcher.schemas import comparison as wire
from dispatcher.schemas.change import Placement
from dispatcher.schemas.figures import Kpis
from dispatcher.schemas.plan import Plan
from solver.checker import Report
from solver.compare import Comparison, Load
from solver.problem import Problem
from solver.timeline import Placed

Sent = tuple[Plan, list[Fault]]


def make_comparison(problem: Problem, clock: Clock, found: Comparison, sent: tuple[Sent, Sent]) -> wire.Comparison:
    """Return a comparison as it goes over the wire.

    Parameters
    ----------
    sent
        The first and the second plan as they were read, each with the warnings found in reading it.
    """
    before, after = (
        _side(problem, report, *one) for report, one in zip((found.before, found.after), sent, strict=True)
    )
    return wire.Comparison(
        schema_version=1,
        before=before,
        after=after,
        cost_difference=wire.CostDifference(total=found.total, terms=dict(found.terms)),
        kpi_differences=_kpi_differences(before.kpis, after.kpis),
        visits=[
            wire.VisitDifference(
                visit_id=problem.visits[row.visit].id,
                kind=row.kind.value,
                before=_placement(problem, clock, row.before),
                after=_placement(problem, clock, row.after),
                changed=row.changed,
            )
            for row in found.visits
        ],
        only_before=[problem.tickets[ticket].id for ticket in found.only_before],
        only_after=[problem.tickets[ticket].id for ticket in found.only_after],
        technicians=[
            wire.TechnicianLoad(technician_id=problem.technicians[k].id, before=_load(old), after=_load(new))
            for k, (old, new) in found.loads.items()
        ],
    )


def _side(problem: Problem, report: Report, plan: Plan, differences: list[Fault]) -> wire.Side:
    verdict = make_verdict(problem, report, differences)
    return wire.Side(plan_id=plan.plan_id, **{name: getattr(verdict, name) for name in type(verdict).model_fields})


def _placement(problem: Problem, clock: Clock, placed: Placed | None) -> Placement | None:
    if placed is None:
        return None
    return Placement(
        technician_id=problem.technicians[placed.technician].id,
        shift_id=problem.shifts[placed.shift].id,
        start=clock.time(placed.start),
        end=clock.time(placed.end),
    )


def _load(load: Load) -> wire.Load:
    return wire.Load(visits=load.visits, service_minutes=load.service, travel_minutes=load.travel,
                     overtime_minutes=load.overtime)  # fmt: skip


def _kpi_differences(before: Kpis | None, after: Kpis | None) -> wire.KpiDifferences:
    names = wire.KpiDifferences.model_fields
    return wire.KpiDifferences(
        **{name: _less(getattr(after, name, None), getattr(before, name, None)) for name in names}
    )


def _less(after: Any, before: Any) -> Any:
    """Return a difference, of a table one per key; None where one of the two has no figure."""
    if after is None or before is None:
        return None
    if isinstance(after, dict):
        return {name: _less(value, before.get(name)) for name, value in after.items()}
    return after - before if isinstance(after, int) else round(after - before, 9)
