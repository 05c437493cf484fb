"""The whole searched on from the plans of its parts: never dearer than they are together, legal whatever is missing."""

import time
from functools import cache

import pytest

from solver.by_parts import search_on
from solver.checker import check
from solver.partition import Partition, merge, split
from solver.plan import Plan, PlannedVisit, Route
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from solver.weights import default_policy
from tests.random_days import random_day
from tests.random_problems import problem_of_seed

LIMITS = SearchLimits(iterations=30, workers=1)
STEPS = SearchLimits(iterations=300, workers=1)


@cache
def day() -> tuple[Partition, dict[int, Plan]]:
    """A day of 24 tickets and 6 people in two parts, and their plans."""
    partition = split(random_day(3, 24, 6, default_policy().weights), 2)
    assert len(partition.parts) == 2
    found = [search(part.problem, STEPS, timer=time.monotonic).plan for part in partition.parts]
    return partition, {k: plan for k, plan in enumerate(found) if plan is not None}


def test_the_whole_is_no_dearer_than_its_parts() -> None:
    """What is merged is where the search begins; it says what is proved of the whole, not of parts."""
    partition, plans = day()
    together = check(partition.problem, merge(partition, [plans[0], plans[1]]))

    found = search_on(partition, plans, LIMITS, timer=time.monotonic)

    assert found.plan is not None
    report = check(partition.problem, found.plan)
    assert report.is_legal
    assert report.total == found.cost
    assert report.total <= together.total
    assert found.lower_bound is None or found.lower_bound <= found.cost
    assert found.refused == 0


@pytest.mark.parametrize("missing", [(0,), (1,), (0, 1)])
def test_what_is_missing_is_planned_with_the_whole(missing: tuple[int, ...]) -> None:
    """Without the plan of one part, or of both, there is a legal plan of the whole all the same."""
    partition, plans = day()
    known = {place: plan for place, plan in plans.items() if place not in missing}

    found = search_on(partition, known, LIMITS, timer=time.monotonic)

    assert found.plan is not None
    assert check(partition.problem, found.plan).is_legal


@pytest.mark.parametrize("plan", [
    Plan((Route(0, (PlannedVisit(999, 0, 10),)),)),
    Plan((Route(99, (PlannedVisit(0, 0, 10),)),)),
    Plan((Route(0, (PlannedVisit(0, -5000, -4990),)),)),
], ids=["no such visit", "no such shift", "not legal"])  # fmt: skip
def test_plans_that_do_not_fit_are_left_out_of_account(plan: Plan) -> None:
    """What another version of the program has found, say, is checked like anything else."""
    partition, plans = day()

    found = search_on(partition, {**plans, 1: plan}, LIMITS, timer=time.monotonic)

    assert found.plan is not None
    assert check(partition.problem, found.plan).is_legal


@pytest.mark.slow
def test_random_problems_of_all_rules_searched_on_from_their_parts() -> None:
    """Of 60 random problems those in two parts or three: legal, and no dearer than the parts if these are legal."""
    seen = 0
    for seed in range(60):
        partition = split(problem_of_seed(seed), 3)
        if len(partition.parts) < 2:
            continue
        found = [search(part.problem, LIMITS, timer=time.monotonic).plan for part in partition.parts]
        plans = {k: plan for k, plan in enumerate(found) if plan is not None}
        whole = search_on(partition, plans, LIMITS, timer=time.monotonic)
        if len(plans) == len(partition.parts):
            seen += 1
            together = check(partition.problem, merge(partition, [plans[k] for k in range(len(plans))]))
            assert together.is_legal
            assert whole.cost is not None
            assert whole.cost <= together.total
        if whole.plan is not None:
            assert check(partition.problem, whole.plan).is_legal
        assert whole.refused == 0
    assert seen > 8
