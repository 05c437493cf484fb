"""What a child passes on of its search while it goes on."""

import time
from collections.abc import Callable

from dispatcher.convert.problem import make_problem
from dispatcher.interim import interim_plan
from dispatcher.runs.task import BEST, PROGRESS, Message
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.search.limits import Listener, Progress

PROGRESS_SECONDS = 0.5
BEST_SECONDS = 2.0  # between plans that are passed on
BEST_SHARE = 50  # and what passing one on takes, times this
Tell = Callable[[Message], None]


def as_answer(plan: Plan, digest: str) -> Message:
    """Return a plan as the answer to a request as it was sent."""
    return {"plan": plan.model_copy(update={"request_digest": digest}).to_wire(), "modes": [], "interrupts": []}


def best_teller(tell: Tell, request: Request, digest: str) -> Listener:
    """Return a listener that passes on the best plan so far, so that it outlives this process: now and then."""
    problem, told, due = make_problem(request), None, 0.0

    def listen(progress: Progress) -> None:
        nonlocal told, due
        began = time.monotonic()
        if progress.plan is None or progress.plan is told or began < due:
            return
        told = progress.plan
        tell({"kind": BEST, "answers": [as_answer(interim_plan(request, problem, told), digest)]})
        due = time.monotonic() + max(BEST_SECONDS, BEST_SHARE * (time.monotonic() - began))

    return listen


def progress_teller(tell: Tell, *, of_part: bool = False) -> Listener:
    """Return a listener that passes progress on, twice a second at most.

    Parameters
    ----------
    of_part
        Whether it is that of one part: no bound of a part bounds the whole.
    """
    last = [-PROGRESS_SECONDS]

    def listen(progress: Progress) -> None:
        now = time.monotonic()
        if now - last[0] >= PROGRESS_SECONDS:
            last[0] = now
            left_out = {urgency.name.lower(): number for urgency, number in progress.unassigned.items()}
            bound = None if of_part else progress.lower_bound
            own = {"of_part": True} if of_part else {}
            tell({
                "kind": PROGRESS, "seconds": round(progress.seconds, 3), "cost": progress.cost,
                "lower_bound": bound, "unassigned": left_out, **own,
            })  # fmt: skip

    return listen
