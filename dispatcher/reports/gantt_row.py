"""One technician's shift in a chart: where it is drawn and what is drawn."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from dispatcher.reports.drawing import box, dot, fold, group, line, padlock, text, tip, width_of
from dispatcher.reports.job_sheets import Home, Job, JobSheet, Pause
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.ticket import TicketWindow

NAMES = 118.0  # width of the column of names
LABEL, SMALL = 8.5, 7.0  # font sizes
_TOP, _BAR = 8.0, 14.0
_LANES, _PITCH = 25.0, 3.8  # where windows are drawn, and how far apart
_LEAST = 32.0
Scale = Callable[[datetime], float]


@dataclass(frozen=True, slots=True)
class Span:
    """A window under a visit: the lane it is drawn in, and whether it is a promise kept or missed."""

    lane: int
    kind: str
    start: datetime
    end: datetime
    job: Job


@dataclass(frozen=True, slots=True)
class Row:
    """A shift with the windows of its visits laid out so that none covers another."""

    sheet: JobSheet
    spans: tuple[Span, ...]

    @property
    def height(self) -> float:
        """Units of height the row needs."""
        lanes = 1 + max((span.lane for span in self.spans), default=0)
        return max(_LEAST, _LANES + lanes * _PITCH + 1)


def make_row(sheet: JobSheet) -> Row:
    """Return the row of a shift."""
    spans: list[Span] = []
    free: list[datetime] = []  # end of the last window in each lane
    for job in sheet.jobs:
        for kind, start, end in _windows(job):
            lane = next((k for k, until in enumerate(free) if until < start), len(free))
            free[lane : lane + 1] = [end]
            spans.append(Span(lane, kind, start, end, job))
    return Row(sheet, tuple(spans))


def _windows(job: Job) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield what was told or promised: the arrival window, and the promised ones if none of them is kept."""
    promised = _promised(job)
    kept = [window for window in promised if window.start <= job.start <= window.end]
    told = job.visit.arrival_window
    if told is not None:
        same = any((window.start, window.end) == (told.start, told.end) for window in kept)
        yield "promised" if same else "window", told.start, told.end
    if not kept:
        yield from (("missed", window.start, window.end) for window in promised)


def _promised(job: Job) -> Sequence[TicketWindow]:
    if job.visit.step or job.visit.part:
        return ()
    return [window for window in job.ticket.windows if window.kind == "promised"]


def draw_row(parent: Element, row: Row, view: PlanView, scale: Scale, y: float, lang: Lang) -> None:
    """Draw a shift at a height; later shapes lie over earlier ones."""
    sheet, node = row.sheet, group(parent, "row", shift=row.sheet.name)
    _names(node, sheet, view, y)
    shift, height = sheet.shift, row.height - 1
    box(node, "shift", scale(shift.start), y, scale(shift.end) - scale(shift.start), height)
    if shift.latest_return > shift.end:
        box(node, "overtime", scale(shift.end), y, scale(shift.latest_return) - scale(shift.end), height)
    for pause in sheet.pauses:
        _pause(node, pause, view, scale, y, lang)
    for job in sheet.jobs:
        if job.visit.depart is not None and job.visit.depart < job.start:
            _travel(node, scale, job.visit.depart, job.start, y)
    if sheet.home is not None:
        _way_home(node, sheet.home, view, scale, y, lang)
    before = NAMES
    for job in sheet.jobs:
        _visit(node, job, before, view, scale, y, lang)
        before = scale(job.visit.end)
    for span in row.spans:
        _window(node, span, view, scale, y + _LANES + span.lane * _PITCH + 1, lang)


def _names(node: Element, sheet: JobSheet, view: PlanView, y: float) -> None:
    shift = sheet.shift
    hours = f"{view.clock(shift.start, shift.start)}–{view.clock(shift.end, shift.start)}"
    lines = fold(sheet.technician, NAMES - 6, LABEL, 2)
    for k, words in enumerate(lines):
        text(node, "name", 2, y + 10 + 9.5 * k, words)
    text(node, "hours", 2, y + 10 + 9.5 * len(lines), hours)
    tip(node, f"{sheet.technician} {hours}")


