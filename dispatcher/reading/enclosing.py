"""Whom a fault of the form concerns: the id of the smallest thing with an id around it."""

from typing import Any

from dispatcher.faults.build import Path
from dispatcher.schemas.common import is_id

# The field that names an item of a list: of a plan's visits and routes, what they are of.
_NAMED_BY = {
    "tickets": "id",
    "technicians": "id",
    "sites": "id",
    "shifts": "id",
    "routes": "shift_id",
    "visits": "ticket_id",
    "events": "id",
}


def enclosing_ids(tree: Any, path: Path) -> tuple[str, ...]:
    """Return the id of the innermost ticket, technician, site, shift, route or visit that holds a place.

    Empty where there is none, or where the id itself stands at the place or is no id.
    """
    found: tuple[str, ...] = ()
    node = tree
    for depth, part in enumerate(path):
        try:
            node = node[part]
        except (LookupError, TypeError):
            break
        field = _NAMED_BY.get(str(path[depth - 1])) if depth and isinstance(part, int) else None
        name = node.get(field) if field is not None and isinstance(node, dict) else None
        if isinstance(name, str) and is_id(name) and path[depth + 1 :] != (field,):
            found = (name,)
    return found
