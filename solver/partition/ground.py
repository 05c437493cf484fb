"""Where bundles are: the sites their visits, homes and estates lie at, and which of two places each leans to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from solver.partition.balance import Ints
from solver.partition.bundles import Bundle
from solver.problem import Problem

SERVICE = 60  # minutes that a technician needs for a visit, way included, in round figures


@dataclass(frozen=True, slots=True)
class Ground:
    """Places of bundles and the travel between them.

    Attributes
    ----------
    travel
        Minutes between sites, there and back.
    owner, site, weight
        Rows (bundle, site, visits there); a technician bound to estates counts as the visits he has time for.
    size
        Number of bundles.
    """

    travel: Ints
    owner: Ints
    site: Ints
    weight: Ints
    size: int

    def of(self, members: Ints) -> "Ground":
        """Return the ground of some bundles, renumbered in their order."""
        place = np.full(self.size, -1, dtype=np.int64)
        place[members] = np.arange(len(members))
        kept = place[self.owner] >= 0
        return Ground(self.travel, place[self.owner[kept]], self.site[kept], self.weight[kept], len(members))

    def mass(self) -> Ints:
        """Return the visits of each bundle."""
        return self._summed(self.weight)

    def lean(self, poles: tuple[int, int]) -> Ints:
        """Return the minutes that visits from the second pole cost each bundle more than from the first."""
        farther = self.travel[self.site, poles[1]] - self.travel[self.site, poles[0]]
        return self._summed(self.weight * farther)

    def poles(self) -> tuple[int, int] | None:
        """Return two sites far apart; None if all is at one site."""
        sites = np.unique(self.site)
        if len(sites) < 2:
            return None
        first = sites[int(np.argmax(self.travel[sites[0], sites]))]
        second = sites[int(np.argmax(self.travel[first, sites]))]
        return None if first == second else (int(first), int(second))

    def center(self, chosen: Ints) -> int | None:
        """Return the site nearest to all visits of some bundles; None if they have none."""
        ground = self.of(chosen)
        if not len(ground.site):
            return None
        sites, place = np.unique(ground.site, return_inverse=True)
        visits = np.zeros(len(sites), dtype=np.int64)
        np.add.at(visits, place, ground.weight)
        return int(sites[int(np.argmin(self.travel[np.ix_(sites, sites)] @ visits))])

    def _summed(self, values: Ints) -> Ints:
        total = np.zeros(self.size, dtype=np.int64)
        np.add.at(total, self.owner, values)
        return total


def read_ground(problem: Problem, bundles: Sequence[Bundle]) -> Ground:
    """Return where bundles are."""
    estates = _estate_sites(problem)
    rows = [(b, site, weight) for b, bundle in enumerate(bundles) for site, weight in _places(problem, bundle, estates)]
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 3)
    return Ground(problem.travel + problem.travel.T, table[:, 0], table[:, 1], table[:, 2], len(bundles))


def _estate_sites(problem: Problem) -> dict[str, list[int]]:
    """Return the sites with open tickets, one entry each, by estate; all sites of an estate without."""
    busy = sorted({ticket.site for t, ticket in enumerate(problem.tickets) if problem.open_visits_by_ticket[t]})
    every: dict[str, list[int]] = {}
    for sites in (range(len(problem.sites)), busy):
        found: dict[str, list[int]] = {}
        for site in sites:
            if (estate := problem.sites[site].estate) is not None:
                found.setdefault(estate, []).append(site)
        every |= found
    return every


def _places(problem: Problem, bundle: Bundle, estates: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """Yield (site, visits): tickets, the ends of shifts, and the estates of who is bound to some."""
    for ticket in bundle.tickets:
        if visits := len(problem.open_visits_by_ticket[ticket]):
            yield problem.tickets[ticket].site, visits
    for technician in (problem.technicians[k] for k in bundle.technicians):
        shifts = [problem.shifts[s] for s in technician.shifts]
        for shift in shifts:
            yield shift.start_site, 1
            if shift.end_site is not None:
                yield shift.end_site, 1
        sites = [site for estate in sorted(technician.estates) for site in estates.get(estate, ())]
        visits = sum(shift.end - shift.start for shift in shifts) // SERVICE
        for site in sites:
            yield site, -(-visits // len(sites))
