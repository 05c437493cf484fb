"""What a partition is: parts that are problems of their own, and where their rows stand in the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.problem import After, Constants, Problem, Published, Shift, Technician, Ticket

ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Part:
    """A share of the whole that is a problem of its own.

    Attributes
    ----------
    problem
        The share. Where it must speak of people of other parts (a published technician, the only preferred
        ones), a technician without skills, with an empty shift, stands for them all: the last of each.
    technicians, shifts, tickets, visits, sites
        Per row of ``problem``, its index in the whole, ascending; that technician and that shift have none. A
        site may be in several parts or in none, everything else is in exactly one.
    """

    problem: Problem
    technicians: tuple[int, ...]
    shifts: tuple[int, ...]
    tickets: tuple[int, ...]
    visits: tuple[int, ...]
    sites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """A problem and its parts."""

    problem: Problem
    parts: tuple[Part, ...]


def whole(problem: Problem) -> Part:
    """Return the part that is everything: the problem itself."""
    return Part(
        problem,
        technicians=tuple(range(len(problem.technicians))),
        shifts=tuple(range(len(problem.shifts))),
        tickets=tuple(range(len(problem.tickets))),
        visits=tuple(range(len(problem.visits))),
        sites=tuple(range(len(problem.sites))),
    )


def excerpt(problem: Problem, constants: Constants, technicians: Sequence[int], tickets: Sequence[int]) -> Part:
    """Return the part of some technicians and tickets, under the constants of the whole.

    Every ticket that binds others, or a technician, must come with them (see ``solver.partition.bundles``).
    """
    return _Excerpt(problem, constants, technicians, tickets).part()


class _Excerpt:
    """Renumbers the rows of one part."""

    def __init__(
        self, problem: Problem, constants: Constants, technicians: Sequence[int], tickets: Sequence[int]
    ) -> None:
        self.problem = problem
        self.constants = constants
        self.technicians = _places(technicians)
        self.tickets = _places(tickets)
        self.shifts = _places([s for s, row in enumerate(problem.shifts) if row.technician in self.technicians])
        self.visits = _places([v for v, row in enumerate(problem.visits) if row.ticket in self.tickets])
        self.sites = _places(list(self._sites_used()))

    def part(self) -> Part:
        """Return the part."""
        whole = self.problem
        people = [self._technician(k) for k in self.technicians]
        shifts = [self._shift(whole.shifts[s]) for s in self.shifts]
        share = {place: self.constants.share[k] for k, place in self.technicians.items() if k in self.constants.share}
        if self._speaks_of_others():
            share[len(people)] = 0
            shifts.append(self._empty_shift())
            people.append(self._others())
        sites = list(self.sites)
        problem = replace(
            whole,
            sites=tuple(whole.sites[k] for k in sites),
            travel=whole.travel[np.ix_(sites, sites)],
            technicians=tuple(people),
            shifts=tuple(shifts),
            tickets=tuple(self._ticket(whole.tickets[t]) for t in self.tickets),
            visits=tuple(
                replace(row, ticket=self.tickets[row.ticket], published=self._published(row.published))
                for row in (whole.visits[v] for v in self.visits)
            ),
            # They are only counted; their technicians may be of another part.
            withdrawn=tuple(
                replace(row, ticket=self.tickets[row.ticket], published=None)
                for row in whole.withdrawn
                if row.ticket in self.tickets
            ),
            constants=Constants(share, self.constants.scarce_trades),
        )
        maps = (self.technicians, self.shifts, self.tickets, self.visits, self.sites)
        return Part(problem, *(tuple(places) for places in maps))

    def _sites_used(self) -> set[int]:
        shifts = [self.problem.shifts[s] for s in self.shifts]
        used = {self.problem.tickets[t].site for t in self.tickets} | {shift.start_site for shift in shifts}
        used |= {shift.end_site for shift in shifts if shift.end_site is not None}
        return used | {away.site for shift in shifts for away in shift.absences if away.site is not None}

    def _technician(self, index: int) -> Technician:
        row = self.problem.technicians[index]
        return replace(row, shifts=tuple(self.shifts[s] for s in row.shifts))

    def _shift(self, row: Shift) -> Shift:
        return replace(
            row,
            technician=self.technicians[row.technician],
            start_site=self.sites[row.start_site],
            end_site=None if row.end_site is None else self.sites[row.end_site],
            absences=tuple(
                away if away.site is None else replace(away, site=self.sites[away.site]) for away in row.absences
            ),
        )

    def _ticket(self, row: Ticket) -> Ticket:
        same, required = row.same_technician_as, row.required_technician
        return replace(
            row,
            site=self.sites[row.site],
            required_technician=None if required is None else self.technicians[required],
            preferred_technicians=frozenset(
                self.technicians.get(k, len(self.technicians)) for k in self._preferred(row)
            ),
            banned_technicians=frozenset(self.technicians[k] for k in row.banned_technicians if k in self.technicians),
            same_technician_as=None if same is None else self.tickets[same],
            after=tuple(After(self.tickets[after.ticket], after.min_gap, after.max_gap) for after in row.after),
        )

    def _preferred(self, row: Ticket) -> frozenset[int]:
        """Return the preferred technicians of the part; all, if none of them is: to prefer nobody would be free."""
        return (row.preferred_technicians & self.technicians.keys()) or row.preferred_technicians

    def _published(self, row: Published | None) -> Published | None:
        return None if row is None else replace(row, shift=self.shifts.get(row.shift, len(self.shifts)))

    def _speaks_of_others(self) -> bool:
        """Whether a ticket of the part was published with, or prefers only, people of other parts."""
        published = (self.problem.visits[v].published for v in self.visits)
        return any(row is not None and row.shift not in self.shifts for row in published) or any(
            not self._preferred(self.problem.tickets[t]) <= self.technicians.keys() for t in self.tickets
        )

    def _others(self) -> Technician:
        """Return who stands for the people of other parts: no work fits him, no share and no measure knows him."""
        name = ELSEWHERE
        while any(name == row.id for row in self.problem.technicians):
            name += "'"
        return Technician(id=name, contractor=True, shifts=(len(self.shifts),))

    def _empty_shift(self) -> Shift:
        name, now = ELSEWHERE, self.problem.now
        while any(name == row.id for row in self.problem.shifts):
            name += "'"
        return Shift(name, len(self.technicians), now, now, now, start_site=0, end_site=None)


def _places(indexes: Sequence[int]) -> dict[int, int]:
    """Return index in the whole -> index in the part."""
    return {index: place for place, index in enumerate(sorted(indexes))}
