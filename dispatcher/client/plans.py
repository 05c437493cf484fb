"""The part of the client that has to do with what the service keeps: runs, plans, events, plan keys."""

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from dispatcher.client.wire import Calls, Tree, refusal_of
from dispatcher.schemas.common import Wire
from dispatcher.schemas.comparison import Comparison
from dispatcher.schemas.daily import PeriodKpis, PlanKeyKpis
from dispatcher.schemas.explanation import Explanation
from dispatcher.schemas.runs import (
    AuditList,
    Erased,
    EventRows,
    EventsAnswer,
    ModeName,
    PlanKeyList,
    PlanKeyRow,
    PlanList,
    PlanRow,
    ProposedMove,
    RunList,
    RunRow,
    WorkOrders,
)
from dispatcher.schemas.verdict import Verdict
from dispatcher.schemas.watch import Watch
from dispatcher.schemas.whatif import Candidates, Slots

OVER = frozenset({"succeeded", "failed", "cancelled"})


class RunEvent(Wire):
    """One thing that happened to a run."""

    number: int
    kind: str
    body: dict[str, Any]


class Plans:
    """Runs, plans, events and plan keys of the service.

    Parameters
    ----------
    calls
        Makes the calls.
    """

    def __init__(self, calls: Calls) -> None:
        self.calls = calls

    def submit(
        self, plan_key: str, request: Tree, *, idempotency_key: str | None = None, wait: int | None = None
    ) -> RunRow:
        """Send a request to be planned.

        Parameters
        ----------
        idempotency_key
            The same key with the same body gives the same run; None: a new one.
        wait
            Seconds, at most 30, to wait for the plan. None: do not wait.
        """
        headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
        if wait is not None:
            headers["Prefer"] = f"wait={wait}"
        return self.calls.ask(RunRow, "POST", "/plan-runs", {"plan_key": plan_key, "request": request}, headers)

    def run(self, run_id: str) -> RunRow:
        """Return how far a run is."""
        return self.calls.ask(RunRow, "GET", f"/plan-runs/{quote(run_id)}")

    def runs(self, plan_key: str | None = None, page_token: str | None = None) -> RunList:
        """Return runs, newest first."""
        return self.calls.ask(RunList, "GET", "/plan-runs", plan_key=plan_key, page_token=page_token)

    def wait_for(self, run_id: str, *, every: float = 0.5) -> RunRow:
        """Return a run once it is over, asking for it every so many seconds."""
        while (run := self.run(run_id)).state not in OVER:
            time.sleep(every)
        return run

    def follow(self, run_id: str, after: int = 0) -> Iterator[RunEvent]:
        """Yield what happens to a run as it does, from after a number on, until it is over."""
        with self.calls.stream(f"/plan-runs/{quote(run_id)}/events", {"Last-Event-ID": str(after)}) as answer:
            if answer.status_code >= 400:
                answer.read()
                raise refusal_of(answer)
            event: dict[str, str] = {}
            for line in answer.iter_lines():
                name, _, value = line.partition(": ")
                if line:
                    event[name] = value
                elif "data" in event:
                    yield RunEvent(number=int(event["id"]), kind=event["event"], body=json.loads(event["data"]))
                    event = {}

    def stop(self, run_id: str) -> RunRow:
        """Let a run end soon with the best plan it has."""
        return self.calls.ask(RunRow, "POST", f"/plan-runs/{quote(run_id)}:stop")

    def cancel(self, run_id: str) -> RunRow:
        """Let a run end without a plan."""
        return self.calls.ask(RunRow, "POST", f"/plan-runs/{quote(run_id)}:cancel")

    def plan(self, plan_id: str) -> PlanRow:
        """Return a plan with its state."""
        return self.calls.ask(PlanRow, "GET", _place(plan_id))

    def plans(self, plan_key: str, page_token: str | None = None) -> PlanList:
        """Return the plans of a key, newest first, without the plans themselves."""
        return self.calls.ask(PlanList, "GET", "/plans", plan_key=plan_key, page_token=page_token)

    def publish(self, plan_id: str, version: int) -> PlanRow:
        """Put a plan in force, if its plan key still has this version."""
        return self.calls.ask(PlanRow, "POST", _place(plan_id, ":publish"), headers={"If-Match": f'"{version}"'})

    def discard(self, plan_id: str) -> PlanRow:
        """Put a proposal aside for good."""
        return self.calls.ask(PlanRow, "POST", _place(plan_id, ":discard"))

    def review(self, plan_id: str) -> PlanRow:
        """Note that somebody has looked at a proposal."""
        return self.calls.ask(PlanRow, "POST", _place(plan_id, ":review"))

    def check_plan(self, plan_id: str) -> Verdict:
        """Return what the checker says of a plan."""
        return self.calls.ask(Verdict, "POST", _place(plan_id, ":check"), {})

    def explain_plan(
        self,
        plan_id: str,
        ticket_id: str | None = None,
        why_not: str | None = None,
        *,
        seconds: float | None = None,
        one_more: float | None = None,
    ) -> Explanation:
        """Return why a plan, or a ticket in it, is as it is; ``one_more``: seconds for a plan with one more of each."""
        body = {"ticket_id": ticket_id, "why_not": why_not, "seconds": seconds, "one_more": one_more}
        return self.calls.ask(Explanation, "POST", _place(plan_id, ":explain"), body)

    def candidates_of(self, plan_id: str, ticket_id: str) -> Candidates:
        """Return who could take a ticket."""
        return self.calls.ask(Candidates, "POST", _place(plan_id, ":candidates"), {"ticket_id": ticket_id})

    def slots_of(self, plan_id: str, ticket_id: str, windows: Sequence[Mapping[str, Any]] | None = None) -> Slots:
        """Return when somebody could start a ticket."""
        return self.calls.ask(Slots, "POST", _place(plan_id, ":slots"), {"ticket_id": ticket_id, "windows": windows})

    def move_in(
        self,
        plan_id: str,
        visit_id: str,
        technician_id: str,
        *,
        start: datetime | str | None = None,
        decision: Mapping[str, str] | None = None,
        propose: bool = False,
        force: bool = False,
    ) -> ProposedMove:
        """Return what a move comes to; with ``propose`` it becomes a proposal; ``force`` plans the rest anew."""
        idea = {"visit_id": visit_id, "technician_id": technician_id, "start": start, "decision": decision}
        return self.calls.ask(
            ProposedMove, "POST", _place(plan_id, ":move"), {**idea, "force": force, "propose": propose}
        )

    def diff(self, plan_id: str, other_id: str) -> Comparison:
        """Return what differs between two plans of a plan key."""
        return self.calls.ask(Comparison, "GET", _place(plan_id, f"/diff?with={quote(other_id, safe='')}"))

    def watch(self, plan_id: str, now: datetime | str | None = None) -> Watch:
        """Return what is going on, by a plan and what is known of it."""
        moment = now.isoformat() if isinstance(now, datetime) else now
        return self.calls.ask(Watch, "GET", _place(plan_id, "/watch"), now=moment)

    def work_orders(self, plan_id: str, technician_id: str | None = None) -> WorkOrders:
        """Return what technicians have to know of their visits."""
        return self.calls.ask(WorkOrders, "GET", _place(plan_id, "/work-orders"), technician_id=technician_id)

    def report(self, plan_id: str, kind: str = "html") -> bytes:
        """Return a report: ``html``, ``xlsx``, ``text`` or ``table``."""
        return self.calls.call("GET", _place(plan_id, "/report"), format=kind).content

    def record(
        self,
        plan_key: str,
        events: Sequence[Tree],
        *,
        modes: Sequence[ModeName] = ("fast",),
        partial: bool = False,
    ) -> EventsAnswer:
        """Say what has happened, and return the answers to it."""
        body = {"plan_key": plan_key, "events": list(events), "modes": list(modes), "partial": partial}
        return self.calls.ask(EventsAnswer, "POST", "/events", body)

    def plan_key(self, name: str) -> PlanKeyRow:
        """Return what is in force under a plan key."""
        return self.calls.ask(PlanKeyRow, "GET", f"/plan-keys/{quote(name, safe='')}")

    def plan_key_kpis(self, name: str) -> PlanKeyKpis:
        """Return the measures of the plan in force under a plan key, as a whole and by day."""
        return self.calls.ask(PlanKeyKpis, "GET", f"/plan-keys/{quote(name, safe='')}/kpis")

    def kpis(self, first: str, last: str, estate_id: str | None = None) -> PeriodKpis:
        """Return the measures of what is in force between two dates, ``2026-03-02``, both included."""
        query: dict[str, Any] = {"from": first, "to": last, "estate_id": estate_id}
        return self.calls.ask(PeriodKpis, "GET", "/kpis", **query)

    def plan_keys(self, page_token: str | None = None, page_size: int | None = None) -> PlanKeyList:
        """Return plan keys by name."""
        return self.calls.ask(PlanKeyList, "GET", "/plan-keys", page_token=page_token, page_size=page_size)

    def history(self, name: str, page_token: str | None = None, page_size: int | None = None) -> PlanList:
        """Return what was in force under a plan key, newest first."""
        path = f"/plan-keys/{quote(name, safe='')}/history"
        return self.calls.ask(PlanList, "GET", path, page_token=page_token, page_size=page_size)

    def events(self, name: str, page_token: str | None = None) -> EventRows:
        """Return the accepted events of a plan key, in order."""
        return self.calls.ask(EventRows, "GET", f"/plan-keys/{quote(name, safe='')}/events", page_token=page_token)

    def erase(self, name: str, ticket_id: str | None = None) -> Erased:
        """Erase private words of a ticket, or of all tickets of a plan key."""
        return self.calls.ask(Erased, "POST", f"/plan-keys/{quote(name, safe='')}:erase", {"ticket_id": ticket_id})

    def audit(self, plan_key: str | None = None, page_token: str | None = None) -> AuditList:
        """Return who did what, in order."""
        return self.calls.ask(AuditList, "GET", "/audit", plan_key=plan_key, page_token=page_token)


def _place(plan_id: str, what: str = "") -> str:
    return f"/plans/{quote(plan_id, safe='')}{what}"
