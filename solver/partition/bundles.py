"""What must not be torn apart: people and tickets that a rule, a fact or a lock ties, and those better kept together.

Firm ties (a part without them would be another problem): a ticket and what it comes after or shares people with;
a ticket and its required technician, and whoever has made, is on his way to, or is frozen or locked to a visit of
it. Loose ties: a ticket and the technicians it is planned with in the plan in force, as changing them costs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from solver.problem import Lock, Minutes, Problem, Published, Visit, VisitState


@dataclass(frozen=True, slots=True)
class Bundle:
    """Technicians and tickets that stay together."""

    technicians: tuple[int, ...]
    tickets: tuple[int, ...]


class Ties:
    """A growing set of ties over the technicians and tickets of a problem.

    Parameters
    ----------
    problem
        Its firm ties are there from the start.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._people = len(problem.technicians)
        self._parent = list(range(self._people + len(problem.tickets)))
        for one, other in self._firm():
            self._join(one, other)

    def bundles(self) -> tuple[Bundle, ...]:
        """Return what the ties make, in the order of the first technician, or ticket, of each."""
        members: dict[int, list[int]] = defaultdict(list)
        for node in range(len(self._parent)):
            members[self._find(node)].append(node)
        return tuple(
            Bundle(
                tuple(node for node in nodes if node < self._people),
                tuple(node - self._people for node in nodes if node >= self._people),
            )
            for nodes in members.values()
        )

    def join(self, technicians: Iterable[int], tickets: Iterable[int] = ()) -> bool:
        """Tie some people and tickets; return whether they were not tied before."""
        nodes = [*technicians, *(self._people + ticket for ticket in tickets)]
        joined = [self._join(nodes[0], node) for node in nodes[1:]]
        return any(joined)

    def keep_published(self, most: Minutes) -> None:
        """Tie tickets to the technicians they are planned with, the most frequent teams first.

        People are tied only while their bundle has at most ``most`` minutes of shifts: else one part had all.
        """
        minutes = self._minutes()
        planned = self._planned_with()
        teams: Counter[tuple[int, int]] = Counter()
        for nodes in planned.values():
            teams.update(combinations(sorted({self._find(node) for node in nodes}), 2))
        for (one, other), _ in sorted(teams.items(), key=lambda row: (-row[1], row[0])):
            first, second = self._find(one), self._find(other)
            if first != second and minutes[first] + minutes[second] <= most:
                self._join(first, second)
                minutes[self._find(first)] = minutes[first] + minutes[second]
        for ticket, nodes in planned.items():
            if len({self._find(node) for node in nodes}) == 1:
                self._join(ticket, next(iter(nodes)))

    def _minutes(self) -> Counter[int]:
        """Return the shift minutes of each bundle, by its root."""
        minutes: Counter[int] = Counter()
        for shift in self.problem.shifts:
            minutes[self._find(shift.technician)] += shift.end - shift.start
        return minutes

    def _planned_with(self) -> dict[int, set[int]]:
        """Return, per bundle of tickets (its root), the technicians it is planned with or tied to."""
        people: dict[int, set[int]] = defaultdict(set)
        for visit in self.problem.visits:
            if visit.published is not None:
                people[self._find(self._people + visit.ticket)].add(self._owner(visit.published))
        for technician in range(self._people):
            if (root := self._find(technician)) in people:
                people[root].add(technician)
        return people

    def _owner(self, published: Published) -> int:
        return self.problem.shifts[published.shift].technician

    def _firm(self) -> Iterator[tuple[int, int]]:
        for ticket_idx, ticket in enumerate(self.problem.tickets):
            node = self._people + ticket_idx
            yield from ((node, self._people + after.ticket) for after in ticket.after)
            if ticket.same_technician_as is not None:
                yield node, self._people + ticket.same_technician_as
            if ticket.required_technician is not None:
                yield node, ticket.required_technician
        journeys = self._journeys()
        for visit in self.problem.visits:
            published = visit.published
            if published is not None and (
                self._holds(visit, published) or published.start <= journeys.get(published.shift, published.start - 1)
            ):
                yield self._people + visit.ticket, self._owner(published)

    def _journeys(self) -> dict[int, int]:
        """Return the latest published start a technician is on his way to, by shift.

        Where he set out from is the stop published before it, so what is published until then is tied as well.
        """
        latest: dict[int, int] = {}
        for visit in self.problem.visits:
            published = visit.published
            if published is not None and published.state is VisitState.TRAVELLING:
                latest[published.shift] = max(latest.get(published.shift, published.start), published.start)
        return latest

    def _holds(self, visit: Visit, published: Published) -> bool:
        """Whether a visit needs its published technician in its part."""
        until = self.problem.freeze_until
        return (
            published.state is not VisitState.PLANNED
            or self.problem.tickets[visit.ticket].lock is not Lock.NONE
            or (until is not None and published.start < until)
        )

    def _find(self, node: int) -> int:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node

    def _join(self, one: int, other: int) -> bool:
        first, second = sorted((self._find(one), self._find(other)))
        self._parent[second] = first
        return first != second
