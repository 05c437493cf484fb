"""Piecewise-linear costs of one whole-numbered quantity: a start, an end, a return, a sum of minutes."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from solver.problem import Window

FAR_PAST = -(10**7)  # before every minute a problem can hold (19 years)


@dataclass(frozen=True, slots=True)
class Curve:
    """A cost that is linear between whole-numbered points, and may jump at them.

    On [points[k], points[k + 1]) the cost is ``values[k] + slopes[k] * (x - points[k])``; the first point is
    ``FAR_PAST``, the last piece has no end.
    """

    points: tuple[int, ...]
    values: tuple[int, ...]
    slopes: tuple[int, ...]

    def at(self, x: int) -> int:
        """Return the cost at ``x``."""
        k = bisect_right(self.points, x) - 1
        return self.values[k] + self.slopes[k] * (x - self.points[k])

    @property
    def is_convex(self) -> bool:
        """Whether the curve is continuous with slopes that never fall."""
        joined = all(
            self.values[k] + self.slopes[k] * (self.points[k + 1] - self.points[k]) == self.values[k + 1]
            for k in range(len(self.points) - 1)
        )
        return joined and all(a <= b for a, b in zip(self.slopes, self.slopes[1:], strict=False))

    @property
    def is_zero(self) -> bool:
        """Whether the curve costs nothing anywhere."""
        return not any(self.values) and not any(self.slopes)


def above(tiers: Iterable[tuple[int, int]]) -> Curve:
    """Return the cost of what lies above each tier's point, at that tier's marginal rate.

    Parameters
    ----------
    tiers
        (point, rate) by ascending point: between one point and the next each unit costs the rate.
    """
    points, values, slopes = [FAR_PAST], [0], [0]
    for point, rate in tiers:
        values.append(values[-1] + slopes[-1] * (point - points[-1]))
        points.append(point)
        slopes.append(rate)
    return Curve(tuple(points), tuple(values), tuple(slopes))


def outside(windows: Iterable[Window], price: int) -> Curve:
    """Return a flat price wherever no window holds; windows may overlap and include both ends."""
    points, values = [FAR_PAST], [price]
    for start, end in join_windows(windows):
        points += [start, end + 1]
        values += [0, price]
    return Curve(tuple(points), tuple(values), (0,) * len(points))


def join_windows(windows: Iterable[Window]) -> list[tuple[int, int]]:
    """Return the union of windows as ascending closed ranges that neither touch nor overlap."""
    joined: list[tuple[int, int]] = []
    for window in sorted(windows, key=lambda w: (w.start, w.end)):
        if joined and window.start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], window.end))
        else:
            joined.append((window.start, window.end))
    return joined
