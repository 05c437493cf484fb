"""A plan as a workbook: overview, visits, what is left out, cost, warnings, and a sheet per technician."""

import io
from collections.abc import Iterable, Iterator, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font

from dispatcher.reports.cells import Column, Value, put, sheet_name, write_table
from dispatcher.reports.job_sheets import Job, JobSheet, Pause, make_sheets
from dispatcher.reports.measures import measures, urgency_rows
from dispatcher.reports.overview import cost_rows, held_rows, left_out_rows
from dispatcher.reports.summary import proof_sentence
from dispatcher.reports.verdict import breach_sentence
from dispatcher.reports.view import PlanView
from dispatcher.reports.warnings import warning_lines
from dispatcher.reports.words import Lang, join, say

DATE, TIME, SHARE = "yyyy-mm-dd", "hh:mm", "0%"
_TITLE_FONT = Font(bold=True, size=14)


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
        put(sheet, 2, 1, view.days[0], zone, DATE)
        put(sheet, 2, 2, view.days[-1], zone, DATE)
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
            put(sheet, row, k, self._say(head), zone).font = Font(bold=True)
        for figures in urgency_rows(view):
            row += 1
            values = (self._say(figures.urgency), figures.left_out, figures.respond, figures.complete)
            for k, (value, look) in enumerate(zip(values, (None, "0", SHARE, SHARE), strict=True), 1):
                put(sheet, row, k, value, zone, look)
        for letter, width in zip("ABCD", (30, 24, 18, 18), strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes = "A2"

    def visits(self, sheets: Sequence[JobSheet]) -> None:
        """Write every visit of the plan in one table."""
        columns = [Column(self._say("technician"), 16), *self._job_columns()]
        rows = ((sheet.technician, *self._job_row(job)) for sheet in sheets for job in sheet.jobs)
        self._table("visits_title", columns, rows)

    def technician(self, sheets: Sequence[JobSheet]) -> None:
        """Write one technician's shifts, breaks and absences among the visits."""
        rows = [row for sheet in sheets for row in self._rows(sheet)]
        name = sheet_name(sheets[0].technician, self._taken)
        write_table(self._book.create_sheet(name), self._job_columns(), rows, self._view.zone)

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

    def _job_columns(self) -> list[Column]:
        heads = (
            ("day", 11, DATE), ("number", 6, "0"), ("depart", 8, TIME), ("latest_departure", 9, TIME),
            ("window_from", 10, TIME), ("window_to", 10, TIME), ("planned_start", 9, TIME), ("planned_end", 9, TIME),
            ("service_minutes", 10, "0"), ("travel_minutes", 10, "0"), ("ticket", 14, None), ("reference", 14, None),
            ("urgency", 11, None), ("trade", 11, None), ("address", 26, None), ("site", 22, None), ("owner", 14, None),
            ("phone", 18, None), ("fault", 44, None), ("crew", 18, None), ("step_title", 9, None),
            ("pays", 10, None), ("certificates", 18, None), ("remark", 30, None), ("lateness", 20, None),
        )  # fmt: skip
        return [Column(self._say(head), width, look) for head, width, look in heads]

    def _job_row(self, job: Job) -> list[Value]:
        visit, window = job.visit, job.visit.arrival_window
        then = self._say("then")
        return [
            job.day, job.number, visit.depart, job.latest_departure,
            window.start if window else None, window.end if window else None, visit.start, visit.end,
            job.minutes, visit.travel_minutes, job.name, job.reference,
            self._say(job.urgency), job.trade, job.address, job.site, job.owner,
            job.phone, job.fault, join(list(job.mates), self._lang), f"{visit.step + 1}/{job.steps}",
            job.pays, join(list(job.certificates), self._lang), then.join(job.notes), then.join(job.late_words),
        ]  # fmt: skip

    def _rows(self, sheet: JobSheet) -> Iterator[list[Value]]:
        for entry in sheet.entries:
            yield self._job_row(entry) if isinstance(entry, Job) else self._stop_row(sheet, entry, entry.kind)
        if sheet.home is not None:
            home = Pause("home", sheet.home.depart, sheet.home.end, sheet.home.end, sheet.home.site)
            late = say("overtime", self._lang, minutes=sheet.home.overtime) if sheet.home.overtime else ""
            yield self._stop_row(sheet, home, "home", late)

    def _stop_row(self, sheet: JobSheet, stop: Pause, kind: str, late: str = "") -> list[Value]:
        """Return a line without a visit: when, where and what, nothing else."""
        minutes = round((stop.start - stop.depart).total_seconds() / 60)
        travels = stop.depart < stop.start
        row: list[Value] = [None] * len(self._job_columns())
        row[0], row[2] = sheet.day, stop.depart if travels else None
        row[6], row[7] = stop.start, None if kind == "home" else stop.end
        row[9], row[15] = minutes if travels else None, stop.site
        row[23], row[24] = self._say(kind), late
        return row
