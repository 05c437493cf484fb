"""A problem whose parts have been planned apart, searched on whole."""

from collections.abc import Mapping

from solver.checker import check
from solver.errors import PlanError
from solver.partition import Partition, merge
from solver.plan import Plan
from solver.search.anytime import search
from solver.search.limits import Listener, SearchLimits, SearchResult, Stop, Timer


def search_on(
    partition: Partition,
    plans: Mapping[int, Plan],
    limits: SearchLimits,
    *,
    timer: Timer,
    on_progress: Listener | None = None,
    stop: Stop | None = None,
) -> SearchResult:
    """Plan the whole from the plans of its parts: over the seams people may be sent across again.

    Parameters
    ----------
    plans
        By the place of the part. What of a part without one has to be made is planned with the whole; plans that do
        not fit the parts, or give a whole that is not legal, are left out of account.

    Returns
    -------
    SearchResult
        Of the whole: its bound and its status are the whole's own.
    """
    start = _merged(partition, plans)
    return search(partition.problem, limits, timer=timer, on_progress=on_progress, stop=stop, start=start)


def _merged(partition: Partition, plans: Mapping[int, Plan]) -> Plan | None:
    empty = Plan(())
    try:
        plan = merge(partition, [plans.get(place, empty) for place in range(len(partition.parts))])
        return plan if plan.routes and check(partition.problem, plan).is_legal else None
    except PlanError:
        return None
