"""The resident planner: what is in force, what has happened since, and answers to it."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dispatcher.events import apply
from dispatcher.faults import Fault
from dispatcher.notices import NoticeTexts
from dispatcher.prepared import Prepared
from dispatcher.reading.events import Batch
from dispatcher.reading.plan import in_force
from dispatcher.resident.given import propose_given
from dispatcher.resident.interruptions import interrupted
from dispatcher.resident.proposals import Proposal, Telling, propose_better, propose_first
from dispatcher.resident.standing import Standing
from dispatcher.schemas.event import AnyEvent, NewTicket, Paused
from dispatcher.schemas.plan import Plan
from dispatcher.schemas.request import Request
from solver.checker import Report
from solver.replan import Mode
from solver.search.limits import SearchLimits, Stop

OnProposal = Callable[[Proposal], None]


class Resident:
    """Holds one request and its plan in force ready, and answers events without building anew what did not change.

    Nothing is published by an event or by an answer: ``publish`` does that.

    Parameters
    ----------
    request
        Read without faults.
    published
        The plan in force.
    texts
        The words of notices; None: those of the package.
    timer
        A monotonic clock in seconds.

    Attributes
    ----------
    published
        The plan as it was published, which changes are told against.
    standing
        How things stand, with every event taken.
    """

    def __init__(
        self,
        request: Request,
        published: Plan,
        *,
        texts: NoticeTexts | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.texts = texts
        self.timer = timer
        self.published = published
        if in_force(request, published) is published:
            request = request.model_copy(update={"published": published})
        self.standing = Standing(request, _without_place(request, published))
        self._interrupted: tuple[Standing, tuple[Standing, list[Paused]]] | None = None

    @property
    def request(self) -> Request:
        """The request with every event taken."""
        return self.standing.request

    def take(self, batch: Batch) -> list[Fault]:
        """Take events together; if anything is wrong with one, none is taken and the faults say so."""
        changed, faults = apply(self.request, self.standing.published, batch)
        if changed is None:
            return faults
        touched = {name for _, event in batch.events for name in _tickets_of(event)}
        self.standing = Standing(changed, {*self.standing.fresh, *touched})
        return []

    def first(self) -> Proposal | None:
        """Return the first answer: checked, within milliseconds, without search.

        None if what can be kept and inserted at once breaks a rule: then a search has to find a plan.
        """
        standing, interrupts = self._ready()
        return propose_first(standing, self._telling, interrupts) if standing.first.report.is_legal else None

    def options(
        self,
        modes: Sequence[Mode],
        limits: SearchLimits,
        *,
        on_proposal: OnProposal | None = None,
        stop: Stop | None = None,
    ) -> tuple[Proposal, ...]:
        """Return a plan for each mode, equal plans once, in the order of the modes.

        Searches of several modes run side by side and share the workers. ``best`` is the cheapest plan they have found.

        Parameters
        ----------
        on_proposal
            Told the first answer at once, then every other plan when it is there. None: nobody listens.
        """
        tell = on_proposal or (lambda _: None)
        first = self.first()
        found: dict[Mode, Proposal] = {}
        if first is not None:
            tell(first)
            found[Mode.FAST] = first
        wanted = [mode for mode in modes if mode not in found]
        for proposal in self._search(wanted, limits, stop, tell):
            found |= dict.fromkeys(proposal.modes, proposal)
        if Mode.BEST in found and Mode.STEADY in found:  # a short search may find more when it is held
            found[Mode.BEST] = min(found[Mode.BEST], found[Mode.STEADY], key=_total)
        return _merged([found[mode] for mode in modes], modes)

    def given(self, plan: Plan) -> tuple[Proposal, Report]:
        """Return a plan that somebody gives as a proposal for how things stand, and the verdict on it."""
        return propose_given(self.standing, plan, self._telling)

    @property
    def asked(self) -> Prepared:
        """What holds of the plan in force, for ``dispatcher.questions``: candidates, slots, moves."""
        return self.standing.asked

    def publish(self, plan: Plan, request: Request | None = None) -> None:
        """Put a plan in force.

        Parameters
        ----------
        request
            The request it answers: where it interrupts visits, that of its proposal. None: the request as it is.
        """
        request = self.request if request is None else request
        self.published = plan
        self.standing = Standing(request.model_copy(update={"published": plan}))

    @property
    def _telling(self) -> Telling:
        return Telling(self.published, self.texts)

    def _ready(self) -> tuple[Standing, tuple[Paused, ...]]:
        """Return how things stand, with an interruption where the policy allows one and it pays."""
        if self._interrupted is None or self._interrupted[0] is not self.standing:
            self._interrupted = self.standing, interrupted(self.standing) or (self.standing, [])
        standing, interrupts = self._interrupted[1]
        return standing, tuple(interrupts)

    def _search(
        self, modes: Sequence[Mode], limits: SearchLimits, stop: Stop | None, tell: OnProposal
    ) -> list[Proposal]:
        """Search for a plan for each mode, side by side."""
        standing, interrupts = self._ready()
        workers = max(1, (limits.workers or os.cpu_count() or 1) // max(1, len(modes)))

        def propose(mode: Mode) -> Proposal:
            proposal = propose_better(
                standing,
                mode,
                replace(limits, workers=workers),
                timer=self.timer,
                stop=stop,
                telling=self._telling,
                interrupts=interrupts,
            )
            tell(proposal)
            return proposal

        with ThreadPoolExecutor(max_workers=max(1, len(modes))) as pool:
            return list(pool.map(propose, modes))


def _total(proposal: Proposal) -> float:
    """Return what a proposal costs; one without a plan costs more than any other."""
    cost = proposal.plan.cost
    return float("inf") if cost is None else cost.total


def _merged(proposals: Sequence[Proposal], modes: Sequence[Mode]) -> tuple[Proposal, ...]:
    """Return equal plans once, each with every mode it answers; of equal ones that with the most known of it."""
    found: dict[str | None, Proposal] = {}
    for mode, proposal in zip(modes, proposals, strict=True):
        same = found.get(proposal.plan.plan_id)
        known = proposal if same is None or same.plan.sunk is None else same
        found[proposal.plan.plan_id] = replace(known, modes=(*(() if same is None else same.modes), mode))
    return tuple(found.values())


def _without_place(request: Request, published: Plan) -> set[str]:
    """Return open tickets that are to have a place: those that came after a plan, and that events since are about.

    A plan that does not say what it leaves out leaves out on purpose what it does not have.
    """
    rows = request.applied_events
    touched = {row.ticket_id for row in rows if row.ticket_id is not None and row.plan_id == published.plan_id}
    if published.unassigned is None:
        return touched
    named = {visit.ticket_id for route in published.routes for visit in route.visits}
    named |= {row.ticket_id for row in published.unassigned}
    return touched | {ticket.id for ticket in request.tickets if ticket.status == "open"} - named


def _tickets_of(event: AnyEvent) -> list[str]:
    """Return the tickets an event is about, by id."""
    if isinstance(event, NewTicket):
        return [event.ticket.id]
    name = getattr(event, "ticket_id", None)
    return [] if name is None else [name]
