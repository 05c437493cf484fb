"""What a plan says of its search: iterations, what they took out and tried, and times only where time was the limit."""

from typing import Any

from dispatcher import planning
from dispatcher.planning import Limits, plan_request
from solver.search.limits import Effort, SearchLimits, SearchResult
from solver.status import Status
from tests.dispatcher.requests import accepted, make_technician, make_ticket, make_tree

CHAINED = 10  # tickets, more than are proved without chains


def figures_of(**limits: Any) -> dict[str, Any]:
    """The wire figures of a day of ten tickets and two technicians."""
    tickets = [make_ticket(f"T-{k}", service_minutes=90) for k in range(CHAINED)]
    tree = make_tree(tickets=tickets, technicians=[make_technician(), make_technician("li")])
    figures: dict[str, Any] = plan_request(accepted(tree), Limits(workers=1, **limits)).plan.to_wire()["search"]
    return figures


def test_mean_and_times_are_rounded() -> None:
    """7 visits taken out in 3 iterations are 2.33 on average; times are told to the millisecond."""
    result = SearchResult(
        Status.FEASIBLE, seconds=1.23456, first_plan_seconds=0.0, iterations=3, effort=Effort(7, 50, 0.25049)
    )

    figures = planning.search_figures(SearchLimits(seconds=2.0), result)

    assert (figures.iterations, figures.mean_removed, figures.insertions) == (3, 2.33, 50)
    assert (figures.seconds, figures.first_plan_seconds, figures.selection_seconds) == (1.235, 0.0, 0.25)


def test_no_times_where_iterations_are_the_limit() -> None:
    """With an iteration limit the counts stay and all three times are null."""
    result = SearchResult(Status.FEASIBLE, seconds=1.0, first_plan_seconds=0.5, iterations=3, effort=Effort(6, 9, 0.25))

    figures = planning.search_figures(SearchLimits(iterations=3), result)

    assert (figures.mean_removed, figures.insertions) == (2.0, 9)
    assert (figures.seconds, figures.first_plan_seconds, figures.selection_seconds) == (None, None, None)


def test_a_day_of_chains_says_what_they_did() -> None:
    """40 iterations on ten tickets take out one to ten visits each and evaluate an insertion or more each."""
    figures = figures_of(iterations=40)

    assert figures["iterations"] == 40
    assert 1 <= figures["mean_removed"] <= CHAINED
    assert figures["insertions"] >= 40
    assert figures["selection_seconds"] is None


def test_the_complete_model_alone_has_no_chains() -> None:
    """With engine cp_sat nothing is taken out, inserted or selected: null, not 0."""
    figures = figures_of(iterations=40, engine="cp_sat")

    assert figures["iterations"] >= 0
    assert (figures["mean_removed"], figures["insertions"], figures["selection_seconds"]) == (None, None, None)