def _travel(node: Element, scale: Scale, start: datetime, end: datetime, y: float) -> None:
    box(node, "travel", scale(start), y + _TOP + _BAR / 2 - 2, scale(end) - scale(start), 4)


def _pause(node: Element, pause: Pause, view: PlanView, scale: Scale, y: float, lang: Lang) -> None:
    if pause.depart < pause.start:
        _travel(node, scale, pause.depart, pause.start, y)
    part = group(node, pause.kind)
    words, width = say(pause.kind, lang), scale(pause.end) - scale(pause.start)
    tip(part, f"{words} {view.span(pause.start, pause.end, pause.start)} {pause.site}".strip())
    box(part, "box", scale(pause.start), y + _TOP, width, _BAR)
    if width_of(words, SMALL) < width - 2:
        text(part, "word", scale(pause.start) + width / 2, y + _TOP + 9.5, words, "middle")


def _way_home(node: Element, home: Home, view: PlanView, scale: Scale, y: float, lang: Lang) -> None:
    if home.depart == home.end:
        return
    part = group(node, "home")
    tip(part, f"{say('home', lang)} {home.site} {view.span(home.depart, home.end, home.depart)}")
    _travel(part, scale, home.depart, home.end, y)


def _visit(node: Element, job: Job, before: float, view: PlanView, scale: Scale, y: float, lang: Lang) -> None:
    visit = job.visit
    part = group(node, f"visit {job.urgency}", visit=job.visit_name)
    tip(part, _tip(job, view, lang))
    x, width = scale(visit.start), scale(visit.end) - scale(visit.start)
    box(part, "box", x + 0.3, y + _TOP, width - 0.6, _BAR, 1)
    if job.progress in ("started", "done"):
        box(part, "fact", x + 0.3, y + _TOP + _BAR - 3, width - 0.6, 3)
    _late(part, job, before, scale, y)
    room = width - 2
    if job.is_kept:
        padlock(part, x + max(1.0, width - 6.5), y + _TOP + 1)
        room -= 6.5
    label = _label(job, room)
    if label:
        text(part, "word", x + 1.5 + room / 2 - 0.5, y + _TOP + 10, label, "middle")


def _late(part: Element, job: Job, before: float, scale: Scale, y: float) -> None:
    """Draw from the due time to what is late, no further back than the visit before; with the most minutes."""
    height = y + _TOP - 1.5
    for late in job.lates:
        due = scale(late.due)
        line(part, "late", max(due, before + 1), height, scale(late.moment), height)
        if due > before:
            line(part, "late", due, height - 2, due, height + 2)
    if job.lates:
        words = f"+{max(late.minutes for late in job.lates)}"
        text(part, "minutes", scale(job.start) + 1.5, y + _TOP - 2.8, words)


def _label(job: Job, room: float) -> str:
    """Return the ticket's id where it fits, else the visit's number on the sheet, else nothing."""
    number = str(job.number)
    for words in (f"{number}. {job.name}", job.name, number):
        if width_of(words, LABEL) <= room:
            return words
    return ""


def _tip(job: Job, view: PlanView, lang: Lang) -> str:
    visit = job.visit
    words = [f"{job.number}. {job.name} {view.span(visit.start, visit.end, visit.start)}", job.site]
    words += [say(job.urgency, lang), *job.late_words, *job.notes]
    return say("then", lang).join(part for part in words if part)


def _window(node: Element, span: Span, view: PlanView, scale: Scale, y: float, lang: Lang) -> None:
    part = group(node, span.kind)
    key = {"window": "window", "promised": "key_promised", "missed": "key_missed"}[span.kind]
    words = view.span(span.start, span.end, span.job.start)
    tip(part, f"{span.job.number}. {span.job.name}: {say(key, lang)} {words}")
    left = max(scale(span.start), NAMES)
    line(part, "range", left, y, scale(span.end), y)
    for x in (left, scale(span.end)):
        line(part, "end", x, y - 1.2, x, y + 1.2)
    if span.kind != "missed":
        dot(part, "arrival", scale(span.job.start), y, 1.6)
