"""What an event may say of a visit: that it is in the plan in force, and has not gone otherwise."""

from collections.abc import Iterator
from datetime import datetime

from dispatcher.events.day import Day, Stop
from dispatcher.events.delays import elsewhere
from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.schemas.event import BaseEvent
from dispatcher.schemas.ticket import Ticket
from solver.rules.base import Text

_FACTS = {
    "travelling": Text("travelled to", "技工已出发"),
    "started": Text("under way", "已开始"),
    "done": Text("over", "已结束"),
}


CLOSED = {"done": Text("done", "已完成"), "cancelled": Text("cancelled", "已取消")}


def closed(path: Path, field: str, ticket: Ticket) -> Fault:
    """Return the fault of an event about a ticket that is done or cancelled."""
    return make_fault("ticket_closed", (*path, field), ids=(ticket.id,), words={"status": CLOSED[ticket.status]})


def not_published(path: Path, name: str) -> Fault:
    """Return the fault of a visit the plan in force does not have."""
    return make_fault("visit_not_published", (*path, "visit_id"), ids=(name,), value=name)


def contradiction(path: Path, event: BaseEvent, stop: Stop) -> Fault:
    """Return the fault of an event that what was said of a visit forbids."""
    words = {"fact": _FACTS[stop.visit.state or "done"]}
    return make_fault("contradicts_fact", path, ids=(event.id, stop.visit.visit_id or ""), words=words)


def check_known(path: Path, field: str, event: BaseEvent, moment: datetime) -> Iterator[Fault]:
    """Yield a fault if a fact is said to lie after the moment it became known."""
    if moment > event.at:
        yield make_fault("after_known", (*path, field), ids=(event.id,), value=moment.isoformat(),
                         allowed={"at most": event.at.isoformat()})  # fmt: skip


def check_order(path: Path, field: str, name: str, start: datetime, end: datetime) -> Iterator[Fault]:
    """Yield a fault if a visit would end before it starts."""
    if end < start:
        yield make_fault("ends_before_start", (*path, field), ids=(name,), value=end.isoformat(),
                         allowed={"at least": start.isoformat()})  # fmt: skip


def check_place(day: Day, path: Path, field: str, name: str, start: datetime, end: datetime) -> Iterator[Fault]:
    """Yield a fault if the technician was said to be at another visit meanwhile."""
    others = list(elsewhere(day, name, start, end))
    if others:
        yield make_fault("technician_elsewhere", (*path, field), ids=others)
