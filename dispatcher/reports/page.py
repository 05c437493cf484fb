"""A plan as one self-contained page to print: chart, what is left out, cost, figures, and a job sheet per shift."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dispatcher.reports.changes import change_rows, notice_rows
from dispatcher.reports.gantt import HEIGHT, days_of, draw_day, draw_legend
from dispatcher.reports.job_sheets import JobSheet, make_sheets
from dispatcher.reports.measures import duration, measures, share, urgency_rows
from dispatcher.reports.overview import cost_rows, held_rows, left_out_rows
from dispatcher.reports.summary import proof_sentence
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, date_words, join, say

_SHOWN_NAMES = 6  # of technicians in a reason
_LONG = 200  # characters of a fault that gets the whole width of the sheet
_FIRST = 405.0  # units of chart below the title and the figures
_LATER = 570.0  # the same on the first page of a further day


@dataclass(frozen=True, slots=True)
class DayCharts:
    """The pictures of one day."""

    name: str
    charts: tuple[Markup, ...]


def render_page(view: PlanView, lang: Lang) -> str:
    """Return the page; texts of others are escaped, and it loads nothing from elsewhere."""
    sheets = make_sheets(view, lang)
    days = [date_words(day, lang) for day in view.days]
    values = {
        "view": view,
        "dates": join(days, lang) if len(days) < 3 else f"{days[0]} – {days[-1]}",
        "zone": zone_name(view),
        "proof": proof_sentence(view.plan, lang),
        "breaches": [breach_sentence(breach, lang) for breach in view.breaches],
        "warnings": list(warning_lines(view.plan.warnings or [], lang)),
        "measures": measures(view, lang),
        "urgencies": urgency_rows(view),
        "days": _charts(view, sheets, lang),
        "legend": Markup(draw_legend(view, lang)),
        "left_out": left_out_rows(view, lang, _SHOWN_NAMES),
        "held": held_rows(view),
        "changes": change_rows(view, lang),
        "notices": notice_rows(view, lang),
        "costs": cost_rows(view, lang),
        "sheets": [sheet for sheet in sheets if sheet.jobs],
    }
    helpers = {
        "long": _LONG,
        "lang": lang.value,
        "say": lambda key, **fields: say(key, lang, **fields),
        "join": lambda items: join(list(items), lang),
        "clock": view.clock,
        "span": view.span,
        "duration": partial(duration, lang=lang),
        "share": partial(share, lang=lang),
        "date_words": partial(date_words, lang=lang),
    }
    return _environment().get_template("page.html").render(**values, **helpers)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("dispatcher.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _charts(view: PlanView, sheets: Sequence[JobSheet], lang: Lang) -> list[DayCharts]:
    days = []
    for k, (day, rows) in enumerate(days_of(sheets)):
        heights = (_LATER if k else _FIRST, HEIGHT)
        # The pictures are built as elements, so every text in them is escaped.
        charts = tuple(Markup(chart) for chart in draw_day(view, rows, lang, heights))
        days.append(DayCharts(date_words(day, lang), charts))
    return days


def zone_name(view: PlanView) -> str:
    """Return the zone of all times shown, as the request names it, else its offset."""
    zone: tzinfo = view.zone
    return view.request.time_zone or str(zone)
