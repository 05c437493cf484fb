"""Effective urgencies (priority matrix) and due times filled in (time limits)."""

from datetime import datetime, timedelta

from dispatcher.schemas.common import UrgencyName
from dispatcher.schemas.limits import TimeLimit
from dispatcher.schemas.request import Request
from dispatcher.schemas.ticket import Ticket

_IMPACTS = {"household": 1, "building": 2, "estate": 4}


def effective_urgency(request: Request, ticket: Ticket) -> UrgencyName:
    """Return the urgency of the matrix; a missing pair keeps the ticket's."""
    if request.priority_matrix is None:
        return ticket.urgency
    row = getattr(request.priority_matrix, ticket.urgency)
    found: UrgencyName | None = None if row is None else getattr(row, ticket.impact)
    return found or ticket.urgency


def impact_factor(request: Request, ticket: Ticket) -> int:
    """Return what multiplies unassigned and lateness costs; 1 for all where a matrix decides urgencies."""
    return 1 if request.priority_matrix is not None else _IMPACTS[ticket.impact]


class TimeLimits:
    """The rows of ``time_limits`` by urgency and trade; equal rows from an equal start are equal."""

    def __init__(self, request: Request) -> None:
        self._start = request.horizon.start
        self._rows = {(row.urgency, row.trade): row for row in request.time_limits}
        self._key = self._start, tuple((*name, *_both(row)) for name, row in self._rows.items())

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, TimeLimits) and self._key == other._key)

    def __hash__(self) -> int:
        return hash(self._key)

    def respond_by(self, ticket: Ticket, urgency: UrgencyName, trade: str) -> datetime | None:
        """Return the ticket's own due time of the first start, else the limit's; None if there is neither."""
        return ticket.respond_by or self._due(ticket, urgency, trade, "respond_minutes")

    def complete_by(self, ticket: Ticket, urgency: UrgencyName, trade: str) -> datetime | None:
        """Return the ticket's own due time of the last end, else the limit's; None if there is neither."""
        return ticket.complete_by or self._due(ticket, urgency, trade, "complete_minutes")

    def _due(self, ticket: Ticket, urgency: UrgencyName, trade: str, field: str) -> datetime | None:
        for row in (self._rows.get((urgency, trade)), self._rows.get((urgency, None))):
            minutes = _minutes(row, field)
            if minutes is not None:
                return (ticket.reported_at or self._start) + timedelta(minutes=minutes)
        return None


def _both(row: TimeLimit) -> tuple[int | None, int | None]:
    return row.respond_minutes, row.complete_minutes


def _minutes(row: TimeLimit | None, field: str) -> int | None:
    return None if row is None else getattr(row, field)
