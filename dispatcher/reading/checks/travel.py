"""Travel fits the sites."""

from collections.abc import Iterator

from dispatcher.faults.build import make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.checks.ids import repeated
from dispatcher.reading.context import Context
from dispatcher.schemas.request import Request
from dispatcher.schemas.travel import CoordinatesTravel, MatrixTravel, ZonesTravel


def check_travel(context: Context) -> Iterator[Fault]:
    """Yield what is wrong with the way travel minutes are given."""
    travel = context.request.travel
    if context.draft.lost(("travel",)):
        return
    if isinstance(travel, MatrixTravel):
        yield from _check_matrix(context, travel)
    elif isinstance(travel, ZonesTravel):
        yield from _check_zones(context, travel)
    elif isinstance(travel, CoordinatesTravel):
        yield from _check_coordinates(context)


def sites_used(request: Request) -> list[str]:
    """Return the ids of all sites that tickets, shifts or absences name, each once."""
    used = [ticket.site_id for ticket in request.tickets]
    for technician in request.technicians:
        for shift in technician.shifts:
            used += [shift.start_site_id, *([shift.end_site_id] if shift.end_site_id else [])]
            used += [absence.site_id for absence in shift.unavailable if absence.site_id]
    return list(dict.fromkeys(used))


def _check_matrix(context: Context, travel: MatrixTravel) -> Iterator[Fault]:
    size = len(travel.site_ids)
    yield from repeated((("travel", "site_ids", k), name) for k, name in enumerate(travel.site_ids))
    yield from context.refer_each("sites", ("travel", "site_ids"), travel.site_ids)
    if len(travel.minutes) != size:
        yield make_fault("matrix_not_square", ("travel", "minutes"), allowed=size)
    for k, row in enumerate(travel.minutes):
        if len(row) != size:
            yield make_fault("matrix_not_square", ("travel", "minutes", k), allowed=size)
        elif k < size and row[k] != 0:
            yield make_fault("matrix_diagonal", ("travel", "minutes", k, k), ids=(travel.site_ids[k],), value=row[k])
    known = context.known.get("sites")
    missing = set(sites_used(context.request)) - set(travel.site_ids)
    for name in sorted(missing if known is None else missing & known):
        yield make_fault("matrix_site_missing", ("travel", "site_ids"), ids=(name,))


def _check_zones(context: Context, travel: ZonesTravel) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for path, pair in context.draft.each(("travel", "pairs"), travel.pairs):
        ends = (pair.from_estate, pair.to_estate)
        if pair.from_estate == pair.to_estate:
            yield make_fault("zone_pair_same_estate", path, ids=(pair.from_estate,))
        elif ends in seen:
            yield make_fault("zone_pair_twice", path, ids=ends)
        seen.add(ends)


def _check_coordinates(context: Context) -> Iterator[Fault]:
    for path, site in context.draft.each(("sites",), context.request.sites):
        for field in ("lat", "lon"):
            if getattr(site, field) is None and not context.draft.lost((*path, field)):
                yield make_fault("missing_coordinates", (*path, field), ids=(site.id,))
