"""The canonical request: lists whose order says nothing are sorted, so that it cannot decide anything either."""

from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel

from dispatcher.kept import Kept
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from dispatcher.schemas.site import Site
from dispatcher.schemas.travel import MatrixTravel
from dispatcher.schemas.visit import TakenBreak, Visit

Model = TypeVar("Model", bound=BaseModel)
ORDERED = frozenset({"steps", "crew"})  # a position in these is a name: step, crew_position
LASTING = frozenset({"sites", "technicians", "tickets", "routes"})  # most items outlive the request, which changes
# Models that hold no list, nor do those inside: they are sorted as they are.
FLAT = (Site, Visit, TakenBreak)


def canonical(request: Request) -> Request:
    """Return a request with every list in an order of its own, whatever the order in which it was sent.

    What has an id is sorted by it, code point by code point; shifts, windows, breaks, absences and published visits
    by time; all else by its fields. Of the plan in force remains what is read of it: routes and constants. Two
    requests that differ only in the order of such lists have equal canonical requests.
    """
    return _canonical(request)


def canonical_digest(request: Request) -> str:
    """Return the digest of the canonical request, without ``search``: permuted lists keep it."""
    return canonical(request).wire_digest


def _make_canonical(request: Request) -> Request:
    published = request.published
    if published is not None:
        read = Plan(schema_version=1, routes=published.routes, constants=published.constants)
        request = request.model_copy(update={"published": read})
    return _sorted(request)


def _sorted(model: Model) -> Model:
    """Return a model with its lists sorted, and those of all models inside; itself if they already are."""
    if isinstance(model, FLAT):
        return model
    update = _sorted_matrix(model) if isinstance(model, MatrixTravel) else _sorted_fields(model)
    return model.model_copy(update=update) if update else model


def _sorted_fields(model: BaseModel) -> dict[str, Any]:
    """Return the fields that change."""
    update: dict[str, Any] = {}
    for name, value in vars(model).items():
        if isinstance(value, BaseModel) and (inner := _sorted(value)) is not value:
            update[name] = inner
        elif isinstance(value, list):
            sort = _kept if name in LASTING else _sorted
            items = [sort(item) if isinstance(item, BaseModel) else item for item in value]
            if name not in ORDERED:
                items.sort(key=KEYS.get(name, _fields))
            if any(item is not old for item, old in zip(items, value, strict=True)):
                update[name] = items
    return update


def _sorted_matrix(travel: MatrixTravel) -> dict[str, Any]:
    """Return the sites of a matrix in order, and its rows and columns in theirs."""
    order = sorted(range(len(travel.site_ids)), key=travel.site_ids.__getitem__)
    if order == list(range(len(order))):
        return {}
    minutes = [[travel.minutes[row][column] for column in order] for row in order]
    return {"site_ids": sorted(travel.site_ids), "minutes": minutes}


def _fields(item: Any) -> Any:
    """Return a text itself, of a model its fields in the schema's order; absent ones come first."""
    return tuple((value is not None, value) for value in vars(item).values()) if isinstance(item, BaseModel) else item


def _id(item: Any) -> str:
    name: str = item.id
    return name


KEYS: dict[str, Callable[[Any], Any]] = {
    "sites": _id,
    "technicians": _id,
    "tickets": _id,
    "shifts": lambda shift: (shift.start, shift.end, shift.id),
    "routes": lambda route: (route.technician_id, route.shift_id),
    "visits": lambda visit: (visit.start, visit.end, visit.ticket_id, visit.step, visit.crew_position),
}

_kept: Kept[Any, Any] = Kept(_sorted)
_canonical: Kept[Request, Request] = Kept(_make_canonical)
