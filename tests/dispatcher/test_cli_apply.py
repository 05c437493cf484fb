"""``dispatcher apply``: events into a request, on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from dispatcher.cli.exit_codes import ExitCode
from scenarios import load
from tests.dispatcher.command_line import run, write
from tests.dispatcher.event_days import BASE, PLAN, Tree, applied, event
from tests.dispatcher.requests import at

DONE = event("done", "09:50", visit_id="T-1:0:0", time=at("09:50"))


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Files of the small day, of its plan, and of an event."""
    events = {"schema_version": 1, "events": [DONE]}
    trees: tuple[tuple[str, Tree], ...] = (("request", BASE), ("plan", PLAN), ("events", events))
    request, plan, sent = (write(tmp_path / f"{name}.json", tree) for name, tree in trees)
    return request, plan, sent


def test_new_request_is_written(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """The command writes the request that the function gives, and it can be planned."""
    request, plan, sent = files
    output = tmp_path / "later.json"

    outcome = run("apply", request, "--published", plan, "--events", sent, "-o", output)

    assert (outcome.returncode, outcome.stdout) == (ExitCode.DONE, b"")
    assert json.loads(output.read_text("utf-8")) == applied(DONE).to_wire()


def test_events_from_standard_input(files: tuple[Path, Path, Path]) -> None:
    """Events may come on standard input; the request goes to standard output."""
    request, plan, sent = files

    outcome = run("apply", request, "--published", plan, "--events", "-", stdin=sent.read_bytes())

    assert json.loads(outcome.stdout) == applied(DONE).to_wire()


def test_applied_request_takes_the_first_plan_again(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """What was applied once is applied again with the same files: nothing changes."""
    request, plan, sent = files
    output = tmp_path / "later.json"
    run("apply", request, "--published", plan, "--events", sent, "-o", output)

    outcome = run("apply", output, "--published", plan, "--events", sent)

    assert outcome.stdout == output.read_bytes()


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"visit_id": "T-9:0:0"}, "visit_not_published", "现行计划中没有上门 T-9:0:0"),
        ({"type": "vanished"}, "bad_enum", "type 必须是以下之一"),
    ],
)
def test_refused_events_are_faults(files: tuple[Path, Path, Path], tmp_path: Path, changes: Any, code: str,
                                   words: str) -> None:  # fmt: skip
    """Faults of events end the command with exit code 2, as JSON and in words, and nothing is written."""
    request, plan, _ = files
    sent = write(tmp_path / "bad.json", {"schema_version": 1, "events": [DONE | changes]})
    output = tmp_path / "later.json"

    outcome = run("apply", request, "--published", plan, "--events", sent, "-o", output, "--lang", "zh")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == [code]
    assert words in outcome.stderr.decode()
    assert not output.exists()


def test_packaged_example_is_applied_and_planned(tmp_path: Path) -> None:
    """The example events fit the contract's example; the plan after them keeps T-1 as it went and is legal."""
    names = ("example-request", "example-plan", "example-events")
    request, plan, sent = (tmp_path / f"{name}.json" for name in names)
    for name, path in zip(names, (request, plan, sent), strict=True):
        path.write_bytes(load(name))
    later, after = tmp_path / "later.json", tmp_path / "after.json"

    applied_outcome = run("apply", request, "--published", plan, "--events", sent, "-o", later)
    planned_outcome = run("plan", later, "-o", after, "--iterations", "50", "--workers", "1")
    checked_outcome = run("check", later, after, "--json")

    outcomes = (applied_outcome, planned_outcome, checked_outcome)
    assert [outcome.returncode for outcome in outcomes] == [0, 0, 0]
    visits = [visit for route in json.loads(after.read_text("utf-8"))["routes"] for visit in route["visits"]]
    (fact,) = [visit for visit in visits if visit["visit_id"] == "T-1:0:0"]
    assert (fact["start"], fact["end"], fact["state"]) == (at("08:05"), at("09:18"), "done")
    assert "T-5:0:0" in {visit["visit_id"] for visit in visits}


def test_two_inputs_cannot_be_standard_input(files: tuple[Path, Path, Path]) -> None:
    """Only one of the three may be read from standard input."""
    outcome = run("apply", files[0], "--published", "-", "--events", "-")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert json.loads(outcome.stdout)["errors"][0]["code"] == "bad_usage"


def test_plan_in_force_of_another_request_is_refused(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """A plan that names an unknown ticket is refused like a published one."""
    request, _, sent = files
    plan = json.loads(json.dumps(PLAN).replace('"T-3"', '"T-33"'))

    outcome = run("apply", request, "--published", write(tmp_path / "p.json", plan), "--events", sent)

    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unknown_ticket"]


def test_only_what_was_known_by_a_moment_is_taken(files: tuple[Path, Path, Path], tmp_path: Path) -> None:
    """``--until`` 9:49 leaves an event of 9:50 out, 9:50 takes it; a time without an offset is a fault."""
    request, plan, sent = files
    command = ("apply", request, "--published", plan, "--events", sent, "--until")

    early, late, naive = (run(*command, moment) for moment in (at("09:49"), at("09:50"), "2026-03-02T09:50:00"))

    assert "applied_events" not in json.loads(early.stdout)
    assert json.loads(late.stdout) == applied(DONE).to_wire()
    assert naive.returncode == ExitCode.BAD_INPUT
