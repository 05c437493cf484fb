"""Positions of ids in the lists of a canonical request, and so in its problem."""

from dataclasses import dataclass

from dispatcher.schemas.request import Request
from dispatcher.schemas.technician import Shift


@dataclass(frozen=True, slots=True)
class Indexes:
    """Index by id; ``shifts`` counts through all technicians in order, ``shift_list`` holds them so."""

    sites: dict[str, int]
    technicians: dict[str, int]
    tickets: dict[str, int]
    shifts: dict[str, int]
    shift_list: tuple[Shift, ...]


def make_indexes(request: Request) -> Indexes:
    """Number everything a request lists."""
    shifts = tuple(shift for technician in request.technicians for shift in technician.shifts)
    return Indexes(
        sites={site.id: k for k, site in enumerate(request.sites)},
        technicians={technician.id: k for k, technician in enumerate(request.technicians)},
        tickets={ticket.id: k for k, ticket in enumerate(request.tickets)},
        shifts={shift.id: k for k, shift in enumerate(shifts)},
        shift_list=shifts,
    )
