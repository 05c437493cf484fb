"""The plans of a partition's parts as one plan of the whole."""

from collections.abc import Iterator, Sequence

from solver.errors import PlanError
from solver.partition.parts import Part, Partition
from solver.plan import Plan, PlannedVisit, Route


def merge(partition: Partition, plans: Sequence[Plan]) -> Plan:
    """Return the plan of the whole; its routes ascend by shift.

    If every part's plan is legal so is the merged one, and each term of its cost is the sum of the parts'.

    Parameters
    ----------
    plans
        One for each part, in the order of the parts.

    Raises
    ------
    PlanError
        If there is not one plan for each part, or a plan names a visit or a shift its part does not have or
        that stands for people of other parts. All faults are named.
    """
    if len(plans) != len(partition.parts):
        raise PlanError(f"{len(plans)} plans for {len(partition.parts)} parts, expected one for each")
    pairs = list(zip(partition.parts, plans, strict=True))
    if faults := [f"part {k}: {fault}" for k, pair in enumerate(pairs) for fault in _faults(*pair)]:
        raise PlanError("; ".join(faults))
    routes = [_route(part, route) for part, plan in pairs for route in plan.routes]
    return Plan(tuple(sorted(routes, key=lambda route: route.shift)))


def _route(part: Part, route: Route) -> Route:
    visits = tuple(PlannedVisit(part.visits[row.visit], row.start, row.end) for row in route.visits)
    return Route(part.shifts[route.shift], visits, route.breaks)


def _faults(part: Part, plan: Plan) -> Iterator[str]:
    """Yield what the plan names that the part does not have."""
    shifts = {route.shift for route in plan.routes}
    visits = {planned.visit for route in plan.routes for planned in route.visits}
    for kind, named, known in (("shift", shifts, part.shifts), ("visit", visits, part.visits)):
        for index in sorted(named):
            if not 0 <= index < len(known):
                yield f"{kind} {index} is unknown, expected 0 to {len(known) - 1}"
