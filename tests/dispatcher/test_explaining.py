"""Explaining a plan over the wire: suggestions that can be followed, who else could, supply, and their words."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatcher.completion import complete_plan
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.problem import make_problem
from dispatcher.explaining import explain_plan
from dispatcher.planning import Limits, plan_request
from dispatcher.question import Question
from dispatcher.reading.plan import read_plan
from dispatcher.reports.explanation import write_explanation
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from dispatcher.schemas.explanation import Explanation
from dispatcher.schemas.export import json_schema
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.unassigned import Suggestion
from dispatcher.suggestions import apply_suggestion
from scenarios import load
from solver.checker import check
from solver.explain.resolving import Resolver
from solver.search.anytime import search
from solver.search.limits import SearchLimits
from tests.dispatcher.requests import (
    Tree,
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_shift,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

LONG = make_ticket("A", service_minutes=480)  # 08:06-16:06, home at 16:12; the shift ends at 17:00
FULL = make_route(make_visit("A", "08:06", "16:06"))


def asked(tree: Tree, *routes: Tree, **question: Any) -> tuple[Request, Plan, Explanation]:
    """Return a request, a plan of routes for it, and its explanation."""
    request = accepted(tree)
    plan, faults = read_plan(json.dumps(make_plan_tree(*routes)), request)
    assert plan is not None, faults
    explained = explain_plan(request, plan, Question(**question))
    assert explained.explanation is not None
    return request, plan, explained.explanation


def follows(request: Request, plan: Plan, suggestion: Suggestion, ticket_id: str) -> bool:
    """Whether the plan takes the ticket, legally, once a suggestion has been followed."""
    changed = apply_suggestion(request, suggestion)
    problem = make_problem(changed)
    routes, _ = read_routes(plan, changed, problem)
    ticket = next(k for k, row in enumerate(problem.tickets) if row.id == ticket_id)
    report = Resolver(check(problem, routes)).lets_in(problem, ticket)
    return report is not None and report.is_legal and ticket in report.schedule.planned_tickets


def suggestion(explanation: Explanation, action: str) -> Suggestion:
    """Return the suggestion of an action for the only ticket left out."""
    (row,) = explanation.unassigned
    return next(found for found in row.suggestions if found.action == action)


CIVIL = make_technician("li", skills=[{"trade": "civil", "level": 1}], shifts=[make_shift("li-mon")])
LOCKED = make_plan_tree(make_route(make_visit("A", "10:00", "16:00")))
PROMISED = {"kind": "promised", "start": at("08:00"), "end": at("08:05")}
CASES: dict[str, tuple[Tree, list[Tree], Tree]] = {
    # 16:06 + 60 + 6 home is 17:12: 12 minutes after the shift.
    "overtime": (
        make_tree(tickets=[LONG, make_ticket()]),
        [FULL],
        {"technician_id": "wang", "shift_id": "wang-mon", "minutes": 12, "overtime_until": at("17:12")},
    ),
    "window": (
        make_tree(tickets=[make_ticket(windows=[PROMISED])]),
        [],
        {
            "ticket_id": "T-1",
            "minutes": 1,
            "window": {"start": at("08:00"), "end": at("08:05")},
            "start": at("08:00"),
            "end": at("08:06"),
        },
    ),
    "deadline": (
        make_tree(tickets=[make_ticket(deadline=at("09:00"))]),
        [],
        {"ticket_id": "T-1", "minutes": 6, "deadline": at("09:06")},
    ),
    "ready_earlier": (
        make_tree(tickets=[make_ticket(ready_at=at("16:00"))]),
        [],
        {"ticket_id": "T-1", "minutes": 6, "ready_at": at("15:54")},
    ),
    "lift_ban": (
        make_tree(tickets=[make_ticket(banned_technicians=["wang"])]),
        [],
        {"ticket_id": "T-1", "technician_id": "wang"},
    ),
    "any_technician": (
        make_tree(technicians=[make_technician(), CIVIL], tickets=[make_ticket(required_technician="li")]),
        [],
        {"ticket_id": "T-1"},
    ),
    "other_level": (
        make_tree(tickets=[make_ticket(min_level=3)]),
        [],
        {"ticket_id": "T-1", "step": 0, "trade": "water", "level": 2},
    ),
    # 6 there, 60 of service, 6 back.
    "one_more_technician": (
        make_tree(tickets=[make_ticket(trade="hvac")]),
        [],
        {
            "technician_id": "one_more",
            "trade": "hvac",
            "level": 1,
            "certificates": [],
            "minutes": 72,
            "start": at("08:00"),
            "end": at("09:12"),
            "start_site_id": "center",
        },
    ),
    # 360 minutes locked from 10:00 to 16:00 leave less than 180 before and 54 behind.
    "release_lock": (
        make_tree(
            tickets=[make_ticket("A", service_minutes=360, lock="time"), make_ticket(service_minutes=160)],
            published=LOCKED,
        ),
        [make_route(make_visit("A", "10:00", "16:00"))],
        {"ticket_id": "A"},
    ),
}


@pytest.mark.parametrize("action", CASES)
def test_a_suggestion_says_what_to_change_and_works(action: str) -> None:
    """Each action has the parameters worked out by hand, and the changed request takes the ticket."""
    tree, routes, parameters = CASES[action]

    request, plan, explanation = asked(tree, *routes)

    found = suggestion(explanation, action)
    assert (found.parameters, found.verified) == (parameters, True)
    assert found.cost_change is not None
    assert found.cost_change < 0
    assert follows(request, plan, found, "T-1")


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("teleport", {}),
        ("overtime", {"shift_id": "x", "overtime_until": at("18:00")}),
        ("lift_ban", {"ticket_id": "x"}),
    ],
)
def test_a_suggestion_of_another_request_is_refused(action: str, parameters: dict[str, Any]) -> None:
    """An unknown action, shift or ticket is no change of this request."""
    with pytest.raises(ValueError, match=r"suggestion|action"):
        apply_suggestion(accepted(make_tree()), Suggestion(action=action, parameters=parameters))


def test_an_additional_technician_gets_an_id_of_his_own() -> None:
    """Somebody is called ``one_more`` already."""
    people = [make_technician("one_more", shifts=[make_shift("one_more_2")])]

    _, _, explanation = asked(make_tree(technicians=people, tickets=[make_ticket(trade="hvac")]))

    assert suggestion(explanation, "one_more_technician").parameters["technician_id"] == "one_more_3"


def test_the_plan_of_the_example_is_explained_as_its_schema_says() -> None:
    """Cost 1544; T-3 is left out for the price in it; minutes of each shift add up; the schema allows it."""
    request = accepted(json.loads(load("example-request")))
    plan, _ = read_plan(load("example-plan"), request)
    assert plan is not None

    explanation = explain_plan(request, plan, Question()).explanation

    assert explanation is not None
    assert explanation.cost.total == 1544
    for row in explanation.shifts:
        spent = (row.service_minutes, row.travel_minutes, row.break_minutes, row.absence_minutes)
        rest = (row.waiting_minutes, row.idle_minutes)
        assert sum(spent) + sum(rest) == row.shift_minutes + row.overtime_minutes
    jsonschema.validate(explanation.to_wire(), json_schema("explanation"))


def test_supply_is_said_by_the_hour() -> None:
    """08:00-09:00: of 60 minutes 54 + 6 are planned, and of T-1's 60 the share of 54 in 534 minutes, 6, is short."""
    _, _, explanation = asked(make_tree(tickets=[LONG, make_ticket()]), FULL)

    first = explanation.supply[0]

    assert (first.start.isoformat(), first.trade, first.able_minutes, first.planned_minutes) == (
        at("08:00"),
        "water",
        60,
        60,
    )
    assert first.left_out_minutes == first.short_minutes == 6


