"""Ctrl-C and the progress display, in real processes on a real pseudo terminal."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dispatcher.cli.exit_codes import ExitCode
from dispatcher.cli.interrupt import run_aside
from dispatcher.cli.progress import ProgressDisplay, progress_line
from dispatcher.reports.words import Lang
from solver.problem import Urgency
from solver.search.limits import Progress
from tests.dispatcher.command_line import PROGRAM, environment, large_request, write

STUBBORN = """
import threading
from dispatcher.cli.interrupt import stop_on_interrupt
with stop_on_interrupt() as stop:
    print("ready", flush=True)
    while not stop():
        threading.Event().wait(0.01)
    print("stopping", flush=True)
    threading.Event().wait(60)
"""

HASTY = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are born deaf to it
class Interrupter:
    def find_spec(self, name, path=None, target=None):
        if name == "dispatcher.planning":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupter())
from dispatcher.cli import main
main()
"""


def read_until(terminal: int, pattern: str) -> str:
    """Return what a terminal shows until a pattern appears in it."""
    seen = ""
    while not re.search(pattern, seen):
        seen += os.read(terminal, 4096).decode("utf-8", "replace")
    return seen


@pytest.mark.timeout(120)
def test_first_interrupt_writes_the_best_plan(tmp_path: Path) -> None:
    """Ctrl-C during a search of ten minutes ends it soon with exit code 0 and a legal plan in the file."""
    source, target = write(tmp_path / "request.json", large_request()), tmp_path / "plan.json"
    terminal, screen = pty.openpty()
    command = [*PROGRAM, "plan", str(source), "-o", str(target), "--seconds", "600", "--lang", "en"]
    began = time.monotonic()

    with subprocess.Popen(command, stderr=screen, stdout=subprocess.PIPE, env=environment(TERM="xterm")) as process:
        os.close(screen)
        read_until(terminal, r"cost \d+")
        process.send_signal(signal.SIGINT)
        read_until(terminal, r"Plan written to")
        code = process.wait()
    os.close(terminal)

    assert code == ExitCode.DONE
    assert time.monotonic() - began < 100
    assert json.loads(target.read_bytes())["status"] in ("feasible", "optimal")


def test_second_interrupt_ends_the_process() -> None:
    """Work that does not stop at the first Ctrl-C is ended by the second, with exit code 130."""
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        second = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        code = process.wait(timeout=30)

    assert second == b"stopping\n"
    assert code == ExitCode.KILLED


def test_interrupt_while_loading_is_no_traceback() -> None:
    """Ctrl-C while the modules are being imported ends the process with exit code 130 and not a word."""
    outcome = subprocess.run([sys.executable, "-c", HASTY], capture_output=True, env=environment(), timeout=60)

    assert (outcome.returncode, outcome.stdout, outcome.stderr) == (ExitCode.KILLED, b"", b"")


def test_error_of_the_work_is_raised_where_it_was_started() -> None:
    """An error in the thread of the work reaches the caller."""

    def fail() -> None:
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        run_aside(fail, lambda: None)


def test_progress_shows_cost_bound_gap_and_what_is_left_out() -> None:
    """The line names cost, bound, their gap and the tickets left out by urgency."""
    progress = Progress(1.0, 200, 150, {Urgency.NORMAL: 2, Urgency.EMERGENCY: 1})

    line = progress_line(progress, 2.5, Lang.EN)

    # (200 - 150) / 200 = 25 %.
    assert "2.5 s" in line
    assert "cost 200 · bound 150 · gap 25.0% · left out emergency 1, normal 2" in line


def test_progress_shows_a_dash_for_what_is_not_known() -> None:
    """Without a plan and a bound there are dashes, not numbers."""
    line = progress_line(Progress(1.0, None, None, {}), 1.0, Lang.ZH)

    assert "成本 – · 下界 – · 差距 – · 未派 0" in line


def test_progress_is_silent_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Where standard error is no terminal nothing is drawn."""
    with ProgressDisplay(Lang.EN) as display:
        display.hear(Progress(1.0, 1, 1, {}))
        display.draw()

    assert capsys.readouterr() == ("", "")
