"""The order in which events of a list are applied; where they stand in it says nothing."""

from collections.abc import Iterable
from datetime import datetime

from dispatcher.faults.build import Path
from dispatcher.schemas.event import AnyEvent, Done, NoShow, Paused, Started, Travelling

Key = tuple[datetime, int, datetime, int, str]
Begun = frozenset[tuple[str, datetime, datetime]]
# Of what became known at one moment: new tickets first, then what happened by time, then what was decided.
_NEW, _HAPPENED, _DECIDED = range(3)
_HAPPENINGS = {"done": 0, "paused": 0, "no_show": 0, "travelling": 1, "started": 2, "overrun": 4, "finished_early": 4}
_OVER_AT_ONCE = 3
_DECISIONS = {
    "refused": 0,
    "technician_out": 1,
    "technician_late": 1,
    "rescoped": 2,
    "parts_late": 2,
    "owner_changed_window": 2,
    "priority_changed": 2,
    "held": 3,
    "released": 4,
    "override": 5,
    "owner_told": 6,
    "cancelled": 7,
}


def in_order(events: Iterable[tuple[Path, AnyEvent]]) -> list[tuple[Path, AnyEvent]]:
    """Return events with their paths by ``at``, kind, time of what happened, and id."""
    rows = list(events)
    begun = frozenset(
        (event.visit_id, event.at, event.time) for _, event in rows if isinstance(event, Travelling | Started)
    )
    return sorted(rows, key=lambda row: _key(row[1], begun))


def _key(event: AnyEvent, begun: Begun) -> Key:
    if event.type == "new_ticket":
        return event.at, _NEW, event.at, 0, event.id
    if event.type not in _HAPPENINGS:
        return event.at, _DECIDED, event.at, _DECISIONS[event.type], event.id
    time = event.time if isinstance(event, Travelling | Started | Done) else event.at
    rank = _HAPPENINGS[event.type]
    # One visit ends before the next one is gone to; only what began at that very moment ends after it.
    if isinstance(event, Done | Paused | NoShow) and (event.visit_id, event.at, time) in begun:
        rank = _OVER_AT_ONCE
    return event.at, _HAPPENED, time, rank, event.id
