"""Policy, time limits and search."""

from collections.abc import Iterator

from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.context import Context
from dispatcher.weight_names import PROFILE_NAMES, TERM_WEIGHTS


def check_policy(context: Context) -> Iterator[Fault]:
    """Yield profiles, terms and weights that do not exist."""
    policy = context.request.policy
    if policy.profile not in PROFILE_NAMES:
        yield make_fault("unknown_profile", ("policy", "profile"), value=policy.profile, allowed=list(PROFILE_NAMES))
    for term, weight in policy.weights.items():
        path = ("policy", "weights", term)
        if term not in TERM_WEIGHTS:
            yield make_fault("unknown_term", path, allowed=list(TERM_WEIGHTS))
        elif isinstance(weight, dict):
            known = TERM_WEIGHTS[term]
            for name in weight:
                if name not in known:
                    yield make_fault("unknown_weight", (*path, name), allowed=list(known))


def check_limits(context: Context) -> Iterator[Fault]:
    """Yield rows of ``time_limits`` for the same urgency and trade as an earlier one."""
    seen: set[tuple[str, str | None]] = set()
    for path, row in context.draft.each(("time_limits",), context.request.time_limits):
        lost = context.draft.lost((*path, "trade"))
        if (row.urgency, row.trade) in seen and not lost:
            yield make_fault("duplicate_time_limit", path)
        if not lost:
            seen.add((row.urgency, row.trade))


def check_search(context: Context) -> Iterator[Fault]:
    """Yield a fault if the search is bounded twice."""
    search = context.request.search
    if search.seconds is not None and search.iterations is not None:
        yield make_fault("seconds_and_iterations", ("search", "iterations"), value=search.iterations)
