"""``dispatcher bench``: what it refuses, what it keeps, what it prints."""

import json
from pathlib import Path

import pytest

from benchmarks.comparison.engines import ENGINES
from benchmarks.comparison.results import read_rows
from dispatcher.cli.exit_codes import ExitCode
from tests.dispatcher.command_line import run

DAY = "one_estate-3x2"


def test_a_dry_run_makes_nothing(tmp_path: Path) -> None:
    """It says how many runs are left, and about how long they take: five of 3 s beside their 1 + 1 + 10 + 10 s."""
    options = ("--engine", "dispatcher", "--engine", "greedy", "--budget", "1", "--budget", "10", "--seed", "0")

    told = run("bench", DAY, *options, "--seed", "1", "--dry-run", "-o", tmp_path / "new", "--lang", "zh")

    assert told.stderr.decode().strip() == "尚需运行 5 次，约 1 分钟"
    assert told.stdout.decode().strip() == "暂无可比结果。"
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_runs_are_kept_and_shown(tmp_path: Path) -> None:
    """A first call makes the runs and shows them; a second has nothing to do."""
    options = (DAY, "--engine", "greedy", "--engine", "score", "--budget", "1", "-o", tmp_path, "--lang", "en")

    made = run("bench", *options)
    again = run("bench", *options, "--json")

    rows = read_rows(tmp_path / "comparison.csv")
    assert [row.engine for row in rows] == ["greedy", "score"]
    assert b"| greedy, as by hand | 1 |" in made.stdout
    assert (tmp_path / "comparison.md").read_bytes() == made.stdout
    assert (tmp_path / "comparison.svg").read_text("utf-8").startswith("<svg")
    assert b"Every run of this table has been made." in again.stderr
    assert json.loads(again.stdout)["best_known"] == {DAY: min(row.cost or 0 for row in rows)}


@pytest.mark.parametrize(
    ("arguments", "code", "ids"),
    [
        (["sunday-3x2", "nowhere"], "unknown_scenario", ["sunday-3x2", "nowhere"]),
        (["--engine", "ours"], "unknown_engine", ["ours"]),
    ],
)
def test_what_is_not_known_is_refused(arguments: list[str], code: str, ids: list[str]) -> None:
    """Unknown days and engines are a fault that says what there is, in both languages."""
    outcome = run("bench", *arguments, "--lang", "zh")

    (fault,) = json.loads(outcome.stdout)["errors"]
    assert outcome.returncode == ExitCode.BAD_INPUT
    assert (fault["code"], fault["ids"]) == (code, ids)
    assert "可选" in outcome.stderr.decode()
    assert code != "unknown_engine" or fault["allowed"] == list(ENGINES)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A file of rows that does not read is named and left as it is."""
    path = tmp_path / "comparison.csv"
    path.write_text("scenario\nA\n", encoding="utf-8")

    outcome = run("bench", DAY, "--engine", "greedy", "-o", tmp_path)

    assert json.loads(outcome.stdout)["errors"][0]["code"] == "damaged_comparison"
    assert path.read_text("utf-8") == "scenario\nA\n"


@pytest.mark.slow
def test_smoke_asks_every_engine() -> None:
    """Each engine that is installed plans the tiny day, none fails."""
    outcome = run("bench", "--smoke", "--json")

    cells = json.loads(outcome.stdout)["cells"]
    assert outcome.returncode == ExitCode.DONE
    assert {cell["engine"] for cell in cells} == {name for name, row in ENGINES.items() if row.is_installed}
    assert [cell for cell in cells if cell["failures"]] == []
