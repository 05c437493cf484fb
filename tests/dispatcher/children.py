"""What children of a run may do instead of planning: they die, hang, eat memory, talk nonsense."""

import os
import signal
import time
from multiprocessing.connection import Connection
from typing import Any

from dispatcher.planning import Limits
from dispatcher.runs import child
from dispatcher.runs.task import STOP, Task, encode

HANG_SECONDS = 600.0


def abort(pipe: Connection, task: Task) -> None:
    """Die as a C++ library does that finds something wrong."""
    os.abort()


def kill(pipe: Connection, task: Task) -> None:
    """Die as by the system's killer for lack of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def leave(pipe: Connection, task: Task) -> None:
    """End without a word."""


def babble(pipe: Connection, task: Task) -> None:
    """Say what is no message."""
    pipe.send_bytes(b"\xff\x00 not JSON")
    time.sleep(HANG_SECONDS)


def lie(pipe: Connection, task: Task) -> None:
    """Say that it is done, with something that is no plan."""
    pipe.send_bytes(encode({"kind": "done", "answers": [{"plan": {"routes": 3}, "modes": [], "interrupts": []}]}))


def hang(pipe: Connection, task: Task) -> None:
    """Neither answer nor listen."""
    time.sleep(HANG_SECONDS)


def eat(pipe: Connection, task: Task) -> None:
    """Take more memory than there is."""
    original = child.solve

    def solve(*_: Any) -> Any:
        return [bytes(1024**3) for _ in range(1024)]

    child.solve = solve
    try:
        child.main(pipe, task)
    finally:
        child.solve = original


def die_twice(pipe: Connection, task: Task) -> None:
    """Die as long as it may use all cores; plan with one."""
    if Limits(**task.limits).workers != 1:
        os.abort()
    child.main(pipe, task)


def give_the_best(pipe: Connection, task: Task) -> None:
    """Plan only once it is told to stop."""
    while pipe.recv_bytes() != STOP:
        pass
    pipe.send_bytes(encode({"kind": "done", "answers": child.solve(task, lambda _: None, lambda: True)}))


def mumble(pipe: Connection, task: object) -> None:
    """Say that it is done, without an answer."""
    pipe.send_bytes(encode({"kind": "done"}))


def plan_and_hang(pipe: Connection, task: Task) -> None:
    """Find a plan, tell of it, and then neither answer nor listen."""
    answers = child.solve(task, lambda _: None, lambda: False)
    pipe.send_bytes(encode({"kind": "best", "answers": answers}))
    time.sleep(HANG_SECONDS)


def plan_and_die(pipe: Connection, task: Task) -> None:
    """Search on and on, and die as soon as a plan has been told of."""

    def tell(message: Any) -> None:
        pipe.send_bytes(encode(message))
        if message["kind"] == "best":
            os.kill(os.getpid(), signal.SIGKILL)

    child.solve(task, tell, lambda: False)


def die_in_a_part(pipe: Connection, task: Task) -> None:
    """Die where a part is planned for another; plan else."""
    if task.share is not None and task.share.place:
        os.abort()
    child.main(pipe, task)


def hang_in_a_part(pipe: Connection, task: Task) -> None:
    """Neither answer nor listen where a part is planned for another; plan else."""
    if task.share is not None and task.share.place:
        time.sleep(HANG_SECONDS)
    child.main(pipe, task)
