"""What a re-plan changes and whom to tell, as rows in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, clean, say
from dispatcher.schemas.change import Cause, Placement


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A changed visit; an empty text says that it was not, or is not, there, or that no cause is known."""

    visit: str
    kind: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What an owner is told; ``text`` is ready to send."""

    visit: str
    kind: str
    text: str


def change_rows(view: PlanView, lang: Lang) -> list[ChangeRow]:
    """Return the changed visits, as the plan lists them; none for a first plan."""
    kinds = {row.id: row.type for row in view.request.applied_events}
    return [
        ChangeRow(
            visit=_name(row.visit_id),
            kind=say(f"change_{row.kind}", lang),
            before=_placed(view, row.before, lang),
            after=_placed(view, row.after, lang),
            why=" ← ".join(_cause(cause, kinds, lang) for cause in row.because_of),
        )
        for row in view.plan.changes or []
    ]


def notice_rows(view: PlanView, lang: Lang) -> list[NoticeRow]:
    """Return what owners are told, as the plan lists it."""
    return [
        NoticeRow(
            _name(row.visit_id), say(f"notice_{row.kind}", lang), clean(row.text.zh if lang is Lang.ZH else row.text.en)
        )
        for row in view.plan.notices or []
    ]


def _name(visit_id: str) -> str:
    """Return what people call a visit: its ticket, if it is the only one of it as far as the id says."""
    return clean(visit_id.removesuffix(":0:0"))


def _placed(view: PlanView, place: Placement | None, lang: Lang) -> str:
    if place is None:
        return ""
    return say("placed", lang, technician=view.technician_name(place.technician_id), time=view.clock(place.start))


def _cause(cause: Cause, kinds: Mapping[str, str | None], lang: Lang) -> str:
    if cause.visit_id is not None:
        return _name(cause.visit_id)
    name = clean(cause.event_id or "")
    kind = kinds.get(cause.event_id or "")
    return name if kind is None else say("event", lang, kind=say(f"event_{kind}", lang), name=name)
