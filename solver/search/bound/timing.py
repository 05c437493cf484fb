"""What the starts of a fractional solution break of what links ask of them, as rows that forbid it."""

from collections.abc import Callable, Iterable, Iterator

from solver.search.bound.rows import Column, Row, Threshold
from solver.tables import Tables

Share = tuple[int, int, float]  # start, minutes of service, how much of a visit is there
AT_ONCE = 3  # rows of a link
APART = 15  # minutes, at least, from one of them to the next


class Timing:
    """Finds what the starts of a fractional solution break: the rows that say it most clearly."""

    def __init__(self, tables: Tables, together: Callable[[int, int], bool]) -> None:
        self.tables = tables
        self.together = together
        self.known: set[tuple[int, int, int, str]] = set()

    def broken(self, used: Iterable[tuple[Column, float]], least: float) -> list[Row]:
        """Return some rows for each link that a solution breaks by ``least`` or more."""
        shares: dict[int, list[Share]] = {}
        for column, value in used:
            for visit, start in zip(column.visits, column.starts, strict=True):
                shares.setdefault(visit, []).append((start, int(self.tables.minutes[visit, column.shift]), value))
        found: list[Row] = []
        for group in self.tables.same_start:
            first = group.visits[0]
            for other in group.visits[1:]:
                found += self._apart(first, other, shares, least)
        for order in self.tables.orders:
            if self.together(order.before, order.after):
                found += self._out_of_order(order.before, order.after, order.min_gap, shares, least)
                if order.max_gap is not None:
                    found += self._too_far(order.before, order.after, order.max_gap, shares, least)
        return found

    def _apart(self, one: int, other: int, shares: dict[int, list[Share]], least: float) -> Iterator[Row]:
        """As much of one visit starts before a minute as of the other."""
        ours, theirs = shares.get(one, []), shares.get(other, [])

        def gap(minute: int) -> float:
            return abs(sum(x for s, _, x in ours if s < minute) - sum(x for s, _, x in theirs if s < minute))

        for minute in _worst({start for start, *_ in (*ours, *theirs)}, gap, least):
            if self._is_new(one, other, minute, "apart"):
                parts = ((Threshold(one, minute, True, False), 1), (Threshold(other, minute, True, False), -1))
                yield Row(0, exact=True, starts=parts)

    def _out_of_order(
        self, before: int, after: int, gap: int, shares: dict[int, list[Share]], least: float
    ) -> Iterator[Row]:
        """Who starts before ``minute + gap`` has a mate who ends before ``minute``."""
        ours, theirs = shares.get(before, []), shares.get(after, [])

        def lack(minute: int) -> float:
            return sum(x for s, _, x in theirs if s < minute + gap) - sum(x for s, m, x in ours if s + m < minute)

        for minute in _worst({s + 1 - gap for s, *_ in theirs} | {s + m for s, m, _ in ours}, lack, least):
            if self._is_new(before, after, minute, "order"):
                parts = ((Threshold(before, minute, True, True), 1), (Threshold(after, minute + gap, True, False), -1))
                yield Row(0, starts=parts)

    def _too_far(
        self, before: int, after: int, gap: int, shares: dict[int, list[Share]], least: float
    ) -> Iterator[Row]:
        """Who starts at ``minute + gap`` or later has a mate who ends at ``minute`` or later."""
        ours, theirs = shares.get(before, []), shares.get(after, [])

        def lack(minute: int) -> float:
            return sum(x for s, _, x in theirs if s >= minute + gap) - sum(x for s, m, x in ours if s + m >= minute)

        for minute in _worst({s - gap for s, *_ in theirs} | {s + m + 1 for s, m, _ in ours}, lack, least):
            if self._is_new(before, after, minute, "far"):
                late = Threshold(after, minute + gap, False, False)
                yield Row(0, starts=((Threshold(before, minute, False, True), 1), (late, -1)))

    def _is_new(self, one: int, other: int, minute: int, kind: str) -> bool:
        key = (one, other, minute, kind)
        new = key not in self.known
        self.known.add(key)
        return new


def _worst(minutes: Iterable[int], lack: Callable[[int], float], least: float) -> list[int]:
    """Return the minutes that lack most, some of those that lack ``least`` or more and are not near one another."""
    found: list[int] = []
    for minute in sorted(minutes, key=lambda m: (-lack(m), m)):
        if len(found) == AT_ONCE or lack(minute) < least:
            break
        if all(abs(minute - other) >= APART for other in found):
            found.append(minute)
    return found
