"""Plans for people: reports and work orders, with private words as far as the caller may see them."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from dispatcher.api.desk import Desks
from dispatcher.api.refusals import refuse
from dispatcher.api.stored import hold
from dispatcher.completion import complete_plan
from dispatcher.reports.job_sheets import Job, JobSheet, make_sheets
from dispatcher.reports.messages import write_messages
from dispatcher.reports.page import render_page
from dispatcher.reports.text import write_text
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from dispatcher.reports.workbook import write_workbook
from dispatcher.schemas.request import Request
from dispatcher.schemas.runs import WorkOrder
from dispatcher.store.private import joined, masked

Tree = dict[str, Any]


def _table(view: PlanView, lang: Lang) -> bytes:
    stream = io.StringIO()
    write_text(view, stream, lang)
    return stream.getvalue().encode()


_TEXT = "text/plain; charset=utf-8"
FORMATS: Mapping[str, tuple[str, Callable[[PlanView, Lang], bytes]]] = {
    "html": ("text/html; charset=utf-8", lambda view, lang: render_page(view, lang).encode()),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_workbook),
    "text": (_TEXT, lambda view, lang: write_messages(view, lang).encode()),
    "table": (_TEXT, _table),
}


def report_of(seen: Desks, plan_id: str, kind: str, lang: Lang) -> tuple[str, bytes]:
    """Return media type and content of a report.

    Raises
    ------
    Refused
        There is no such kind of report.
    """
    if kind not in FORMATS:
        raise refuse(422, "bad_enum", ("format",), value=kind, allowed=list(FORMATS))
    media, write = FORMATS[kind]
    return media, write(_view(seen, plan_id), lang)


def orders(seen: Desks, plan_id: str, technician_id: str | None, lang: Lang) -> list[Tree]:
    """Return work orders of one technician, None: of all."""
    sheets = make_sheets(_view(seen, plan_id), lang)
    wanted = [sheet for sheet in sheets if technician_id in (None, sheet.technician_id)]
    return [_order(sheet, job).to_wire() for sheet in wanted for job in sheet.jobs]


def _view(seen: Desks, plan_id: str) -> PlanView:
    held = hold(seen, plan_id)
    request = _with_words(seen, held.version.plan_key, held.request)
    whole = complete_plan(request, held.plan)
    return PlanView(request, whole.plan, whole.problem, whole.charges, whole.breaches)


def _with_words(seen: Desks, plan_key: str, request: Request) -> Request:
    """Return a request with what owners said put back, phones masked unless the caller may see them."""
    tickets, people = seen.desk.private_words(plan_key), seen.desk.technician_contacts(plan_key)
    if not seen.who.contacts:
        tickets, people = ({name: masked(row) for name, row in rows.items()} for rows in (tickets, people))
    return Request.from_tree(joined(request.to_wire(), tickets, people))


def _order(sheet: JobSheet, job: Job) -> WorkOrder:
    visit = job.visit
    return WorkOrder(
        visit_id=visit.visit_id or "",
        ticket_id=job.ticket.id,
        technician_id=sheet.technician_id,
        technician=job.technician,
        shift_id=sheet.shift.id,
        number=job.number,
        reference=job.reference,
        urgency=job.urgency,
        trade=job.trade,
        site=job.site,
        address=job.address,
        owner=job.owner,
        phone=job.phone,
        fault=job.fault,
        depart=visit.depart,
        latest_departure=job.latest_departure,
        arrival_window=visit.arrival_window,
        start=visit.start,
        end=visit.end,
        minutes=job.minutes,
        state=job.progress,
        crew=list(job.mates),
        pays=job.pays,
        certificates=list(job.certificates),
        notes=[*job.notes, *job.late_words],
    )
