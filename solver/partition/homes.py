"""Whether each part can do its own work: tickets move to people who can, and people who must be together are tied."""

from collections.abc import Sequence

from solver.partition.ability import Ability
from solver.partition.bundles import Bundle, Ties
from solver.problem import Problem


class Homes:
    """Which part each bundle is in.

    Parameters
    ----------
    part
        Per bundle, its part; changed by ``settle``.
    """

    def __init__(self, problem: Problem, ability: Ability, bundles: Sequence[Bundle], part: list[int]) -> None:
        self.problem = problem
        self.ability = ability
        self.bundles = bundles
        self.part = part
        self._everybody = range(len(problem.technicians))
        self._people: list[list[int]] = [[] for _ in range(max(part) + 1)]
        for bundle, home in zip(bundles, part, strict=True):
            self._people[home] += bundle.technicians

    def members(self, part: int) -> tuple[list[int], list[int]]:
        """Return the technicians and the tickets of a part."""
        own = [bundle for bundle, home in zip(self.bundles, self.part, strict=True) if home == part]
        return [k for bundle in own for k in bundle.technicians], [t for bundle in own for t in bundle.tickets]

    def settle(self, ties: Ties) -> bool:
        """Move work without people to where it can be done; tie people where no part could do what the whole can.

        Returns
        -------
        bool
            Whether people were tied, so that the parts must be made anew.
        """
        tied = False
        for b, bundle in enumerate(self.bundles):
            lost = self._lost(bundle, self.part[b])
            if lost and not bundle.technicians:
                self.part[b] = self._best(bundle, self.part[b])
                lost = self._lost(bundle, self.part[b])
            if lost:
                tied |= self._tie(ties, bundle, self.part[b])
        return tied

    def _lost(self, bundle: Bundle, part: int) -> int:
        """Return how many tickets people of all parts could serve, but those of one cannot."""
        return sum(
            self.ability.people(ticket, self._people[part]) is None
            and self.ability.people(ticket, self._everybody) is not None
            for ticket in bundle.tickets
        )

    def _best(self, bundle: Bundle, home: int) -> int:
        """Return the part that can do most of some work, the nearest of them; ``home`` is the nearest of all."""
        parts = range(len(self._people))
        return min(parts, key=lambda part: (self._lost(bundle, part), part != home, self._way(bundle, part), part))

    def _way(self, bundle: Bundle, part: int) -> int:
        """Return the minutes, there and back, from the nearest work of a part."""
        travel, tickets = self.problem.travel, self.problem.tickets
        sites = sorted({tickets[t].site for t in self.members(part)[1]})
        if not sites:
            return 0
        ways = [int((travel[tickets[t].site, sites] + travel[sites, tickets[t].site]).min()) for t in bundle.tickets]
        return sum(ways)

    def _tie(self, ties: Ties, bundle: Bundle, part: int) -> bool:
        """Tie people who together can do all of a bundle's work that can be done, those of one part preferred."""
        order = [*self._people[part], *self._everybody]
        needed = [self.ability.people(ticket, order) or frozenset() for ticket in bundle.tickets]
        people = sorted({person for crew in needed for person in crew})
        return ties.join(people, bundle.tickets if bundle.technicians else ())
