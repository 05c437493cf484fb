"""Who could serve what, as far as skills, papers, estates, duties and bans say: what a part must hold together.

Only a guide for splitting: what a plan may do is the rules' to say, in every part as in the whole.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from solver.problem import Need, Problem, Shift, Technician, Ticket


def brings(technician: Technician, need: Need) -> bool:
    """Whether a technician has the trade at the level, and the certificates (valid or not), of a need."""
    skilled = technician.skills.get(need.trade, 0) >= need.min_level
    return skilled and need.certificates <= technician.certificates.keys()


class Ability:
    """Answers, for the visits still to be made, who could make them."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._known: dict[tuple[object, ...], frozenset[int]] = {}
        self._crews: dict[int, tuple[tuple[Need, ...], ...]] = {}

    def crews(self, ticket: int) -> tuple[tuple[Need, ...], ...]:
        """Return what the people of each step and part still to be made must bring."""
        if ticket not in self._crews:
            rows: dict[tuple[int, int], list[Need]] = defaultdict(list)
            for visit_idx in self.problem.open_visits_by_ticket[ticket]:
                visit = self.problem.visits[visit_idx]
                rows[visit.step, visit.part].append(self.problem.need(visit))
            self._crews[ticket] = tuple(tuple(needs) for needs in rows.values())
        return self._crews[ticket]

    def able(self, ticket_idx: int, need: Need) -> frozenset[int]:
        """Return the technicians who could fill one place in a crew of the ticket."""
        ticket = self.problem.tickets[ticket_idx]
        estate = self.problem.sites[ticket.site].estate
        key = (need, estate, ticket.urgency, ticket.banned_technicians)
        if key not in self._known:
            self._known[key] = frozenset(
                k
                for k, technician in enumerate(self.problem.technicians)
                if brings(technician, need)
                and k not in ticket.banned_technicians
                and (estate is None or not technician.estates or estate in technician.estates)
                and any(_may(technician, self.problem.shifts[s], need, ticket) for s in technician.shifts)
            )
        return self._known[key]

    def people(self, ticket: int, among: Collection[int]) -> frozenset[int] | None:
        """Return people who together could make all that is left of a ticket; None if these cannot.

        Parameters
        ----------
        among
            Whom to choose from, those named first preferred.
        """
        required = self.problem.tickets[ticket].required_technician
        chosen: set[int] = set()
        for crew in self.crews(ticket):
            found = self._crew([self.able(ticket, need) for need in crew], among, required)
            if found is None:
                return None
            chosen.update(found)
        return frozenset(chosen)

    def _crew(
        self, able: Sequence[frozenset[int]], among: Collection[int], required: int | None
    ) -> Collection[int] | None:
        """Return a crew for places some are able to fill, one of them the required technician if there is one."""
        if len(able) == 1 and required is None:
            first = next((k for k in among if k in able[0]), None)
            return None if first is None else (first,)
        places = [[k for k in among if k in row] for row in able]
        return _fill(places) if required is None else _fill_with(places, required)


def _may(technician: Technician, shift: Shift, need: Need, ticket: Ticket) -> bool:
    """Whether the duty of a shift, and the papers on its day, allow the work."""
    papers = (technician.certificates[code] for code in need.certificates)
    valid = all(until is None or until >= shift.day for until in papers)
    return valid and (not shift.serves_urgencies or ticket.urgency in shift.serves_urgencies)


def _fill_with(places: Sequence[Sequence[int]], person: int) -> set[int] | None:
    """Fill the places with different people, one of them given; None if that cannot be."""
    for k, candidates in enumerate(places):
        if person in candidates:
            rest = [[other for other in row if other != person] for j, row in enumerate(places) if j != k]
            if (found := _fill(rest)) is not None:
                return found | {person}
    return None


def _fill(places: Sequence[Sequence[int]]) -> set[int] | None:
    """Fill the places with different people (Kuhn's augmenting paths); None if that cannot be."""
    place_of: dict[int, int] = {}

    def fill(place: int, seen: set[int]) -> bool:
        for person in places[place]:
            if person not in seen:
                seen.add(person)
                if person not in place_of or fill(place_of[person], seen):
                    place_of[person] = place
                    return True
        return False

    return set(place_of) if all(fill(place, set()) for place in range(len(places))) else None
