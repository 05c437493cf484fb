"""Plans in force held ready: one resident planner per key, built from the store when it is first asked for."""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from dispatcher.resident import Resident
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.store import Store, requests
from dispatcher.store.errors import NothingInForceError, unknown_plan, unknown_plan_key
from dispatcher.store.keys import find_key
from dispatcher.store.plans import find_plan
from dispatcher.store.rows import PlanKey, PlanVersion


class Residents:
    """A cache: what it holds was true at the revision it was kept with, and is built anew once the key has moved on.

    Parameters
    ----------
    most
        Keys held at a time.
    """

    def __init__(self, store: Store, most: int) -> None:
        self._store, self._most = store, most
        self._kept: OrderedDict[str, tuple[int, Resident]] = OrderedDict()
        self._locks: dict[str, threading.RLock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def alone(self, key: str) -> Iterator[None]:
        """Let nobody else of this process work on a key meanwhile; other processes meet at the key's revision."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.RLock())
        with lock:
            yield

    def get(self, key: str) -> tuple[PlanKey, Resident]:
        """Return what is in force under a key, and its planner.

        Raises
        ------
        UnknownError, NothingInForceError
            There is no such key, or no plan in force.
        """
        with self._store.reading() as connection:
            seen = read_key(connection, key)
            with self._guard:
                kept = self._kept.get(key)
            if kept is not None and kept[0] == seen.revision:
                return seen, kept[1]
            if seen.plan_id is None or seen.request_id is None:
                raise NothingInForceError(key)
            tree = requests.request_tree(connection, seen.request_id)
            plan = read_plan(connection, seen.plan_id)
        resident = Resident(Request.from_tree(tree), Plan.model_validate(plan.body))
        self.keep(key, seen.revision, resident)
        return seen, resident

    def keep(self, key: str, revision: int, resident: Resident) -> None:
        """Hold a planner ready, as of a revision; the one not asked for longest goes if there are too many."""
        with self._guard:
            self._kept[key] = (revision, resident)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def drop(self, key: str) -> None:
        """Forget a planner: it may hold what is not in the store."""
        with self._guard:
            self._kept.pop(key, None)


def read_key(connection: Connection, key: str) -> PlanKey:
    """Return what is in force under a key.

    Raises
    ------
    UnknownError
        There is no such key.
    """
    found = find_key(connection, key)
    if found is None:
        raise unknown_plan_key(key)
    return found


def read_plan(connection: Connection, plan_id: str) -> PlanVersion:
    """Return a plan version.

    Raises
    ------
    UnknownError
        There is no such plan.
    """
    found = find_plan(connection, plan_id)
    if found is None:
        raise unknown_plan(plan_id)
    return found


def read_request(connection: Connection, request_id: str) -> Request:
    """Return a request as it was kept; a large one takes a while to read, which a transaction need not last."""
    return Request.from_tree(requests.request_tree(connection, request_id))
