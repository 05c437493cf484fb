"""One child process as its supervisor sees it: started, listened to, told to stop, killed."""

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from typing import Any

from dispatcher.runs.task import STOP, Message, decode

Entry = Callable[[Connection, Any], None]
PRELOADED = ("dispatcher.runs.child", "dispatcher.runs.inquiry")
_ALONE = threading.Lock()  # starting one process looks at all others: two looks at once may lose how one has ended
_MOST_MESSAGES = 100  # read at a time


class Child:
    """A process that works on one task.

    Parameters
    ----------
    entry
        What runs in it: a function of a module, as it is looked up there by name.
    preload
        Modules loaded once for all children of this process.
    """

    def __init__(self, task: object, entry: Entry, preload: Sequence[str] = ()) -> None:
        context = _context(preload)
        self.pipe, far = context.Pipe()
        self._process = context.Process(target=entry, args=(far, task), daemon=True)
        with _ALONE:
            self._process.start()
        far.close()
        self._is_broken = False
        self._end: str | None = None

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid or 0

    @property
    def sentinel(self) -> int:
        """What is ready once the process is over."""
        sentinel: int = self._process.sentinel
        return sentinel

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        with _ALONE:
            return not self._process.is_alive()

    def messages(self) -> list[Message]:
        """Return what it has said since; what is no message is passed on as one of kind ``garbage``."""
        found: list[Message] = []
        try:
            while not self._is_broken and len(found) < _MOST_MESSAGES and self.pipe.poll():
                found.append(decode(self.pipe.recv_bytes()) or {"kind": "garbage"})
        except (EOFError, OSError):
            self._is_broken = True
        return found

    @property
    def listens(self) -> bool:
        """Whether anything may still come from it."""
        return not self._is_broken

    def stop(self) -> None:
        """Tell it to give the best it has."""
        self.say(STOP)

    def say(self, text: bytes) -> None:
        """Tell it something."""
        try:
            self.pipe.send_bytes(text)
        except OSError:
            self._is_broken = True

    def end(self) -> str:
        """Kill it if it still runs, and return how it ended, in words."""
        if self._end is None:
            with _ALONE:
                self._process.kill()
                self._process.join()
            self.pipe.close()
            code = self._process.exitcode or 0
            self._end = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
            self._is_broken = True
        return self._end


def warm(preload: Sequence[str] = ()) -> None:
    """Begin to load what children need, so that the first of them need not wait for it."""
    if sys.platform != "win32":
        _context(preload)
        forkserver.ensure_running()


def _context(preload: Sequence[str]) -> Any:
    """Return how children are started: from a process that has loaded everything, where the system has such."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED, *preload])
    return context
