"""How often one may call: a token bucket per caller, held in memory."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000


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
