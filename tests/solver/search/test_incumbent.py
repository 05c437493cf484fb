"""The best plan of a search: what it takes, and what it gives up."""

from solver.plan import Plan
from solver.problem import Problem
from solver.search.incumbent import Incumbent
from tests.builders import make_plan, make_problem, make_published, make_ticket


def _two_published() -> tuple[Problem, Plan, Plan]:
    """Two visits published at 10 and 100; a plan that keeps both and one that leaves both out."""
    problem = make_problem(
        [make_ticket("A"), make_ticket("B")],
        published={"A:0:0": make_published(10, 40), "B:0:0": make_published(100, 130)},
    )
    return problem, make_plan(problem, {0: [("A:0:0", 10), ("B:0:0", 100)]}), Plan()


def test_a_plan_with_too_many_changes_is_given_up_when_the_cap_comes() -> None:
    """Leaving both out changes two visits: a cap of one leaves nothing in hand."""
    problem, _, empty = _two_published()
    incumbent = Incumbent(problem, lambda: 0.0, None)
    incumbent.offer(empty)

    incumbent.cap(1)

    assert (incumbent.plan, incumbent.cost) == (None, None)


def test_a_plan_within_the_cap_is_kept_and_others_are_not_taken() -> None:
    """Keeping both changes nothing: a cap of none keeps it."""
    problem, kept, empty = _two_published()
    incumbent = Incumbent(problem, lambda: 0.0, None)
    incumbent.offer(kept)

    incumbent.cap(0)
    incumbent.offer(empty)

    assert incumbent.plan == kept


def test_a_refused_plan_counts_only_if_it_is_ours() -> None:
    """Both visits at 10 are two places at once: ours is a defect, somebody else's is not."""
    problem, _, _ = _two_published()
    clash = make_plan(problem, {0: [("A:0:0", 10), ("B:0:0", 10)]})
    incumbent = Incumbent(problem, lambda: 0.0, None)

    incumbent.offer(clash, ours=False)
    assert incumbent.refused == 0
    incumbent.offer(clash)
    assert incumbent.refused == 1
