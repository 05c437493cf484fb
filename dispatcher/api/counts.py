"""What the service counts of itself, as the text format of Prometheus."""

import threading
from collections import Counter, defaultdict
from collections.abc import Mapping


class Counts:
    """Calls and their seconds by route and status."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def add(self, route: str, status: int, seconds: float) -> None:
        """Count one call."""
        with self._lock:
            self._calls[route, status] += 1
            self._seconds[route] += seconds

    def text(self) -> str:
        """Return all counts."""
        with self._lock:
            calls, seconds = dict(self._calls), dict(self._seconds)
        lines = ["# HELP dispatcher_calls_total Calls answered.", "# TYPE dispatcher_calls_total counter"]
        lines += [
            f'dispatcher_calls_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(calls.items())
        ]
        lines += ["# HELP dispatcher_call_seconds_total Seconds spent.", "# TYPE dispatcher_call_seconds_total counter"]
        lines += [
            f'dispatcher_call_seconds_total{{route="{route}"}} {spent:.6f}' for route, spent in sorted(seconds.items())
        ]
        return "\n".join(lines) + "\n"


def gauge(name: str, about: str, label: str, values: Mapping[str, float]) -> str:
    """Return a gauge in the text format of Prometheus, by a label."""
    lines = [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
    return "\n".join([*lines, *(f'{name}{{{label}="{key}"}} {value}' for key, value in sorted(values.items()))]) + "\n"
