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
        "make_key": {"role": "system", "estates": ["jade-garden"], "label": "ticketing system"},
    }