def test_a_planned_ticket_is_explained_with_everybody() -> None:
    """Wang serves it; Li would do so at the same price; the civil technician has no such trade."""
    people = [
        make_technician(),
        make_technician("li", shifts=[make_shift("li-mon")]),
        make_technician("zhao", skills=[{"trade": "civil", "level": 1}], shifts=[make_shift("zhao-mon")]),
    ]
    route = make_route(make_visit("T-1", "08:06", "09:06"))

    _, _, explanation = asked(make_tree(technicians=people), route, ticket_id="T-1")

    assert explanation.ticket is not None
    answers = {row.technician_id: row for row in explanation.ticket.technicians}
    assert answers["wang"].verdict == "serves"
    assert (answers["li"].verdict, answers["li"].cost_change, answers["li"].terms) == ("possible", 0, {})
    assert (answers["zhao"].verdict, answers["zhao"].rule) == ("excluded", "skill_match")
    assert answers["zhao"].detail == {"trade": "water", "needed_level": 1, "level": None}


def test_why_not_says_what_would_move() -> None:
    """Li has a longer way, 25 instead of 6 minutes each way: 38 more, and the ticket moves to him."""
    travel = {
        "kind": "matrix",
        "site_ids": ["center", "b3", "south"],
        "minutes": [[0, 6, 0], [6, 0, 25], [0, 25, 0]],
    }
    sites = [{"id": "center"}, {"id": "b3"}, {"id": "south"}]
    people = [make_technician(), make_technician("li", shifts=[make_shift("li-mon", start_site_id="south")])]
    tree = make_tree(technicians=people, sites=sites, travel=travel, policy={"weights": {"skill_waste": 0}})

    _, _, explanation = asked(tree, make_route(make_visit("T-1", "08:06", "09:06")), ticket_id="T-1", why_not="li")

    assert explanation.ticket is not None
    answer = explanation.ticket.why_not
    assert answer is not None
    assert (answer.verdict, answer.cost_change, answer.terms) == ("possible", 38, {"travel": 38})
    assert [(move.visit_id, move.kind) for move in answer.moves] == [("T-1:0:0", "both")]


