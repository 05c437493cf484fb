"""What must hold of every projection, on drawn days."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem, Published, Visit, VisitState
from solver.watch import watch
from tests.random_problems import problem_of_seed
from tests.solver.watch.days import DONE, STARTED
from tests.strategies import Planted, planted_problems


def published_plan(problem: Problem) -> Plan:
    """Return the plan in force of a problem, breaks left out."""
    routes: dict[int, list[PlannedVisit]] = {}
    for k, visit in enumerate(problem.visits):
        if visit.published is not None:
            published = visit.published
            routes.setdefault(published.shift, []).append(PlannedVisit(k, published.start, published.end))
    return Plan(tuple(Route(shift, tuple(sorted(routes[shift], key=lambda v: v.start))) for shift in sorted(routes)))


def in_force(planted: Planted, now: int) -> Problem:
    """Return a planted problem whose plan is in force and read by the clock at ``now``."""
    stays = {v.visit: (route.shift, v) for route in planted.plan.routes for v in route.visits}

    def published(k: int) -> Published:
        shift, stay = stays[k]
        state = VisitState.PLANNED if stay.start >= now else DONE if stay.end < now else STARTED
        return Published(shift, stay.start, stay.end, state=state)

    visits = tuple(replace(visit, published=published(k)) for k, visit in enumerate(planted.problem.visits))
    return replace(planted.problem, visits=visits, now=now, has_published=True)


@settings(max_examples=40, deadline=None)
@given(planted_problems(), st.integers(0, 60))
def test_without_delay_nothing_moves_and_nothing_is_found(planted: Planted, now: int) -> None:
    """A legal plan of which nothing is said goes as published at any moment: no delay, no finding, the same return."""
    problem = in_force(planted, now)

    found = watch(problem, planted.plan, frozenset())

    assert found.findings == ()
    assert found.projection.set_aside == {}
    assert [row.delay for row in found.projection.visits.values() if row.delay] == []
    assert [row.return_at - row.planned_return for row in found.projection.routes] == [0] * len(planted.plan.routes)


@settings(max_examples=40, deadline=None)
@given(planted_problems(), st.data(), st.integers(1, 20))
def test_a_delay_pushes_nobody_by_more_than_itself(planted: Planted, data: st.DataObject, delay: int) -> None:
    """A visit under way that is ``delay`` minutes over pushes no other visit by more than that."""
    visits = [(k, v) for route in planted.plan.routes for k, v in enumerate(route.visits)]
    if not visits:
        return
    _, late = data.draw(st.sampled_from(visits))
    now = late.end + delay
    problem = in_force(planted, now)
    record = problem.visits[late.visit].published
    assert record is not None
    rows: list[Visit] = list(problem.visits)
    rows[late.visit] = replace(rows[late.visit], published=replace(record, state=STARTED))

    found = watch(replace(problem, visits=tuple(rows)), planted.plan, frozenset({late.visit}))

    assert max(row.delay for row in found.projection.visits.values()) == delay
    assert all(minutes <= delay for finding in found.findings for _, minutes in finding.pushed)


@pytest.mark.parametrize("seed", range(40))
def test_every_visit_of_the_plan_is_accounted_for(seed: int) -> None:
    """On days with crews, steps, absences and facts: projected, set aside or over; never early; crews together."""
    problem = problem_of_seed(seed)
    plan = published_plan(problem)
    said = frozenset(k for k in range(len(problem.visits)) if (seed + k) % 3 == 0)

    found = watch(problem, plan, said)

    rest = found.projection.visits.keys() | found.projection.set_aside.keys()
    crews: dict[tuple[int, int, int], set[int]] = {}
    for visit in (planned.visit for route in plan.routes for planned in route.visits):
        row, record = problem.visits[visit], problem.visits[visit].published
        assert record is not None
        assert visit in rest or row.is_fact
        projected = found.projection.visits.get(visit)
        if projected is not None:
            assert projected.start == record.start + (0 if projected.begun else projected.delay)
            assert projected.delay >= 0
        if projected is not None and not projected.begun:
            crews.setdefault((row.ticket, row.step, row.part), set()).add(projected.start)
    assert all(len(times) == 1 for times in crews.values())
    assert watch(problem, plan, said) == found
