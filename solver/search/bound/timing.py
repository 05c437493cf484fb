"""What the starts of a fractional solution break of what links ask of them, as rows that forbid it."""

from collections.abc import Callable, Iterable

from solver.search.bound.rows import Column, Row, Threshold
from solver.tables import Tables

Share = tuple[int, int, float]  # start, minutes of service, how much of a visit is there


class Timing:
    """Finds what the starts of a fractional solution break: the row that says it most clearly."""

    def __init__(self, tables: Tables, together: Callable[[int, int], bool]) -> None:
        self.tables = tables
        self.together = together
        self.known: set[tuple[int, int, int, str]] = set()

    def broken(self, used: Iterable[tuple[Column, float]], least: float) -> list[Row]:
        """Return a row for each link that a solution breaks by ``least`` or more."""
        shares: dict[int, list[Share]] = {}
        for column, value in used:
            for visit, start in zip(column.visits, column.starts, strict=True):
                shares.setdefault(visit, []).append((start, int(self.tables.minutes[visit, column.shift]), value))
        found: list[Row | None] = []
        for group in self.tables.same_start:
            first = group.visits[0]
            for other in group.visits[1:]:
                found.append(self._apart(first, other, shares, least))
        for order in self.tables.orders:
            if self.together(order.before, order.after):
                found.append(self._out_of_order(order.before, order.after, order.min_gap, shares, least))
                if order.max_gap is not None:
                    found.append(self._too_far(order.before, order.after, order.max_gap, shares, least))
        return [row for row in found if row is not None]

    def _apart(self, one: int, other: int, shares: dict[int, list[Share]], least: float) -> Row | None:
        """As much of one visit starts before a minute as of the other."""
        ours, theirs = shares.get(one, []), shares.get(other, [])
        minutes = sorted({start for start, *_ in (*ours, *theirs)})

        def gap(minute: int) -> float:
            return sum(x for s, _, x in ours if s < minute) - sum(x for s, _, x in theirs if s < minute)

        minute = max(minutes, key=lambda m: abs(gap(m)), default=0)
        if not minutes or abs(gap(minute)) < least or not self._is_new(one, other, minute, "apart"):
            return None
        parts = ((Threshold(one, minute, True, False), 1), (Threshold(other, minute, True, False), -1))
        return Row(0, exact=True, starts=parts)

    def _out_of_order(
        self, before: int, after: int, gap: int, shares: dict[int, list[Share]], least: float
    ) -> Row | None:
        """Who starts before ``minute + gap`` has a mate who ends before ``minute``."""
        ours, theirs = shares.get(before, []), shares.get(after, [])

        def lack(minute: int) -> float:
            return sum(x for s, _, x in theirs if s < minute + gap) - sum(x for s, m, x in ours if s + m < minute)

        minutes = sorted({s + 1 - gap for s, *_ in theirs} | {s + m for s, m, _ in ours})
        minute = max(minutes, key=lack, default=0)
        if not minutes or lack(minute) < least or not self._is_new(before, after, minute, "order"):
            return None
        parts = ((Threshold(before, minute, True, True), 1), (Threshold(after, minute + gap, True, False), -1))
        return Row(0, starts=parts)

    def _too_far(self, before: int, after: int, gap: int, shares: dict[int, list[Share]], least: float) -> Row | None:
        """Who starts at ``minute + gap`` or later has a mate who ends at ``minute`` or later."""
        ours, theirs = shares.get(before, []), shares.get(after, [])

        def lack(minute: int) -> float:
            return sum(x for s, _, x in theirs if s >= minute + gap) - sum(x for s, m, x in ours if s + m >= minute)

        minutes = sorted({s - gap for s, *_ in theirs} | {s + m + 1 for s, m, _ in ours})
        minute = max(minutes, key=lack, default=0)
        if not minutes or lack(minute) < least or not self._is_new(before, after, minute, "far"):
            return None
        parts = ((Threshold(before, minute, False, True), 1), (Threshold(after, minute + gap, False, False), -1))
        return Row(0, starts=parts)

    def _is_new(self, one: int, other: int, minute: int, kind: str) -> bool:
        key = (one, other, minute, kind)
        new = key not in self.known
        self.known.add(key)
        return new