def test_why_not_names_the_level_that_is_missing() -> None:
    """Level 2 is asked for, Li has 1."""
    li = make_technician("li", skills=[{"trade": "water", "level": 1}], shifts=[make_shift("li-mon")])
    tree = make_tree(technicians=[make_technician(), li], tickets=[make_ticket(min_level=2)])
    route = make_route(make_visit("T-1", "08:06", "09:06"))

    request, plan, explanation = asked(tree, route, ticket_id="T-1", why_not="li")

    assert "li: not possible — Skill match (level 1 < 2)" in words(request, plan, explanation, Lang.EN)
    assert "li：不行 — 技能匹配（1 级，需要 2 级）" in words(request, plan, explanation, Lang.ZH)


def words(request: Request, plan: Plan, explanation: Explanation, lang: Lang) -> str:
    """Return an explanation as people read it."""
    whole, stream = complete_plan(request, plan), StringIO()
    write_explanation(PlanView(request, whole.plan, whole.problem, whole.charges), explanation, stream, lang)
    return stream.getvalue()


@pytest.mark.parametrize("action", CASES)
@pytest.mark.parametrize("lang", list(Lang))
def test_every_suggestion_has_words(action: str, lang: Lang) -> None:
    """Every action is said in both languages, with its price."""
    tree, routes, _ = CASES[action]
    request, plan, explanation = asked(tree, *routes)

    text = words(request, plan, explanation, lang)

    assert f"{suggestion(explanation, action).cost_change:+d}" in text
    assert "{" not in text


def test_overtime_is_said_as_a_supervisor_would() -> None:
    """Who, how long, until when, and what it saves."""
    tree, routes, _ = CASES["overtime"]
    request, plan, explanation = asked(tree, *routes)

    text = words(request, plan, explanation, Lang.ZH)

    assert "wang加班 12 分钟（到 17:12），即可排入" in text
    assert "能做的人都已排满" in text


