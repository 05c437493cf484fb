"""Ctrl-C: the first one asks the work to end with what it has, the second ends the process."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from dispatcher.cli.exit_codes import ExitCode

T = TypeVar("T")
SHOW_CURSOR = "\x1b[?25h"  # a progress display may have hidden it
TICK = 0.1  # seconds between looks at the work


class StopFlag:
    """Whether somebody wants the work to end."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def __call__(self) -> bool:
        """Return whether the work should end with what it has."""
        return self._event.is_set()

    def raise_it(self) -> None:
        """Ask the work to end."""
        self._event.set()


@contextmanager
def stop_on_interrupt() -> Iterator[StopFlag]:
    """Turn the first Ctrl-C inside the block into a raised flag; a second one ends the process at once."""
    flag = StopFlag()

    def on_interrupt(_signal: int, _frame: FrameType | None) -> None:
        if flag():
            if sys.stderr.isatty():
                os.write(sys.stderr.fileno(), SHOW_CURSOR.encode())
            os._exit(ExitCode.KILLED)
        flag.raise_it()

    before = signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)


def run_aside(work: Callable[[], T], attend: Callable[[], None]) -> T:
    """Do work in a thread of its own, so that this one hears signals, and return what it gave.

    Parameters
    ----------
    attend
        Called in this thread every tenth of a second until the work is done.

    Raises
    ------
    Exception
        Whatever the work raised.
    """
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:  # handed to the calling thread
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(TICK)
        attend()
    if failures:
        raise failures[0]
    return results[0]
