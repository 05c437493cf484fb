"""``dispatcher check``, ``schema`` and ``demo``."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.schemas.export import MODELS
from scenarios import DEMO, load
from tests.dispatcher.command_line import example_plan, example_request, run, write


def check(tmp_path: Path, plan: dict[str, Any], *options: str) -> Any:
    """Check a plan for the contract's example request."""
    request_file = write(tmp_path / "request.json", example_request())
    return run("check", request_file, write(tmp_path / "plan.json", plan), *options)


def test_example_plan_is_legal(tmp_path: Path) -> None:
    """The contract's example plan keeps every rule and costs 1544."""
    outcome = check(tmp_path, example_plan(), "--json")

    verdict = json.loads(outcome.stdout)

    assert outcome.returncode == ExitCode.DONE
    assert (verdict["legal"], verdict["violations"], verdict["cost"]["total"]) == (True, [], 1544)


def test_broken_rule_is_named_with_its_amount(tmp_path: Path) -> None:
    """T-2 ten minutes before its promised window breaks ``promised_window`` by 10 minutes: exit code 1."""
    plan = example_plan()
    visit = plan["routes"][1]["visits"][0]
    # Promised 13:30 to 15:00; moved from 13:30 to 13:20, its way and its window with it.
    visit |= {"depart": "2026-03-02T13:14:00+08:00", "start": "2026-03-02T13:20:00+08:00"}
    visit |= {"end": "2026-03-02T13:50:00+08:00"}

    outcome = check(tmp_path, plan, "--json")

    verdict = json.loads(outcome.stdout)
    assert outcome.returncode == ExitCode.RULE_BROKEN
    assert verdict["legal"] is False
    assert [(row["rule"], row["amount"], row["visit_ids"]) for row in verdict["violations"]] == [
        ("promised_window", 10, ["T-2:0:0"])
    ]


def test_verdict_in_words(tmp_path: Path) -> None:
    """Without ``--json`` the verdict is sentences in the language asked for."""
    outcome = check(tmp_path, example_plan(), "--lang", "zh")

    assert outcome.stdout.decode().startswith("计划满足全部硬性规则。")


def test_plan_needs_little_to_be_checked(tmp_path: Path) -> None:
    """A plan of shifts, tickets, steps, positions and times alone is judged like the whole one."""
    visit_fields = ("ticket_id", "step", "crew_position", "start", "end")
    routes = [
        {**{name: route[name] for name in ("technician_id", "shift_id", "breaks")},
         "visits": [{name: visit[name] for name in visit_fields} for visit in route["visits"]]}
        for route in example_plan()["routes"]
    ]  # fmt: skip

    outcome = check(tmp_path, {"schema_version": 1, "routes": routes}, "--json")

    assert json.loads(outcome.stdout)["cost"]["total"] == 1544


def test_wrong_total_is_a_warning(tmp_path: Path) -> None:
    """A total that the routes do not come to is compared and warned of; the verdict has the right one."""
    plan = example_plan()
    plan["cost"]["total"] = 1

    outcome = check(tmp_path, plan, "--json")

    verdict = json.loads(outcome.stdout)
    assert verdict["cost"]["total"] == 1544
    assert "recomputed_differs" in {fault["code"] for fault in verdict["warnings"]}


def test_difference_says_where_and_both_values(tmp_path: Path) -> None:
    """A departure sent wrongly is told with visit and route, as sent and as recomputed, each line indented."""
    plan = example_plan()
    plan["routes"][0]["visits"][1]["depart"] = "2026-03-02T08:30:00+08:00"

    text = check(tmp_path, plan, "--lang", "en").stdout.decode()

    # T-3 starts at 9:17, twelve minutes away.
    head = "  Visit T-3:0:0, route of wang (wang-mon): depart was sent as 2026-03-02T08:30:00+08:00,"
    (place,) = [k for k, line in enumerate(text.splitlines()) if line.startswith(head)]
    assert text.splitlines()[place + 1] == "  2026-03-02T09:05:00+08:00."


def test_amounts_of_a_verdict_are_chinese(tmp_path: Path) -> None:
    """T-1 eleven minutes long in place of 60 is 49 minutes off, said in Chinese alone but for the rule's name."""
    plan = example_plan()
    plan["routes"][0]["visits"][0]["end"] = "2026-03-02T08:16:00+08:00"

    text = check(tmp_path, plan, "--lang", "zh").stdout.decode()

    assert "班组同时作业（crew_together，49 分钟）" in text


