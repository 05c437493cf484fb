"""Changes and notices in reports: what a table and a page say of a re-plan."""

import io

import pytest

from dispatcher.planning import plan_request
from dispatcher.reports.change_words import CHANGE_WORDS
from dispatcher.reports.changes import change_rows, notice_rows
from dispatcher.reports.page import render_page
from dispatcher.reports.text import write_text
from dispatcher.reports.view import PlanView
from dispatcher.reports.words import Lang
from dispatcher.schemas.change import Change
from dispatcher.schemas.event import EVENT_TYPES
from tests.dispatcher.event_days import Tree, event
from tests.dispatcher.random_events import STEPS
from tests.dispatcher.replans import DAY, PLAN, under_way
from tests.dispatcher.requests import accepted, changed, make_ticket


def viewed(tree: Tree | None = None, *events: Tree) -> PlanView:
    """Return the plan of a request, or of the day after events."""
    request = under_way(*events) if tree is None else accepted(tree)
    answer = plan_request(request, STEPS)
    return PlanView(request, answer.plan, answer.problem, answer.charges)


def text_of(view: PlanView, lang: Lang) -> str:
    """Return a plan as the table for a terminal."""
    stream = io.StringIO()
    write_text(view, stream, lang)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("lang", "why", "told"),
    [
        (Lang.EN, "cancelled (E-1)", "T-17 (cancelled): Property service: as you asked, our visit for your request"),
        (
            Lang.ZH,
            "工单取消（E-1）",
            "T-17（取消）：【物业服务中心】已按您的要求取消报修（R-17）原定今天 10:10–11:30 的上门。",
        ),
    ],
)
def test_table_and_page_say_what_changes_and_whom_to_tell(lang: Lang, why: str, told: str) -> None:
    """T-17, with wang at 10:30, is cancelled: both reports say so, why, and what the owner hears."""
    view = viewed(None, event("cancelled", "08:10", ticket_id="T-17"))

    text, page = text_of(view, lang), render_page(view, lang)

    row = next(row for row in change_rows(view, lang) if row.visit == "T-17")
    assert (row.before, row.after, row.why) == ("Wang Qiang 10:30", "", why)
    assert why in text
    assert told in text
    assert f'<td class="short">Wang Qiang 10:30</td><td class="short"></td><td class="long">{why}</td>' in page
    assert told.partition("：" if lang is Lang.ZH else ": ")[2] in page


@pytest.mark.parametrize("lang", Lang)
def test_a_first_plan_says_nothing_of_changes(lang: Lang) -> None:
    """Without a plan in force there is neither a table nor a sentence of changes."""
    view = viewed(DAY)

    for text in (text_of(view, lang), render_page(view, lang)):
        for key in ("changes_title", "no_changes", "notices_title", "no_notices"):
            assert (CHANGE_WORDS[key].zh if lang is Lang.ZH else CHANGE_WORDS[key].en) not in text


def test_a_replan_without_changes_says_so() -> None:
    """The plan in force is kept: nothing changes, nobody needs to be told."""
    first = viewed(DAY).plan.to_wire()

    text = text_of(viewed(DAY | {"published": first}), Lang.EN)

    assert "Nothing changes." in text
    assert "Nobody needs to be told." in text


def test_chains_are_read_from_the_visit_to_the_event() -> None:
    """Visits by their tickets, further ones of a ticket by their whole id, an event by what it is."""
    view = viewed(None, event("new_ticket", "09:50", ticket=make_ticket("T-E")))
    chain = [{"visit_id": "T-1:0:0"}, {"visit_id": "T-4:0:1"}, {"event_id": "E-1"}]
    change = Change.model_validate({"visit_id": "T-17:0:0", "kind": "time", "because_of": chain})

    rows = change_rows(PlanView(view.request, view.plan.model_copy(update={"changes": [change]}), view.problem, ()),
                       Lang.EN)  # fmt: skip

    assert [row.why for row in rows] == ["T-1 ← T-4:0:1 ← new ticket (E-1)"]


def test_texts_of_others_are_escaped() -> None:
    """A reference full of markup stays text on the page, also within a notice."""
    hostile = changed(DAY, {"/tickets/1/reference": "<script>x</script>"})
    view = viewed(changed(hostile, {"/tickets/1/status": "cancelled"}) | {"published": PLAN})

    page = render_page(view, Lang.EN)

    notice = next(row for row in notice_rows(view, Lang.EN) if row.visit == "T-17")
    assert "<script>x" in notice.text
    assert "<script>x" not in page


def test_every_type_of_event_has_words() -> None:
    """What an event is called stands in the words in both languages."""
    assert all(CHANGE_WORDS[f"event_{name}"].en != CHANGE_WORDS[f"event_{name}"].zh for name in EVENT_TYPES)
