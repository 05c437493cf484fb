"""``dispatcher explain``: JSON alone, words, files, faults."""

import json
from pathlib import Path
from typing import Any

import pytest

from dispatcher.cli.exit_codes import ExitCode
from tests.dispatcher.command_line import example_plan, example_request, run, write


def explain(tmp_path: Path, *options: str, plan: dict[str, Any] | None = None) -> Any:
    """Explain a plan of the contract's example request."""
    request_file = write(tmp_path / "request.json", example_request())
    return run("explain", request_file, write(tmp_path / "plan.json", plan or example_plan()), *options)


@pytest.mark.slow
def test_json_is_alone_on_standard_output(tmp_path: Path) -> None:
    """The explanation of the example plan: its cost, and nothing but JSON."""
    outcome = explain(tmp_path, "--json")

    assert outcome.returncode == ExitCode.DONE
    assert json.loads(outcome.stdout)["cost"]["total"] == 1544


@pytest.mark.slow
def test_words_in_the_language_asked_for(tmp_path: Path) -> None:
    """Without ``--json`` it is sentences."""
    outcome = explain(tmp_path, "--lang", "zh")

    assert outcome.stdout.decode().startswith("计划成本 1544。")


@pytest.mark.slow
def test_a_file_gets_the_json(tmp_path: Path) -> None:
    """With ``-o`` the JSON goes to the file, and standard output stays empty."""
    outcome = explain(tmp_path, "--ticket", "T-1", "-o", str(tmp_path / "why.json"))

    assert outcome.stdout == b""
    assert json.loads((tmp_path / "why.json").read_text())["ticket"]["ticket_id"] == "T-1"


def test_all_faults_of_a_question_come_at_once(tmp_path: Path) -> None:
    """An unknown ticket and an unknown technician: both, as JSON, and exit code 2."""
    outcome = explain(tmp_path, "--ticket", "nope", "--why-not", "nobody")

    assert outcome.returncode == ExitCode.BAD_INPUT
    codes = [fault["code"] for fault in json.loads(outcome.stdout)["errors"]]
    assert codes == ["unknown_ticket", "unknown_technician"]


def test_why_not_needs_a_ticket(tmp_path: Path) -> None:
    """Nobody in particular is asked about."""
    outcome = explain(tmp_path, "--why-not", "wang")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["bad_usage"]


@pytest.mark.slow
def test_a_broken_plan_ends_with_its_breaches(tmp_path: Path) -> None:
    """T-2 before its promised window: exit code 1, the breach as JSON and in words."""
    plan = example_plan()
    visit = plan["routes"][1]["visits"][0]
    visit |= {"depart": "2026-03-02T13:14:00+08:00", "start": "2026-03-02T13:20:00+08:00"}
    visit |= {"end": "2026-03-02T13:50:00+08:00"}

    outcome = explain(tmp_path, "--json", plan=plan)

    assert outcome.returncode == ExitCode.RULE_BROKEN
    assert [row["rule"] for row in json.loads(outcome.stdout)["violations"]] == ["promised_window"]
    assert b"promised_window" in outcome.stderr
