"""Read a list of events: all faults of its form at once; what it means is judged when it is applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.draft import read_draft
from dispatcher.reading.json_text import Parsed, parse_json
from dispatcher.schemas.event import AnyEvent, EventList
from dispatcher.settings import DEFAULT_CAPS, Caps


@dataclass(frozen=True, slots=True)
class Batch:
    """Events read as far as they could be.

    Attributes
    ----------
    events
        Each with its path in the list as sent.
    faults
        What is wrong with the form: with any, nothing is applied.
    lost
        Ids of new tickets that could not be read: nothing dangles that names them.
    """

    events: tuple[tuple[Path, AnyEvent], ...]
    faults: tuple[Fault, ...] = ()
    lost: frozenset[str] = frozenset()


def make_batch(events: Sequence[AnyEvent]) -> Batch:
    """Return events that were not read but made."""
    return Batch(tuple((("events", k), event) for k, event in enumerate(events)))


def read_events(raw: bytes | str, caps: Caps = DEFAULT_CAPS) -> Batch:
    """Read a list of events from JSON."""
    return check_events_tree(parse_json(raw, caps), caps)


def check_events_tree(parsed: Parsed, caps: Caps = DEFAULT_CAPS) -> Batch:
    """Read a list of events from a JSON tree and the faults found in its text."""
    if not isinstance(parsed.tree, dict):
        missing = () if parsed.faults else (make_fault("wrong_type", allowed="object"),)
        return Batch((), (*parsed.faults, *missing))
    found, draft = read_draft(parsed.tree, EventList, caps.faults)
    faults = [*parsed.faults, *draft.faults]
    if draft.unlisted:
        faults.append(make_fault("more_faults", allowed=draft.unlisted))
    if found is None:
        return Batch((), tuple(faults))
    events = tuple(draft.each(("events",), found.events))
    read = {place for place, _ in events}
    sent = parsed.tree.get("events")
    lost = {
        name
        for k, item in enumerate(sent if isinstance(sent, list) else [])
        if ("events", k) not in read and (name := _new_ticket_id(item)) is not None
    }
    return Batch(events, tuple(faults), frozenset(lost))


def _new_ticket_id(item: Any) -> str | None:
    ticket = item.get("ticket") if isinstance(item, dict) else None
    name = ticket.get("id") if isinstance(ticket, dict) else None
    return name if isinstance(name, str) else None
