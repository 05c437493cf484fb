"""A plan as text: one table per technician, what is left out, the cost, and what is proved."""

from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dispatcher.reports.changes import change_rows, notice_rows
from dispatcher.reports.routes import build_route
from dispatcher.reports.summary import (
    build_cost,
    figures_sentence,
    held_sentence,
    proof_sentence,
    unassigned_lines,
)
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, join, say

PAGE_WIDTH = 120  # columns of a text that goes to no terminal


def write_text(view: PlanView, stream: TextIO, lang: Lang) -> None:
    """Write a plan for people; widths of Chinese characters are taken into account.

    Parameters
    ----------
    stream
        A terminal is filled to its width and gets colors; anything else gets plain lines of 120 columns.
    """
    write_parts(_parts(view, lang), stream)


def write_parts(parts: Iterable[RenderableType], stream: TextIO) -> None:
    """Write parts one below the other; lines that go to no terminal end at their last character."""
    target = stream if stream.isatty() else StringIO()
    console = make_console(target)
    for part in parts:
        console.print(part)
    if isinstance(target, StringIO):
        stream.writelines(line.rstrip() + "\n" for line in target.getvalue().splitlines())


def make_console(stream: TextIO) -> Console:
    """Return a console for texts of others: no markup, no emoji codes, no guessing of highlights."""
    width = None if stream.isatty() else PAGE_WIDTH
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


def indented(indent: int, line: str) -> RenderableType:
    """Return a line that keeps its indent where it wraps."""
    return Padding(Text(line, overflow="fold"), (0, 0, 0, indent))


def _parts(view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    days = [day.isoformat() for day in view.days]
    yield Text(say("days", lang, days=join(days, lang) if len(days) < 3 else f"{days[0]} – {days[-1]}") + "\n")
    for route in view.plan.routes:
        yield build_route(view, route, lang)
        yield Text("")
    if view.plan.cost is None:
        yield Text(proof_sentence(view.plan, lang))
        yield from (indented(2, line) for line in warning_lines(view.plan.warnings or [], lang))
        return
    used = {route.technician_id for route in view.plan.routes}
    free = [view.technician_name(t.id) for t in view.request.technicians if t.shifts and t.id not in used]
    if free:
        yield Text(say("free", lang, names=join(free, lang)) + "\n")
    yield from _left_out(view, lang)
    yield from _changes(view, lang)
    yield build_cost(view, lang)
    yield Text(figures_sentence(view.plan, lang))
    yield Text(proof_sentence(view.plan, lang))


def _left_out(view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    lines = list(unassigned_lines(view, lang))
    if lines:
        yield Text(say("unassigned", lang), style="bold")
        yield from (indented(indent, line) for indent, line in lines)
    else:
        yield Text(say("none_unassigned", lang))
    held = held_sentence(view, lang)
    if held:
        yield Text(held)
    yield Text("")


def _changes(view: PlanView, lang: Lang) -> Iterator[RenderableType]:
    """Yield what is different from the plan in force and whom to tell; nothing for a first plan."""
    if view.plan.changes is None:
        return
    rows = change_rows(view, lang)
    if rows:
        table = Table(box=SIMPLE_HEAD, title=Text(say("changes_title", lang)), title_justify="left",
                      title_style="bold", pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)  # fmt: skip
        for column in ("ticket", "change", "before", "after", "why"):
            table.add_column(say(column, lang), overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in (row.visit, row.kind, row.before, row.after, row.why)))
        yield table
    else:
        yield Text(say("no_changes", lang))
    yield Text("")
    notices = notice_rows(view, lang)
    yield Text(say("notices_title" if notices else "no_notices", lang), style="bold" if notices else "")
    for notice in notices:
        head = f"{notice.visit}{say('brackets', lang, text=notice.kind)}{say('colon', lang)}"
        yield indented(2, head + notice.text)
    yield Text("")
