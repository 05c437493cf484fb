"""What ties routes together, as rows of the linear program: a price of each is a price of visits, tickets and starts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from solver.tables import Tables


@dataclass(frozen=True, slots=True)
class Column:
    """A route.

    Attributes
    ----------
    cost
        What it costs more than the shift without new visits.
    visits, starts
        Its visits in order (one may come twice), and when each starts.
    """

    shift: int
    cost: int
    visits: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """The starts of a visit that count: those before a minute, or from it on; with ``at_end``, its ends."""

    visit: int
    minute: int
    before: bool
    at_end: bool

    def holds(self, start: int, minutes: int) -> bool:
        """Whether a start counts, of a service of so many minutes."""
        return (start + (minutes if self.at_end else 0) < self.minute) == self.before


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """Visits made by technicians, starts that count and tickets left out, by their factors, are ``least`` or more.

    Attributes
    ----------
    exact
        Whether they are ``least`` and no more.
    pairs
        Factors by visit and technician.
    starts
        Factors of starts.
    tickets
        Factors by ticket.
    """

    least: int
    exact: bool = False
    pairs: dict[tuple[int, int], int] = field(default_factory=dict)
    starts: tuple[tuple[Threshold, int], ...] = ()
    tickets: dict[int, int] = field(default_factory=dict)

    def factor(self, tables: Tables, column: Column) -> int:
        """Return the factor of a column."""
        technician = tables.shifts[column.shift].technician
        total = sum(self.pairs.get((visit, technician), 0) for visit in column.visits) if self.pairs else 0
        for threshold, factor in self.starts:
            for visit, start in zip(column.visits, column.starts, strict=True):
                if visit == threshold.visit and threshold.holds(start, int(tables.minutes[visit, column.shift])):
                    total += factor
        return total


def people_rows(
    tables: Tables, is_planned_somewhere: Callable[[int], bool], has_several: Callable[[int], bool]
) -> list[Row]:
    """Return the rows of who may, must or must not come together, and of tickets that need others."""
    ticket_of, rows = [visit.ticket for visit in tables.problem.visits], []
    people = range(len(tables.problem.technicians))
    for one_by in tables.one_by:
        ticket = ticket_of[one_by.visits[0]]
        if is_planned_somewhere(ticket):
            rows.append(Row(1, pairs={(v, one_by.technician): 1 for v in one_by.visits}, tickets={ticket: 1}))
    for bond in tables.among:
        excused = {} if bond.always or not is_planned_somewhere(bond.other) else {bond.other: 1}
        if not bond.always and not excused:
            continue
        for technician in set(people) - bond.people:
            others = {(other, technician): 1 for other in bond.others}
            rows += [
                Row(0, pairs={**others, (v, technician): -1}, tickets=excused)
                for v in bond.visits
                if v not in bond.others
            ]
    for group in tables.different_people:
        rows += [
            Row(-1, pairs={(v, technician): -1 for v in group.visits})
            for technician in people
            if has_several(technician)
        ]
    for pair in tables.requires:
        if is_planned_somewhere(pair.ticket):
            other = {pair.other: -1} if is_planned_somewhere(pair.other) else {}
            rows.append(Row(0 if other else 1, tickets={pair.ticket: 1, **other}))
    return rows


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
        found = []
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
        """Who starts before ``minute + gap`` has been preceded by an end at ``minute - 1`` or before... at ``minute``."""
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
