"""Rules that tie visits together: who (static, whatever the times) and when (between chosen starts)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from solver.problem import After, TicketStatus
from tests.oracle.reading import Reading

Spans = Mapping[int, tuple[int, int]]  # visit -> start, end


@dataclass(frozen=True, slots=True)
class TimeLink:
    """A condition on the starts and ends of some visits still to be made."""

    visits: frozenset[int]
    holds: Callable[[Spans], bool]


class Links:
    """What ties visits together."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.problem = reading.problem

    # --- which tickets --------------------------------------------------------------------------------------------

    def allows_tickets(self, planned: frozenset[int]) -> bool:
        """Whether what must stay is planned and no ticket is planned without those it comes after."""
        left_out = set(self.reading.open_tickets) - planned
        if any(self.reading.must_be_planned(t) for t in left_out):
            return False
        return not any(
            self.reading.is_ticket_held(row.ticket) or row.ticket in left_out
            for t in planned
            for row in self._binding_after(t)
        )

    def _binding_after(self, ticket_idx: int) -> tuple[After, ...]:
        """The ticket's `after` rows, unless its first step has begun or the other ticket is cancelled."""
        rows = self.problem.tickets[ticket_idx].after
        if any(self.problem.visits[v].ticket == ticket_idx and self.problem.visits[v].step == 0 for v in self.facts):
            return ()
        return tuple(r for r in rows if self.problem.tickets[r.ticket].status is not TicketStatus.CANCELLED)

    @property
    def facts(self) -> frozenset[int]:
        """Indexes of the facts."""
        return self.reading.fact_set

    # --- who --------------------------------------------------------------------------------------------------------

    def allows_people(self, shift_of: Mapping[int, int], planned: frozenset[int]) -> bool:
        """Whether crews are different people, and required and same technicians are among them."""
        return (
            all(self._crew_differs(v, shift_of) for v in shift_of)
            and all(self._has_required(v, shift_of) for v in shift_of)
            and all(self._keeps_technician(t, shift_of, planned) for t in planned)
            and self._fits_max_visits(shift_of)
        )

    def _person(self, visit_idx: int, shift_of: Mapping[int, int]) -> int:
        """Return who makes a visit, fact or planned."""
        published = self.reading.published(visit_idx)
        if visit_idx in self.facts and published is not None:
            return self.reading.technician(published.shift)
        return self.reading.technician(shift_of[visit_idx])

    def _crew_differs(self, visit_idx: int, shift_of: Mapping[int, int]) -> bool:
        own = self._person(visit_idx, shift_of)
        mates = (v for v in self.reading.same_group(visit_idx) if v != visit_idx)
        return all(self._person(v, shift_of) != own for v in mates)

    def _has_required(self, visit_idx: int, shift_of: Mapping[int, int]) -> bool:
        required = self.problem.tickets[self.problem.visits[visit_idx].ticket].required_technician
        if required is None:
            return True
        return any(self._person(v, shift_of) == required for v in self.reading.same_group(visit_idx))

    def _keeps_technician(self, ticket_idx: int, shift_of: Mapping[int, int], planned: frozenset[int]) -> bool:
        other = self.problem.tickets[ticket_idx].same_technician_as
        if other is None:
            return True
        others = [v for v in self.problem.visits_by_ticket[other] if v in self.facts or other in planned]
        if not others:
            return True
        people = {self._person(v, shift_of) for v in others}
        return all(self._person(v, shift_of) in people for v in self.problem.open_visits_by_ticket[ticket_idx])

    def _fits_max_visits(self, shift_of: Mapping[int, int]) -> bool:
        for s in set(shift_of.values()):
            most = self.problem.shifts[s].max_visits
            facts = sum(stop.visit is not None for stop in self.reading.fixed_stops[s])
            if most is not None and facts + sum(own == s for own in shift_of.values()) > most:
                return False
        return True

    # --- when -------------------------------------------------------------------------------------------------------

    def time_links(self, planned: frozenset[int]) -> list[TimeLink]:
        """Return every condition between starts when exactly these tickets are planned."""
        links: list[TimeLink] = []
        for ticket_idx in sorted(planned):
            links += self._crew_links(ticket_idx)
            links += self._step_links(ticket_idx)
            links += self._after_links(ticket_idx)
        return links

    def _crew_links(self, ticket_idx: int) -> Iterator[TimeLink]:
        """Who is still to come starts together; members who have begun no longer hold the others (reading 7)."""
        for visit_idx in self.problem.open_visits_by_ticket[ticket_idx]:
            crew = frozenset(v for v in self.reading.same_group(visit_idx) if v not in self.facts)
            if visit_idx == min(crew):
                yield TimeLink(crew, self._together(crew))

    def _together(self, crew: frozenset[int]) -> Callable[[Spans], bool]:
        return lambda spans: len({spans[v][0] for v in crew}) == 1

    def _served(self, ticket_idx: int, *steps: int) -> tuple[int, ...]:
        """Return the visits of some steps that serve, no-shows left out; of all steps if none is named."""
        visits = [v for v in self.problem.visits_by_ticket[ticket_idx] if not self.problem.visits[v].is_no_show]
        return tuple(v for v in visits if not steps or self.problem.visits[v].step in steps)

    def _step_links(self, ticket_idx: int) -> Iterator[TimeLink]:
        for index, step in enumerate(self.problem.tickets[ticket_idx].steps):
            own = [v for v in self.problem.visits_by_ticket[ticket_idx] if self.problem.visits[v].step == index]
            before = self._served(ticket_idx, index - 1)
            if index and before and own and not any(v in self.facts for v in own):
                yield self._order(before, tuple(own), step.min_gap, step.max_gap)

    def _after_links(self, ticket_idx: int) -> Iterator[TimeLink]:
        for row in self._binding_after(ticket_idx):
            if others := self._served(row.ticket):
                yield self._order(others, self._served(ticket_idx, 0), row.min_gap, row.max_gap)

    def _order(self, before: tuple[int, ...], after: tuple[int, ...], least: int, most: int | None) -> TimeLink:
        """The first start of ``after`` lies within the gaps of the last end of ``before``."""
        chosen = frozenset(v for v in (*before, *after) if v not in self.facts)

        def end_of(v: int, spans: Spans) -> int:
            published = self.reading.published(v)
            return published.end if v in self.facts and published is not None else spans[v][1]

        def holds(spans: Spans) -> bool:
            end = max(end_of(v, spans) for v in before)
            start = min(spans[v][0] for v in after)
            return end + least <= start and (most is None or start <= end + most)

        return TimeLink(chosen, holds)
