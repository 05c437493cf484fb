"""Apply events to a request and the plan in force: a new request, or everything that is wrong."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dispatcher.digest import json_digest
from dispatcher.events.day import Day
from dispatcher.events.decisions import override, owner_told, released
from dispatcher.events.history import applied_event
from dispatcher.events.interruptions import no_show, paused, refused
from dispatcher.events.order import in_order
from dispatcher.events.people import technician_late, technician_out
from dispatcher.events.scope import rescoped
from dispatcher.events.service import done, expected, started, travelling
from dispatcher.events.tickets import cancelled, held, new_ticket, owner_changed_window, parts_late, priority_changed
from dispatcher.faults.build import Path, make_fault, pointer
from dispatcher.faults.fault import Fault
from dispatcher.reading.events import Batch
from dispatcher.reading.plan import in_force
from dispatcher.reading.request import check_request, distinct
from dispatcher.schemas.event import AnyEvent
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request

Handler = Callable[[Day, Path, Any], Iterator[Fault]]
HANDLERS: Mapping[str, Handler] = {
    "new_ticket": new_ticket,
    "travelling": travelling,
    "started": started,
    "done": done,
    "overrun": expected,
    "finished_early": expected,
    "paused": paused,
    "no_show": no_show,
    "refused": refused,
    "rescoped": rescoped,
    "technician_out": technician_out,
    "technician_late": technician_late,
    "cancelled": cancelled,
    "held": held,
    "parts_late": parts_late,
    "owner_changed_window": owner_changed_window,
    "priority_changed": priority_changed,
    "owner_told": owner_told,
    "override": override,
    "released": released,
}


def apply(request: Request, published: Plan, batch: Batch) -> tuple[Request | None, list[Fault]]:
    """Apply events together, by time, wherever they stand in the list.

    Parameters
    ----------
    request, published
        Read without faults. If the request holds the same plan (by ``plan_id``) already, with what earlier events
        have written into it, that one is gone on from.
    batch
        An event the request says it has (``applied_events``) changes nothing.

    Returns
    -------
    The new request, with facts in its ``published`` and ``now`` at the latest event; None if anything is wrong.
    And all that is wrong, with paths into the list of events: then nothing is applied.
    """
    day = Day(request, in_force(request, published))
    known = {applied.id: applied.digest for applied in request.applied_events}
    seen = dict(known)
    faults: list[tuple[Path, Fault]] = []
    taken: dict[str, AnyEvent] = {}
    for path, event in in_order(batch.events):
        digest = json_digest(event.to_wire())
        if seen.setdefault(event.id, digest) != digest:
            faults.append((path, make_fault("event_conflict", (*path, "id"), ids=(event.id,), value=event.id)))
        elif event.id not in known and event.id not in taken:
            taken[event.id] = event
            faults += [(path, fault) for fault in HANDLERS[event.type](day, path, event)]
    changed = _request(request, day, [*taken.values()], seen)
    rest = [_located(fault, changed, day, batch) for fault in check_request(changed, before=request)]
    ordered = [fault for _, fault in sorted(faults, key=lambda row: row[0][1:])]
    errors = [fault for fault in distinct([*batch.faults, *ordered, *rest]) if not _is_lost(fault, batch)]
    return (None, errors) if errors else (changed, [])


def _request(request: Request, day: Day, taken: list[AnyEvent], seen: Mapping[str, str]) -> Request:
    applied = [applied_event(event, seen[event.id], day.plan_id) for event in taken]
    moments = [event.at for event in taken] + ([] if request.now is None else [request.now])
    fields: dict[str, Any] = {
        "published": day.plan(),
        "tickets": list(day.tickets.values()),
        "technicians": list(day.technicians.values()),
    }
    if moments:
        fields["now"] = max(moments)
    if applied or request.applied_events:
        fields["applied_events"] = sorted([*request.applied_events, *applied], key=lambda row: row.id)
    fields["overrides"] = [day.overrides[name] for name in sorted(day.overrides)]
    changed = request.model_copy(update=fields)
    if not day.overrides:
        changed.model_fields_set.discard("overrides")
    return changed


def _located(fault: Fault, request: Request, day: Day, batch: Batch) -> Fault:
    """Return a fault of the new request at the place of the event that made it."""
    _, *parts = fault.path.split("/")
    events = dict(batch.events)
    if parts[:1] == ["now"]:
        return fault.model_copy(update={"path": pointer((*max(batch.events, key=lambda row: row[1].at)[0], "at"))})
    if parts[:1] == ["tickets"] and len(parts) > 1:
        name, inside = request.tickets[int(parts[1])].id, parts[2:]
        place = day.written.get((name, inside[0])) if inside else None
        if place is not None:
            rest = inside if hasattr(events[place], inside[0]) else []
            return fault.model_copy(update={"path": "/".join([pointer(place), *rest])})
        if (name, "ticket") in day.written:
            return fault.model_copy(
                update={"path": "/".join([pointer(day.written[name, "ticket"]), "ticket", *inside])}
            )
    place = next((day.written[name, "ticket"] for name in fault.ids if (name, "ticket") in day.written), None)
    return fault if place is None else fault.model_copy(update={"path": pointer(place)})


def _is_lost(fault: Fault, batch: Batch) -> bool:
    """Whether a fault only says that a new ticket could not be read, which is said already."""
    return fault.code in ("unknown_ticket", "visit_not_published") and any(
        name in batch.lost or name.rpartition(":")[0].rpartition(":")[0] in batch.lost for name in fault.ids
    )
