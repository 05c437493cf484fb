"""Runs of the command line as processes of their own, forked from one that has loaded it: a run need not load it again.

``python -m tests.dispatcher.forked SOCKET`` is that process. Where forking is not to be had, or the interpreter has to
start under another locale, ``tests.dispatcher.command_line`` starts a program instead.
"""

import atexit
import gc
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO, NoReturn

ROOT = Path(__file__).resolve().parent.parent.parent
AT_START = ("LC_", "LANG", "PYTHON")  # what an interpreter reads when it starts
BYTES = 1 << 20


def can_fork(changes: Mapping[str, str]) -> bool:
    """Whether a run with these changes of the environment is the same in a process that is forked."""
    return hasattr(os, "fork") and not any(name.startswith(AT_START) for name in changes)


class Starter:
    """The process that forks runs, as seen from the tests of one worker."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.dispatcher.forked", str(theirs.fileno())]
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=ROOT, env=environment)
        theirs.close()
        self.socket = ours
        atexit.register(self.end)

    def end(self) -> None:
        """Let it go: it ends when nobody asks any more."""
        self.socket.close()
        self.process.wait(10)

    def run(
        self, arguments: Sequence[str], stdin: bytes, environment: Mapping[str, str], seconds: float
    ) -> subprocess.CompletedProcess[bytes]:
        """Run ``dispatcher`` once, from the current directory."""
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin)
            given.seek(0)
            asked = {"arguments": list(arguments), "environment": dict(environment), "folder": str(Path.cwd())}
            files = [given.fileno(), out.fileno(), err.fileno()]
            self.socket.settimeout(seconds)
            socket.send_fds(self.socket, [json.dumps(asked).encode()], files)
            code = int(self.socket.recv(64))
            return subprocess.CompletedProcess(list(arguments), code, _whole(out), _whole(err))


@cache
def starter() -> Starter:
    """Return the process that forks the runs of this process."""
    return Starter()


def _whole(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def serve(asking: socket.socket) -> None:
    """Fork a run for each that is asked for, one after the other, and say with which code it ended."""
    import solver.search.chains.chain  # noqa: F401 - compiled code, shared by all runs

    gc.freeze()
    while True:
        asked, files, _, _ = socket.recv_fds(asking, BYTES, 3)
        if not asked:
            return
        child = os.fork()
        if child == 0:
            asking.close()
            _become(json.loads(asked), files)
        for file in files:
            os.close(file)
        _, status = os.waitpid(child, 0)
        asking.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(asked: Mapping[str, object], files: Sequence[int]) -> NoReturn:
    """Be a run of ``dispatcher`` from here on."""
    code: object = 1
    try:
        for place, file in enumerate(files):
            os.dup2(file, place)
            os.close(file)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", errors="backslashreplace")  # noqa: SIM115
        os.environ.clear()
        os.environ.update(asked["environment"])  # type: ignore[arg-type]
        os.chdir(str(asked["folder"]))
        sys.argv = ["dispatcher", *asked["arguments"]]  # type: ignore[misc]
        from dispatcher.cli import main

        main()
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0 if code is None else int(str(code)) if str(code).isdigit() else 1)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
