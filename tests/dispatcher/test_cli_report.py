"""``dispatcher report`` and the report options of ``plan``: what goes where, and the exit codes."""

import io
import json
from pathlib import Path

import openpyxl
import pytest

from dispatcher.cli.exit_codes import ExitCode
from tests.dispatcher.command_line import example_plan, example_request, run, write


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """The contract's example request and plan as files."""
    return write(tmp_path / "request.json", example_request()), write(tmp_path / "plan.json", example_plan())


def test_report_writes_every_file(files: tuple[Path, Path], tmp_path: Path) -> None:
    """Page, workbook and messages go to their files, and nothing to standard output."""
    page, book, text = (tmp_path / name for name in ("plan.html", "plan.xlsx", "plan.txt"))

    outcome = run("report", *files, "--html", page, "--xlsx", book, "--text", text, "--lang", "zh")

    assert (outcome.returncode, outcome.stdout) == (ExitCode.DONE, b"")
    assert '<html lang="zh-CN">' in page.read_text(encoding="utf-8")
    assert "上门" in openpyxl.load_workbook(book).sheetnames
    assert text.read_text(encoding="utf-8").startswith("【派工】王师傅")


def test_report_without_an_option_is_the_table(files: tuple[Path, Path]) -> None:
    """Standard output has the same table as ``plan --table``, proof included."""
    outcome = run("report", *files, "--lang", "en")

    lines = outcome.stdout.decode().splitlines()
    assert "王师傅 · shift 08:00–17:00, visits: 3" in lines
    assert lines[-1] == "Proved: no plan is cheaper."


def test_workbook_on_standard_output_is_whole(files: tuple[Path, Path]) -> None:
    """``--xlsx -`` writes the bytes of a workbook and nothing else."""
    outcome = run("report", *files, "--xlsx", "-", "--lang", "en")

    assert openpyxl.load_workbook(io.BytesIO(outcome.stdout)).sheetnames[:2] == ["Overview", "Visits"]


def test_illegal_plan_is_reported_with_exit_code_1(files: tuple[Path, Path], tmp_path: Path) -> None:
    """A plan that breaks a rule is written all the same; standard error names the rule."""
    plan = example_plan()
    plan["routes"][0]["visits"][0].update(start="2026-03-02T08:04:00+08:00", end="2026-03-02T09:04:00+08:00")
    broken = write(tmp_path / "broken.json", plan)

    outcome = run("report", files[0], broken, "--html", tmp_path / "plan.html", "--lang", "en")

    assert outcome.returncode == ExitCode.RULE_BROKEN
    assert "working_hours" in outcome.stderr.decode()
    assert "Hard rules broken" in (tmp_path / "plan.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [("--html", "-", "--text", "-"), ("--xlsx", "-", "--table", "-")])
def test_standard_output_takes_one_report(files: tuple[Path, Path], options: tuple[str, ...]) -> None:
    """Two reports for standard output are a usage fault that names the second option."""
    outcome = run("report", *files, *options)

    (fault,) = json.loads(outcome.stdout)["errors"]
    assert (outcome.returncode, fault["code"], fault["ids"]) == (ExitCode.BAD_INPUT, "bad_usage", [options[2]])


def test_unwritable_report_is_refused_before_the_search(files: tuple[Path, Path], tmp_path: Path) -> None:
    """``plan`` with a page in a folder that does not exist ends at once, without a plan."""
    target = tmp_path / "new.json"

    outcome = run("plan", files[0], "-o", target, "--html", tmp_path / "none" / "plan.html", "--seconds", "60")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unwritable_output"]
    assert not target.exists()
