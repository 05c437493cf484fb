"""What ties routes together, as rows of the linear program; their prices are prices of visits, starts and tickets."""

from collections.abc import Callable
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
    cut
        Visits of which a route with two or three counts -1, with four or five -2 (subset-row cut: Jepsen, Petersen,
        Spoorendonk, Pisinger 2008, doi:10.1287/opre.1070.0449).
    """

    least: int
    exact: bool = False
    pairs: dict[tuple[int, int], int] = field(default_factory=dict)
    starts: tuple[tuple[Threshold, int], ...] = ()
    tickets: dict[int, int] = field(default_factory=dict)
    cut: frozenset[int] = frozenset()

    def factor(self, tables: Tables, column: Column) -> int:
        """Return the factor of a column."""
        technician = tables.shifts[column.shift].technician
        total = sum(self.pairs.get((visit, technician), 0) for visit in column.visits) if self.pairs else 0
        for threshold, factor in self.starts:
            for visit, start in zip(column.visits, column.starts, strict=True):
                if visit == threshold.visit and threshold.holds(start, int(tables.minutes[visit, column.shift])):
                    total += factor
        return total - sum(visit in self.cut for visit in column.visits) // 2


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
