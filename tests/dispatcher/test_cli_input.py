"""Bad input on the command line: exit code 2, faults as JSON alone on standard output, never a traceback."""

import errno
import json
import os
import subprocess
from pathlib import Path

import pytest

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.trouble import unreadable, unwritable
from tests.dispatcher.command_line import PROGRAM, environment, example_request, run, write

# The arguments and what of them the fault names.
USAGE = [
    (["plan"], ["REQUEST"]),
    (["plan", "--bogus"], ["--bogus"]),
    (["frobnicate"], ["frobnicate"]),
    (["plan", "a", "b"], ["b"]),
    (["plan", "-", "--seconds"], ["--seconds"]),
    (["plan", "-", "--seconds", "soon"], ["--seconds"]),
    (["plan", "-", "--seconds", "0"], ["--seconds"]),
    (["plan", "-", "--seconds", "5", "--iterations", "5"], ["--iterations"]),
    (["plan", "-", "--engine", "magic"], ["--engine"]),
    (["plan", "-", "--lang", "fr"], ["--lang"]),
    (["check", "-", "-"], ["REQUEST", "PLAN"]),
    (["schema", "cake"], ["name"]),
    (["scenario", "cook"], ["cook"]),
    (["scenario", "show"], ["NAME"]),
    (["scenario", "make", "city", "--tickets", "5001"], ["--tickets"]),
    (["scenario", "make", "city", "--technicians", "0"], ["--technicians"]),
    (["demo", "-o", "-"], ["-o"]),
]


@pytest.mark.parametrize(("arguments", "named"), USAGE, ids=lambda value: " ".join(value))
def test_wrong_usage(arguments: list[str], named: list[str]) -> None:
    """A command line that is not understood gives one fault ``bad_usage`` that names the option in both languages."""
    outcome = run(*arguments)

    (fault,) = json.loads(outcome.stdout)["errors"]

    assert outcome.returncode == ExitCode.BAD_INPUT
    assert (fault["code"], fault["ids"]) == ("bad_usage", named)
    assert all(name in fault["message"]["en"] and name in fault["message"]["zh"] for name in named)
    assert outcome.stderr
    assert b"Traceback" not in outcome.stderr


def test_wrong_usage_is_said_in_chinese() -> None:
    """Asked for Chinese, a wrong option is explained in Chinese on standard error."""
    outcome = run("plan", "-", "--lang", "zh", "--seconds", "soon")

    assert "无法理解该命令行：--seconds 的取值不被允许" in outcome.stderr.decode()


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


def test_why_a_file_cannot_be_read_is_said(tmp_path: Path) -> None:
    """A file that is missing and a folder are told apart, in the language asked for."""
    missing = run("plan", tmp_path / "missing.json", "--lang", "en").stderr.decode()
    folder = run("plan", tmp_path, "--lang", "zh").stderr.decode()

    assert "there is no such file" in missing
    assert "这是文件夹，请指定其中的文件" in folder


def test_why_a_file_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A missing folder and a folder in place of a file are told apart before any time is spent."""
    source = write(tmp_path / "request.json", example_request())

    missing = run("plan", source, "-o", tmp_path / "missing" / "plan.json", "--lang", "en").stderr.decode()
    folder = run("plan", source, "-o", tmp_path, "--lang", "en").stderr.decode()

    assert "its folder does not exist" in missing
    assert "it is a folder; name a file in it" in folder


@pytest.mark.parametrize("error", [PermissionError(errno.EACCES, ""), OSError(errno.ENOSPC, "")], ids=type)
def test_permission_and_full_disk_have_words(error: OSError) -> None:
    """No permission and a full disk are said as such (a superuser may read and write everything)."""
    fault = unwritable("plan.json", error)

    assert ("permission" in fault.message.en) == (error.errno == errno.EACCES)
    assert ("磁盘已满" in fault.message.zh) == (error.errno == errno.ENOSPC)
    assert "permission" in unreadable("plan.json", PermissionError(errno.EACCES, "")).message.en


def test_words_of_a_fault_name_whom_it_concerns(tmp_path: Path) -> None:
    """A fault whose sentence does not say so stands behind its place and the ticket's id."""
    tree = example_request()
    tree["tickets"][1]["service_minutes"] = "60"

    outcome = run("plan", write(tmp_path / "request.json", tree), "--lang", "en")

    assert outcome.stderr.decode().startswith("/tickets/1/service_minutes (T-2): service_minutes must be: integer.")


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
    outcome = run("demo", "--seconds", "0.5", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert outcome.returncode == ExitCode.DONE
    assert b"Traceback" not in outcome.stderr
    assert b"T-0001" in outcome.stdout


@pytest.mark.parametrize(
    "arguments", [["demo", "--seconds", "0.5"], ["scenario", "show", "estates-250"], ["schema"]], ids=" ".join
)
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
