"""Builders of requests and plans as JSON trees, with boring defaults; and changes to them by JSON pointer."""

import copy
import json
from collections.abc import Mapping
from typing import Any

from dispatcher.faults import Fault
from dispatcher.reading import read_request
from dispatcher.schemas.request import Request

Tree = dict[str, Any]
GONE = object()  # as a new value: take the field or item out


def at(clock: str, day: int = 2) -> str:
    """Return a time of day (``08:00`` or ``08:00:30``) in March 2026 at +08:00; the 2nd is a Monday."""
    return f"2026-03-{day:02}T{clock if clock.count(':') == 2 else clock + ':00'}+08:00"


def make_shift(name: str = "wang-mon", **fields: Any) -> Tree:
    """Return a shift from 8:00 to 17:00 from the center."""
    return {"id": name, "start": at("08:00"), "end": at("17:00"), "start_site_id": "center", **fields}


def make_technician(name: str = "wang", **fields: Any) -> Tree:
    """Return a technician for water, level 2, with one shift."""
    defaults = {"skills": [{"trade": "water", "level": 2}], "shifts": [make_shift(f"{name}-mon")]}
    return {"id": name, **defaults, **fields}


def make_ticket(name: str = "T-1", **fields: Any) -> Tree:
    """Return a ticket of 60 minutes for water at b3; with ``steps`` it has no trade of its own."""
    own = {} if "steps" in fields else {"trade": "water", "service_minutes": 60}
    return {"id": name, "site_id": "b3", **own, **fields}


def make_tree(**fields: Any) -> Tree:
    """Return a request of one technician, one ticket and two sites of one estate, six minutes apart."""
    return {
        "schema_version": 1,
        "horizon": {"start": at("08:00"), "end": at("18:00")},
        "sites": [{"id": "center", "estate_id": "jade"}, {"id": "b3", "estate_id": "jade"}],
        "technicians": [make_technician()],
        "tickets": [make_ticket()],
        **fields,
    }


def make_visit(ticket: str = "T-1", start: str = "09:00", end: str = "10:00", **fields: Any) -> Tree:
    """Return a published visit of a ticket's first step with the least that is needed."""
    return {"ticket_id": ticket, "step": 0, "crew_position": 0, "start": at(start), "end": at(end), **fields}


def make_route(*visits: Tree, **fields: Any) -> Tree:
    """Return a route of wang's shift."""
    return {"technician_id": "wang", "shift_id": "wang-mon", "visits": list(visits), **fields}


def make_plan_tree(*routes: Tree, **fields: Any) -> Tree:
    """Return a plan with the least that is needed."""
    return {"schema_version": 1, "routes": list(routes), **fields}


def changed(tree: Tree, changes: Mapping[str, Any]) -> Tree:
    """Return a copy of a tree with values replaced, or taken out, at JSON pointers; ``-`` appends to a list."""
    result = copy.deepcopy(tree)
    for pointer, value in changes.items():
        *parents, last = pointer.split("/")[1:]
        node: Any = result
        for part in parents:
            node = node[int(part)] if isinstance(node, list) else node.setdefault(part, {})
        if isinstance(node, list):
            _set_item(node, last, value)
        elif value is GONE:
            del node[last]
        else:
            node[last] = value
    return result


def _set_item(items: list[Any], place: str, value: Any) -> None:
    if place == "-":
        items.append(value)
    elif value is GONE:
        del items[int(place)]
    else:
        items[int(place)] = value


def read_tree(tree: Any) -> tuple[Request | None, list[Fault]]:
    """Read a JSON tree as it would come from another system."""
    return read_request(json.dumps(tree, ensure_ascii=False))


def accepted(tree: Tree) -> Request:
    """Return the request of a tree that has no fault."""
    request, faults = read_tree(tree)
    assert request is not None, faults
    return request
