"""Bad input on the command line: exit code 2, faults as JSON alone on standard output, never a traceback."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from dispatcher.cli.exit_codes import ExitCode
from tests.dispatcher.command_line import PROGRAM, environment, example_request, run, write

USAGE = [
    ["plan"],
    ["plan", "--bogus"],
    ["frobnicate"],
    ["plan", "-", "--seconds", "soon"],
    ["plan", "-", "--seconds", "0"],
    ["plan", "-", "--seconds", "5", "--iterations", "5"],
    ["plan", "-", "--engine", "magic"],
    ["plan", "-", "--lang", "fr"],
    ["check", "-", "-"],
    ["schema", "cake"],
    ["demo", "-o", "-"],
]


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage(arguments: list[str]) -> None:
    """A command line that is not understood gives one fault ``bad_usage`` and words on standard error."""
    outcome = run(*arguments)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["bad_usage"]
    assert outcome.stderr
    assert b"Traceback" not in outcome.stderr


CONTENTS = {
    "empty": b"",
    "no json": b"{",
    "not utf-8": b"\xff\xfe{}",
    "no object": b"[]",
    "null": b"null",
    "nothing in it": b"{}",
    "not a number": b'{"schema_version": NaN}',
    "deep": b"[" * 100_000,
    "surrogate": b'{"schema_version": 1, "\\ud800": 1}',
    "large number": b'{"schema_version": 1e999}',
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_bad_request(content: bytes) -> None:
    """A text that is no request gives its faults, each with code and both messages."""
    outcome = run("plan", "-", stdin=content)

    faults = json.loads(outcome.stdout)["errors"]

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert faults
    assert all(fault["code"] and fault["message"]["en"] and fault["message"]["zh"] for fault in faults)
    assert b"Traceback" not in outcome.stderr


@pytest.mark.parametrize("name", ["missing.json", "", "a\nb", "x" * 5000])
def test_unreadable_file(tmp_path: Path, name: str) -> None:
    """A file that is missing, a folder, or has no possible name gives one fault ``unreadable_input``."""
    outcome = run("plan", tmp_path / name)

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unreadable_input"]
    assert b"Traceback" not in outcome.stderr


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """A naive time, an unknown site and an unknown field are all reported, in words too."""
    tree = example_request()
    tree["now"] = "2026-03-02T08:00:00"
    tree["tickets"][0]["site_id"] = "nowhere"
    tree["surprise"] = True

    outcome = run("plan", write(tmp_path / "request.json", tree), "--lang", "zh")

    faults = json.loads(outcome.stdout)["errors"]
    assert {fault["path"] for fault in faults} == {"/now", "/tickets/0/site_id", "/surprise"}
    assert len(outcome.stderr.decode().splitlines()) == len(faults)


def test_locale_without_unicode_does_not_break_the_json(tmp_path: Path) -> None:
    """In a locale that cannot write Chinese, standard output is UTF-8 JSON all the same."""
    source = write(tmp_path / "request.json", example_request())

    outcome = run("plan", source, LC_ALL="POSIX", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", PYTHONIOENCODING="latin-1")

    assert outcome.returncode == ExitCode.DONE
    assert json.loads(outcome.stdout.decode("utf-8"))["cost"]["total"] == 1544


def test_table_in_a_locale_without_unicode_is_no_traceback() -> None:
    """In a locale that cannot write Chinese the demo replaces what it cannot show."""
    outcome = run("demo", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert outcome.returncode == ExitCode.DONE
    assert b"Traceback" not in outcome.stderr
    assert b"T-01" in outcome.stdout


@pytest.mark.parametrize("arguments", [["demo"], ["schema"]], ids=" ".join)
def test_reader_that_leaves_is_no_error(arguments: list[str]) -> None:
    """Standard output closed by its reader ends the command quietly with its own exit code."""
    reading, writing = os.pipe()
    os.close(reading)

    outcome = subprocess.run([*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, env=environment())
    os.close(writing)

    assert outcome.returncode == ExitCode.DONE
    assert outcome.stderr == b""


def test_closed_standard_input_is_unreadable() -> None:
    """A process without standard input cannot read ``-``: one fault, no traceback."""
    command = " ".join(["exec", *PROGRAM, "plan", "-", "<&-"])

    outcome = subprocess.run(["sh", "-c", command], capture_output=True, env=environment())

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unreadable_input"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_full_disk_is_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    """A plan that does not fit on the disk gives ``unwritable_output``, no traceback."""
    outcome = run("plan", write(tmp_path / "request.json", example_request()), "-o", "/dev/full")

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert [fault["code"] for fault in json.loads(outcome.stdout)["errors"]] == ["unwritable_output"]
