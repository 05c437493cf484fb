"""An example for every operation with a body: the contract's own day, so that a reader can send it as it stands."""

import json
from functools import cache
from typing import Any

from scenarios import read_scenario


def example_of(name: str) -> dict[str, Any]:
    """Return the body of an operation's example.

    Raises
    ------
    KeyError
        There is none of this name.
    """
    return dict(_examples()[name])


def _event() -> dict[str, Any]:
    """Return the report of a burst pipe."""
    ticket = {
        "id": "T-5",
        "site_id": "b3",
        "trade": "water",
        "service_minutes": 45,
        "urgency": "emergency",
        "description": "水管爆裂",
    }
    return {"id": "E-1", "type": "new_ticket", "at": "2026-03-02T08:00:00+08:00", "ticket": ticket}


@cache
def _examples() -> dict[str, dict[str, Any]]:
    request, plan = (json.loads(read_scenario(f"example-{name}")) for name in ("request", "plan"))
    both = {"request": request, "plan": plan}
    move = {"visit_id": "T-1:0:0", "technician_id": "wang", "start": "2026-03-02T09:00:00+08:00"}
    return {
        "check": both,
        "candidates": {**both, "ticket_id": "T-1"},
        "slots": {**both, "ticket_id": "T-3"},
        "explain": {**both, "ticket_id": "T-4", "why_not": "wang", "seconds": 1.0},
        "move": {**both, **move},
        "submit": {"plan_key": "jade-garden_2026-03-02", "request": request},
        "record_events": {"plan_key": "jade-garden_2026-03-02", "modes": ["fast"], "events": [_event()]},
        "check_stored": {},
        "explain_stored": {"ticket_id": "T-4", "why_not": "wang", "seconds": 1.0},
        "candidates_stored": {"ticket_id": "T-1"},
        "slots_stored": {"ticket_id": "T-3"},
        "move_stored": {**move, "propose": False},
        "erase": {"ticket_id": "T-1"},
        "make_webhook": {
            "url": "https://tickets.example.com/hooks/dispatcher",
            "kinds": ["visit.assigned", "visit.changed", "visit.withdrawn"],
            "estates": ["jade-garden"],
            "label": "ticketing system",
        },
        "make_key": {"role": "system", "estates": ["jade-garden"], "label": "ticketing system"},
    }
