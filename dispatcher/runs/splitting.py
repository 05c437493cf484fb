"""Whether a run that is held is planned by parts, and what has become of those that others plan."""

import math
import time
from dataclasses import dataclass, field

from dispatcher.runs.answers import LATE
from dispatcher.runs.process import Child
from dispatcher.runs.settings import RunSettings
from dispatcher.runs.sharing import say_part
from dispatcher.runs.task import Message, Share
from dispatcher.store import Store, parts, runs, supervisors
from dispatcher.store.rows import Part, Run, Tree

PART_SHARE = 0.8  # of the seconds, for the parts; the rest is for the whole
LOOK_SECONDS = 0.5  # between looks at parts that are being planned
LATE_LOOK_SECONDS = 0.1  # once their plans are waited for
BEGUN = frozenset({"started", "done"})
NOBODY = "nobody had time"


@dataclass(slots=True)
class Shared:
    """What the holder of a run knows of its parts.

    Attributes
    ----------
    own
        How far its own part has come; None: not known, or the whole is planned by now.
    told
        The places of which the child has been told.
    causes
        Why some have no plan.
    """

    places: int
    own: Message | None = None
    told: set[int] = field(default_factory=set)
    causes: list[str] = field(default_factory=list)
    look_at: float = 0.0
    said: Message | None = None

    @property
    def is_known(self) -> bool:
        """Whether the child has been told of every part."""
        return len(self.told) == self.places - 1

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be heard of parts: neither plans nor progress."""
        return self.is_known and self.own is None

    @property
    def cause(self) -> str | None:
        """Why the whole was not made of all parts; None: it was."""
        untold = [f"part {k + 1} of {self.places}: {LATE}" for k in range(1, self.places) if k not in self.told]
        return "; ".join([*self.causes, *untold]) or None


def most_parts(run: Run, tree: Tree, settings: RunSettings) -> int:
    """Return into how many parts a run may be split; 1: it is planned whole.

    Whole are: answers to events, what is to be repeatable (limited by iterations), what is left to the complete
    model, caps on changes (they count from the fewest the whole needs), last attempts, and what has little time.
    """
    search = tree.get("search") or {}
    seconds = run.limits.get("allowed_seconds") or 0.0
    is_whole = (
        not settings.split_tickets
        or run.lane != "daily"
        or run.modes
        or run.stop_wanted
        or run.limits.get("iterations") is not None
        or seconds < settings.split_seconds
        or (run.limits.get("engine") or search.get("engine", "full")) != "full"
        or (tree.get("max_changes") is not None and tree.get("published") is not None)
        or (run.attempts > 1 and run.attempts >= settings.max_attempts)
    )
    return 1 if is_whole else math.ceil(open_tickets(tree) / settings.split_tickets)


def open_tickets(tree: Tree) -> int:
    """Return how many tickets of a request have no visit that has begun, by its plan in force."""
    routes = (tree.get("published") or {}).get("routes", [])
    begun = {row["ticket_id"] for route in routes for row in route["visits"] if row.get("state") in BEGUN}
    return sum(ticket["id"] not in begun for ticket in tree["tickets"])


class Splitter:
    """Offers parts of runs that are held to whoever has a slot free, and passes on what becomes of them."""

    def __init__(self, store: Store, settings: RunSettings) -> None:
        self._store, self._settings = store, settings

    def share(self, run: Run, tree: Tree) -> Share | None:
        """Offer the parts of a run that was claimed just now, if it is large and others have time for it.

        Returns
        -------
        The holder's own share; None: the run is planned whole.

        Raises
        ------
        FencedError
            The run is no longer the caller's.
        """
        most = most_parts(run, tree, self._settings)
        if most < 2:
            return None
        with self._store.writing() as connection:
            now = self._store.time(connection)
            slots = self._settings.daily_slots
            if self._store.is_shared:
                slots = supervisors.daily_slots(connection, now)
            places = min(most, 1 + slots - parts.count_taken(connection))
            seconds = run.limits["allowed_seconds"]
            if run.deadline is not None:
                seconds = min(seconds, run.deadline.timestamp() - now)
            if places < 2 or seconds < self._settings.split_seconds:
                return None
            share = Share(0, places, PART_SHARE * seconds)
            parts.offer(connection, run.id, run.fence, places, now + share.seconds)
            runs.add_run_event(connection, run.id, "split", {"parts": places}, now)
            return share

    def hear(self, run: Run, shared: Shared, child: Child) -> Message | None:
        """Tell a child what has become of the parts that others plan.

        Returns
        -------
        How far all parts together have come; None: nothing new of that.
        """
        with self._store.reading() as connection:
            now = self._store.time(connection)
            rows = parts.parts_of(connection, run.id)
            fresh = [row for row in rows if row.place not in shared.told and _is_over(row, now)]
            plans = [parts.part_plan(connection, row) for row in fresh]
        for row, plan in zip(fresh, plans, strict=True):
            shared.told.add(row.place)
            child.say(say_part(row.place, plan))
            if plan is None:
                shared.causes.append(f"part {row.place + 1} of {row.places}: {row.cause or NOBODY}")
        is_late = any(row.until.timestamp() <= now for row in rows)
        shared.look_at = time.monotonic() + (LATE_LOOK_SECONDS if is_late else LOOK_SECONDS)
        told = None if shared.own is None else summed([shared.own, *(row.progress for row in rows)])
        if told is None or told == shared.said:
            return None
        shared.said = told
        return told


def _is_over(part: Part, now: float) -> bool:
    """Whether nothing more comes of a part: who has it is gone, say, and there is no time for another."""
    is_left = part.lease_until is None or part.lease_until.timestamp() < now
    return part.state in ("done", "failed") or (part.until.timestamp() <= now and is_left)


def summed(rows: list[Message | None]) -> Message | None:
    """Return the progress of all parts as one; None: of one nothing is known yet.

    Costs add up; no bound of a part bounds the whole.
    """
    known = [row for row in rows if row is not None and row.get("cost") is not None]
    if len(known) < len(rows):
        return None
    names = dict.fromkeys(name for row in known for name in row["unassigned"])
    return {
        "seconds": max(row["seconds"] for row in known),
        "cost": sum(row["cost"] for row in known),
        "lower_bound": None,
        "unassigned": {name: sum(row["unassigned"].get(name, 0) for row in known) for name in names},
    }
