"""The chart of a day by technician, on as many pictures as the page needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from xml.etree.ElementTree import Element

from dispatcher.reports.drawing import box, dot, group, line, padlock, picture, render, text, width_of
from dispatcher.reports.gantt_row import LABEL, NAMES, Row, Scale, draw_row, make_row
from dispatcher.reports.job_sheets import JobSheet
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, say
from dispatcher.schemas.common import URGENCY_NAMES

WIDTH = 1000.0
HEIGHT = 645.0  # units of a picture that fills a page in landscape
_AXIS = 16.0
_RIGHT = 10.0
_HOUR = timedelta(hours=1)
_STEPS = (1, 2, 3, 4, 6, 12)  # hours between two lines
_SAID = (*URGENCY_NAMES, "break", "absent")  # in the chart as in the legend
_LEGEND = (
    *URGENCY_NAMES, "travel", "break", "absent", "shift", "overtime",
    "window", "promised", "missed", "late", "lock", "fact",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Axis:
    """The hours of a day's chart."""

    start: datetime
    end: datetime

    def place(self, moment: datetime) -> float:
        """Return where a time stands; what lies outside stands at the edge."""
        inside = min(max(moment, self.start), self.end)
        return NAMES + (inside - self.start) / (self.end - self.start) * (WIDTH - NAMES - _RIGHT)


def draw_day(view: PlanView, sheets: Sequence[JobSheet], lang: Lang, heights: Sequence[float]) -> list[str]:
    """Return the chart of one day's shifts as SVG.

    Parameters
    ----------
    sheets
        The shifts of the day, from top to bottom; at least one.
    heights
        Units of room on the first picture, the second and so on; the last holds for all further ones.
    """
    axis = _axis(view, sheets)
    pages: list[list[Row]] = [[]]
    for row in map(make_row, sheets):
        room = heights[min(len(pages), len(heights)) - 1] - _AXIS
        if pages[-1] and sum(other.height for other in pages[-1]) + row.height > room:
            pages.append([])
        pages[-1].append(row)
    return [_picture(view, sheets[0].day, rows, axis, lang) for rows in pages]


def _axis(view: PlanView, sheets: Sequence[JobSheet]) -> Axis:
    """Return whole hours around everything that is done; windows may reach beyond."""
    starts, ends = [], []
    for sheet in sheets:
        stops = [(job.visit.depart or job.start, job.visit.end) for job in sheet.jobs]
        stops += [(pause.depart, pause.end) for pause in sheet.pauses]
        stops += [(sheet.shift.start, sheet.shift.latest_return)]
        stops += [(sheet.home.depart, sheet.home.end)] if sheet.home else []
        starts += [start for start, _ in stops]
        ends += [end for _, end in stops]
    first, last = min(starts).astimezone(view.zone), max(ends).astimezone(view.zone)
    whole = first.replace(minute=0, second=0, microsecond=0)
    return Axis(whole, whole + max(1, -((whole - last) // _HOUR)) * _HOUR)


def _picture(view: PlanView, day: date, rows: Sequence[Row], axis: Axis, lang: Lang) -> str:
    height = _AXIS + sum(row.height for row in rows)
    root = picture(WIDTH, height, f"{say('gantt', lang)} {day.isoformat()}")
    y = _AXIS
    for k, row in enumerate(rows):
        if k % 2:
            box(root, "stripe", 0, y, WIDTH, row.height - 1)
        y += row.height
    _hours(root, view, day, axis, height, lang)
    y = _AXIS
    for row in rows:
        draw_row(root, row, view, axis.place, y, lang)
        y += row.height
    _now(root, view, axis.place, axis, height)
    return render(root)


def _hours(root: Element, view: PlanView, day: date, axis: Axis, height: float, lang: Lang) -> None:
    hours = (axis.end - axis.start) // _HOUR
    step = next((step for step in _STEPS if hours / step <= 24), _STEPS[-1])
    for k in range(0, hours + 1, step):
        moment = axis.start + k * _HOUR
        local = moment.astimezone(view.zone)
        words = local.strftime("%H:%M")
        if local.date() != day and local.hour < step:
            words = say("day_after", lang, time=words)
        x = axis.place(moment)
        line(root, "hour", x, _AXIS - 3, x, height)
        half = width_of(words, LABEL) / 2
        text(root, "hours", min(x, WIDTH - half), 9, words, "middle")


def _now(root: Element, view: PlanView, scale: Scale, axis: Axis, height: float) -> None:
    now = view.request.now
    if now is not None and axis.start <= now <= axis.end:
        line(root, "now", scale(now), _AXIS - 3, scale(now), height)


def draw_legend(view: PlanView, lang: Lang) -> str:
    """Return what the shapes of a chart mean, as SVG."""
    keys = [*_LEGEND, *(["now"] if view.request.now is not None else []), "number"]
    root = picture(WIDTH, 0, say("legend", lang))
    x, y = 2.0, 0.0
    for key in keys:
        words = say(key if key in _SAID else f"key_{key}", lang)
        sign = 0.0 if key == "number" else 26.0
        width = sign + width_of(words, LABEL) + 12
        if x + width > WIDTH:
            x, y = 2.0, y + 15
        part = group(root, "key")
        _sign(part, key, x, y)
        text(part, "word", x + sign, y + 11, words)
        x += width
    root.set("viewBox", f"0 0 {WIDTH:g} {y + 16:g}")
    return render(root)


def _sign(root: Element, key: str, x: float, y: float) -> None:
    """Draw a shape as it stands in the chart."""
    if key in ("fact", *URGENCY_NAMES):
        part = group(root, f"sample {'normal' if key == 'fact' else key}")
        box(part, "box", x, y + 2, 22, 11, 1)
        if key == "fact":
            box(part, "fact", x, y + 10, 22, 3)
    elif key in ("break", "absent"):
        box(group(root, key), "box", x, y + 2, 22, 11)
    elif key in ("shift", "overtime"):
        box(root, key, x, y + 2, 22, 11)
    elif key == "travel":
        box(root, key, x, y + 5.5, 22, 4)
    elif key == "late":
        line(root, key, x, y + 7.5, x + 22, y + 7.5)
    elif key == "lock":
        padlock(root, x + 8, y + 4)
    elif key == "now":
        line(root, key, x + 11, y + 1, x + 11, y + 14)
    elif key != "number":
        _sample(root, key, x, y + 7.5)


def _sample(root: Element, kind: str, x: float, y: float) -> None:
    part = group(root, kind)
    line(part, "range", x, y, x + 22, y)
    for end in (x, x + 22):
        line(part, "end", end, y - 1.5, end, y + 1.5)
    if kind != "missed":
        dot(part, "arrival", x + 8, y, 1.5)


def days_of(sheets: Sequence[JobSheet]) -> Iterator[tuple[date, list[JobSheet]]]:
    """Yield each day with its sheets."""
    for day in sorted({sheet.day for sheet in sheets}):
        yield day, [sheet for sheet in sheets if sheet.day == day]
