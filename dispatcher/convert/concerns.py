"""Whom the events concern that lie between two plans, as the solver sees it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.convert.baseline import Baseline
from dispatcher.schemas.history import AppliedEvent
from solver.causes import Concern

# After these another visit of the ticket follows, or other people come to it.
_OF_THE_TICKET = frozenset({"paused", "no_show", "refused"})
_MOVES_NOTHING = frozenset({"owner_told", "released"})


@dataclass(frozen=True, slots=True)
class Owners:
    """Which ticket, by index, an event is about.

    Attributes
    ----------
    tickets, visits
        Index of the ticket by its id, and by the id of a visit of it in any of the plans.
    """

    tickets: Mapping[str, int]
    visits: Mapping[str, int]

    def ticket(self, row: AppliedEvent) -> int | None:
        """Return the ticket of an event, or of its visit; None if it is about none that is known."""
        if row.ticket_id is not None:
            return self.tickets.get(row.ticket_id)
        return None if row.visit_id is None else self.visits.get(row.visit_id)


def make_owners(baseline: Baseline) -> Owners:
    """Return whose visits those of a baseline are."""
    tickets = {ticket.id: k for k, ticket in enumerate(baseline.problem.tickets)}
    visits = {name: place.ticket for name, place in baseline.before.items()}
    visits |= {visit.id: visit.ticket for visit in (*baseline.problem.visits, *baseline.problem.withdrawn)}
    return Owners(tickets, visits)


def make_concerns(baseline: Baseline) -> list[Concern]:
    """Return whom events concern, latest last; what the request does not have any more is left out."""
    if not baseline.events:
        return []
    owners = make_owners(baseline)
    people = {technician.id: k for k, technician in enumerate(baseline.problem.technicians)}
    return [_concern(row, owners, people, baseline) for row in baseline.events]


def _concern(row: AppliedEvent, owners: Owners, people: Mapping[str, int], baseline: Baseline) -> Concern:
    clock, whole = baseline.clock, row.ticket_id is not None or row.type in _OF_THE_TICKET
    return Concern(
        event=row.id,
        visits=frozenset() if row.visit_id is None else frozenset({row.visit_id}),
        ticket=owners.ticket(row) if whole else None,
        technician=None if row.technician_id is None else people.get(row.technician_id),
        start=None if row.start is None else clock.down(row.start),
        end=None if row.end is None else clock.up(row.end),
        moves=row.type not in _MOVES_NOTHING,
    )