def test_a_plan_that_breaks_a_rule_is_not_explained() -> None:
    """T-1 starts before anybody can be there: the breach is handed back."""
    request = accepted(make_tree())
    plan, _ = read_plan(json.dumps(make_plan_tree(make_route(make_visit("T-1", "08:00", "09:00")))), request)
    assert plan is not None

    explained = explain_plan(request, plan, Question())

    assert explained.explanation is None
    assert [breach.rule for breach in explained.breaches] == ["working_hours", "not_before"]


def test_an_improvable_plan_is_said_to_be_so() -> None:
    """Nothing is planned although Wang is idle: leaving it out costs 1500, serving it 12 of travel."""
    tree = make_tree(policy={"weights": {"skill_waste": 0, "workload": 0}})

    _, _, explanation = asked(tree)

    assert [(row.ticket_id, row.cost_change) for row in explanation.improvements] == [("T-1", -1488)]
    assert explanation.unassigned[0].class_ == "not_found_in_time"


def test_one_more_technician_of_each_trade() -> None:
    """Two tickets of 480 minutes: one more plumber takes the second."""
    tree = make_tree(tickets=[LONG, make_ticket("B", service_minutes=480)])

    _, _, explanation = asked(tree, FULL, one_more=0.5, seconds=0.0)

    assert explanation.one_more is not None
    (row,) = explanation.one_more
    assert (row.trade, row.level, row.unassigned_change) == ("water", 1, -1)


def test_planning_improves_what_a_single_shift_takes() -> None:
    """A plan of the packaged overbooked day has no ticket left that a shift would take: classes say so, proved."""
    request = accepted(json.loads(load("overbooked-80")))

    planned = plan_request(request, Limits(iterations=200))

    routes, _ = read_routes(planned.plan, request, planned.problem)
    assert check(planned.problem, routes).is_legal
    assert {row.class_ for row in planned.plan.unassigned or []} <= {"crowded_out", "impossible", "not_found_in_time"}
    assert any(row.proof == "routes" for row in planned.plan.unassigned or [])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["short-staffed-60", "overbooked-80", "storm-60", "night-duty-60", "two-trade-60"])
def test_every_suggestion_of_a_packaged_day_works(name: str) -> None:
    """All suggestions for a packaged day, followed one by one, let their ticket in."""
    request = accepted(json.loads(load(name)))
    plan = plan_request(request, Limits(iterations=300)).plan

    explanation = explain_plan(request, plan, Question(seconds=120.0)).explanation

    assert explanation is not None
    rows = [(row.ticket_id, found) for row in explanation.unassigned for found in row.suggestions]
    assert [(t, found.action) for t, found in rows if not follows(request, plan, found, t)] == []
    assert rows or not explanation.unassigned


def test_a_search_of_the_changed_day_agrees() -> None:
    """Followed, the overtime of the full day lets the complete search plan both tickets."""
    tree, routes, _ = CASES["overtime"]
    request, _, explanation = asked(tree, *routes)
    changed = make_problem(apply_suggestion(request, suggestion(explanation, "overtime")))

    result = search(changed, SearchLimits(workers=1, iterations=1000), timer=lambda: 0.0)

    assert result.plan is not None
    report = check(changed, result.plan)
    assert report.is_legal
    assert not report.schedule.unassigned_tickets


def page_examples() -> list[str]:
    """Return what the page of explanations shows: the example plan, a full day, and why not Li."""
    request = accepted(json.loads(load("example-request")))
    plan, _ = read_plan(load("example-plan"), request)
    assert plan is not None
    whole, one = Question(), Question(ticket_id="T-1", why_not="li")
    said = []
    for question, lang in ((whole, Lang.EN), (one, Lang.EN)):
        explanation = explain_plan(request, plan, question).explanation
        assert explanation is not None
        said.append(words(request, plan, explanation, lang))
    tree, routes, _ = CASES["overtime"]
    return [*said, words(*asked(tree, *routes), Lang.ZH)]


def test_the_page_shows_what_is_said() -> None:
    """Every example of docs/explain.md is what the program says."""
    page = (Path(__file__).parent.parent.parent / "docs" / "explain.md").read_text(encoding="utf-8")

    assert [text for text in page_examples() if f"```text\n{text}```" not in page] == []
