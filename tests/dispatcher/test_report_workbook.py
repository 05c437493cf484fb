"""The workbook read back: it holds the plan, real times, and no formula whatever the texts are."""

import io
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from dispatcher.reports.cells import sheet_name
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang, say
from dispatcher.reports.workbook import write_workbook
from dispatcher.schemas.visit import Visit
from tests.dispatcher.command_line import contradictory_request
from tests.dispatcher.report_views import HOSTILE, example, generated, hostile_tree, planned_view
from tests.dispatcher.requests import (
    accepted,
    at,
    make_plan_tree,
    make_route,
    make_technician,
    make_ticket,
    make_tree,
    make_visit,
)


def book_of(view: PlanView, lang: Lang = Lang.EN) -> Workbook:
    """Return the workbook of a plan, read back."""
    return openpyxl.load_workbook(io.BytesIO(write_workbook(view, lang)))


def rows_of(book: Workbook, title: str) -> list[dict[object, object]]:
    """Return the rows of a table by their headings."""
    heads, *rows = book[title].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def moments(visit: Visit) -> tuple[datetime | None, ...]:
    """Return departure, start, end and both ends of the arrival window."""
    window = visit.arrival_window
    assert window is not None
    return (visit.depart, visit.start, visit.end, window.start, window.end)


@pytest.mark.parametrize("lang", list(Lang))
def test_visits_are_those_of_the_plan(lang: Lang) -> None:
    """Every visit is one row with its ticket, technician, times and window, as real times of the plan's zone."""
    view = generated("several_estates", 40, 6, lang.value)
    heads = ("ticket", "technician", "depart", "planned_start", "planned_end", "window_from", "window_to")

    rows = rows_of(book_of(view, lang), say("visits_title", lang))

    def local(moment: datetime | None) -> datetime | None:
        return None if moment is None else moment.astimezone(view.zone).replace(tzinfo=None)

    wanted = [
        (visit.ticket_id, view.technician_name(route.technician_id), *map(local, moments(visit)))
        for route in view.plan.routes
        for visit in route.visits
    ]
    found = [tuple(row[say(head, lang)] for head in heads) for row in rows]
    assert len(wanted) > 30
    assert sorted(found, key=str) == sorted(wanted, key=str)


def test_sheets_of_technicians_hold_breaks_and_the_way_home() -> None:
    """Wang's sheet has three visits and the way home from 12:02 to 12:17; it repeats its heading on paper."""
    book = book_of(example())

    rows = rows_of(book, "王师傅")

    assert [row["Ticket"] for row in rows] == ["T-1", "T-3", "T-3", None]
    way_home = (rows[-1]["Set out"], rows[-1]["Planned start"], rows[-1]["Remarks"])
    assert way_home == (datetime(2026, 3, 2, 12, 2), datetime(2026, 3, 2, 12, 17), "back")
    assert (book["王师傅"].freeze_panes, book["王师傅"].print_title_rows) == ("A2", "$1:$1")


def test_overview_left_out_and_cost_are_figures() -> None:
    """Cost 1544 and its 44 minutes of travel are numbers; T-4 is left out because of both technicians' skills."""
    book = book_of(example())

    costs = {row["Term"]: row["Cost"] for row in rows_of(book, "Cost")}
    (left_out,) = rows_of(book, "Not planned")
    figures = {row[0]: row[1] for row in book["Overview"].iter_rows(min_row=5, max_col=2, values_only=True)}

    assert (costs["Travel"], costs["Total"], figures["Travel"], figures["Cost"]) == (44, 1544, 44, 1544)
    assert (left_out["Ticket"], left_out["Reasons"]) == ("T-4", "Skill match: 李师傅, 王师傅")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@x", "#N/A", *sorted(HOSTILE)])
def test_texts_of_others_are_never_formulas(name: str) -> None:
    """No cell is a formula, an error or a link, and the text stands there as it was sent."""
    said = HOSTILE.get(name, name)

    book = book_of(planned_view(accepted(hostile_tree(said))))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    values = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in cells)
    shown = "".join("\N{REPLACEMENT CHARACTER}" if c in "\u200f\u202e\u2066\x07\ufffe" else c for c in said)
    assert values.count(shown) > 4


def test_texts_like_formulas_stay_texts_when_edited() -> None:
    """A cell that begins like a formula is marked as text, so that a key press does not turn it into one."""
    book = book_of(planned_view(accepted(hostile_tree("=1+1"))))

    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]

    assert cells
    assert all(cell.quotePrefix for cell in cells)


def test_rows_are_as_high_as_their_texts() -> None:
    """A fault of 90 characters in a column of 30 takes four lines of 15 points, the row of its head one."""
    book = book_of(planned_view(accepted(make_tree(tickets=[make_ticket(description="x" * 90)]))))

    # 28 characters a line, as two are kept free: 90 take four lines.
    heights = [book["wang"].row_dimensions[row].height for row in (2, 3)]

    assert heights == [60, 15]


def test_technicians_of_one_name_get_a_sheet_each() -> None:
    """Two people of the same name, in other letter case, are on two sheets."""
    people = [{**make_technician(name), "name": said} for name, said in (("wang", "Chen"), ("li", "CHEN"))]
    tree = make_tree(technicians=people)
    plan = [make_route(make_visit()), make_route(make_visit("T-2"), technician_id="li", shift_id="li-mon")]
    tree["tickets"] = [*tree["tickets"], {**tree["tickets"][0], "id": "T-2"}]
    tree["published"] = make_plan_tree(*plan)
    tree["freeze_until"] = at("10:00")

    book = book_of(planned_view(accepted(tree)))

    assert book.sheetnames[-2:] == ["Chen", "CHEN (2)"]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8))
def test_sheet_names_are_allowed_and_unlike(names: list[str]) -> None:
    """Whatever the names, sheets are called something of 1 to 31 characters, each once, without forbidden ones."""
    taken: set[str] = set()

    found = [sheet_name(name, taken) for name in names]

    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in found)
    assert not any(name.startswith("'") or name.endswith("'") for name in found)
    assert len({name.casefold() for name in found}) == len(found)


def test_answer_without_a_plan_is_a_workbook_too() -> None:
    """Where locks contradict each other the workbook says what is proved and the warnings."""
    book = book_of(planned_view(accepted(contradictory_request())))

    assert book["Overview"]["A3"].value == "No plan keeps every lock and hard rule (proved)."
    assert any("T-1 is kept" in str(row["Warnings"]) for row in rows_of(book, "Warnings"))
