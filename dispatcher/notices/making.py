"""Notices of a new plan as they go over the wire: window, reason, id and words of each."""

from collections.abc import Sequence

from dispatcher.convert.arrival import arrival_window
from dispatcher.convert.baseline import Baseline
from dispatcher.convert.concerns import make_owners
from dispatcher.digest import json_digest
from dispatcher.notices.drafts import Draft, Drafts
from dispatcher.notices.reasons import OTHER, reason_code
from dispatcher.notices.texts import NoticeTexts, packaged_texts
from dispatcher.notices.wording import Message, write
from dispatcher.reports.words import clean
from dispatcher.schemas.change import Change, Notice
from dispatcher.schemas.visit import ArrivalWindow
from solver.problem import TicketStatus, Urgency, Window
from solver.timeline import Schedule


def make_notices(
    baseline: Baseline, schedule: Schedule, changes: Sequence[Change], texts: NoticeTexts | None = None
) -> list[Notice]:
    """Return what owners are to be told of a new plan, by time of the visit.

    A notice holds nothing private (contact, address, description): it names the owner's own ticket, by its reference
    if it has one.

    Parameters
    ----------
    baseline
        What the new plan is compared with; what owners know stands in ``request.published``. Of visits that it does
        not have any more, or for which the owner has asked for another time, the plan before the events says it.
    schedule
        The new plan.
    changes
        Of ``make_changes`` for the same plan: the reasons come from their causes.
    texts
        None: those of the package.
    """
    reasons = _Reasons(baseline, changes)
    drafts = Drafts(baseline.problem, schedule, baseline.force, baseline.before)
    rows = drafts.all({change.visit_id for change in changes}, reasons.asked)
    if not rows:
        return []
    writer = _Writer(baseline, texts or packaged_texts())
    return [writer.notice(draft, *reasons.of(draft)) for draft in rows]


class _Reasons:
    """Why each visit is another time, and which text says so."""

    def __init__(self, baseline: Baseline, changes: Sequence[Change]) -> None:
        self._problem = baseline.problem
        self._events = {row.id: row for row in baseline.events}
        self._causes = {change.visit_id: change.because_of[-1].event_id for change in changes if change.because_of}
        self._owners = make_owners(baseline)
        asked = (self._owners.ticket(row) for row in baseline.events if row.type == "owner_changed_window")
        self.asked = frozenset(ticket for ticket in asked if ticket is not None)

    def of(self, draft: Draft) -> tuple[str, str]:
        """Return the text and the reason code of a notice."""
        code = self._code(draft)
        if draft.kind == "scheduled":
            return draft.kind, code
        if draft.kind == "cancelled":
            status = self._problem.tickets[draft.ticket].status
            if status is TicketStatus.CANCELLED:
                return "cancelled_as_asked", "owner_request"
            if status is TicketStatus.ON_HOLD:
                return "cancelled", "on_hold"
            if status is TicketStatus.DONE or draft.index is None:
                return "cancelled_not_needed", "no_longer_needed"
        # An owner may have asked for another time, but not for a worse one than was promised.
        return draft.kind, OTHER if code == "owner_request" else code

    def _code(self, draft: Draft) -> str:
        row = self._events.get(self._causes.get(draft.visit) or "")
        if row is None:
            return "owner_request" if draft.kind == "scheduled" and draft.ticket in self.asked else OTHER
        ticket = self._owners.ticket(row)
        is_emergency = ticket is not None and self._problem.tickets[ticket].urgency is Urgency.EMERGENCY
        return reason_code(row, ticket == draft.ticket, is_emergency)


class _Writer:
    def __init__(self, baseline: Baseline, texts: NoticeTexts) -> None:
        self._problem, self._clock, self._published = baseline.problem, baseline.clock, baseline.published
        self._texts, request = texts, baseline.request
        self._now = self._clock.local(request.moment)
        self._tickets = {ticket.id: ticket for ticket in request.tickets}
        self._plan_id = None if request.published is None else request.published.plan_id

    def notice(self, draft: Draft, text: str, reason: str) -> Notice:
        """Return a draft with window, id and words."""
        ticket = self._tickets[self._problem.tickets[draft.ticket].id]
        window, was = self._window(draft), None if draft.was is None else self._told(draft.was)
        message = Message(text, clean(ticket.reference or ticket.id), reason, self._ahead(window), was)
        given = {} if window is None else {"arrival_window": window}
        return Notice(
            id=self._id(draft, window, was),
            visit_id=draft.visit,
            kind=draft.kind,
            reason_code=reason,
            text=write(message, self._texts, self._now.date()),
            **given,
        )

    def _window(self, draft: Draft) -> ArrivalWindow | None:
        if draft.now is None or draft.index is None:
            return None
        _, published = self._published.get(draft.visit, (None, None))
        return arrival_window(self._problem, self._clock, draft.index, draft.now.shift, draft.now.start, published)

    def _ahead(self, window: ArrivalWindow | None) -> ArrivalWindow | None:
        """Return what is left of a window: nobody is told to expect a technician in the past."""
        if window is None or window.start >= self._now:
            return window
        return window.model_copy(update={"start": min(self._now, window.end)})

    def _told(self, window: Window) -> ArrivalWindow:
        return ArrivalWindow(start=self._clock.time(window.start), end=self._clock.time(window.end))

    def _id(self, draft: Draft, window: ArrivalWindow | None, was: ArrivalWindow | None) -> str:
        """Return a name made of what the notice says: the same for the same plan, another for another window."""
        spans = [None if span is None else [span.start.timestamp(), span.end.timestamp()] for span in (was, window)]
        return f"notice-{json_digest([self._plan_id, draft.visit, draft.kind, *spans])[:20]}"
