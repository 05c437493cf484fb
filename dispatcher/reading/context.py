"""What every check of a request may look at: the models read, what was lost, and all ids sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dispatcher.faults.build import Path, make_fault
from dispatcher.faults.fault import Fault
from dispatcher.reading.draft import Draft
from dispatcher.schemas.request import Request

UNKNOWN_CODES = {"sites": "unknown_site", "technicians": "unknown_technician", "tickets": "unknown_ticket"}


def ids_sent(items: Any) -> Iterator[tuple[int, str]]:
    """Yield position and id of every object of a list that has one, broken or not."""
    if not isinstance(items, list):
        return
    for position, item in enumerate(items):
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield position, item["id"]


@dataclass(frozen=True)
class Context:
    """A request read as far as it could be.

    Attributes
    ----------
    known
        Ids sent by list name; a list that could not be read at all is absent: then nothing dangles.
    shift_owner
        Technician id (None: broken) of every shift id sent.
    sound
        Identities (``id``) of tickets and technicians that are known to have no fault of their own.
    """

    request: Request
    draft: Draft
    known: dict[str, frozenset[str]]
    shift_owner: dict[str, str | None]
    sound: frozenset[int] = frozenset()

    def refer(self, kind: str, path: Path, ids: Iterable[str | None]) -> Iterator[Fault]:
        """Yield a fault if an id that stands at a path is not in a list of the request."""
        known = self.known.get(kind)
        for name in ids:
            if known is not None and name is not None and name not in known:
                yield make_fault(UNKNOWN_CODES[kind], path, ids=(name,), value=name)

    def refer_each(self, kind: str, path: Path, ids: list[str]) -> Iterator[Fault]:
        """Yield a fault for every id of a list at a path that is not in a list of the request."""
        for place, name in self.draft.each(path, ids):
            yield from self.refer(kind, place, (name,))


def make_context(request: Request, draft: Draft) -> Context:
    """Gather the ids sent."""
    known = {
        name: frozenset(found for _, found in ids_sent(draft.raw(name)))
        for name in UNKNOWN_CODES
        if not draft.lost((name,))
    }
    owners: dict[str, str | None] = {}
    technicians = draft.raw("technicians")
    for technician in technicians if isinstance(technicians, list) else []:
        if isinstance(technician, dict):
            owner = technician.get("id")
            for _, shift_id in ids_sent(technician.get("shifts")):
                owners.setdefault(shift_id, owner if isinstance(owner, str) else None)
    return Context(request, draft, known, owners)
