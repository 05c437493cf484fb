"""``dispatcher compare`` and ``dispatcher watch``: the use cases, the words and the command line."""

import json
import re
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.events import apply
from dispatcher.reading.events import read_events
from dispatcher.reading.moment import read_moment
from dispatcher.reading.plan import in_force, read_plan, read_published
from dispatcher.reading.request import read_request
from dispatcher.reports.comparison import write_comparison
from dispatcher.reports.view import PlanView
from dispatcher.reports.watch import write_watch
from dispatcher.reports.words import Lang
from dispatcher.schemas.export import json_schema
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.supervising import Compared, Watched, compare_plans, watch_plan
from scenarios import load
from scenarios.morning import EVENTS, NAME
from scenarios.morning import PLAN as PLAN_NAME
from tests.dispatcher.command_line import ROOT, example_plan, example_request, run, write
from tests.dispatcher.event_days import BASE, PLAN, Tree, applied, event
from tests.dispatcher.requests import accepted, at

# wang: T-1 from 9:00 to 10:00, T-2 from 10:06 to 11:06 (told 10:00 to 11:00), T-3 at 15:00; li: T-4 in two steps.
BEGUN = event("started", "09:00", visit_id="T-1:0:0", time=at("09:00"))
OVERRUN = event("overrun", "09:50", "E-2", visit_id="T-1:0:0", expected_end=at("11:01"))


def watched(now: str, *events: Tree) -> Watched:
    """Apply events to the small day and look ahead."""
    request = applied(*events) if events else accepted(BASE)
    return watch_plan(request, in_force(request, Plan.model_validate(PLAN)), datetime.fromisoformat(at(now)))


def compared(request: Request, *plans: Tree) -> Compared:
    """Compare two plans of a request as they would be sent."""
    read = [read_plan(json.dumps(plan), request) for plan in plans]
    (first, warned), (second, warned_too) = [(plan, faults) for plan, faults in read if plan is not None]
    return compare_plans(request, (first, warned), (second, warned_too))


def moved_example() -> Tree:
    """Return the example plan with T-2 thirty minutes later: li at 14:00 in place of 13:30."""
    plan = example_plan()
    visit = plan["routes"][1]["visits"][0]
    visit |= {"depart": at("13:54"), "start": at("14:00"), "end": at("14:30")}
    plan["routes"][1]["return_at"] = at("14:36")
    return plan


def findings(found: Watched) -> list[tuple[str, str, int | None]]:
    """Return kind, visit and minutes of every finding."""
    return [(row.kind, row.visit_id, row.minutes) for row in found.watch.findings]


def test_watch_after_an_overrun() -> None:
    """T-1 until 11:01 is 61 minutes over; T-2, at the same place, begins then, a minute after the told window."""
    found = watched("09:50", BEGUN, OVERRUN)

    assert findings(found) == [("will_miss_window", "T-2:0:0", 1), ("overrunning", "T-1:0:0", 61)]
    assert found.watch.findings[0].because_of == "T-1:0:0"
    assert [(row.visit_id, row.minutes) for row in found.watch.findings[1].pushed] == [("T-2:0:0", 55)]


def test_watch_says_what_was_said_and_what_is_not_planned() -> None:
    """T-1 was said to have begun, li's T-4 is read by the clock; T-5 waits for a plan."""
    found = watched("09:50", BEGUN).watch
    li, wang = found.routes

    assert (wang.read_by_clock, li.read_by_clock, found.unplanned) == (False, True, ["T-5"])
    assert [(visit.visit_id, visit.state, visit.said) for visit in (*wang.visits, *li.visits)] == [
        ("T-1:0:0", "started", True),
        ("T-2:0:0", "planned", False),
        ("T-3:0:0", "planned", False),
        ("T-4:0:0", "started", False),
        ("T-4:1:0", "planned", False),
    ]


def test_watch_of_a_technician_who_is_out() -> None:
    """wang is out from 9:50 on: T-2 and T-3 have no times, and the owner of T-2 was told a window."""
    out = event("technician_out", "09:50", "E-3", technician_id="wang", start=at("10:01"), end=None)
    found = watched("10:01", BEGUN, event("done", "10:00", "E-2", visit_id="T-1:0:0", time=at("10:00")), out | {
        "at": at("10:01")})  # fmt: skip

    rows = {visit.visit_id: (visit.start, visit.rule) for visit in found.watch.routes[1].visits}
    assert rows == {"T-2:0:0": (None, "available"), "T-3:0:0": (None, "available")}
    assert findings(found) == [("will_miss_window", "T-2:0:0", None)]