def test_unknown_ticket_is_refused(tmp_path: Path) -> None:
    """A visit of a ticket the request does not have is a fault, exit code 2."""
    plan = example_plan()
    plan["routes"][0]["visits"][0]["ticket_id"] = "T-99"

    outcome = check(tmp_path, plan)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert "T-99" in json.dumps(json.loads(outcome.stdout)["errors"])


def test_plan_of_another_request_is_one_fault(tmp_path: Path) -> None:
    """A plan with another request's digest and two tickets that this one lacks gives a single ``other_request``."""
    plan = {**example_plan(), "request_digest": "0" * 64}
    for visit in plan["routes"][0]["visits"][:2]:
        visit["ticket_id"] += "9"

    outcome = check(tmp_path, plan)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["other_request"]


def test_request_in_place_of_the_plan_is_one_fault(tmp_path: Path) -> None:
    """Two requests, or a plan first, are said to be just that."""
    twice = check(tmp_path, example_request())
    swapped = run("check", write(tmp_path / "p.json", example_plan()), write(tmp_path / "r.json", example_request()))

    codes = [fault["code"] for outcome in (twice, swapped) for fault in json.loads(outcome.stdout)["errors"]]

    assert codes == ["request_as_plan", "plan_as_request"]


@pytest.mark.parametrize("name", ["request", "plan", "events"])
def test_schema_accepts_the_example(name: str) -> None:
    """``schema NAME`` prints a JSON Schema that the contract's example fits."""
    outcome = run("schema", name)

    schema = json.loads(outcome.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)

    assert list(jsonschema.Draft202012Validator(schema).iter_errors(json.loads(load(f"example-{name}")))) == []


def test_schema_without_a_name_gives_all() -> None:
    """``schema`` prints one object with all schemas."""
    outcome = run("schema")

    assert set(json.loads(outcome.stdout)) == set(MODELS)


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "Proved: no plan is cheaper."), ("zh", "已证明：没有成本更低的计划。")]
)
def test_small_day_is_proved_and_explained(tmp_path: Path, lang: str, words: str) -> None:
    """The small day is proved; one impossible and one crowded-out ticket are left out, and the table says so."""
    request_file, target = tmp_path / "request.json", tmp_path / "plan.json"
    request_file.write_bytes(load("small-day"))

    outcome = run("plan", request_file, "--lang", lang, "-o", target, "--table", "-", "--seconds", "60")

    plan = json.loads(target.read_bytes())
    assert outcome.returncode == ExitCode.DONE
    assert words in outcome.stdout.decode()
    assert {row["ticket_id"]: row["class"] for row in plan["unassigned"]} == {
        "T-06": "impossible",
        "T-16": "crowded_out",
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_demo_plan_passes_the_check(tmp_path: Path, lang: str) -> None:
    """The demo prints a day of 60 tickets with names in the language spoken; ``check`` finds its plan legal."""
    request_file, target = tmp_path / "request.json", tmp_path / "plan.json"
    request_file.write_bytes(load(DEMO[lang]))
    request = json.loads(request_file.read_bytes())

    shown = run("demo", "-o", target, "--seconds", "1", "--lang", lang)
    outcome = run("check", request_file, target, "--json")

    verdict = json.loads(outcome.stdout)
    names = [technician["name"] for technician in request["technicians"]]
    assert len(request["tickets"]) == 60
    assert [name for name in names if name not in shown.stdout.decode()] == []
    assert outcome.returncode == ExitCode.DONE
    assert verdict["cost"] == json.loads(target.read_bytes())["cost"]
    assert verdict["warnings"] == []


def test_locale_chooses_the_language() -> None:
    """A Chinese locale makes the demo speak Chinese without an option."""
    outcome = run("demo", "--seconds", "0.5", LC_ALL="", LANG="zh_CN.UTF-8")

    assert "计划日期" in outcome.stdout.decode()


@pytest.mark.slow
def test_demo_is_repeatable() -> None:
    """Two demos print the same plan, cost and proof."""
    first, second = run("demo"), run("demo")

    assert first.stdout == second.stdout
