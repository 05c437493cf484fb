"""What children do of which each plans a part: what they pass on, how long they wait, what comes of it."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from dispatcher.convert.problem import make_problem
from dispatcher.runs.sharing import Inbox, Lead, plan_part, read_part, say_part, write_part
from dispatcher.runs.task import Share, Task
from dispatcher.store.body import pack
from solver.checker import check
from solver.partition import merge, split
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval
from solver.search.anytime import search
from solver.search.limits import Progress, SearchLimits
from solver.weights import default_policy
from tests.dispatcher.desks import DAY
from tests.dispatcher.requests import (
    accepted,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)
from tests.random_days import random_day

PLAN = Plan((
    Route(1, (PlannedVisit(3, 10, 40), PlannedVisit(0, 50, 60)), (Interval(60, 90),)),
    Route(4, (PlannedVisit(2, 5, 6),)),
))  # fmt: skip


def never() -> bool:
    """Do not stop."""
    return False


def always() -> bool:
    """Stop at once."""
    return True


def silent(_: Any) -> None:
    """Tell nobody."""


def test_a_plan_of_a_part_is_read_as_it_was_written() -> None:
    """Shifts, visits with their times and breaks stay; what is no plan is refused; none stays none."""
    assert read_part(write_part(PLAN)) == PLAN
    assert write_part(PLAN) == [[1, [[3, 10, 40], [0, 50, 60]], [[60, 90]]], [4, [[2, 5, 6]], []]]
    assert read_part(None) is None
    for rows in ([[1]], [[1, [[2]], []]], "plan", [["a", [], []]], 3):
        with pytest.raises((TypeError, ValueError)):
            read_part(rows)  # type: ignore[arg-type]


def test_the_inbox_waits_for_what_is_not_known() -> None:
    """Known parts come at once, those that failed are left out; what is not known is waited for, no longer."""
    inbox = Inbox()
    inbox.take(say_part(1, write_part(PLAN)))
    inbox.take(say_part(2, None))
    inbox.take(b"part nonsense")
    inbox.take(b"part " + pack([1]))

    assert inbox.wait((1, 2), 60.0) == {1: PLAN}
    assert inbox.wait((1, 2, 3), 0.01) == {1: PLAN}


@pytest.mark.parametrize(("stop", "comes"), [
    (never, True), (always, False),
    pytest.param(always, True, marks=pytest.mark.slow), pytest.param(never, False, marks=pytest.mark.slow),
])  # fmt: skip
def test_the_first_makes_the_whole_of_all_parts(stop: Callable[[], bool], comes: bool) -> None:
    """With the other part's plan or without, stopped at once or not, the plan is the whole's and legal."""
    problem = random_day(3, 24, 6, default_policy().weights)
    partition = split(problem, 2)
    inbox, heard, own = Inbox(), list[Progress](), list[Progress]()
    steps = SearchLimits(iterations=100, workers=1)
    other = search(partition.parts[1].problem, steps, timer=time.monotonic).plan
    assert other is not None
    inbox.take(say_part(1, write_part(other) if comes else None))
    lead = Lead(Share(0, 2, 0.2), inbox, own.append)

    found = lead.find(
        problem, SearchLimits(seconds=0.4, workers=1), timer=time.monotonic, on_progress=heard.append, stop=stop
    )

    assert found.plan is not None
    report = check(problem, found.plan)
    assert report.is_legal
    assert report.total == found.cost
    if comes and own:
        together = [own[-1].plan, other]
        assert own[-1].plan is not None
        merged = check(problem, merge(partition, [plan for plan in together if plan is not None]))
        assert found.cost is not None
        assert found.cost <= merged.total
    assert heard[-1].cost == found.cost
    assert all(progress.cost is not None for progress in own)


def test_a_part_is_planned_for_another() -> None:
    """Of the day of two tickets and two people each part has one; together they are legal; a third has nothing."""
    request = accepted(DAY)
    partition = split(make_problem(request), 2)

    def plan_of(place: int) -> Any:
        share = Share(place, 2, 0.5)
        task = Task(request=pack(request.to_wire()), digest="", limits={"seconds": 9.0, "workers": 1}, share=share)
        return plan_part(task, share, silent, never)["part"]

    plans = [read_part(plan_of(0)), read_part(plan_of(1))]

    report = check(partition.problem, merge(partition, [plan for plan in plans if plan is not None]))
    assert report.is_legal
    assert report.kpis.planned == 2
    assert plan_of(2) == []


def test_a_part_that_cannot_be_planned_says_so() -> None:
    """Two visits locked to Li at the same time are infeasible in his part; the other part has a plan."""
    tree = make_tree(
        technicians=[make_technician("wang"), make_technician("li")],
        tickets=[make_ticket("T-1"), make_ticket("T-2", lock="both"), make_ticket("T-3", lock="both")],
        published=make_plan_tree(
            make_route(make_visit("T-1", "08:06", "09:06")),
            make_route(
                make_visit("T-2", "08:06", "09:06"), make_visit("T-3", "08:30", "09:30"),
                technician_id="li", shift_id="li-mon",
            ),
        ),
    )  # fmt: skip
    request = accepted(tree)
    said = []
    for place in (0, 1):
        share = Share(place, 2, 0.5)
        task = Task(request=pack(request.to_wire()), digest="", limits={"seconds": 9.0, "workers": 1}, share=share)
        said.append(plan_part(task, share, silent, never))

    assert [row.get("cause") for row in said].count("infeasible") == 1
