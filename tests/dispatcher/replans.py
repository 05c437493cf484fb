"""A told day under way, and what new plans of it change and tell."""

import copy
import json
from dataclasses import dataclass
from typing import Any

from dispatcher.answer import Answer
from dispatcher.consequences import consequences
from dispatcher.convert.plan_in import read_routes
from dispatcher.convert.plan_out import make_plan
from dispatcher.convert.problem import make_problem
from dispatcher.notices import NoticeTexts
from dispatcher.schemas.change import Change, Notice
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.checker import Report, check
from solver.problem import Problem
from solver.status import Status
from tests.dispatcher.event_days import applied
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)

Tree = dict[str, Any]
# wang: T-1 from 9:00 to 10:00, T-17 from 10:30 to 11:30, told 10:10 to 11:30; li: T-4 from 9:00 to 10:00, told to
# nobody. All are at b3, 6 minutes from the center.
TOLD = {"start": at("10:10"), "end": at("11:30"), "told_at": at("07:00")}
DAY = make_tree(
    now=at("08:00"),
    technicians=[make_technician("wang") | {"name": "Wang Qiang"}, make_technician("li")],
    tickets=[make_ticket("T-1"), make_ticket("T-17", reference="R-17"), make_ticket("T-4")],
)
PLAN = make_plan_tree(
    make_route(make_visit("T-1"), make_visit("T-17", "10:30", "11:30", arrival_window=TOLD)),
    make_route(make_visit("T-4"), technician_id="li", shift_id="li-mon"),
    plan_id="plan-1",
)
Stay = tuple[str, str, str]


@dataclass(frozen=True)
class Replan:
    """What a new plan changes and tells, by visit id."""

    changes: dict[str, Change]
    notices: dict[str, Notice]

    def chain(self, visit: str) -> list[str]:
        """Return the causes of a change, visits and event alike."""
        return [cause.visit_id or cause.event_id or "" for cause in self.changes[visit].because_of]

    def told(self, visit: str) -> tuple[str, str | None]:
        """Return kind and reason of a notice."""
        return self.notices[visit].kind, self.notices[visit].reason_code


def under_way(*events: Tree, day: Tree = DAY, plan: Tree = PLAN) -> Request:
    """Return the day after events, as they leave it."""
    return applied(*events, request=accepted(day), plan=plan)


def replan(
    request: Request, wang: list[Stay], li: list[Stay], *, before: Tree | None = None, texts: NoticeTexts | None = None
) -> Replan:
    """Return what a legal plan changes and tells: per technician the visits (ticket, or visit id, start, end)."""
    routes = [
        make_route(*(stay_visit(*stay) for stay in stays), technician_id=name, shift_id=f"{name}-mon")
        for name, stays in (("wang", wang), ("li", li))
        if stays
    ]
    return replanned(request, *routes, before=before, texts=texts)


def replanned(request: Request, *routes: Tree, before: Tree | None = None, texts: NoticeTexts | None = None) -> Replan:
    """Return what a legal plan of some routes changes and tells."""
    problem, report = judged(request, *routes)
    earlier = None if before is None else Plan.model_validate(before)
    meant = consequences(request, problem, report.schedule, before=earlier, texts=texts)
    changes, notices = (meant.changes, meant.notices) if meant else ((), ())
    assert len({notice.id for notice in notices}) == len({notice.visit_id for notice in notices}) == len(notices)
    if before is None:
        assert len(changes) == report.kpis.changed_visits
    return Replan({row.visit_id: row for row in changes}, {row.visit_id: row for row in notices})


def judged(request: Request, *routes: Tree) -> tuple[Problem, Report]:
    """Return the problem of a request, and the verdict on a legal plan of some routes."""
    problem = make_problem(request)
    plan, unknown = read_routes(Plan.model_validate(make_plan_tree(*routes)), request, problem)
    report = check(problem, plan)
    assert not unknown
    assert report.is_legal, report.violations
    return problem, report


def planned_window(request: Request, visit: str, *routes: Tree) -> Tree:
    """Return the arrival window that a legal plan of some routes gives a visit."""
    problem, report = judged(request, *routes)
    plan = make_plan(request, problem, Answer(Status.FEASIBLE, report.schedule.plan, report)).to_wire()
    (window,) = (row["arrival_window"] for route in plan["routes"] for row in route["visits"]
                 if row["visit_id"] == visit)  # fmt: skip
    return dict(window)


def stay_visit(name: str, start: str, end: str) -> Tree:
    """Return a visit of a ticket's first step, or the one of an id."""
    ticket, *numbers = name.split(":")
    step, position, part = [*map(int, numbers), 0, 0, 0][:3]
    return make_visit(ticket, start, end, step=step, crew_position=position, part=part)


def told_plan(plan: Tree, share: float, draw: Any) -> Tree:
    """Return a plan with the windows of some visits told at 7:00."""
    told = copy.deepcopy(plan)
    for route in told["routes"]:
        for visit in route["visits"]:
            if draw() < share:
                visit["arrival_window"]["told_at"] = at("07:00")
    return told


def wire(replanned: Replan) -> str:
    """Return all that is told and changed as JSON."""
    rows = [*replanned.changes.values(), *replanned.notices.values()]
    return json.dumps([row.to_wire() for row in rows], ensure_ascii=False)
