"""Answers worked out aside, each in a child process of its own, a few at a time."""

import threading
import time
from multiprocessing.connection import wait

from dispatcher.runs.inquiry import Inquiry, main
from dispatcher.runs.process import Child, Entry
from dispatcher.runs.task import DONE, Message

GRACE_SECONDS = 20.0  # beyond what the search may take: to read, to load what is not loaded, to write
WAIT_SECONDS = 2.0  # for one of the others to end
POLL_SECONDS = 1.0


class BusyError(Exception):
    """As many answers are worked out as may be."""


class LostError(Exception):
    """The process ended without an answer.

    Attributes
    ----------
    cause
        ``signal SIGABRT``, ``out of memory``, ``no answer in time`` or the place of an exception.
    """

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class Aside:
    """Works out answers in child processes.

    Parameters
    ----------
    slots
        Answers at a time.
    memory_bytes
        Most address space of each; None: no limit.
    entry
        What runs in a child process.
    """

    def __init__(self, slots: int = 2, memory_bytes: int | None = None, *, entry: Entry = main) -> None:
        self.memory_bytes = memory_bytes
        self._slots = threading.BoundedSemaphore(slots)
        self._entry = entry

    def ask(self, inquiry: Inquiry, seconds: float) -> Message:
        """Return the answer to a question.

        Parameters
        ----------
        seconds
            What searching may take; some more is allowed for all else.

        Raises
        ------
        BusyError
            Too many others are asked at the moment.
        LostError
            There is no answer.
        """
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise BusyError
        try:
            child = Child(inquiry, self._entry)
            try:
                return self._hear(child, time.monotonic() + seconds + GRACE_SECONDS)
            finally:
                child.end()
        finally:
            self._slots.release()

    def _hear(self, child: Child, until: float) -> Message:
        while True:
            dead = child.is_over  # before its last words are read: then there are none after them
            for message in child.messages():
                if message["kind"] == DONE and isinstance(message.get("answer"), dict):
                    answer: Message = message["answer"]
                    return answer
                raise LostError(str(message.get("cause", "garbage")))
            if dead:
                raise LostError(child.end())
            left = until - time.monotonic()
            if left <= 0:
                raise LostError("no answer in time")
            wait([child.pipe, child.sentinel], min(left, POLL_SECONDS))