def test_watch_looks_from_the_moment_asked_for() -> None:
    """Whatever the request's own now is, nothing has begun at 8:00, and T-1 is read as begun at 9:01."""
    states = [watched(now).watch.routes[1].visits[0].state for now in ("08:00", "09:01")]

    assert states == ["planned", "started"]


def test_comparison_of_a_moved_visit() -> None:
    """T-2 half an hour later, within its promise of 13:30 to 15:00: it differs, and is not changed."""
    found = compared(accepted(example_request()), example_plan(), moved_example()).comparison

    (row,) = found.visits
    assert (row.visit_id, row.kind, row.changed) == ("T-2:0:0", "time", False)
    assert (found.cost_difference.total, found.kpi_differences.planned) == (0, 0)
    assert {load.technician_id: load.before == load.after for load in found.technicians} == {"wang": True, "li": True}


def test_comparison_of_a_dropped_visit() -> None:
    """Without T-2 (urgent) the travel of 12 is saved, and 5000 paid for leaving it out."""
    plan = example_plan()
    rest = {"schema_version": 1, "routes": plan["routes"][:1]}

    found = compared(accepted(example_request()), plan, rest).comparison

    assert [(row.visit_id, row.kind) for row in found.visits] == [("T-2:0:0", "dropped")]
    assert (found.only_before, found.only_after) == (["T-2"], [])
    assert found.cost_difference.terms["travel"] == -12
    assert found.cost_difference.total == found.after.cost.total - found.before.cost.total
    assert sum(found.cost_difference.terms.values()) == found.cost_difference.total


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (Lang.EN, ["T-2:0:0 (normal), wang: starts at 11:01, 1 min after the window the owner was told (11:00)",
                   "because of T-1:0:0", "pushes T-2:0:0 by 55 min", "Not in the plan: T-5 (low)"]),
        (Lang.ZH, ["T-2:0:0（普通），wang：预计 11:01 开工，比已告知业主的时段 11:00 晚 1 分", "受 T-1:0:0 影响",
                   "推迟 T-2:0:0 55 分", "不在计划中：T-5（低）"]),
    ],
)  # fmt: skip
def test_watch_in_words(lang: Lang, words: list[str]) -> None:
    """What to look at stands on top in the language asked for, the told window first."""
    found = watched("09:50", BEGUN, OVERRUN)
    stream = StringIO()

    write_watch(found.watch, view_of(found), stream, lang)

    text = "".join(line.strip() for line in stream.getvalue().splitlines())
    assert [word for word in words if word.replace(" ", "") not in text.replace(" ", "")] == []


def test_visits_that_cannot_be_made_in_words() -> None:
    """Each has its reason, and what its owner was told."""
    out = event("technician_out", "08:30", technician_id="wang", start=at("08:30"), end=None)
    found = watched("08:30", out)
    stream = StringIO()

    write_watch(found.watch, view_of(found), stream, Lang.ZH)

    assert "T-2:0:0（普通），wang：本班次剩余时间不在岗；已告知业主最晚 11:00 到" in stream.getvalue()


def view_of(found: Watched) -> PlanView:
    """Return what lends names to a watch."""
    assert found.request.published is not None
    return PlanView(found.request, found.request.published, found.problem, ())


def test_quiet_day_in_words() -> None:
    """Without a finding the watch says so."""
    found = watched("08:00")
    stream = StringIO()

    write_watch(found.watch, view_of(found), stream, Lang.EN)

    assert "Nothing to look at" in stream.getvalue()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (Lang.EN, ["Visits that differ: 1, of which 0 count as changed", "T-2:0:0  time", "keeps every hard rule"]),
        (Lang.ZH, ["不同的上门：1 次，其中 0 次计为变更", "满足全部硬性规则"]),
    ],
)
def test_comparison_in_words(lang: Lang, words: list[str]) -> None:
    """The tables say what differs in the language asked for."""
    request = accepted(example_request())
    found = compared(request, example_plan(), moved_example())
    stream = StringIO()

    write_comparison(
        found.comparison, PlanView(request, Plan.model_validate(example_plan()), found.problem, ()), stream, lang
    )

    assert [word for word in words if word not in stream.getvalue()] == []


