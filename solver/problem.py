"""The problem of one planning run: what is to be done, by whom it can be done, and what is already fact.

Owns the frozen data every other part of the solver reads. Refuses to know wire formats, clocks and time
zones: time is whole minutes from the horizon's start (``Minute``), and everything is referred to by its
position (``*_idx`` or a plain index) in the tuples of ``Problem``; ids are kept for people.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from solver.clock import Interval, Minute, Minutes, Window
from solver.policy import Policy
from solver.roster import Absence, Break, Shift, Site, Technician
from solver.tickets import After, Lock, Need, Step, Ticket, TicketStatus, Urgency
from solver.visits import Outcome, Published, Visit, VisitState

__all__ = [
    "Absence",
    "After",
    "Break",
    "Constants",
    "IntMatrix",
    "Interval",
    "Lock",
    "Minute",
    "Minutes",
    "Need",
    "Outcome",
    "Problem",
    "Published",
    "Shift",
    "Site",
    "Step",
    "Technician",
    "Ticket",
    "TicketStatus",
    "Urgency",
    "Visit",
    "VisitState",
    "Window",
]

IntMatrix = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Constants:
    """Figures derived from a first request and kept by its re-plans.

    ``share`` maps a technician's index to his fair share of minutes; ``scarce_trades`` are trades whose
    demand exceeds 0.8 of their supply.
    """

    share: Mapping[int, Minutes]
    scarce_trades: frozenset[str]


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything one planning run needs to know.

    Attributes
    ----------
    horizon_end
        Caps the lateness an unassigned ticket pays; bounds no visit.
    now
        No technician sets out for a new visit before it.
    travel
        Array (site, site) of minutes, access minutes of the destination included.
    visits
        Facts of every ticket, and the visits still to be made of the open ones. Ids ascend within a
        ticket by step, part and crew position.
    freeze_until
        Planned visits whose published start is before it stay; None: no freeze.
    max_changes
        Cap on changed visits; None: no cap.
    constants
        Kept from the first plan; None: derive them from this problem.
    has_published
        Whether a plan is in force (it may be empty).
    withdrawn
        Published visits that are no facts and that no plan can have any more: their tickets are closed or on hold.
    """

    horizon_end: Minute
    now: Minute
    sites: tuple[Site, ...]
    travel: IntMatrix
    technicians: tuple[Technician, ...]
    shifts: tuple[Shift, ...]
    tickets: tuple[Ticket, ...]
    visits: tuple[Visit, ...]
    policy: Policy
    freeze_until: Minute | None = None
    max_changes: int | None = None
    constants: Constants | None = None
    has_published: bool = False
    withdrawn: tuple[Visit, ...] = ()

    @cached_property
    def visits_by_ticket(self) -> tuple[tuple[int, ...], ...]:
        """Indexes of every visit of each ticket, facts included."""
        lists: list[list[int]] = [[] for _ in self.tickets]
        for visit_idx, visit in enumerate(self.visits):
            lists[visit.ticket].append(visit_idx)
        return tuple(tuple(indexes) for indexes in lists)

    @cached_property
    def open_visits_by_ticket(self) -> tuple[tuple[int, ...], ...]:
        """Indexes of each ticket's visits that are still to be made; empty when it is not open."""
        return tuple(
            tuple(i for i in indexes if not self.visits[i].is_fact) if ticket.status is TicketStatus.OPEN else ()
            for ticket, indexes in zip(self.tickets, self.visits_by_ticket, strict=True)
        )

    @cached_property
    def facts_by_ticket(self) -> tuple[tuple[Visit, ...], ...]:
        """Each ticket's visits that have started or are over, in order; empty for most."""
        return tuple(
            tuple(visit for visit in map(self.visits.__getitem__, indexes) if visit.is_fact)
            for indexes in self.visits_by_ticket
        )

    def need(self, visit: Visit) -> Need:
        """Return what the technician of a visit must bring."""
        return self.tickets[visit.ticket].steps[visit.step].crew[visit.crew_position]

    def crew_size(self, visit: Visit) -> int:
        """Return how many people serve the visit's step together."""
        return len(self.tickets[visit.ticket].steps[visit.step].crew)
