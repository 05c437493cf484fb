"""What ties visits together, sorted for the compiled search: units, groups, orders, bonds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from solver.search.chains import layout as at
from solver.search.reach import Reach
from solver.tables import Tables


@dataclass(slots=True)
class Links:
    """The links of the tables by visit and by ticket.

    Attributes
    ----------
    units
        Tickets taken out and put back together, what others wait for first; only what can be planned.
    groups
        Per ticket: (visits that start together, technician one of them must be or -1).
    linked
        Visits held to their start while they stay.
    orders
        Per visit: (visit before it, least gap, largest gap or ``NEVER``).
    needs
        Per ticket: tickets that must be planned for it to be.
    among
        Per visit: (index into ``Tables.among``, ticket that must be planned for it to count or -1).
    """

    units: list[list[int]] = field(default_factory=list)
    groups: list[list[tuple[tuple[int, ...], int]]] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    orders: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    needs: list[list[int]] = field(default_factory=list)
    among: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def single(self, unit: Sequence[int]) -> int:
        """Return the visit of a unit that is one visit without any tie; -1 for any other unit."""
        groups = self.groups[unit[0]]
        if len(unit) > 1 or len(groups) > 1 or len(groups[0][0]) > 1 or groups[0][1] >= 0 or self.needs[unit[0]]:
            return -1
        visit = groups[0][0][0]
        return -1 if visit in self.linked or visit in self.among else visit


def read_links(tables: Tables, reach: Reach) -> Links:
    """Return the links of the tables."""
    links = Links()
    links.needs = [[] for _ in tables.problem.tickets]
    for pair in tables.requires:
        links.needs[pair.ticket].append(pair.other)
    _read_groups(tables, reach, links)
    for k, bond in enumerate(tables.among):
        for visit in bond.visits:
            links.among.setdefault(visit, []).append((k, -1 if bond.always else bond.other))
    able = _able(tables, reach)
    links.units = [kept for unit in _units(tables, links) if (kept := [t for t in unit if able[t]])]
    return links


def _able(tables: Tables, reach: Reach) -> list[bool]:
    """Say of each ticket whether all its open visits have a shift and nothing closes it."""
    closed = {limit.index for limit in tables.closed}
    some = [bool(row.any()) for row in reach.possible]
    return [
        bool(own) and ticket not in closed and all(some[v] for v in own)
        for ticket, own in enumerate(tables.problem.open_visits_by_ticket)
    ]


def _read_groups(tables: Tables, reach: Reach, links: Links) -> None:
    """Sort the visits of each ticket into groups, and the orders by the visits they bind."""
    together = {visit: group.visits for group in tables.same_start for visit in group.visits}
    required = {visit: row.technician for row in tables.one_by for visit in row.visits}
    choices = reach.possible.sum(axis=1)
    links.linked.update(together)
    for own in tables.problem.open_visits_by_ticket:
        placed: set[int] = set()
        links.groups.append([])
        for visit in own:
            if visit not in placed:
                # Who has the fewest shifts comes first, or others take the only one he has.
                group = sorted(together.get(visit, (visit,)), key=lambda v: int(choices[v]))
                placed.update(group)
                links.groups[-1].append((tuple(group), required.get(visit, -1)))
    for row in tables.orders:
        gap = at.NEVER if row.max_gap is None else row.max_gap
        for visit in together.get(row.after, (row.after,)):
            links.orders.setdefault(visit, []).append((row.before, row.min_gap, gap))
        links.linked.update((row.before, row.after))


def _units(tables: Tables, links: Links) -> list[list[int]]:
    """Return the tickets that links tie together, each after those it depends on."""
    problem = tables.problem
    follows: list[set[int]] = [set(row) for row in links.needs]
    for bond in tables.among:
        follows[problem.visits[bond.visits[0]].ticket].add(bond.other)
        for other in bond.others:
            follows[problem.visits[bond.visits[0]].ticket].add(problem.visits[other].ticket)
    for order in tables.orders:
        follows[problem.visits[order.after].ticket].add(problem.visits[order.before].ticket)
    root = list(range(len(problem.tickets)))

    def find(ticket: int) -> int:
        while root[ticket] != ticket:
            root[ticket] = root[root[ticket]]
            ticket = root[ticket]
        return ticket

    for ticket, others in enumerate(follows):
        for other in others:
            root[find(ticket)] = find(other)
    units: dict[int, list[int]] = {}
    for ticket in _by_dependence(follows):
        units.setdefault(find(ticket), []).append(ticket)
    return [units[r] for r in sorted(units)]


def _by_dependence(follows: Sequence[set[int]]) -> list[int]:
    """Return all tickets, each after those it follows (as far as they do not follow each other)."""
    ordered: list[int] = []
    seen: set[int] = set()
    for first in range(len(follows)):
        ahead: list[tuple[int, bool]] = [(first, False)]
        while ahead:
            ticket, done = ahead.pop()
            if done:
                ordered.append(ticket)
            elif ticket not in seen:
                seen.add(ticket)
                ahead.append((ticket, True))
                ahead += [(other, False) for other in sorted(follows[ticket], reverse=True) if other not in seen]
    return ordered