def test_watch_on_the_page_is_real() -> None:
    """Every line that the page shows of the bad morning at 10:40 is what ``watch`` says."""
    request, _ = read_request(load(NAME))
    assert request is not None
    plan, _ = read_published(load(PLAN_NAME), request)
    assert plan is not None
    later, _ = apply(request, plan, read_events(load(EVENTS)))
    assert later is not None
    found = watch_plan(later, in_force(later, plan), datetime.fromisoformat(at("10:40")))
    stream = StringIO()

    write_watch(found.watch, view_of(found), stream, Lang.EN)

    page = (ROOT / "docs" / "supervising.md").read_text("utf-8")
    (shown,) = [block for block in re.findall(r"```\n(.*?)```", page, flags=re.DOTALL) if block.startswith("At 10:40")]
    printed = stream.getvalue().splitlines()
    assert [line for line in shown.splitlines() if line not in (*printed, "...")] == []


def test_answers_fit_their_schemas() -> None:
    """What goes over the wire is what the schemas say."""
    watch = watched("09:50", BEGUN, OVERRUN).watch
    comparison = compared(accepted(example_request()), example_plan(), moved_example()).comparison

    for name, tree in (("watch", watch.to_wire()), ("comparison", comparison.to_wire())):
        assert list(jsonschema.Draft202012Validator(json_schema(name)).iter_errors(tree)) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("2026-03-02T09:00:00", "naive_time"), ("nine", "bad_time"), ("1900-03-02T09:00Z", "out_of_range")],
)
def test_moment_is_read_strictly(text: str, code: str) -> None:
    """A time without an offset, or none at all, is a fault with what was sent."""
    moment, (fault,) = read_moment(text, "now")

    assert (moment, fault.code, fault.path, fault.value) == (None, code, "/now", text)


def test_commands(tmp_path: Path) -> None:
    """``watch`` writes JSON alone on standard output, and the same to a file beside its sentences."""
    request, plan = write(tmp_path / "r.json", example_request()), write(tmp_path / "p.json", example_plan())
    target, command = tmp_path / "out.json", ("watch", request, plan, "--now", at("09:00"))

    as_json, as_text = run(*command, "--json"), run(*command, "-o", target, "--lang", "en")

    assert (as_json.returncode, as_json.stderr, as_text.returncode) == (0, b"", 0)
    assert json.loads(as_json.stdout) == json.loads(target.read_bytes())
    assert as_text.stdout.startswith(b"At 09:00")


def test_comparison_of_a_broken_plan(tmp_path: Path) -> None:
    """T-2 at 13:20, ten minutes before its promise: named, with exit code 1."""
    plan = example_plan()
    plan["routes"][1]["visits"][0] |= {"depart": at("13:14"), "start": at("13:20"), "end": at("13:50")}
    files = [write(tmp_path / f"{k}.json", tree) for k, tree in enumerate((example_request(), example_plan(), plan))]

    outcome = run("compare", *files, "--lang", "en")

    assert outcome.returncode == ExitCode.RULE_BROKEN
    assert "(promised_window)" in outcome.stdout.decode()


def test_plan_in_force_may_have_closed_tickets(tmp_path: Path) -> None:
    """T-3 was cancelled, T-1 began late: the plan in force, as it was sent, is taken without T-3 and with the fact."""
    begun = event("started", "09:02", "E-2", visit_id="T-1:0:0", time=at("09:02"))
    later = applied(event("cancelled", "08:30", ticket_id="T-3"), begun).to_wire()
    files = [write(tmp_path / f"{k}.json", tree) for k, tree in enumerate((later, PLAN))]

    outcome = run("compare", files[0], files[1], files[1], "--json")

    answer: Any = json.loads(outcome.stdout)
    assert (answer["technicians"][1]["before"]["visits"], answer["visits"]) == (2, [])
    assert "frozen_visit" not in {row["rule"] for row in answer["before"]["violations"]}
