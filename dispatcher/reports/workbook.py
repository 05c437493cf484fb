"""A plan as a workbook: overview, visits, what is left out, cost, warnings, and a sheet per technician."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from dispatcher.reports.cells import BOLD, DATE, SHARE, Column, Value, fit_to_paper, put, sheet_name, write_table
from dispatcher.reports.job_rows import EVERYTHING, ON_PAPER, job_columns, job_values, pick, sheet_values
from dispatcher.reports.job_sheets import JobSheet, make_sheets
from dispatcher.reports.measures import measures, urgency_rows
from dispatcher.reports.overview import cost_rows, held_rows, left_out_rows
from dispatcher.reports.summary import proof_sentence
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, say

_TITLE_FONT = Font(name="Calibri", bold=True, size=14)


def write_workbook(view: PlanView, lang: Lang) -> bytes:
    """Return the workbook as the bytes of an xlsx file; it holds no formula."""
    writer = _Writer(view, lang)
    writer.overview()
    sheets = [sheet for sheet in make_sheets(view, lang) if sheet.jobs]
    if view.plan.cost is not None:
        writer.visits(sheets)
        writer.left_out()
        writer.cost()
    writer.warnings()
    for technician in dict.fromkeys(sheet.technician_id for sheet in sheets):
        writer.technician([sheet for sheet in sheets if sheet.technician_id == technician])
    return writer.to_bytes()


class _Writer:
    def __init__(self, view: PlanView, lang: Lang) -> None:
        self._view = view
        self._lang = lang
        self._book = Workbook()
        self._taken: set[str] = set()

    def overview(self) -> None:
        """Write what is proved, the figures and what holds by urgency."""
        view, zone = self._view, self._view.zone
        sheet = self._book.worksheets[0]
        sheet.title = sheet_name(self._say("overview"), self._taken)
        put(sheet, 1, 1, self._say("report"), zone).font = _TITLE_FONT
        for k, day in enumerate(dict.fromkeys((view.days[0], view.days[-1])), 1):
            put(sheet, 2, k, day, zone, DATE).alignment = Alignment(horizontal="left")
        put(sheet, 3, 1, proof_sentence(view.plan, self._lang), zone)
        sheet.merge_cells("A3:D3")
        row = 5
        for figure in measures(view, self._lang):
            put(sheet, row, 1, figure.name, zone)
            put(sheet, row, 2, figure.value, zone, SHARE if figure.key == "promise" else "0")
            unit = figure.key in ("travel", "service", "overtime", "waiting", "break", "idle", "spread")
            put(sheet, row, 3, self._say("minutes_unit") if unit else None, zone)
            row += 1
        row += 1
        heads = ("urgency", "kpi_unassigned", "kpi_respond", "kpi_complete")
        for k, head in enumerate(heads, 1):
            cell = put(sheet, row, k, self._say(head), zone)
            cell.font, cell.alignment = BOLD, Alignment(horizontal="right" if k > 1 else "left")
        for figures in urgency_rows(view):
            row += 1
            values = (self._say(figures.urgency), figures.left_out, figures.respond, figures.complete)
            for k, (value, look) in enumerate(zip(values, (None, "0", SHARE, SHARE), strict=True), 1):
                put(sheet, row, k, value, zone, look)
        for letter, width in zip("ABCD", (30, 18, 18, 18), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"
        fit_to_paper(sheet, "portrait")

    def visits(self, sheets: Sequence[JobSheet]) -> None:
        """Write every visit of the plan in one table."""
        values = [job_values(job, self._lang) for sheet in sheets for job in sheet.jobs]
        self._table("visits_title", job_columns(EVERYTHING, self._lang), pick(EVERYTHING, values))

    def technician(self, sheets: Sequence[JobSheet]) -> None:
        """Write one technician's shifts, breaks and absences among the visits."""
        values = [row for sheet in sheets for row in sheet_values(sheet, self._lang)]
        page = self._book.create_sheet(sheet_name(sheets[0].technician, self._taken))
        write_table(page, job_columns(ON_PAPER, self._lang), pick(ON_PAPER, values), self._view.zone)

    def left_out(self) -> None:
        """Write the tickets left out and those on hold."""
        heads = (("ticket", 14), ("urgency", 12), ("site", 24), ("fault", 44), ("class", 24), ("reasons", 60))
        rows = left_out_rows(self._view, self._lang)
        self._table(
            "unassigned",
            [Column(self._say(head), width) for head, width in heads],
            (
                (row.ticket, self._say(row.urgency), row.site, row.fault, row.conclusion,
                 self._say("then").join(row.reasons))
                for row in rows
            ),
        )  # fmt: skip
        held = [Column(self._say(head), width) for head, width in (("ticket", 14), ("fault", 44), ("hold_reason", 40))]
        self._table("held_title", held, ((row.ticket, row.fault, row.reason) for row in held_rows(self._view)))

    def cost(self) -> None:
        """Write the terms of the cost and their sum."""
        heads = (("term", 18), ("amount", 12), ("why", 70), ("meaning", 70))
        rows: list[Sequence[Value]] = [
            (row.title, row.amount, row.why, row.meaning) for row in cost_rows(self._view, self._lang)
        ]
        cost = self._view.plan.cost
        rows.append((self._say("total"), cost.total if cost else None, None, None))
        self._table("cost", [Column(self._say(head), width) for head, width in heads], rows)

    def warnings(self) -> None:
        """Write what is broken and what to look at, if anything."""
        lines = [breach_sentence(breach, self._lang) for breach in self._view.breaches]
        lines += warning_lines(self._view.plan.warnings or [], self._lang)
        if lines:
            self._table("warnings", [Column(self._say("warnings"), 140)], ((line,) for line in lines))

    def to_bytes(self) -> bytes:
        """Return the file."""
        stream = io.BytesIO()
        self._book.save(stream)
        return stream.getvalue()

    def _table(self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> None:
        sheet = self._book.create_sheet(sheet_name(self._say(title), self._taken))
        write_table(sheet, columns, rows, self._view.zone)

    def _say(self, key: str) -> str:
        return say(key, self._lang)
