"""What other systems are told of a publication: who makes which visit now, and which owners to tell what."""

from collections.abc import Iterator

from sqlalchemy import Connection

from dispatcher.convert.state import visits_by_id
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.visit import Route, Visit
from dispatcher.store import outbox
from dispatcher.store.rows import Tree


def tell(connection: Connection, plan_key: str, plan: Plan, before: Plan | None, *, version: int, now: float) -> None:
    """Put messages about a plan that has come into force in the outbox; their form is ``dispatcher.schemas.message``.

    Parameters
    ----------
    version
        That the key has with it.
    before
        The plan that was in force; None: none was.
    """
    superseded = None if before is None else before.plan_id
    told = {"plan_id": plan.plan_id, "version": version, "supersedes": superseded}
    outbox.put(connection, "plan.published", plan_key, told, now)
    for topic, body in visit_messages(plan, before):
        outbox.put(connection, topic, plan_key, {"plan_id": plan.plan_id, **body}, now)
    for notice in plan.notices or []:
        outbox.put(connection, "notice.created", plan_key, {"plan_id": plan.plan_id, **notice.to_wire()}, now)


def visit_messages(plan: Plan, before: Plan | None) -> Iterator[tuple[str, Tree]]:
    """Yield topic and body of each visit not begun that a plan adds, moves to somebody or some time else, or drops."""
    now, then = visits_by_id(plan), {} if before is None else visits_by_id(before)
    for name, (route, visit) in now.items():
        if visit.state in ("started", "done"):
            continue
        old = then.get(name)
        if old is None:
            yield "visit.assigned", _body(name, route, visit)
        elif (old[0].technician_id, old[1].start) != (route.technician_id, visit.start):
            then_was = {"previous_technician_id": old[0].technician_id, "previous_start": old[1].start.isoformat()}
            yield "visit.changed", {**_body(name, route, visit), **then_was}
    for name, (route, visit) in then.items():
        if name not in now and visit.state not in ("started", "done"):
            yield "visit.withdrawn", _body(name, route, visit)


def _body(name: str, route: Route, visit: Visit) -> Tree:
    window = visit.arrival_window
    told = {} if window is None else {"arrival_window": window.to_wire()}
    return {
        "visit_id": name,
        "ticket_id": visit.ticket_id,
        "technician_id": route.technician_id,
        "shift_id": route.shift_id,
        "start": visit.start.isoformat(),
        "end": visit.end.isoformat(),
        **told,
    }
