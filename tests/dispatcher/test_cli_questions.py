"""``candidates``, ``slots`` and ``move`` on the command line, and the page that shows them."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from dispatcher.cli.entry import app
from dispatcher.cli.exit_codes import ExitCode
from scenarios import load
from tests.dispatcher.command_line import ROOT
from tests.dispatcher.requests import at

PAGE = (ROOT / "docs" / "candidates.md").read_text(encoding="utf-8")
EXAMPLE = ["scenarios/example-request.json", "scenarios/example-plan.json"]
MOVE = ["move", *EXAMPLE, "--visit", "T-2:0:0", "--technician", "li"]
AT_TWO = ["--start", "2026-03-02T14:00:00+08:00"]


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the repository's root, with its paths."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def ask(*arguments: str) -> Result:
    """Return what a command writes and how it ends."""
    return CliRunner().invoke(app, list(arguments))


def shown() -> list[tuple[str, str]]:
    """Return the commands of the page with what it shows of their output."""
    blocks = re.findall(r"```\n(\$ .*?)```", PAGE, flags=re.DOTALL)
    parts = r"^\$ dispatcher (.*)\n((?:(?!\$ ).*\n)*)"
    return [pair for block in blocks for pair in re.findall(parts, block, flags=re.MULTILINE)]


@pytest.mark.parametrize(("command", "output"), shown())
def test_output_on_the_page_is_real(command: str, output: str) -> None:
    """Every command on the page writes what stands below it."""
    outcome = ask(*shlex.split(command))

    assert outcome.stdout == output


def test_the_page_shows_every_command() -> None:
    """Each of the three commands is shown."""
    assert {command.split()[0] for command, _ in shown()} == {"candidates", "slots", "move"}


@pytest.mark.parametrize(("name", "arguments"), [
    ("candidates", ["candidates", *EXAMPLE, "--ticket", "T-2"]), ("slots", ["slots", *EXAMPLE, "--ticket", "T-1"]),
    ("move", [*MOVE, *AT_TWO]),
])  # fmt: skip
def test_packaged_example_is_the_answer(name: str, arguments: list[str]) -> None:
    """With --json the answer to the packaged example is written, alone on standard output."""
    outcome = ask(*arguments, "--json")

    assert outcome.exit_code == ExitCode.DONE
    assert json.loads(outcome.stdout) == json.loads(load(f"example-{name}"))


def test_move_writes_plan_and_decision(tmp_path: Path) -> None:
    """The plan goes to -o, the event to --events-out, the sentence to standard output."""
    plan, events = tmp_path / "plan.json", tmp_path / "events.json"

    outcome = ask(*MOVE, *AT_TWO, "-o", str(plan), "--by", "chen", "--why", "asked", "--events-out", str(events))

    assert outcome.exit_code == ExitCode.DONE
    (event,) = json.loads(events.read_text("utf-8"))["events"]
    assert (event["type"], event["visit_id"], event["start"], event["by"]) == (
        "override",
        "T-2:0:0",
        at("14:00"),
        "chen",
    )
    applied = ask("apply", EXAMPLE[0], "--published", str(plan), "--events", str(events))
    assert json.loads(applied.stdout)["overrides"][0]["technician_id"] == "li"


def test_refused_move_ends_with_the_code_of_a_broken_rule(tmp_path: Path) -> None:
    """Wang is no electrician: exit code 1, the rule by name, no plan."""
    plan = tmp_path / "plan.json"

    outcome = ask("move", *EXAMPLE, "--visit", "T-2:0:0", "--technician", "wang", "-o", str(plan), "--json")

    assert outcome.exit_code == ExitCode.RULE_BROKEN
    assert [row["rule"] for row in json.loads(outcome.stdout)["violations"]] == ["skill_match"]
    assert not plan.exists()


def error_codes(outcome: Any) -> list[tuple[str, str]]:
    """Return code and path of every fault a command ended with."""
    assert outcome.exit_code == ExitCode.BAD_INPUT
    return [(fault["code"], fault["path"]) for fault in json.loads(outcome.stdout)["errors"]]


@pytest.mark.parametrize(("arguments", "wanted"), [
    ([*MOVE, "--start", "2026-03-02T14:00:00"], [("naive_time", "/start")]),
    ([*MOVE, "--start", "soon"], [("bad_time", "/start")]),
    ([*MOVE, "--force"], [("missing_field", "/decision/by"), ("missing_field", "/decision/why")]),
    ([*MOVE, "--force", "--by", "chen"], [("missing_field", "/decision/why")]),
    (["candidates", *EXAMPLE, "--ticket", "T-9"], [("unknown_ticket", "/ticket_id")]),
    (["slots", *EXAMPLE, "--ticket", "T-1", "--window", "2026-03-02T14:00:00+08:00"],
     [("missing_field", "/windows/0/end")]),
    (["slots", *EXAMPLE, "--ticket", "T-1", "--window", "2026-03-02T14:00:00/2026-03-02T15:00:00+08:00"],
     [("naive_time", "/windows/0/start")]),
])  # fmt: skip
def test_faults_of_a_question(arguments: list[str], wanted: list[tuple[str, str]]) -> None:
    """What is wrong with a question comes at once, as with any input."""
    assert error_codes(ask(*arguments)) == wanted


def test_chinese_answers_are_chinese() -> None:
    """The same in Chinese: no word of English but ids."""
    outcome = ask("candidates", *EXAMPLE, "--ticket", "T-2", "--lang", "zh")

    assert outcome.stdout.splitlines() == [
        "谁可以接工单 T-2",
        "  李师傅：13:30，当班首单；成本 0；评分 100",
        "不能接的技工",
        "  王师傅：技能匹配 — 需要“电”1 级，该技工不具备此工种。",
    ]
