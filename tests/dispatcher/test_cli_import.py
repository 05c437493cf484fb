"""``dispatcher import`` as a process of its own."""

import json
from pathlib import Path
from typing import Any

from tests.dispatcher.command_line import example_request, run, write
from tests.dispatcher.importing import sheets, to_csv, to_xlsx, with_cells

ZONE = ("--timezone", "Asia/Shanghai")


def folder(path: Path) -> Path:
    """Write the book without faults as csv files."""
    for name, rows in sheets().items():
        (path / f"{name}.csv").write_text(to_csv(rows), encoding="gb18030")
    return path


def test_folder_becomes_a_request(tmp_path: Path) -> None:
    """A folder of csv gives JSON alone on standard output; what was assumed is said on standard error, in Chinese."""
    outcome = run("import", folder(tmp_path), *ZONE, "--lang", "zh")

    assert outcome.returncode == 0
    request: dict[str, Any] = json.loads(outcome.stdout)
    assert len(request["tickets"]) == 2
    said = outcome.stderr.decode()
    assert "/工单.csv：3 行 = 采用 2 + 有问题 0 + 跳过 1" in said
    assert "采用的假设" in said


def test_problems_are_json_with_exit_code_2(tmp_path: Path) -> None:
    """A broken workbook gives every problem as JSON, writes no request, and says all of it in the report."""
    book, target, report = tmp_path / "b.xlsx", tmp_path / "r.json", tmp_path / "report.json"
    book.write_bytes(to_xlsx(with_cells("工单", H2="半天", F3="2026-02-30")))

    outcome = run("import", book, *ZONE, "-o", target, "--report", report)

    assert outcome.returncode == 2
    errors = json.loads(outcome.stdout)["errors"]
    assert [(e["code"], e["path"]) for e in errors] == [
        ("wrong_type", "/b.xlsx/工单/H2"), ("impossible_date", "/b.xlsx/工单/F3"),
    ]  # fmt: skip
    assert not target.exists()
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["errors"] == errors
    assert told["tables"][0]["count"] == {"rows": 3, "taken": 0, "problems": 2, "skipped": 1}


def test_partial_writes_the_good_rows_and_a_text_report(tmp_path: Path) -> None:
    """With --partial the exit code is 0; the bad row stands in the report."""
    book, target, report = tmp_path / "b.xlsx", tmp_path / "r.json", tmp_path / "report.txt"
    book.write_bytes(to_xlsx(with_cells("工单", H2="半天")))

    outcome = run("import", book, *ZONE, "-o", target, "--partial", "--report", report)

    assert (outcome.returncode, outcome.stdout) == (0, b"")
    assert [ticket["id"] for ticket in json.loads(target.read_text(encoding="utf-8"))["tickets"]] == ["T-2"]
    assert "/b.xlsx/工单/H2: 预计工时 must be: integer." in report.read_text(encoding="utf-8")


def test_several_sources_make_one_request(tmp_path: Path) -> None:
    """Tickets of one file and the team of another are read together."""
    book, team = sheets(), sheets()
    del team["工单"]
    (tmp_path / "tickets.csv").write_text(to_csv(book["工单"]), encoding="utf-8")
    (tmp_path / "team.xlsx").write_bytes(to_xlsx(team))

    outcome = run("import", tmp_path / "tickets.csv", tmp_path / "team.xlsx", *ZONE)

    assert outcome.returncode == 0
    assert len(json.loads(outcome.stdout)["tickets"]) == 2


def test_export_and_import_give_the_request_back(tmp_path: Path) -> None:
    """A request written as a workbook by --export is imported as the same request."""
    request, book = write(tmp_path / "request.json", example_request()), tmp_path / "book.xlsx"

    written = run("import", "--export", request, "-o", book)
    outcome = run("import", book)

    assert (written.returncode, outcome.returncode) == (0, 0)
    assert json.loads(outcome.stdout) == example_request()


def test_template_is_written(tmp_path: Path) -> None:
    """--template writes a workbook whose roster begins on the day asked for; a broken request is not exported."""
    template = tmp_path / "t.xlsx"

    written = run("import", "--template", template, "--from", "2026-03-02", "--lang", "zh")
    refused = run("import", "--export", write(tmp_path / "r.json", {"schema_version": 1}), "-o", tmp_path / "b.xlsx")

    assert written.returncode == 0
    assert template.read_bytes().startswith(b"PK")
    assert refused.returncode == 2
    assert not (tmp_path / "b.xlsx").exists()


def test_wrong_command_lines_are_bad_usage(tmp_path: Path) -> None:
    """A zone that is none, days without a first one, a source that is not there: exit code 2 with JSON."""
    for arguments, code in (
        ((folder(tmp_path), "--timezone", "Mars/Olympus"), "bad_usage"),
        ((tmp_path, "--days", "7"), "bad_usage"),
        ((tmp_path / "none.xlsx",), "unreadable_input"),
    ):
        outcome = run("import", *arguments)

        assert outcome.returncode == 2
        assert [error["code"] for error in json.loads(outcome.stdout)["errors"]] == [code]
