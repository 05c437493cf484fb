"""The client: one method for each operation."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from dispatcher.client.hooks import Hooks
from dispatcher.client.plans import Plans
from dispatcher.client.wire import Calls, Tree
from dispatcher.schemas.explanation import Explanation
from dispatcher.schemas.service import KeyList, KeyRow, MadeKey, Meta, Moved, RoleName
from dispatcher.schemas.verdict import Verdict
from dispatcher.schemas.whatif import Candidates, Slots


class Client(Plans, Hooks):
    """Calls the service with one key.

    Requests, plans and events are sent as JSON trees or as models of ``dispatcher.schemas``. Every method raises
    ``Refusal`` if the service does not do what was asked, and ``httpx.HTTPError`` if it cannot be reached.

    Parameters
    ----------
    address
        Of the service: ``http://127.0.0.1:8000``.
    key
        ``dsk_…``, as shown when it was made.
    lang
        Language of sentences in refusals: ``en`` or ``zh``.
    http
        An ``httpx.Client`` to call with, for proxies or certificates; None: one of its own.
    """

    def __init__(self, address: str, key: str, *, lang: str = "en", http: httpx.Client | None = None) -> None:
        super().__init__(Calls(address, key, lang, http))

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self.calls.http.close()

    def meta(self) -> Meta:
        """Return versions, caps and codes."""
        return self.calls.ask(Meta, "GET", "/meta")

    def check(self, request: Tree, plan: Tree) -> Verdict:
        """Return what the checker says of a plan."""
        return self.calls.ask(Verdict, "POST", "/check", {"request": request, "plan": plan})

    def explain(
        self,
        request: Tree,
        plan: Tree,
        ticket_id: str | None = None,
        why_not: str | None = None,
        *,
        seconds: float | None = None,
        one_more: float | None = None,
    ) -> Explanation:
        """Return why a plan, or a ticket in it, is as it is; ``one_more``: seconds for a plan with one more of each."""
        wish = {"ticket_id": ticket_id, "why_not": why_not, "seconds": seconds, "one_more": one_more}
        body = {"request": request, "plan": plan, **wish}
        return self.calls.ask(Explanation, "POST", "/explain", body)

    def candidates(self, request: Tree, plan: Tree, ticket_id: str) -> Candidates:
        """Return who could take a ticket."""
        body = {"request": request, "plan": plan, "ticket_id": ticket_id}
        return self.calls.ask(Candidates, "POST", "/candidates", body)

    def slots(
        self, request: Tree, plan: Tree, ticket_id: str, windows: Sequence[Mapping[str, Any]] | None = None
    ) -> Slots:
        """Return when somebody could start a ticket: in windows asked for, else in the half-days of the horizon."""
        body = {"request": request, "plan": plan, "ticket_id": ticket_id, "windows": windows}
        return self.calls.ask(Slots, "POST", "/slots", body)

    def move(
        self,
        request: Tree,
        plan: Tree,
        visit_id: str,
        technician_id: str,
        *,
        start: datetime | str | None = None,
        decision: Mapping[str, str] | None = None,
        force: bool = False,
    ) -> Moved:
        """Return what it costs if a technician makes a visit; with a ``decision`` (``by``, ``why``) also its event.

        ``force`` plans the rest anew around it.
        """
        idea = {"visit_id": visit_id, "technician_id": technician_id, "start": start, "decision": decision}
        return self.calls.ask(Moved, "POST", "/move", {"request": request, "plan": plan, "force": force, **idea})

    def keys(self) -> KeyList:
        """Return all keys, without their secrets."""
        return self.calls.ask(KeyList, "GET", "/keys")

    def make_key(
        self, role: RoleName, *, estates: Sequence[str] = (), contacts: bool = False, label: str = ""
    ) -> MadeKey:
        """Make a key; its text is in the answer and nowhere else."""
        body = {"role": role, "estates": list(estates), "contacts": contacts, "label": label}
        return self.calls.ask(MadeKey, "POST", "/keys", body)

    def drop_key(self, key_id: str) -> KeyRow:
        """Withdraw a key."""
        return self.calls.ask(KeyRow, "DELETE", f"/keys/{key_id}")
