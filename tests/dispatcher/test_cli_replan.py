"""``dispatcher replan``: events in, plans out, on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from dispatcher.cli.exit_codes import ExitCode
from tests.dispatcher.command_line import run, write
from tests.dispatcher.event_days import event
from tests.dispatcher.test_resident import BURST, PAIR, PAIR_PLAN

STEPS = ("--iterations", "200", "--workers", "1")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    """Files of a day of two technicians, of its plan in force, and of an emergency; and the command's first words."""
    events = {"schema_version": 1, "events": [event("new_ticket", "08:30", **BURST)]}
    request, plan, sent = (
        write(tmp_path / f"{name}.json", tree)
        for name, tree in (("request", PAIR), ("plan", PAIR_PLAN), ("events", events))
    )
    return request, plan, sent


def replan(files: tuple[Path, ...], *options: str | Path) -> Any:
    """Run the command."""
    request, plan, sent = files
    return run("replan", request, "--published", plan, "--events", sent, *options)


def test_one_mode_gives_a_plan_for_the_request_it_writes(files: tuple[Path, ...], tmp_path: Path) -> None:
    """The plan of ``--mode steady``, the default, is legal for the request it writes, and says its changes."""
    plan, request = tmp_path / "new.json", tmp_path / "later.json"

    outcome = replan(files, "-o", plan, "--request-out", request, *STEPS)

    assert (outcome.returncode, outcome.stdout) == (ExitCode.DONE, b"")
    assert "steady: cost" in outcome.stderr.decode()
    assert [row["visit_id"] for row in json.loads(plan.read_text("utf-8"))["changes"]] == ["E:0:0"]
    assert run("check", request, plan).returncode == ExitCode.DONE


def test_all_modes_give_options_as_json_alone(files: tuple[Path, ...]) -> None:
    """``--mode all`` writes options to standard output, equal plans once, the words to standard error, in Chinese."""
    outcome = replan(files, "--mode", "all", "--lang", "zh", *STEPS)

    options = json.loads(outcome.stdout)["options"]
    assert [option["modes"] for option in options] == [["fast", "steady", "best"]]
    assert "最快答复、少改动、最优：成本" in outcome.stderr.decode()


def test_a_cap_on_changes_may_leave_an_emergency_out(files: tuple[Path, ...], tmp_path: Path) -> None:
    """``--max-changes 0`` allows no visit to be added: E stays out."""
    plan = tmp_path / "new.json"

    replan(files, "--mode", "best", "--max-changes", "0", "-o", plan, *STEPS)

    tree = json.loads(plan.read_text("utf-8"))
    assert (tree["changes"], [row["ticket_id"] for row in tree["unassigned"]]) == ([], ["E"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--mode", "wild"), "wild"),
        (("--mode", "all", "--html", "page.html"), "name one mode"),
        (("-o", "nowhere/plan.json"), "nowhere/plan.json"),
    ],
)
def test_wrong_options_are_refused(files: tuple[Path, ...], options: tuple[str, ...], said: str) -> None:
    """A wrong option is exit code 2 with a fault that names it, before anything is planned."""
    outcome = replan(files, *options)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert json.loads(outcome.stdout)["errors"]
    assert said in outcome.stderr.decode()


def test_events_that_do_not_fit_are_refused(files: tuple[Path, ...], tmp_path: Path) -> None:
    """An event about an unknown visit is exit code 2, with its path; no plan is written."""
    request, plan, _ = files
    events = {"schema_version": 1, "events": [event("refused", "08:30", visit_id="T-404:0:0")]}
    sent, output = write(tmp_path / "bad.json", events), tmp_path / "new.json"

    outcome = run("replan", request, "--published", plan, "--events", sent, "-o", output)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["path"] for fault in json.loads(outcome.stdout)["errors"]] == ["/events/0/visit_id"]
    assert not output.exists()
