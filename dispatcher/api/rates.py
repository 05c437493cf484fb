"""How often one may call: a token bucket per caller, held in memory, or in a database that processes share."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Protocol

from dispatcher.store import Store
from dispatcher.store.call_rates import Bucket, forget_calls, take_call

_MOST_CALLERS = 10_000
_TIDY_SECONDS = 60.0


class CallLimits(Protocol):
    """How often callers may call, wherever that is counted."""

    def take(self, caller: str) -> int:
        """Count a call; return 0, or after how many whole seconds (at least 1) the next one is welcome."""


class Rates:
    """Token buckets by caller; the callers that have been silent longest are forgotten.

    Parameters
    ----------
    per_minute
        Calls in a minute, on average; 0: no limit.
    burst
        Calls at once.
    timer
        A monotonic clock in seconds.
    """

    def __init__(self, per_minute: int, burst: int, timer: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_minute / 60
        self._burst = burst
        self._timer = timer
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> int:
        """Count a call; return 0, or after how many whole seconds (at least 1) the next one is welcome."""
        if not self._per_second:
            return 0
        with self._lock:
            now = self._timer()
            left, then = self._buckets.pop(caller, (float(self._burst), now))
            left = min(float(self._burst), left + (now - then) * self._per_second)
            wait = 0 if left >= 1 else math.ceil((1 - left) / self._per_second)
            self._buckets[caller] = (left - 1 if left >= 1 else left, now)
            if len(self._buckets) > _MOST_CALLERS:
                self._buckets.popitem(last=False)
        return wait


class SharedRates:
    """Token buckets in a store; as ``Rates``, for all processes on it together.

    Parameters
    ----------
    name
        What is counted; callers of another name are others.
    """

    def __init__(self, store: Store, name: str, per_minute: int, burst: int) -> None:
        self._store, self._name = store, name
        self._bucket = Bucket(per_minute / 60, burst)
        self._tidy_at = 0.0

    def take(self, caller: str) -> int:
        """Count a call; return 0, or after how many whole seconds (at least 1) the next one is welcome."""
        if not self._bucket.per_second:
            return 0
        with self._store.writing() as connection:
            now = self._store.time(connection)
            if now >= self._tidy_at:
                self._tidy_at = now + _TIDY_SECONDS
                forget_calls(connection, now - max(_TIDY_SECONDS, self._bucket.burst / self._bucket.per_second))
            return math.ceil(take_call(connection, f"{self._name} {caller}", self._bucket, now))
