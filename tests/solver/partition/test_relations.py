"""Parts against the whole, over random problems of all rules: what is judged apart adds up to what is judged as one."""

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from solver.checker import Report, check
from solver.partition import Part, Partition, merge, split
from solver.plan import Plan
from solver.problem import Problem
from solver.search.anytime import SearchLimits, search
from solver.status import Status
from tests.problem_coverage import EVERYTHING, coverage
from tests.random_plans import PlanDraw, facts_alone
from tests.random_problems import problem_of_seed

OVERRUN = 114  # a seed whose fact overruns and that is cut all the same; overruns tie most small problems
SEEDS = (*range(len(EVERYTHING)), OVERRUN)  # every situation is the aim of one seed
MORE = range(len(EVERYTHING), len(EVERYTHING) + 400)


@cache
def partition_of_seed(seed: int) -> Partition:
    """A random problem in up to three parts."""
    return split(problem_of_seed(seed), 3)


def has_others(part: Part) -> bool:
    """Whether somebody stands for the people of other parts."""
    return len(part.problem.technicians) > len(part.technicians)


def draw_plans(partition: Partition, rng: random.Random) -> list[Plan]:
    """A plan of each part, legal or not, in which the people of other parts do nothing."""
    plans = []
    for part in partition.parts:
        draw, plan = PlanDraw(part.problem, rng), facts_alone(part.problem)
        over = all(shift.overtime_until < part.problem.now for shift in part.problem.shifts)
        for _ in range(0 if over else rng.randint(0, 5)):
            near = draw.near(plan)
            if all(route.shift < len(part.shifts) for route in near.routes):
                plan = near
        plans.append(plan)
    return plans


def verdicts(reports: Sequence[Report], parts: Sequence[Part]) -> Iterator[tuple[object, ...]]:
    """Every breach and charge, in the indexes of the whole."""
    for report, part in zip(reports, parts, strict=True):
        for breach in (*report.violations, *report.warnings):
            visits = sorted(part.visits[v] for v in breach.visits)
            shifts = sorted(part.shifts[s] for s in breach.shifts if s < len(part.shifts))
            yield breach.rule, breach.amount, tuple(visits), tuple(shifts), breach.by_fact
        for charge in report.charges:
            ticket = None if charge.ticket is None else part.tickets[charge.ticket]
            person = None if charge.technician is None else part.technicians[charge.technician]
            yield charge.term, charge.name, charge.amount, charge.cost, ticket, person, charge.fact


def assert_adds_up(partition: Partition, plans: Sequence[Plan]) -> None:
    """The merged plan breaks what the parts' plans break and costs what they cost, row by row."""
    joint = check(partition.problem, merge(partition, plans))
    reports = [check(part.problem, plan) for part, plan in zip(partition.parts, plans, strict=True)]

    everything = Part(partition.problem, *(range(10**6),) * 5)  # type: ignore[arg-type]
    assert Counter(verdicts(reports, partition.parts)) == Counter(verdicts([joint], [everything]))
    assert joint.total == sum(report.total for report in reports)
    assert joint.terms == {term: sum(report.terms[term] for report in reports) for term in joint.terms}
    assert joint.kpis.changed_visits == sum(report.kpis.changed_visits for report in reports)
    released = {part.visits[v] for part, one in zip(partition.parts, reports, strict=True) for v in one.released}
    assert joint.released == released


@pytest.mark.parametrize("seed", SEEDS)
def test_verdicts_on_parts_add_up_to_the_verdict_on_the_whole(seed: int) -> None:
    """Whatever the parts' plans do, right or wrong, the checker says the same of them apart and merged."""
    partition, rng = partition_of_seed(seed), random.Random(seed)

    for _ in range(4):
        assert_adds_up(partition, draw_plans(partition, rng))


@pytest.mark.slow
@pytest.mark.parametrize("seed", MORE)
def test_verdicts_on_parts_of_many_problems_add_up(seed: int) -> None:
    """The same for more problems and plans."""
    partition, rng = partition_of_seed(seed), random.Random(seed)

    for _ in range(40):
        assert_adds_up(partition, draw_plans(partition, rng))


def test_random_problems_are_split_and_cover_every_situation() -> None:
    """The problems above have parts, parts that speak of others, and between them every situation of the rules."""
    partitions = [partition_of_seed(seed) for seed in SEEDS]
    cut = [partition for partition in partitions if len(partition.parts) > 1]

    assert len(cut) >= len(partitions) // 3
    assert any(has_others(part) for partition in cut for part in partition.parts)
    assert set.union(*(coverage(partition.problem) for partition in cut)) >= EVERYTHING


def test_every_row_is_in_exactly_one_part() -> None:
    """Technicians, shifts, tickets and visits go to one part each, in order, and name the same rows there."""
    for seed in SEEDS:
        assert_bijective(partition_of_seed(seed))


def assert_bijective(partition: Partition) -> None:
    """Every row of the whole is in one part, and its row there is its own."""
    problem = partition.problem
    for kind in ("technicians", "shifts", "tickets", "visits"):
        rows = [index for part in partition.parts for index in getattr(part, kind)]
        assert sorted(rows) == list(range(len(getattr(problem, kind))))
        for part in partition.parts:
            own = getattr(part.problem, kind)
            assert list(getattr(part, kind)) == sorted(getattr(part, kind))
            assert [getattr(problem, kind)[index].id for index in getattr(part, kind)] == [
                row.id for row in own[: len(getattr(part, kind))]
            ]
    for part in partition.parts:
        assert part.problem.travel.tolist() == problem.travel[list(part.sites)][:, list(part.sites)].tolist()
        assert [problem.sites[index] for index in part.sites] == list(part.problem.sites)


def optimal(problem: Problem) -> Plan | None:
    """The proved optimum; None if no plan is legal."""
    result = search(problem, SearchLimits(seconds=20, workers=1, engine="cp_sat"), timer=time.monotonic)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert result.refused == 0
    return result.plan


def test_merged_optima_are_legal_and_cost_no_less_than_the_optimum() -> None:
    """Optimal plans of the parts make a legal plan of the whole, which the optimum of the whole may only undercut."""
    compared = 0
    for partition in (partition_of_seed(seed) for seed in SEEDS):
        plans = [plan for part in partition.parts if (plan := optimal(part.problem)) is not None]
        if len(partition.parts) == 1 or len(plans) < len(partition.parts):
            continue
        compared += 1

        merged = check(partition.problem, merge(partition, plans))

        best = optimal(partition.problem)
        assert merged.is_legal
        assert best is not None
        assert check(partition.problem, best).total <= merged.total
    assert compared >= 30
