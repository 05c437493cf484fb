"""``dispatcher plan``: what goes to which stream and file, exit codes, limits."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dispatcher.cli import plan as plan_module
from dispatcher.cli.entry import app
from dispatcher.cli.exit_codes import ExitCode, exit_code_of
from dispatcher.planning import Limits, Planned, search_limits
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.policy import Search
from tests.dispatcher.command_line import contradictory_request, example_request, run, write


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """The contract's example request as a file."""
    return write(tmp_path / "request.json", example_request())


def test_plan_of_the_example_costs_1544(request_file: Path) -> None:
    """The contract's example is planned at its total of 1544 and proved optimal; standard output is the plan alone."""
    outcome = run("plan", request_file)

    plan = json.loads(outcome.stdout)

    # 1500 for T-4, which nobody can do, and 44 minutes of travel: 5 + 12 + 0 + 15 home, 6 + 6 home.
    assert outcome.returncode == ExitCode.DONE
    assert (plan["status"], plan["cost"]["total"], plan["cost"]["terms"]["travel"]) == ("optimal", 1544, 44)
    assert (plan["lower_bound"], plan["gap"], plan["sunk"]) == (1544, 0.0, 1500)


def test_plan_goes_from_standard_input_to_a_file(request_file: Path, tmp_path: Path) -> None:
    """With ``-`` and ``-o FILE`` the plan is in the file and nothing on standard output."""
    target = tmp_path / "plan.json"

    outcome = run("plan", "-", "-o", target, stdin=request_file.read_bytes())

    assert outcome.returncode == ExitCode.DONE
    assert outcome.stdout == b""
    assert json.loads(target.read_bytes())["cost"]["total"] == 1544


def test_plan_leaves_no_draft_beside_the_file(request_file: Path, tmp_path: Path) -> None:
    """Replacing a plan leaves only request and plan in the folder, and keeps the file's mode."""
    target = tmp_path / "plan.json"
    target.write_text("old")
    target.chmod(0o640)

    run("plan", request_file, "-o", target)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", "request.json"]
    assert target.stat().st_mode & 0o777 == 0o640


def test_summary_goes_to_standard_error(request_file: Path) -> None:
    """Standard error says cost, figures and what is proved, without progress since it is no terminal."""
    outcome = run("plan", request_file, "--lang", "en")

    lines = outcome.stderr.decode().splitlines()

    assert "Cost 1544" in lines
    assert "Proved: no plan is cheaper." in lines
    assert not any("Ctrl-C" in line for line in lines)
    assert b"\x1b" not in outcome.stderr


def test_reports_go_beside_the_plan(request_file: Path, tmp_path: Path) -> None:
    """Table, messages, page and workbook go to their files, and standard output is still the plan alone."""
    table, text, page, book = (tmp_path / f"plan.{end}" for end in ("table", "txt", "html", "xlsx"))

    outcome = run("plan", request_file, "--table", table, "--text", text, "--html", page, "--xlsx", book,
                  "--lang", "en")  # fmt: skip

    assert json.loads(outcome.stdout)["status"] == "optimal"
    assert "王师傅 · shift 08:00–17:00, visits: 3" in table.read_text(encoding="utf-8")
    assert text.read_text(encoding="utf-8").startswith("[Jobs] 王师傅")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert book.read_bytes().startswith(b"PK")


def test_plan_and_text_cannot_share_standard_output(request_file: Path) -> None:
    """``--text -`` without a file for the plan is a usage fault."""
    outcome = run("plan", request_file, "--text", "-")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["bad_usage"]


def test_same_iterations_give_the_same_bytes(request_file: Path) -> None:
    """Two runs limited by iterations give the same plan to the byte, without times."""
    first, second = (run("plan", request_file, "--iterations", "200", "--seed", "7") for _ in range(2))

    search = json.loads(first.stdout)["search"]

    assert first.stdout == second.stdout
    assert search.get("seconds") is None
    assert search["seed"] == 7


def test_contradicting_locks_are_infeasible(tmp_path: Path) -> None:
    """Two locks on one technician at overlapping times: exit code 4, and both tickets are named."""
    source = write(tmp_path / "request.json", contradictory_request())

    outcome = run("plan", source)

    plan = json.loads(outcome.stdout)
    assert outcome.returncode == ExitCode.INFEASIBLE
    assert (plan["status"], plan["routes"]) == ("infeasible", [])
    assert {name for fault in plan["warnings"] for name in fault["ids"]} >= {"T-1", "T-5"}


@pytest.mark.parametrize(("lang", "words"), [("en", "Answer written to"), ("zh", "结果已写入")])
def test_answer_without_a_plan_is_not_called_a_plan(tmp_path: Path, lang: str, words: str) -> None:
    """Where there is no plan, standard error and the table say the cause, and an answer was written, no plan."""
    source, table = write(tmp_path / "request.json", contradictory_request()), tmp_path / "plan.txt"

    outcome = run("plan", source, "-o", tmp_path / "plan.json", "--table", table, "--lang", lang)

    said = outcome.stderr.decode()
    assert words in said
    assert "Plan written" not in said
    assert all("T-1" in text and "09:30" in text for text in (said, table.read_text(encoding="utf-8")))


def test_no_plan_in_time_has_its_exit_code(request_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends without a plan and without a proof: exit code 3, and the plan says so."""
    empty = Plan(schema_version=1, status="no_plan_in_time", routes=[])
    monkeypatch.setattr(plan_module, "plan_request", lambda *_, **__: Planned(empty, None))  # type: ignore[arg-type]

    outcome = CliRunner().invoke(app, ["plan", str(request_file)])

    assert outcome.exit_code == ExitCode.NO_PLAN_IN_TIME
    assert json.loads(outcome.stdout)["status"] == "no_plan_in_time"


@pytest.mark.parametrize(
    ("status", "code"),
    [("optimal", 0), ("feasible", 0), ("no_plan_in_time", 3), ("infeasible", 4)],
)
def test_exit_codes_of_statuses(status: str, code: int) -> None:
    """Each status of a plan has the exit code of the contract."""
    assert exit_code_of(status) == code  # type: ignore[arg-type]


def test_output_into_nowhere_is_refused_before_planning(request_file: Path, tmp_path: Path) -> None:
    """A folder that does not exist is found before any time is spent."""
    outcome = run("plan", request_file, "-o", tmp_path / "missing" / "plan.json")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unwritable_output"]


def test_device_is_written_and_not_replaced(request_file: Path) -> None:
    """A plan may go to the null device, which stays a device."""
    outcome = run("plan", request_file, "-o", os.devnull)

    assert outcome.returncode == ExitCode.DONE
    assert Path(os.devnull).is_char_device()


def test_caller_overrides_seconds_by_iterations() -> None:
    """A caller's iterations replace the request's seconds, and the rest stays the request's."""
    limits = search_limits(Search(seconds=5, seed=3, workers=2), Limits(iterations=10))

    assert (limits.seconds, limits.iterations, limits.seed, limits.workers) == (None, 10, 3, 2)


def test_search_lasts_ten_seconds_if_nobody_says() -> None:
    """Without any limit a search takes ten seconds on all cores."""
    limits = search_limits(Search(), Limits())

    assert (limits.seconds, limits.iterations, limits.workers, limits.engine) == (10.0, None, 0, "full")
