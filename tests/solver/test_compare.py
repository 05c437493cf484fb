"""What differs between two plans of one problem; numbers can be worked out by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.compare import Comparison, Difference, Load, compare
from solver.errors import PlanError
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Problem, Window
from tests.builders import make_plan, make_problem, make_published, make_technician, make_ticket
from tests.strategies import Planted, planted_problems

PEOPLE = [make_technician(), make_technician("li")]
TICKETS = [make_ticket("T-1", site=1), make_ticket("T-2", site=2)]


def two_people(**fields: object) -> Problem:
    """Return a day of two technicians and two tickets."""
    return make_problem(TICKETS, technicians=PEOPLE, **fields)  # type: ignore[arg-type]


def rows(found: Comparison) -> list[tuple[str, Difference, bool]]:
    """Return id, kind and whether it counts as changed of every visit that differs."""
    problem = found.before.schedule.problem
    return [(problem.visits[row.visit].id, row.kind, row.changed) for row in found.visits]


@pytest.mark.parametrize(
    ("after", "kind", "changed"),
    [
        ({0: [("T-1:0:0", 160), ("T-2:0:0", 200)]}, Difference.TIME, False),  # the window is 70-160
        ({0: [("T-1:0:0", 161), ("T-2:0:0", 201)]}, Difference.TIME, True),
        ({0: [("T-1:0:0", 70), ("T-2:0:0", 200)]}, Difference.TIME, False),
        ({0: [("T-1:0:0", 69), ("T-2:0:0", 200)]}, Difference.TIME, True),
        ({1: [("T-1:0:0", 100)], 0: [("T-2:0:0", 200)]}, Difference.TECHNICIAN, True),
        ({1: [("T-1:0:0", 101)], 0: [("T-2:0:0", 200)]}, Difference.BOTH, True),
        ({0: [("T-2:0:0", 200)]}, Difference.DROPPED, True),
    ],
)
def test_kind_and_whether_it_counts_as_changed(
    after: dict[int, list[tuple[str, int]]], kind: Difference, changed: bool
) -> None:
    """T-1 at 100, arrival window 70-160: any other start differs, one outside the window is changed as well."""
    problem = two_people()
    before = make_plan(problem, {0: [("T-1:0:0", 100), ("T-2:0:0", 200)]})

    found = compare(problem, before, make_plan(problem, after))

    assert rows(found)[0] == ("T-1:0:0", kind, changed)


def test_added_visit_makes_a_ticket_planned() -> None:
    """T-2 in the second plan alone: added, and one of the tickets planned there only."""
    problem = two_people()
    before = make_plan(problem, {0: [("T-1:0:0", 100)]})
    after = make_plan(problem, {0: [("T-1:0:0", 100)], 1: [("T-2:0:0", 100)]})

    found = compare(problem, before, after)

    assert rows(found) == [("T-2:0:0", Difference.ADDED, True)]
    assert (found.only_before, found.only_after) == ((), (1,))


def test_window_of_the_first_plan_decides() -> None:
    """The first plan says 100-105: 106 is changed, though the usual span would reach to 160."""
    problem = two_people()
    before, after = (make_plan(problem, {0: [("T-1:0:0", start)]}) for start in (100, 106))

    assert rows(compare(problem, before, after, {0: Window(100, 105)}))[0][2]
    assert not rows(compare(problem, before, after))[0][2]


def test_window_of_the_plan_in_force_decides_where_the_first_plan_has_none() -> None:
    """Published at 100 with the window 100-105, and the first plan has it so: 106 is changed, 105 is not."""
    published = {"T-1:0:0": make_published(100, 130, window=Window(100, 105))}
    problem = two_people(published=published)
    before = make_plan(problem, {0: [("T-1:0:0", 100)]})

    found = [compare(problem, before, make_plan(problem, {0: [("T-1:0:0", start)]})) for start in (105, 106)]

    assert [rows(one)[0][2] for one in found] == [False, True]


def test_costs_and_minutes_side_by_side() -> None:
    """T-2 from wang's route to li: travel is 30 and becomes 20 + 20, wang's service 60 becomes 30 and 30."""
    problem = two_people()
    before = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 50)]})
    after = make_plan(problem, {0: [("T-1:0:0", 10)], 1: [("T-2:0:0", 50)]})

    found = compare(problem, before, after)

    assert found.loads == {0: (Load(2, 60, 30, 0), Load(1, 30, 20, 0)), 1: (Load(), Load(1, 30, 20, 0))}
    assert found.terms["travel"] == 10


def test_illegal_plans_are_compared_too() -> None:
    """Both visits at once by one technician: the first plan breaks a rule, the second does not."""
    problem = two_people()
    before = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 10)]})
    after = make_plan(problem, {0: [("T-1:0:0", 10), ("T-2:0:0", 50)]})

    found = compare(problem, before, after)

    assert (found.before.is_legal, found.after.is_legal) == (False, True)
    assert found.before.violations[0].rule == "one_place_at_a_time"


def test_plan_of_another_problem_is_an_error() -> None:
    """A plan that names an unknown visit cannot be compared."""
    problem = two_people()

    with pytest.raises(PlanError):
        compare(problem, Plan(), Plan((Route(0, (PlannedVisit(9, 10, 40),)),)))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Problem, Plan, Plan]:
    """Draw a problem and two plans of it, legal or not: visits moved, dropped, given to others."""
    planted: Planted = draw(planted_problems())
    problem = planted.problem
    stays = [(route.shift, visit) for route in planted.plan.routes for visit in route.visits]

    def plan() -> Plan:
        routes: dict[int, list[PlannedVisit]] = {}
        for shift, stay in stays:
            if draw(st.integers(0, 3)) == 0:
                continue
            where = draw(st.sampled_from([shift, shift, *range(len(problem.shifts))]))
            later = draw(st.sampled_from([0, 0, 1, 7]))
            routes.setdefault(where, []).append(PlannedVisit(stay.visit, stay.start + later, stay.end + later))
        return Plan(tuple(Route(k, tuple(sorted(routes[k], key=lambda v: v.start))) for k in sorted(routes)))

    return problem, plan(), plan()


@settings(max_examples=20, deadline=None)
@given(pairs())
def test_a_plan_differs_from_itself_in_nothing(drawn: tuple[Problem, Plan, Plan]) -> None:
    """No visit, ticket or term differs, and everybody does the same."""
    problem, plan, _ = drawn

    found = compare(problem, plan, plan)

    assert (found.visits, found.only_before, found.only_after, found.total) == ((), (), (), 0)
    assert set(found.terms.values()) == {0}
    assert all(before == after for before, after in found.loads.values())


@settings(max_examples=20, deadline=None)
@given(pairs())
def test_the_other_way_round_is_the_mirror(drawn: tuple[Problem, Plan, Plan]) -> None:
    """Added is dropped, before is after, and every difference changes its sign."""
    problem, one, other = drawn
    there, back = compare(problem, one, other), compare(problem, other, one)

    mirrored = {Difference.ADDED: Difference.DROPPED, Difference.DROPPED: Difference.ADDED}
    assert [(row.visit, mirrored.get(row.kind, row.kind), row.after, row.before) for row in back.visits] == [
        (row.visit, row.kind, row.before, row.after) for row in there.visits
    ]
    assert (back.only_before, back.only_after) == (there.only_after, there.only_before)
    assert dict(back.terms) == {term: -cost for term, cost in there.terms.items()}
    assert back.loads == {k: (after, before) for k, (before, after) in there.loads.items()}


@settings(max_examples=20, deadline=None)
@given(pairs())
def test_terms_add_up_to_the_total(drawn: tuple[Problem, Plan, Plan]) -> None:
    """The differences of the terms sum to that of the totals, which are the checker's."""
    problem, one, other = drawn
    found = compare(problem, one, other)

    assert sum(found.terms.values()) == found.total == found.after.total - found.before.total
