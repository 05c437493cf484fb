"""What happens in the child process of a run: it plans and talks to its supervisor; it knows no store."""

import importlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Protocol

from dispatcher.convert.problem import make_problem
from dispatcher.interim import interim_plan
from dispatcher.planning import Limits, plan_request, search_limits
from dispatcher.resident import Resident
from dispatcher.runs.task import BEST, DONE, FAILED, PROGRESS, STOP, Message, Task, encode
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store.body import unpack
from solver.replan import Mode
from solver.search.limits import Progress

COMPILED = "solver.search.full"  # loaded here, once for all children, with ortools and everything compiled
PROGRESS_SECONDS = 0.5
BEST_SECONDS = 2.0  # between plans that are passed on
BEST_SHARE = 50  # and what passing one on takes, times this
importlib.import_module(COMPILED)


class Limited(Protocol):
    """What a child process may use."""

    @property
    def nice(self) -> int:
        """Lower priority."""

    @property
    def memory_bytes(self) -> int | None:
        """Most address space; None: no limit."""


Tell = Callable[[Message], None]
Stop = Callable[[], bool]


def main(pipe: Connection, task: Task) -> None:
    """Plan a task and send the answer; the process ends if nobody is at the other end of the pipe any more."""
    for number in (signal.SIGINT, signal.SIGTERM):  # sent to all at once: what becomes of it the supervisor says
        signal.signal(number, signal.SIG_IGN)
    confine(task)
    stop = threading.Event()
    threading.Thread(target=listen, args=(pipe, stop), daemon=True).start()
    lock = threading.Lock()

    def tell(message: Message) -> None:
        try:
            with lock:
                pipe.send_bytes(encode(message))
        except OSError:
            os._exit(1)

    try:
        answers = solve(task, tell, stop.is_set)
        tell({"kind": DONE, "answers": answers})
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


def solve(task: Task, tell: Tell, stop: Stop) -> list[Message]:
    """Return the answers to a task: each a plan, the modes it answers, and the visits it breaks off."""
    request = Request.from_tree(unpack(task.request))
    limits = Limits(**task.limits)
    if task.modes:
        return _replan(task, request, limits, stop)
    listeners = (_progress_teller(tell), _best_teller(tell, request, task.digest))

    def hear(progress: Progress) -> None:
        for listener in listeners:
            listener(progress)

    planned = plan_request(request, limits, on_progress=hear, stop=stop)
    return [_answer(planned.plan, task.digest)]


def _answer(plan: Plan, digest: str) -> Message:
    return {"plan": plan.model_copy(update={"request_digest": digest}).to_wire(), "modes": [], "interrupts": []}


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


def _best_teller(tell: Tell, request: Request, digest: str) -> Callable[[Progress], None]:
    """Return a listener that passes on the best plan so far, so that it outlives this process: now and then."""
    problem, told, due = make_problem(request), None, 0.0

    def listen(progress: Progress) -> None:
        nonlocal told, due
        began = time.monotonic()
        if progress.plan is None or progress.plan is told or began < due:
            return
        told = progress.plan
        tell({"kind": BEST, "answers": [_answer(interim_plan(request, problem, told), digest)]})
        due = time.monotonic() + max(BEST_SECONDS, BEST_SHARE * (time.monotonic() - began))

    return listen


def _progress_teller(tell: Tell) -> Callable[[Progress], None]:
    """Return a listener that passes progress on, twice a second at most."""
    last = [-PROGRESS_SECONDS]

    def listen(progress: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= PROGRESS_SECONDS:
            last[0] = now
            left_out = {urgency.name.lower(): number for urgency, number in progress.unassigned.items()}
            tell({
                "kind": PROGRESS, "seconds": round(progress.seconds, 3), "cost": progress.cost,
                "lower_bound": progress.lower_bound, "unassigned": left_out,
            })  # fmt: skip

    return listen


def listen(pipe: Connection, stop: threading.Event) -> None:
    """Wait for what the supervisor says; if there is none any more, end the process: nobody wants its answer."""
    while True:
        try:
            text = pipe.recv_bytes()
        except (EOFError, OSError):
            os._exit(1)
        if text == STOP:
            stop.set()


def place_of(error: BaseException) -> str:
    """Return where in our code an error was raised: its text is left out, it may hold anything."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "?")
        place = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
