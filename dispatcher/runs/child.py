"""What happens in the child process of a run: it plans and talks to its supervisor; it knows no store."""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

from dispatcher.planning import Limits, plan_request, search_limits
from dispatcher.resident import Resident
from dispatcher.runs.listeners import Tell, as_answer, best_teller, progress_teller
from dispatcher.runs.sharing import Inbox, Lead, plan_part
from dispatcher.runs.task import DONE, FAILED, STOP, Message, Task, encode
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store.body import unpack
from solver.replan import Mode
from solver.search.limits import Progress

COMPILED = "solver.search.full"  # loaded here, once for all children, with ortools and everything compiled
importlib.import_module(COMPILED)


class Limited(Protocol):
    """What a child process may use."""

    @property
    def nice(self) -> int:
        """Lower priority."""

    @property
    def memory_bytes(self) -> int | None:
        """Most address space; None: no limit."""


Stop = Callable[[], bool]


def main(pipe: Connection, task: Task) -> None:
    """Plan a task and send the answer; the process ends if nobody is at the other end of the pipe any more."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to all at once: what becomes of it the supervisor says
        signal.signal(number, signal.SIG_IGN)
    confine(task)
    stop, inbox = threading.Event(), Inbox()
    threading.Thread(target=listen, args=(pipe, stop, inbox), daemon=True).start()
    lock = threading.Lock()

    def tell(message: Message) -> None:
        try:
            with lock:
                pipe.send_bytes(encode(message))
        except OSError:
            os._exit(1)

    try:
        if task.share is not None and task.share.place:
            tell({"kind": DONE, **plan_part(task, task.share, tell, stop.is_set)})
        else:
            tell({"kind": DONE, "answers": solve(task, tell, stop.is_set, inbox)})
    except MemoryError:
        tell({"kind": FAILED, "cause": "out of memory"})
    except Exception as error:  # whatever it is, it costs one attempt and is named
        tell({"kind": FAILED, "cause": f"{type(error).__name__} in {place_of(error)}"})
    sys.stdout.flush()


def confine(task: Limited) -> None:
    """Lower the priority of this process and limit its memory, where the system can."""
    if task.nice and hasattr(os, "nice"):
        os.nice(task.nice)
    if task.memory_bytes is not None:
        try:
            resource: Any = importlib.import_module("resource")
        except ImportError:
            return
        resource.setrlimit(resource.RLIMIT_AS, (task.memory_bytes, task.memory_bytes))


def solve(task: Task, tell: Tell, stop: Stop, inbox: Inbox | None = None) -> list[Message]:
    """Return the answers to a task: each a plan, the modes it answers, and the visits it breaks off.

    Parameters
    ----------
    inbox
        Where the plans of parts that others plan come in; None: none will.
    """
    request = Request.from_tree(unpack(task.request))
    limits = Limits(**task.limits)
    if task.modes:
        return _replan(task, request, limits, stop)
    listeners = (progress_teller(tell), best_teller(tell, request, task.digest))

    def hear(progress: Progress) -> None:
        for listener in listeners:
            listener(progress)

    lead = None if task.share is None else Lead(task.share, inbox or Inbox(), progress_teller(tell, of_part=True))
    planned = plan_request(request, limits, on_progress=hear, stop=stop, find=None if lead is None else lead.find)
    return [as_answer(planned.plan, task.digest)]


def _replan(task: Task, request: Request, limits: Limits, stop: Stop) -> list[Message]:
    before = request.published if task.before is None else Plan.model_validate(unpack(task.before))
    if before is None:
        raise ValueError("no plan is in force")
    allowed = search_limits(request.search, limits)
    options = Resident(request, before).options([Mode(name) for name in task.modes], allowed, stop=stop)
    return [
        {
            "plan": option.plan.to_wire(),
            "modes": [mode.value for mode in option.modes],
            "interrupts": [event.to_wire() for event in option.interrupts],
        }
        for option in options
    ]


def listen(pipe: Connection, stop: threading.Event, inbox: Inbox | None = None) -> None:
    """Wait for what the supervisor says; if there is none any more, end the process: nobody wants its answer."""
    while True:
        try:
            text = pipe.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)
        if text == STOP:
            stop.set()
        elif inbox is not None:
            inbox.take(text)


def place_of(error: BaseException) -> str:
    """Return where in our code an error was raised: its text is left out, it may hold anything."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "?")
        place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
