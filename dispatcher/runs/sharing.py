"""A huge request planned by several children: each plans a part, the first of them then the whole from all of these."""

import threading
import time
import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from dispatcher.convert.problem import make_problem
from dispatcher.planning import Limits, search_limits
from dispatcher.runs.listeners import Tell, progress_teller
from dispatcher.runs.task import PART, Message, Share, Task
from dispatcher.schemas.request import Request
from dispatcher.store.body import pack, unpack
from solver.by_parts import search_on
from solver.partition import split
from solver.plan import Plan, PlannedVisit, Route
from solver.problem import Interval, Problem
from solver.search.anytime import search
from solver.search.limits import Listener, SearchLimits, SearchResult, Stop, Timer
from solver.status import Status

LEAST_SECONDS = 0.1  # of a search
WAIT_SHARE = 0.1  # of all seconds, at most, for the plans of others once one's own is there
MOST_WAIT_SECONDS = 3.0
STOP_WAIT_SECONDS = 10.0  # the same where the search was stopped: they have to hear of it first
Rows = Sequence[Any]


class Inbox:
    """What has become of parts that others plan; it comes in while a search goes on."""

    def __init__(self) -> None:
        self._known: dict[int, Plan | None] = {}
        self._more = threading.Condition()

    def take(self, text: bytes) -> None:
        """Take what the supervisor says of a part; what is no plan counts as none."""
        try:
            told = unpack(text.removeprefix(PART))
            place, plan = int(told["place"]), read_part(told["plan"])
        except (KeyError, TypeError, ValueError, zlib.error):
            return
        with self._more:
            self._known[place] = plan
            self._more.notify_all()

    def wait(self, places: Collection[int], seconds: float) -> dict[int, Plan]:
        """Return the plans of some parts, once all are known or time is up; those that failed are left out."""
        until = time.monotonic() + seconds
        with self._more:
            while not self._known.keys() >= set(places) and (left := until - time.monotonic()) > 0:
                self._more.wait(left)
            return {place: plan for place in places if (plan := self._known.get(place)) is not None}


def say_part(place: int, rows: Rows | None) -> bytes:
    """Return what a supervisor says of a part: its plan, as ``write_part`` gives it; None: there will be none."""
    return PART + pack({"place": place, "plan": rows})


class Lead:
    """Finds the plan of a request of which others plan parts.

    Parameters
    ----------
    on_part
        Told how far the own part has come.
    """

    def __init__(self, share: Share, inbox: Inbox, on_part: Listener | None = None) -> None:
        self._share, self._inbox, self._on_part = share, inbox, on_part

    def find(
        self, problem: Problem, limits: SearchLimits, *, timer: Timer, on_progress: Listener | None, stop: Stop
    ) -> SearchResult:
        """Plan the own part, wait for the others, and search on from all of them within the seconds there are."""
        began = timer()
        seconds = limits.seconds or 0.0
        partition = split(problem, self._share.places)
        others = range(1, len(partition.parts))
        if not others:
            return search(problem, limits, timer=timer, on_progress=on_progress, stop=stop)

        def left(until: float) -> float:
            return max(LEAST_SECONDS, until - (timer() - began))

        own = search(
            partition.parts[0].problem,
            replace(limits, seconds=left(min(seconds, self._share.seconds))),
            timer=timer,
            on_progress=self._on_part,
            stop=stop,
        )
        most = STOP_WAIT_SECONDS if stop() else min(MOST_WAIT_SECONDS, WAIT_SHARE * seconds)
        plans = self._inbox.wait(others, most)
        if own.plan is not None:
            plans[0] = own.plan
        taken = timer() - began

        def hear(progress: Any) -> None:
            if on_progress is not None:
                on_progress(replace(progress, seconds=progress.seconds + taken))

        whole = replace(limits, seconds=left(seconds))
        found = search_on(partition, plans, whole, timer=timer, on_progress=hear, stop=stop)
        first = None if found.first_plan_seconds is None else found.first_plan_seconds + taken
        return replace(
            found,
            seconds=found.seconds + taken,
            first_plan_seconds=first,
            iterations=found.iterations,
            refused=found.refused + own.refused,
        )


def plan_part(task: Task, share: Share, tell: Tell, stop: Stop, timer: Callable[[], float] = time.monotonic) -> Message:
    """Plan a part of a request for another child, which makes the whole of all parts.

    Returns
    -------
    ``part``: its plan, as ``write_part`` gives it; None with a ``cause``: there is none.
    """
    began = timer()
    request = Request.from_tree(unpack(task.request))
    limits = search_limits(request.search, Limits(**task.limits))
    parts = split(make_problem(request), share.places).parts
    if share.place >= len(parts):  # what is tied stays together: there are fewer
        return {"part": []}
    seconds = max(LEAST_SECONDS, share.seconds - (timer() - began))
    found = search(
        parts[share.place].problem,
        replace(limits, seconds=seconds),
        timer=timer,
        on_progress=progress_teller(tell, of_part=True),
        stop=stop,
    )
    if found.plan is None:
        return {"part": None, "cause": "infeasible" if found.status is Status.INFEASIBLE else "no plan in time"}
    return {"part": write_part(found.plan)}


def write_part(plan: Plan) -> list[Any]:
    """Return the plan of a part as JSON tree: per route shift, visits (index, start, end) and breaks."""
    return [
        [
            route.shift,
            [[row.visit, row.start, row.end] for row in route.visits],
            [[pause.start, pause.end] for pause in route.breaks],
        ]
        for route in plan.routes
    ]


def read_part(rows: Rows | None) -> Plan | None:
    """Return the plan that was written; None: there is none.

    Raises
    ------
    TypeError, ValueError
        It is no plan.
    """
    if rows is None:
        return None
    routes = [
        Route(
            int(shift),
            tuple(PlannedVisit(int(visit), int(start), int(end)) for visit, start, end in visits),
            tuple(Interval(int(start), int(end)) for start, end in breaks),
        )
        for shift, visits, breaks in rows
    ]
    return Plan(tuple(routes))
