"""A plan that was sent in, made whole for a report: what is recomputed, kept and no longer claimed."""

import json
from datetime import datetime
from typing import Any

from scenarios import load
from tests.dispatcher.report_views import given_view
from tests.dispatcher.requests import at, changed, make_plan_tree, make_route, make_ticket, make_tree, make_visit

REQUEST: dict[str, Any] = json.loads(load("example-request"))
PLAN: dict[str, Any] = json.loads(load("example-plan"))


def test_what_was_not_sent_is_recomputed() -> None:
    """Routes alone: six minutes of travel, told 8:30 to 10:00, back at 10:06; cost is travel of twelve minutes."""
    plan = given_view(make_tree(), make_plan_tree(make_route(make_visit()))).plan

    ((visit,),) = [route.visits for route in plan.routes]
    assert (visit.travel_minutes, str(visit.depart)) == (6, "2026-03-02 08:54:00+08:00")
    assert visit.arrival_window is not None
    assert visit.arrival_window.end == datetime.fromisoformat(at("10:00"))
    assert plan.cost is not None
    assert plan.cost.terms["travel"] == 12


def test_sent_windows_are_kept() -> None:
    """A window the owner may have been told is shown, not the one that would be given now."""
    window = {"start": at("08:45"), "end": at("09:15")}

    plan = given_view(make_tree(), make_plan_tree(make_route(make_visit(arrival_window=window)))).plan

    told = plan.routes[0].visits[0].arrival_window
    assert told is not None
    assert (told.start.isoformat(), told.end.isoformat()) == (at("08:45:00"), at("09:15:00"))


def test_claims_of_an_unchanged_plan_are_kept() -> None:
    """The contract's example, proved optimal at 1544, is shown as proved, with its class of T-4."""
    plan = given_view(REQUEST, PLAN).plan

    assert (plan.status, plan.lower_bound, plan.gap) == ("optimal", 1544, 0.0)
    assert [(row.ticket_id, row.class_) for row in plan.unassigned or []] == [("T-4", "impossible")]


def test_claims_of_another_cost_are_dropped() -> None:
    """A plan that says it costs one less than it does proves nothing any more, and that is a warning."""
    plan = given_view(REQUEST, changed(PLAN, {"/cost/total": 1543})).plan

    assert (plan.status, plan.lower_bound, plan.gap, plan.sunk) == ("feasible", None, None, None)
    assert "recomputed_differs" in [fault.code for fault in plan.warnings or []]


def test_ticket_the_plan_is_silent_on_is_not_found() -> None:
    """Without a list of what is left out, T-2 is: not found in time, for no reason known."""
    tree = make_tree(tickets=[make_ticket(), make_ticket("T-2")])

    plan = given_view(tree, make_plan_tree(make_route(make_visit()))).plan

    assert [(row.ticket_id, row.class_, row.reasons) for row in plan.unassigned or []] == [
        ("T-2", "not_found_in_time", [])
    ]


def test_illegal_plan_claims_nothing_and_names_its_breaches() -> None:
    """A visit at 8:00 six minutes away needs a start before the shift: the rule is named and the status is open."""
    view = given_view(make_tree(), make_plan_tree(make_route(make_visit(start="08:00", end="09:00"))))

    assert view.plan.status is None
    # He would leave at 7:54, before the shift and before the plan's first minute.
    breaches = sorted((breach.rule, breach.amount) for breach in view.breaches)
    assert breaches == [("not_before", 6), ("working_hours", 6)]
